package outbound

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sekisho/server/gate"
	"sekisho/server/internal/store"
)

// TestServerThatRefusesRests: after a connection that could not be made nobody tries for the schedule's first wait, whatever is due.
func TestServerThatRefusesRests(t *testing.T) {
	h := newHouse(t)
	up := h.queue.Route.(Smarthost).Hop.Upstream
	var dials atomic.Int64
	down := true
	up.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if dials.Add(1); down {
			addr = "127.0.0.1:1"
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	for n := range 5 {
		h.add(fmt.Sprint("m", n), "Subject: a\r\n\r\nx", "a@x.example")
		h.queue.message(t.Context(), fmt.Sprint("m", n))
		h.wants(fmt.Sprint("m", n), "a@x.example deferred 1 +1m0s")
	}
	if n := dials.Load(); n != 1 {
		t.Errorf("%d connections were tried, want 1", n)
	}
	h.later(59 * time.Second)
	h.add("soon", "Subject: a\r\n\r\nx", "a@x.example")
	h.queue.message(t.Context(), "soon")
	h.wants("soon", "a@x.example deferred 1 +1m0s")
	down = false
	h.later(time.Second)
	h.queue.message(t.Context(), "m0")
	h.wants("m0", "a@x.example delivered 2")
}

func TestRestIsBounded(t *testing.T) {
	var r rest
	now := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	for n := range maxResting + 10 {
		r.begins(fmt.Sprint(n), now, now.Add(time.Minute))
	}
	if len(r.until) != maxResting || !r.lasts("5", now) {
		t.Errorf("%d servers rest", len(r.until))
	}
	r.begins("x", now.Add(time.Minute), now.Add(2*time.Minute))
	if len(r.until) != 1 || !r.lasts("x", now.Add(time.Minute)) || r.lasts("x", now.Add(2*time.Minute)) {
		t.Errorf("%d servers rest a minute later", len(r.until))
	}
}

// TestRecipientsOfOneTransaction: no more than the queue and the domain allow go together.
func TestRecipientsOfOneTransaction(t *testing.T) {
	h := newHouse(t)
	var list []store.Delivery
	for n := range 7 {
		for _, domain := range []string{"few.example", "many.example", "MANY.example"} {
			list = append(list, store.Delivery{Recipient: fmt.Sprintf("%d@%s", n, domain)})
		}
	}
	h.queue.PerMail, h.queue.PerDomain = 5, map[string]int{"few.example": 2, "huge.example": 1000}
	sizes := map[string]string{}
	for _, p := range h.queue.parts(t.Context(), "", list) {
		kind := "many"
		if strings.HasSuffix(p.deliveries[0].Recipient, "few.example") {
			kind = "few"
		}
		sizes[kind] += fmt.Sprint(len(p.deliveries), " ")
	}
	if sizes["few"] != "2 2 2 1 " || sizes["many"] != "5 5 4 " {
		t.Errorf("sizes of transactions %q", sizes)
	}
	if r := h.queue.routeTo(t.Context(), "huge.example", ""); r.most != 5 {
		t.Errorf("a domain has %d, more than the queue", r.most)
	}
}

// TestSmarthostLevels: what must be protected does not go over a network in the clear.
func TestSmarthostLevels(t *testing.T) {
	for _, c := range []struct {
		addr     string
		security gate.Security
		level    string
		want     string
	}{
		{"192.0.2.1:25", gate.SecurityNone, "", "clear"},
		{"192.0.2.1:25", gate.SecurityNone, LevelTLS, "5.7.10"},
		{"mx.example:25", gate.SecurityNone, LevelVerified, "5.7.10"},
		{"127.0.0.1:25", gate.SecurityNone, LevelTLS, "clear"},
		{"[::1]:25", gate.SecurityNone, LevelVerified, "clear"},
		{"192.0.2.1:25", gate.SecurityStartTLS, LevelVerified, "verified"},
		{"192.0.2.1:465", gate.SecurityTLS, LevelTLS, "verified"},
	} {
		hops, err := Smarthost{Hop{Name: "s", Upstream: &gate.Upstream{Addr: c.addr, Security: c.security}}}.Hops(t.Context(), "x.example", c.level)
		got := names(hops, err)
		if err == nil {
			got = hops[0].Security
		}
		if got != c.want {
			t.Errorf("%s %v %q: %s, want %s", c.addr, c.security, c.level, got, c.want)
		}
	}
}
