package notify

import (
	"context"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"sync"

	"github.com/godbus/dbus/v5"
)

// Desktop Notifications Specification 1.2.
const (
	service = "org.freedesktop.Notifications"
	object  = dbus.ObjectPath("/org/freedesktop/Notifications")
)

// desktop talks to the session's notification service; it connects when there is something to show.
type desktop struct {
	opened func(topic string)

	mu     sync.Mutex
	conn   *dbus.Conn
	ids    map[string]uint32 // by topic
	topics map[uint32]string
}

func newSystem(opened func(topic string)) system {
	return &desktop{opened: opened, ids: map[string]uint32{}, topics: map[uint32]string{}}
}

func (d *desktop) show(ctx context.Context, n Notice) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.connect(); err != nil {
		return err
	}
	var actions []string
	if n.Open != "" {
		actions = []string{"default", n.Open, "open", n.Open}
	}
	var id uint32
	// Bodies may hold markup, so what is meant as text is escaped.
	call := d.conn.Object(service, object).CallWithContext(ctx, service+".Notify", 0, "Sekisho", d.ids[n.Topic], "sekisho-desktop",
		n.Title, html.EscapeString(n.Body), actions, map[string]dbus.Variant{"desktop-entry": dbus.MakeVariant("sekisho-desktop")}, int32(-1))
	if err := call.Store(&id); err != nil {
		return fmt.Errorf("%w: %w", ErrNone, err)
	}
	if n.Topic != "" {
		d.ids[n.Topic] = id
	}
	d.topics[id] = n.Topic
	return nil
}

// connect opens a connection of its own: the tray closes the one that libraries share.
func (d *desktop) connect() error {
	if d.conn != nil && d.conn.Connected() {
		return nil
	}
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		if _, err := os.Stat(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "bus")); err != nil { //nolint:gosec // the person's own environment
			return ErrNone // the library would start a bus
		}
	}
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNone, err)
	}
	match := []dbus.MatchOption{dbus.WithMatchObjectPath(object), dbus.WithMatchInterface(service)}
	if err := conn.AddMatchSignal(match...); err != nil {
		_ = conn.Close()
		return fmt.Errorf("%w: %w", ErrNone, err)
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	go d.listen(signals)
	d.conn = conn
	return nil
}

// listen ends when the connection closes the channel.
func (d *desktop) listen(signals <-chan *dbus.Signal) {
	for s := range signals {
		if len(s.Body) == 0 {
			continue
		}
		id, _ := s.Body[0].(uint32)
		topic, ours := d.topicOf(id, s.Name == service+".NotificationClosed")
		if ours && s.Name == service+".ActionInvoked" {
			d.opened(topic)
		}
	}
}

func (d *desktop) topicOf(id uint32, closed bool) (string, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	topic, ours := d.topics[id]
	if closed {
		delete(d.topics, id)
		if d.ids[topic] == id {
			delete(d.ids, topic)
		}
	}
	return topic, ours
}

func (d *desktop) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn != nil {
		_ = d.conn.Close()
	}
}
