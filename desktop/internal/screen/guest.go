package screen

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// View is a window as its Guest moves it. Its methods are called one after the other.
type View interface {
	Show(onTop bool)
	Hide()
	// Lower lets other windows in front of it.
	Lower()
	// Changed says that something of a topic is different now.
	Changed(topic string)
}

// Guest is the window's side. Make it with NewGuest; it may be used from many goroutines.
type Guest struct {
	in *json.Decoder

	mu    sync.Mutex
	out   *json.Encoder
	next  uint64
	calls map[uint64]chan order
	gone  bool
}

// NewGuest returns the side that reads orders from in and writes to out.
func NewGuest(in io.Reader, out io.Writer) *Guest {
	return &Guest{in: json.NewDecoder(in), out: json.NewEncoder(out), calls: map[uint64]chan order{}}
}

// Run carries out what the companion orders, until that ends, which is no error. Calls that have no answer then fail.
func (g *Guest) Run(v View) error {
	defer g.leave()
	for {
		var o order
		if err := g.in.Decode(&o); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return fmt.Errorf("read the companion's orders: %w", err)
		}
		switch o.Do {
		case "show":
			v.Show(o.OnTop)
		case "hide":
			v.Hide()
		case "lower":
			v.Lower()
		case "changed":
			v.Changed(o.Topic)
		case "answer":
			g.answer(o)
		}
	}
}

func (g *Guest) answer(o order) {
	g.mu.Lock()
	waits := g.calls[o.Call]
	delete(g.calls, o.Call)
	g.mu.Unlock()
	if waits != nil {
		waits <- o
	}
}

func (g *Guest) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.gone = true
	for n, waits := range g.calls {
		close(waits)
		delete(g.calls, n)
	}
}

// Ready says that the window is there.
func (g *Guest) Ready() { g.say(report{Say: "ready"}) }

// Closed says that a person closed the window.
func (g *Guest) Closed() { g.say(report{Say: "closed"}) }

// say tells the companion; where that is gone Run returns, so nothing is to be done here.
func (g *Guest) say(r report) {
	g.mu.Lock()
	defer g.mu.Unlock()
	_ = g.out.Encode(r)
}

// Call has the companion carry out what a page calls, and waits for the result. The error is what it said, a *Failure, or ErrGone.
func (g *Guest) Call(name string, args []json.RawMessage) (json.RawMessage, error) {
	waits, err := g.begin(name, args)
	if err != nil {
		return nil, err
	}
	o, ok := <-waits
	switch {
	case !ok:
		return nil, ErrGone
	case o.Failure != nil:
		return nil, &Failure{o.Failure}
	}
	return o.Value, nil
}

func (g *Guest) begin(name string, args []json.RawMessage) (<-chan order, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.gone {
		return nil, ErrGone
	}
	g.next++
	waits := make(chan order, 1)
	g.calls[g.next] = waits
	if err := g.out.Encode(report{Say: "call", Call: g.next, Name: name, Args: args}); err != nil {
		delete(g.calls, g.next)
		return nil, fmt.Errorf("%w: %w", ErrGone, err)
	}
	return waits, nil
}
