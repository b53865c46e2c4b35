package screen

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"sync"
	"time"
)

// Options are what a Host needs; none of the functions may be nil. They are called from goroutines of the Host's.
type Options struct {
	// Command is the window's program, not started yet.
	Command func(onTop bool) (*exec.Cmd, error)
	// Serve carries out what a page calls. Failure makes what the page is told of its error.
	Serve   func(name string, args []json.RawMessage) (any, error)
	Failure func(error) any
	// Ready is called when a window is there.
	Ready func()
	// Closed is called when a person closed it. It is hidden then and can be shown again.
	Closed func()
	// Gone is called when no window could be shown (ErrCannotShow), or it ended by itself (ErrEnded). The next Show tries again.
	Gone func(error)
	Log  *slog.Logger // nil: none
}

// Host is the companion's side: it starts the window's program at the first need. It may be used from many goroutines.
type Host struct {
	o   Options
	all sync.WaitGroup

	mu     sync.Mutex
	window *window // nil: there is none
	closed bool
	wanted bool // it is to be seen
	onTop  bool
}

// New returns a Host without a window.
func New(o Options) *Host {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Host{o: o}
}

// Show brings the window up, and starts its program where there is none. It does not wait.
func (h *Host) Show(onTop bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wanted, h.onTop = true, onTop
	switch {
	case h.closed:
	case h.window == nil:
		h.start()
	default:
		h.window.tell(order{Do: "show", OnTop: onTop})
	}
}

// Hide puts the window away; its program stays for the next time.
func (h *Host) Hide() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wanted = false
	if h.window != nil {
		h.window.tell(order{Do: "hide"})
	}
}

// Lower lets other windows in front of it.
func (h *Host) Lower() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.onTop = false
	if h.window != nil {
		h.window.tell(order{Do: "lower"})
	}
}

// Changed tells the pages that something of a topic is different now.
func (h *Host) Changed(topic string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.window != nil {
		h.window.tell(order{Do: "changed", Topic: topic})
	}
}

// Close ends the window and waits for its end. Calls that are being carried out are not waited for: nobody hears their answer.
func (h *Host) Close() {
	h.mu.Lock()
	h.closed = true
	if h.window != nil {
		h.window.quit()
	}
	h.mu.Unlock()
	h.all.Wait()
}

// start starts the window's program; h.mu is held.
func (h *Host) start() {
	w, err := open(h.o.Command, h.onTop)
	if err != nil {
		h.all.Go(func() { h.o.Gone(fmt.Errorf("%w: %w", ErrCannotShow, err)) })
		return
	}
	h.window = w
	h.all.Go(w.write)
	h.all.Go(func() { h.watch(w) })
}

// watch hears what a window says until it ends, and starts the next where one is wanted.
func (h *Host) watch(w *window) {
	h.listen(w)
	why := w.end()
	h.mu.Lock()
	h.window = nil
	closed, again := h.closed, h.wanted && time.Since(w.began) >= settled
	if again && !closed {
		h.start()
	}
	h.mu.Unlock()
	if !closed {
		h.o.Log.Error("the window ended", slog.Any("error", why))
		h.o.Gone(why)
	}
}

func (h *Host) listen(w *window) {
	in := json.NewDecoder(w.out)
	for {
		var r report
		if in.Decode(&r) != nil {
			return // it ended, or says what nobody understands, which ends it
		}
		switch r.Say {
		case "ready":
			h.o.Ready()
		case "closed":
			h.o.Closed()
		case "call":
			go func() { w.tell(h.carryOut(r)) }() // some wait for a person
		}
	}
}

// carryOut answers a call. What goes wrong there fails the call and nothing else.
func (h *Host) carryOut(r report) (o order) {
	o = order{Do: "answer", Call: r.Call}
	defer func() {
		if p := recover(); p != nil {
			h.o.Log.Error("a call from the window", slog.String("name", r.Name), slog.Any("fault", p))
			o.Value, o.Failure = nil, h.failure(errors.New("internal error"))
		}
	}()
	value, err := h.o.Serve(r.Name, r.Args)
	if err == nil {
		o.Value, err = json.Marshal(value)
	}
	if err != nil {
		o.Failure = h.failure(err)
	}
	return o
}

func (h *Host) failure(err error) json.RawMessage {
	data, wrong := json.Marshal(h.o.Failure(err))
	if wrong != nil {
		return json.RawMessage(`{}`)
	}
	return data
}
