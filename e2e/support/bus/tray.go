package bus

import (
	"fmt"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

const (
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = dbus.ObjectPath("/StatusNotifierWatcher")
	itemFace    = "org.kde.StatusNotifierItem"
	itemPath    = dbus.ObjectPath("/StatusNotifierItem")
	menuFace    = "com.canonical.dbusmenu"
	menuPath    = dbus.ObjectPath("/StatusNotifierItem/menu")
)

// Tray is the place for icons on a Bus.
type Tray struct {
	bus   *Bus
	items chan string // bus names of icons, as they come
}

type watcher struct{ items chan<- string }

// RegisterStatusNotifierItem is called by a program that has an icon.
func (w watcher) RegisterStatusNotifierItem(_ string, sender dbus.Sender) *dbus.Error {
	select {
	case w.items <- string(sender):
	default:
	}
	return nil
}

// OfferTray makes the bus have a place for icons.
func (b *Bus) OfferTray() (*Tray, error) {
	items := make(chan string, 16)
	values := prop.Map{watcherName: {
		"IsStatusNotifierHostRegistered": {Value: true}, "ProtocolVersion": {Value: int32(0)}, "RegisteredStatusNotifierItems": {Value: []string{}},
	}}
	if _, err := prop.Export(b.conn, watcherPath, values); err != nil {
		return nil, err
	}
	if err := b.own(watcherName, watcher{items}, watcherPath, watcherName); err != nil {
		return nil, err
	}
	return &Tray{b, items}, nil
}

// Item waits for the next icon.
func (t *Tray) Item(patience time.Duration) (*Item, error) {
	select {
	case name := <-t.items:
		return &Item{t.bus.conn, name}, nil
	case <-time.After(patience):
		return nil, fmt.Errorf("bus: no icon came within %s", patience)
	}
}

// Item is one program's icon and menu.
type Item struct {
	conn *dbus.Conn
	name string
}

// Property is one of the icon's properties: Id, Title, ToolTip, IconPixmap.
func (i *Item) Property(name string) (any, error) {
	v, err := i.conn.Object(i.name, itemPath).GetProperty(itemFace + "." + name)
	return v.Value(), err
}

// Tap presses the icon itself.
func (i *Item) Tap() error {
	return i.conn.Object(i.name, itemPath).Call(itemFace+".Activate", 0, int32(0), int32(0)).Err
}

// Entry is one line of the menu that can be seen.
type Entry struct {
	ID       int32
	Label    string
	Enabled  bool
	Children []Entry
}

type node struct {
	ID       int32
	Props    map[string]dbus.Variant
	Children []dbus.Variant
}

// Menu reads what of the menu can be seen, without its dividing lines.
func (i *Item) Menu() ([]Entry, error) {
	var root node
	// The first answer to a program leaves submenus out, so that desktops draw them in order.
	for range 2 {
		var revision uint32
		call := i.conn.Object(i.name, menuPath).Call(menuFace+".GetLayout", 0, int32(0), int32(-1), []string{})
		if err := call.Store(&revision, &root); err != nil {
			return nil, err
		}
	}
	return entries(root)
}

func entries(n node) ([]Entry, error) {
	var all []Entry
	for _, child := range n.Children {
		var c node
		if err := dbus.Store([]any{child.Value()}, &c); err != nil {
			return nil, err
		}
		below, err := entries(c)
		if err != nil {
			return nil, err
		}
		label, _ := c.Props["label"].Value().(string)
		if seen, ok := c.Props["visible"].Value().(bool); label == "" || ok && !seen {
			continue
		}
		enabled, ok := c.Props["enabled"].Value().(bool)
		all = append(all, Entry{c.ID, label, enabled || !ok, below})
	}
	return all, nil
}

// Find looks for an entry whose label begins so, in submenus too.
func Find(menu []Entry, label string) (Entry, bool) {
	for _, e := range menu {
		if strings.HasPrefix(e.Label, label) {
			return e, true
		}
		if below, ok := Find(e.Children, label); ok {
			return below, true
		}
	}
	return Entry{}, false
}

// Click presses the entry whose label begins so.
func (i *Item) Click(label string) error {
	menu, err := i.Menu()
	if err != nil {
		return err
	}
	e, ok := Find(menu, label)
	if !ok {
		return fmt.Errorf("bus: no entry %q in the menu %v", label, menu)
	}
	return i.conn.Object(i.name, menuPath).Call(menuFace+".Event", 0, e.ID, "clicked", dbus.MakeVariant(""), uint32(0)).Err
}
