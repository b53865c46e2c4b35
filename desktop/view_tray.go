package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"sekisho/desktop/internal/notify"
	"sekisho/desktop/internal/tray"
)

// view is the companion as the tray shows it.
func (a *App) view() tray.View {
	s := a.Status()
	return tray.View{
		Language: s.Language, State: s.Kind, Reason: s.Reason, Until: s.Until, Waiting: s.Waiting, Held: s.Held,
		Pauses: pauses(time.Duration(s.LongestPause) * time.Minute),
	}
}

// pauses are the lengths of a pause that the tray offers: the usual ones up to the longest, and the longest itself.
func pauses(longest time.Duration) []time.Duration {
	if longest <= 0 {
		return nil
	}
	var all []time.Duration
	for _, d := range []time.Duration{15 * time.Minute, time.Hour, 4 * time.Hour} {
		if d < longest {
			all = append(all, d)
		}
	}
	return append(all, longest)
}

// trayReason is the reason of a pause that was begun from the tray, where nobody can type one.
func trayReason(language string) string {
	if language == "en" {
		return "paused from the tray icon"
	}
	return "トレイアイコンから一時停止"
}

// actions are what the tray's menu does.
func (a *App) actions(quit func()) tray.Actions {
	return tray.Actions{
		Open: a.open,
		Pause: func(d time.Duration) {
			if err := a.Pause(int(d/time.Minute), trayReason(a.Status().Language)); err != nil {
				a.log.Info("pause from the tray", slog.Any("error", err))
				a.open("home")
			}
		},
		Resume: func() {
			if err := a.Resume(); err != nil {
				a.log.Info("resume from the tray", slog.Any("error", err))
			}
		},
		Quit: quit,
	}
}

// notice is something to tell about.
type notice string

// The notices. They name nobody: lock screens show them.
const (
	noticeWaiting notice = "mails"   // a mail waits, and no window can say so
	noticeExpired notice = "expired" // a mail program gave up before anybody answered
	noticeTrouble notice = "trouble"
)

func (a *App) tell(ctx context.Context, about notice, count int) {
	if !a.Settings().Notifications {
		return
	}
	n := about.say(a.Status().Language, count)
	n.Topic = string(about)
	if err := a.notes.Show(ctx, n); err != nil {
		a.log.Debug("no notification", slog.Any("error", err))
	}
}

func (about notice) say(language string, count int) notify.Notice {
	if language == "en" {
		return map[notice]notify.Notice{
			noticeWaiting: {Title: "A mail waits for your check", Body: fmt.Sprintf("%d waiting. Nothing is sent without your answer.", count), Open: "Open"},
			noticeExpired: {Title: "A mail was not sent", Body: "Nobody answered in time. Check it here, then press Send in your mail program once more.", Open: "Check"},
			noticeTrouble: {Title: "Sekisho needs your attention", Body: "Nothing leaves unchecked. The window says what to do.", Open: "Open"},
		}[about]
	}
	return map[notice]notify.Notice{
		noticeWaiting: {Title: "メールが確認を待っています", Body: fmt.Sprintf("確認待ち %d件。回答があるまで送信されません。", count), Open: "開く"},
		noticeExpired: {Title: "メールは送信されていません", Body: "時間内に回答がありませんでした。ここで確認してから、メールソフトでもう一度送信してください。", Open: "確認する"},
		noticeTrouble: {Title: "関所：対応が必要なことがあります", Body: "チェックなしでメールが出ることはありません。画面の案内をご覧ください。", Open: "開く"},
	}[about]
}
