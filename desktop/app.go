package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"sekisho/desktop/internal/notify"
	"sekisho/desktop/internal/tray"
	"sekisho/server/check"
)

// core is the companion as the window and the tray need it.
type core interface {
	mailBound
	heldBound
	accountBound
	programBound
	selfBound
	// Subscribe calls heard, from any goroutine, when something of a topic changed: status, mails, held, history, accounts,
	// programs, settings. It must not block.
	Subscribe(heard func(topic string)) (cancel func())
}

// front is the window. All of it may be called from any goroutine, before the window is there too.
type front interface {
	// show brings the window up, in front of all others if onTop.
	show(onTop bool)
	hide()
	// lower lets other windows in front of it.
	lower()
	// changed tells the pages.
	changed(topic string)
}

// notifier shows notifications.
type notifier interface {
	Show(ctx context.Context, n notify.Notice) error
}

// App is what the pages call, and what brings the window up when a mail needs its sender. Its exported methods are Bound.
type App struct {
	core
	screen front
	notes  notifier
	log    *slog.Logger
	views  chan tray.View

	mu         sync.Mutex
	page       string               // the page that the window is to open with
	waits      map[string]time.Time // mails seen, and when their programs give up; zero: they did
	byMail     bool                 // the window is up because of a mail
	visible    bool
	windowless bool
	troubled   bool
}

func newApp(c core, s front, n notifier, log *slog.Logger) *App {
	return &App{core: c, screen: s, notes: n, log: log, views: make(chan tray.View), waits: map[string]time.Time{}}
}

// run carries changes of the companion to the window and the tray until ctx ends.
func (a *App) run(ctx context.Context) {
	news := newNews()
	defer a.Subscribe(news.add)()
	a.mailsChanged(ctx)
	view, views := a.view(), a.views
	for {
		select {
		case views <- view:
			views = nil
		case <-news.came:
			for _, topic := range news.take() {
				a.screen.changed(topic)
				if topic == topicMails {
					a.mailsChanged(ctx)
				}
			}
			a.lookForTrouble(ctx)
			view, views = a.view(), a.views
		case <-ctx.Done():
			return
		}
	}
}

// topicMails says that the list of mails that wait has changed.
const topicMails = "mails"

// mailsChanged brings the window up for a mail that came since, whether its program waits for the first time or came again. A mail
// that the window was put away for does not come up twice. Where a program gave up while nobody looked, a notice says so.
func (a *App) mailsChanged(ctx context.Context) {
	mails := a.Waiting()
	waits := map[string]time.Time{}
	fresh, expired := false, 0
	a.mu.Lock()
	for _, m := range mails {
		before, known := a.waits[m.ID]
		switch {
		case m.Connected:
			fresh = fresh || !known || !before.Equal(m.Until)
			waits[m.ID] = m.Until
		case known && !before.IsZero():
			expired++
			fallthrough
		default:
			waits[m.ID] = time.Time{}
		}
	}
	a.waits = waits
	a.mu.Unlock()
	if fresh {
		a.bringUp(ctx, len(mails))
	}
	if expired > 0 {
		a.screen.lower() // the mail program has something to say, which must not be hidden
		a.tell(ctx, noticeExpired, expired)
	}
}

func (a *App) bringUp(ctx context.Context, waiting int) {
	a.mu.Lock()
	if !a.visible {
		a.byMail = true
	}
	a.visible = true
	windowless := a.windowless
	a.mu.Unlock()
	a.screen.show(a.Settings().OnTop)
	if windowless {
		a.tell(ctx, noticeWaiting, waiting)
	}
}

// lookForTrouble tells of trouble that began while the window is away.
func (a *App) lookForTrouble(ctx context.Context) {
	troubled := a.Status().Kind == tray.Trouble
	a.mu.Lock()
	began := troubled && !a.troubled && !a.visible
	a.troubled = troubled
	a.mu.Unlock()
	if began {
		a.tell(ctx, noticeTrouble, 0)
	}
}

// noWindow records that no window can be shown: mails that wait time out and are never sent, and the state says so. The next mail
// tries again.
func (a *App) noWindow(ctx context.Context, err error) {
	a.log.Error("mails that must be asked about will not be sent", slog.Any("error", err))
	a.mu.Lock()
	a.windowless, a.visible = true, false
	a.mu.Unlock()
	if waiting := len(a.Waiting()); waiting > 0 {
		a.tell(ctx, noticeWaiting, waiting)
	}
}

// hasWindow records that there is one.
func (a *App) hasWindow() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.windowless = false
}

// Status is the companion's, and whether there is a window.
func (a *App) Status() Status {
	s := a.core.Status()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.windowless {
		s.Kind, s.Troubles = tray.Trouble, append(s.Troubles, Trouble{Code: "window", Args: map[string]string{}})
	}
	return s
}

// open shows the window at a page; empty: wherever it is.
func (a *App) open(page string) {
	a.mu.Lock()
	a.page, a.visible, a.byMail = page, true, false
	a.mu.Unlock()
	a.screen.show(false)
	a.screen.changed("show")
}

// wishes shows the window when somebody wants to see it.
func (a *App) wishes(ctx context.Context, pages <-chan string) {
	for {
		select {
		case page := <-pages:
			a.open(page)
		case <-ctx.Done():
			return
		}
	}
}

// Page returns, once, the page that the window is to open; empty: none in particular.
func (a *App) Page() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	page := a.page
	a.page = ""
	return page
}

// Confirm answers for a mail. The window goes away again after the last mail that it came up for.
func (a *App) Confirm(id string, given check.Answers) (Answered, error) {
	answered, err := a.core.Confirm(id, given)
	if err == nil && answered.Missing == nil && answered.Kept.IsZero() {
		a.answered()
	}
	return answered, err
}

// Cancel stops a mail.
func (a *App) Cancel(id string) error {
	err := a.core.Cancel(id)
	if err == nil {
		a.answered()
	}
	return err
}

func (a *App) answered() {
	a.mu.Lock()
	done := a.byMail
	a.mu.Unlock()
	if done && len(a.Waiting()) == 0 {
		a.Hide()
	}
}

// Hide puts the window away.
func (a *App) Hide() {
	a.mu.Lock()
	a.visible, a.byMail = false, false
	a.mu.Unlock()
	a.screen.hide()
}

// closed is called when a person closes the window: mails whose programs wait are cancelled, as if Escape had been pressed for
// each. Those whose programs gave up stay.
func (a *App) closed() {
	for _, m := range a.Waiting() {
		if !m.Connected {
			continue
		}
		if err := a.core.Cancel(m.ID); err != nil {
			a.log.Info("cancel a mail at the closing of the window", slog.Any("error", err))
		}
	}
	a.Hide()
}
