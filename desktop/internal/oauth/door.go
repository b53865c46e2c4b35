package oauth

import (
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// door is the port of this computer at which the browser comes back.
type door struct {
	secrets
	r        Request
	redirect string
	host     string // what the browser must name as host: another page may know the port, but not this
	answers  chan answer
	server   *http.Server
	running  sync.WaitGroup
	once     sync.Once
}

// answer is what the browser brought back.
type answer struct {
	code, issuer, problem, description string
	done                               chan<- error // what became of it, for the page
}

// said is the provider's own words, bounded and on one line.
func (a answer) said() string {
	text := a.problem
	if a.description != "" {
		text += ": " + a.description
	}
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	if runes := []rune(text); len(runes) > 300 {
		text = string(runes[:300])
	}
	return text
}

// listen opens a random port on this computer: on 127.0.0.1, and for a redirect to localhost on ::1 too, where a browser may look
// first and another program could wait.
func listen(ctx context.Context, r Request) (*door, error) {
	var config net.ListenConfig
	four, err := config.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	listeners := []net.Listener{four}
	port := four.Addr().(*net.TCPAddr).Port
	host := cmp.Or(r.Provider.Redirect, "127.0.0.1")
	if host == "localhost" {
		six, err := config.Listen(ctx, "tcp6", net.JoinHostPort("::1", strconv.Itoa(port)))
		if err == nil {
			listeners = append(listeners, six)
		} else if taken(err) {
			return nil, errors.Join(fmt.Errorf("port %d of ::1 is in use; try again: %w", port, err), four.Close())
		}
	}
	d := &door{secrets: newSecrets(), r: r, answers: make(chan answer), host: net.JoinHostPort(host, strconv.Itoa(port))}
	d.redirect = "http://" + d.host + "/"
	d.serve(listeners)
	return d, nil
}

func (d *door) serve(listeners []net.Listener) {
	d.server = &http.Server{Handler: http.HandlerFunc(d.handle), ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	for _, l := range listeners {
		d.running.Go(func() { _ = d.server.Serve(l) }) // ends with close
	}
}

// close lets the page be written and ends.
func (d *door) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if d.server.Shutdown(ctx) != nil {
		_ = d.server.Close()
	}
	d.running.Wait()
}

// handle takes the browser's visit. What is not the answer to this sign-in changes nothing: any page in any browser can call a port.
func (d *door) handle(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	mine := subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(d.state)) == 1
	if r.Method != http.MethodGet || r.URL.Path != "/" || r.Host != d.host || !mine {
		d.page(w, http.StatusNotFound, "page.stranger", "")
		return
	}
	first := false
	d.once.Do(func() { first = true })
	if !first {
		d.page(w, http.StatusConflict, "page.again", "")
		return
	}
	done := make(chan error, 1)
	select {
	case d.answers <- answer{q.Get("code"), q.Get("iss"), q.Get("error"), q.Get("error_description"), done}:
	case <-r.Context().Done():
		return
	}
	d.outcome(w, <-done)
}

func (d *door) outcome(w http.ResponseWriter, err error) {
	switch {
	case err == nil:
		d.page(w, http.StatusOK, "page.done", "")
	case errors.Is(err, ErrDenied):
		d.page(w, http.StatusForbidden, "page.denied", err.Error())
	default:
		d.page(w, http.StatusBadGateway, "page.failed", err.Error())
	}
}
