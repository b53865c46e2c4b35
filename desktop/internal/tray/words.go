package tray

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxTooltip is what Windows shows of a tooltip.
const maxTooltip = 127

// sentences are the menu's words by language.
type sentences struct {
	title, open, held, settings, pause, resume, quit string
	minutes, hours                                   string // of a pause
	state                                            map[string]string
}

func words(language string) sentences {
	if language == "en" {
		return sentences{
			title: "Sekisho", open: "Open Sekisho", held: "Held mail", settings: "Settings", pause: "Pause checks",
			resume: "Check again now", quit: "Quit (mail programs cannot send)", minutes: "%d minutes", hours: "%d h",
			state: map[string]string{
				Protecting: "Your mail is being checked", Waiting: "%d waiting for you", Paused: "Checks are paused until %s",
				Unreachable: "The server cannot be reached; checks go on", Trouble: "Something needs your attention", Starting: "Starting",
			},
		}
	}
	return sentences{
		title: "関所 Sekisho", open: "関所を開く", held: "保留中のメール", settings: "設定", pause: "チェックを一時停止",
		resume: "今すぐチェックを再開", quit: "終了（メールソフトから送信できなくなります）", minutes: "%d分間", hours: "%d時間",
		state: map[string]string{
			Protecting: "メールをチェックしています", Waiting: "確認待ち %d件", Paused: "%s までチェックを停止中",
			Unreachable: "サーバーに接続できません（チェックは続いています）", Trouble: "対応が必要なことがあります", Starting: "起動しています",
		},
	}
}

// shown is the state that is drawn: a mail that waits comes first.
func (v View) shown() string {
	if v.Waiting > 0 {
		return Waiting
	}
	switch v.State {
	case Protecting, Paused, Unreachable, Starting:
		return v.State
	}
	return Trouble
}

// status says the state in a few words.
func (v View) status() string {
	w := words(v.Language)
	switch s := v.shown(); s {
	case Waiting:
		return fmt.Sprintf(w.state[s], v.Waiting)
	case Paused:
		said := fmt.Sprintf(w.state[s], v.Until.Local().Format("15:04"))
		if v.Reason != "" {
			said += ": " + v.Reason
		}
		return said
	default:
		return w.state[s]
	}
}

// tooltip is the name and the status, cut to what is shown.
func (v View) tooltip() string {
	said := words(v.Language).title + ": " + strings.Join(strings.Fields(v.status()), " ")
	if utf8.RuneCountInString(said) <= maxTooltip {
		return said
	}
	return string([]rune(said)[:maxTooltip-1]) + "…"
}

func (v View) heldLabel() string {
	label := words(v.Language).held
	if v.Held > 0 {
		label += " (" + strconv.Itoa(v.Held) + ")"
	}
	return label
}

// lengthLabel names the length of a pause.
func lengthLabel(language string, d time.Duration) string {
	w := words(language)
	if d >= time.Hour && d%time.Hour == 0 {
		return fmt.Sprintf(w.hours, int(d/time.Hour))
	}
	return fmt.Sprintf(w.minutes, int(d/time.Minute))
}
