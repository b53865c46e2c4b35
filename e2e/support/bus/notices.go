package bus

import (
	"sync/atomic"

	"github.com/godbus/dbus/v5"
)

const (
	noticesName = "org.freedesktop.Notifications"
	noticesPath = dbus.ObjectPath("/org/freedesktop/Notifications")
)

// Notice is one notification that a program sent.
type Notice struct {
	ID            uint32
	Replaces      uint32
	Program       string
	Summary, Body string
	Actions       []string // key, label, key, label …
}

// Notices is the desktop's service for notifications on a Bus.
type Notices struct {
	bus  *Bus
	Came chan Notice
	last atomic.Uint32
}

// OfferNotices makes the bus have notifications.
func (b *Bus) OfferNotices() (*Notices, error) {
	n := &Notices{bus: b, Came: make(chan Notice, 64)}
	return n, b.own(noticesName, &service{n}, noticesPath, noticesName)
}

// Press does what a person does who presses an action of a notification.
func (n *Notices) Press(id uint32, action string) error {
	return n.bus.conn.Emit(noticesPath, noticesName+".ActionInvoked", id, action)
}

type service struct{ notices *Notices }

// GetCapabilities says what notifications can do here.
func (*service) GetCapabilities() ([]string, *dbus.Error) { return []string{"actions", "body"}, nil }

// GetServerInformation names the service.
func (*service) GetServerInformation() (name, vendor, version, spec string, failed *dbus.Error) {
	return "test", "sekisho", "1", "1.2", nil
}

// CloseNotification takes a notification away.
func (*service) CloseNotification(uint32) *dbus.Error { return nil }

// Notify shows a notification (Desktop Notifications Specification 1.2).
func (s *service) Notify(program string, replaces uint32, _, summary, body string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	id := replaces
	if id == 0 {
		id = s.notices.last.Add(1)
	}
	select {
	case s.notices.Came <- Notice{id, replaces, program, summary, body, actions}:
	default:
	}
	return id, nil
}
