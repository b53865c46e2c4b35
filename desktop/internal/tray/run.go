//go:build linux || windows

package tray

import (
	"context"
	"runtime"
	"slices"
	"time"

	"fyne.io/systray"
)

// run keeps the library on a thread of its own. Its onReady only builds the menu: until it returns nobody can ask for the menu.
func run(ctx context.Context, views <-chan View, actions Actions) error {
	if !possible() {
		return ErrNone
	}
	m := &menu{actions: actions, ready: make(chan struct{}), tapped: make(chan struct{}, 1)}
	systray.SetTitle(name) // it also names the item on the bus, so it must be there before
	systray.SetOnTapped(m.tap)
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		systray.Run(m.build, func() {})
	}()
	m.follow(ctx, views)
	systray.Quit()
	<-done
	return nil
}

// menu is the tray's menu. All of it is written by one goroutine, or before that runs.
type menu struct {
	actions Actions
	ready   chan struct{} // closed once it is built
	tapped  chan struct{} // the icon itself was pressed

	status, open, held, settings, pause, resume, quit *systray.MenuItem
	lengths                                           []*systray.MenuItem
	offered                                           []time.Duration // of the lengths
	shown                                             View
	icon                                              string
}

// name is what the item is called on every desktop.
const name = "Sekisho"

// most is how many lengths of a pause are offered.
const most = 5

func (m *menu) build() {
	w := words("ja")
	m.status = systray.AddMenuItem(w.state[Starting], "")
	m.status.Disable()
	systray.AddSeparator()
	m.open = systray.AddMenuItem(w.open, "")
	m.held = systray.AddMenuItem(w.held, "")
	m.settings = systray.AddMenuItem(w.settings, "")
	systray.AddSeparator()
	m.pause = systray.AddMenuItem(w.pause, "")
	for range most {
		item := m.pause.AddSubMenuItem("", "")
		item.Hide()
		m.lengths = append(m.lengths, item)
	}
	m.resume = systray.AddMenuItem(w.resume, "")
	m.resume.Hide()
	systray.AddSeparator()
	m.quit = systray.AddMenuItem(w.quit, "")
	m.show(View{State: Starting})
	close(m.ready)
}

// tap is called from the bus, which must not wait.
func (m *menu) tap() {
	select {
	case m.tapped <- struct{}{}:
	default:
	}
}

// follow shows what comes and does what is pressed until ctx ends.
func (m *menu) follow(ctx context.Context, views <-chan View) {
	select {
	case <-m.ready:
	case <-ctx.Done():
		return
	}
	pressed := m.pressed(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case v, ok := <-views:
			if !ok {
				views = nil
				continue
			}
			m.show(v)
		case i := <-pressed:
			if i < len(m.offered) {
				m.actions.Pause(m.offered[i])
			}
		case <-m.tapped:
			m.actions.Open("")
		case <-m.open.ClickedCh:
			m.actions.Open("")
		case <-m.held.ClickedCh:
			m.actions.Open("held")
		case <-m.settings.ClickedCh:
			m.actions.Open("settings")
		case <-m.resume.ClickedCh:
			m.actions.Resume()
		case <-m.quit.ClickedCh:
			m.actions.Quit()
		}
	}
}

// pressed gathers the presses of the lengths of a pause.
func (m *menu) pressed(ctx context.Context) <-chan int {
	all := make(chan int)
	for i, item := range m.lengths {
		go func() {
			for {
				select {
				case <-item.ClickedCh:
				case <-ctx.Done():
					return
				}
				select {
				case all <- i:
				case <-ctx.Done():
					return
				}
			}
		}()
	}
	return all
}

// show writes a view into the menu; what did not change is left alone, because each write tells the desktop.
func (m *menu) show(v View) {
	w := words(v.Language)
	if state := v.shown(); state != m.icon {
		if data, err := encode(state); err == nil {
			systray.SetIcon(data)
			m.icon = state
		}
	}
	systray.SetTooltip(v.tooltip())
	m.status.SetTitle(v.status())
	m.held.SetTitle(v.heldLabel())
	if v.Language != m.shown.Language {
		m.open.SetTitle(w.open)
		m.settings.SetTitle(w.settings)
		m.pause.SetTitle(w.pause)
		m.resume.SetTitle(w.resume)
		m.quit.SetTitle(w.quit)
	}
	m.offer(v)
	m.shown = v
}

// offer shows the way into a pause, or the way out of it.
func (m *menu) offer(v View) {
	visible(m.resume, v.State == Paused)
	visible(m.pause, v.State != Paused && len(v.Pauses) > 0)
	offered := v.Pauses[:min(len(v.Pauses), most)]
	if slices.Equal(offered, m.offered) && v.Language == m.shown.Language {
		return
	}
	m.offered = slices.Clone(offered)
	for i, item := range m.lengths {
		visible(item, i < len(offered))
		if i < len(offered) {
			item.SetTitle(lengthLabel(v.Language, offered[i]))
		}
	}
}

func visible(item *systray.MenuItem, on bool) {
	if on {
		item.Show()
	} else {
		item.Hide()
	}
}
