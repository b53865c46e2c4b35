package screen

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// maxSaid is how much of what a window's program says about its faults is kept, in octets.
const maxSaid = 2048

// window is one run of the window's program.
type window struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    io.Reader
	began  time.Time
	orders chan order
	once   sync.Once
	ending chan struct{} // closed when it has to end, or did
	said   tail
}

// open starts a window's program.
func open(command func(onTop bool) (*exec.Cmd, error), onTop bool) (*window, error) {
	cmd, err := command(onTop)
	if err != nil {
		return nil, err
	}
	w := &window{cmd: cmd, began: time.Now(), orders: make(chan order, maxOrders), ending: make(chan struct{})}
	cmd.Stderr = &w.said
	cmd.WaitDelay = time.Second // the web view's own processes may hold its standard error
	apart(cmd)
	if w.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if w.out, err = cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	w.tell(order{Do: "show", OnTop: onTop})
	return w, nil
}

// tell gives an order and does not wait. A window that takes none does not work any more.
func (w *window) tell(o order) {
	select {
	case w.orders <- o:
	case <-w.ending:
	default:
		_ = w.cmd.Process.Kill()
	}
}

// write hands orders over until the window has to end.
func (w *window) write() {
	defer func() { _ = w.in.Close() }()
	out := json.NewEncoder(w.in)
	for {
		select {
		case o := <-w.orders:
			if out.Encode(o) != nil {
				return // it ended; listen notices
			}
		case <-w.ending:
			return
		}
	}
}

// quit asks the window to end, and sees to it.
func (w *window) quit() {
	w.once.Do(func() {
		close(w.ending)
		time.AfterFunc(grace, func() { _ = w.cmd.Process.Kill() }) // harmless where it is gone
	})
}

// end waits for the end and returns why it ended.
func (w *window) end() error {
	w.quit()
	err := w.cmd.Wait()
	what := ErrEnded
	var status *exec.ExitError
	if errors.As(err, &status) && status.ExitCode() == CannotShow {
		what = ErrCannotShow
	}
	said := w.said.text()
	switch {
	case said != "":
		return fmt.Errorf("%w: %s", what, said)
	case err != nil:
		return fmt.Errorf("%w: %w", what, err)
	}
	return what
}

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	last []byte
}

// Write implements io.Writer.
func (t *tail) Write(data []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = append(t.last, data...)
	t.last = t.last[max(0, len(t.last)-maxSaid):]
	return len(data), nil
}

// text is that end on one line.
func (t *tail) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(strings.Fields(strings.ToValidUTF8(string(t.last), "?")), " ")
}
