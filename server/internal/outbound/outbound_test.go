package outbound

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/server/gate"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/spool/spooltest"
	"sekisho/server/internal/store"
)

// house is a queue with a real store and spool, and a real SMTP server that it delivers to.
type house struct {
	t     testing.TB
	store *store.Store
	org   store.Org
	files *spool.Spool
	key   spool.Key
	queue *Queue

	level string // how the next mails must be protected

	mu    sync.Mutex
	at    time.Time
	got   []string                             // "recipient: subject line"
	reply func(t *gate.Transaction) gate.Reply // nil: 250
	mails chan struct{}                        // one for each mail that arrived
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func newHouse(t testing.TB) *house {
	t.Helper()
	return newHouseAt(t, store.Options{Dir: t.TempDir()})
}

// newHouseAt has its store where o says.
func newHouseAt(t testing.TB, o store.Options) *house {
	t.Helper()
	h := &house{t: t, at: time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC), org: store.OrgOf("main"), mails: make(chan struct{}, 1000)}
	o.Now = h.now
	s, err := store.Open(t.Context(), o)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	must(t, s.CreateOrganization(t.Context(), store.Organization{ID: "main"}))
	keys, err := s.Keys(t.Context(), h.org)
	must(t, err)
	h.key, err = spool.NewKey(keys.Mail)
	must(t, err)
	h.files, err = spool.Open(spool.Options{Files: spooltest.New()})
	must(t, err)
	h.store = s
	h.queue = &Queue{
		Org: h.org, Records: s, Files: Spooled{h.files, s}, Route: Smarthost{Hop{Name: "smarthost", Upstream: &gate.Upstream{Addr: h.listen()}}},
		Now: h.now, Log: slog.New(slog.DiscardHandler),
	}
	h.queue.init()
	t.Cleanup(h.queue.pool.close)
	return h
}

// listen serves the sink, without TLS.
func (h *house) listen() string { return h.listenAt("127.0.0.1:0", nil) }

// listenAt serves the sink at an address.
func (h *house) listenAt(addr string, config *tls.Config) string {
	return h.serve(addr, &gate.Server{Backend: h, TLS: config})
}

func (h *house) serve(addr string, server *gate.Server) string {
	ln, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", addr)
	must(h.t, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	server.Host, server.Limits = "sink.example", gate.Limits{Connections: 200, PerIP: 200}
	go func() { done <- server.Serve(ctx, ln) }()
	h.t.Cleanup(func() { stop(); must(h.t, <-done) })
	return ln.Addr().String()
}

func (h *house) Open(context.Context, gate.Peer) (gate.Session, error) { return h, nil }
func (*house) Extensions() gate.Extensions                             { return gate.Extensions{EightBitMIME: true} }
func (*house) Close()                                                  {}
func (*house) Authenticate(context.Context, gate.Credentials) gate.Reply {
	return gate.Reply{Code: 502, Text: "no"}
}

func (h *house) Deliver(_ context.Context, t *gate.Transaction) gate.Reply {
	b, err := io.ReadAll(t.Spool.Reader())
	if err != nil {
		return gate.Reply{Code: 451, Text: "unreadable"}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.reply != nil {
		if r := h.reply(t); r.Code >= 400 {
			return r
		}
	}
	for _, r := range t.Recipients {
		h.got = append(h.got, r.Address+": "+strings.TrimSpace(string(b)))
	}
	h.mails <- struct{}{}
	return gate.Reply{Code: 250, Text: "stored"}
}

// add puts a mail into spool and store.
func (h *house) add(id, text string, to ...string) {
	h.t.Helper()
	f, err := h.files.Create(h.key)
	must(h.t, err)
	_, err = io.WriteString(f, text+"\r\n")
	must(h.t, err)
	kept, err := f.Place()
	must(h.t, err)
	a := store.Accepted{Files: h.files, Message: store.Message{ID: id, File: string(kept.Name), Body: kept.Body, Hash: f.SHA256(), Size: f.Size(), Sender: "sato@own.example", Account: "sato@own.example", TLS: h.level}}
	for n, r := range to {
		a.Deliveries = append(a.Deliveries, store.Delivery{ID: fmt.Sprint(id, "-", n), Recipient: r, Due: h.now()})
	}
	must(h.t, h.store.AddMessage(h.t.Context(), h.org, a, audit.Entry{Event: "mail.accepted"}))
}

// states are a message's deliveries as "recipient state attempt (reply)".
func (h *house) states(id string) string {
	h.t.Helper()
	list, err := h.store.Deliveries(h.t.Context(), h.org, id)
	must(h.t, err)
	var all []string
	for _, d := range list {
		s := fmt.Sprintf("%s %s %d", d.Recipient, d.State, d.Attempt)
		if d.State == store.DeliveryDeferred {
			s += " +" + d.Due.Sub(h.now()).String()
		}
		if d.MaybeSent {
			s += " maybe"
		}
		all = append(all, s)
	}
	return strings.Join(all, "; ")
}

func (h *house) wants(id, want string) {
	h.t.Helper()
	if got := h.states(id); got != want {
		h.t.Errorf("deliveries\n got %s\nwant %s", got, want)
	}
}

func (h *house) arrived() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	got := slices.Clone(h.got)
	slices.Sort(got)
	return got
}

func (h *house) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

// told are the notices so far.
func (h *house) told() string {
	h.t.Helper()
	list, err := h.store.NoticesAfter(h.t.Context(), h.org, store.Notice{}, 10)
	must(h.t, err)
	var all []string
	for _, n := range list {
		all = append(all, fmt.Sprint(n.Kind, " ", n.To, " ", n.Args))
	}
	return strings.Join(all, "; ")
}

func TestDelivers(t *testing.T) {
	h := newHouse(t)
	h.add("m", "Subject: a\r\n\r\n.dot", "a@x.example", "B@y.example")
	h.queue.message(t.Context(), "m")
	h.wants("m", "B@y.example delivered 1; a@x.example delivered 1")
	if got := h.arrived(); len(got) != 2 || got[0] != "B@y.example: Subject: a\r\n\r\n.dot" {
		t.Errorf("arrived %q", got)
	}
	h.queue.message(t.Context(), "m")
	if len(h.arrived()) != 2 {
		t.Error("delivered twice")
	}
}

// TestTriesAgain: what may pass is tried again by the schedule, told of once, and comes back when its time is over.
func TestTriesAgain(t *testing.T) {
	h := newHouse(t)
	h.reply = func(*gate.Transaction) gate.Reply { return gate.Reply{Code: 452, Text: "full"} }
	h.add("m", "Subject: a\r\n\r\nx", "a@x.example")
	h.queue.message(t.Context(), "m")
	h.wants("m", "a@x.example deferred 1 +1m0s")
	h.queue.message(t.Context(), "m")
	h.wants("m", "a@x.example deferred 1 +1m0s")
	attempts := 1
	for h.states("m") != fmt.Sprintf("a@x.example failed %d", attempts) {
		if attempts++; attempts > 100 {
			t.Fatalf("never comes back: %s", h.states("m"))
		}
		next, err := h.store.NextDelivery(t.Context(), h.org)
		must(t, err)
		h.later(next.Sub(h.now()))
		h.queue.message(t.Context(), "m")
	}
	if attempts < 50 || attempts > 80 {
		t.Errorf("%d attempts in 5 days", attempts)
	}
	want := "delivery.delayed sato@own.example map[a@x.example:452 full]; delivery.failed sato@own.example map[a@x.example:452 full]"
	if got := h.told(); got != want {
		t.Errorf("told\n got %s\nwant %s", got, want)
	}
}

func TestNever(t *testing.T) {
	h := newHouse(t)
	h.reply = func(*gate.Transaction) gate.Reply { return gate.Reply{Code: 554, Text: "spam"} }
	h.add("m", "Subject: a\r\n\r\nx", "a@x.example")
	h.queue.message(t.Context(), "m")
	h.wants("m", "a@x.example failed 1")
	if got := h.told(); got != "delivery.failed sato@own.example map[a@x.example:554 spam]" {
		t.Errorf("told %s", got)
	}
}

func TestNoServer(t *testing.T) {
	h := newHouse(t)
	h.queue.Route = routes{
		"gone.example": nil, "dead.example": []Hop{{Name: "dead", Upstream: &gate.Upstream{Addr: "127.0.0.1:1"}}},
		"second.example": []Hop{{Name: "dead", Upstream: &gate.Upstream{Addr: "127.0.0.1:1"}}, h.queue.Route.(Smarthost).Hop},
	}
	h.add("m", "Subject: a\r\n\r\nx", "a@dead.example", "b@gone.example", "c@second.example", "d@unknown.example")
	h.queue.message(t.Context(), "m")
	h.wants("m", "a@dead.example deferred 1 +1m0s; b@gone.example deferred 1 +1m0s; c@second.example delivered 1; d@unknown.example failed 1")
}

type routes map[string][]Hop

func (r routes) Hops(_ context.Context, domain, _ string) ([]Hop, error) {
	hops, ok := r[domain]
	if !ok {
		return nil, &PermanentError{"5.1.2", "there is no such domain"}
	}
	return hops, nil
}

// TestDamagedFileIsNotSent: a mail whose file is not what was written stays, and no final dot is sent.
func TestDamagedFileIsNotSent(t *testing.T) {
	h := newHouse(t)
	h.add("m", "Subject: a\r\n\r\nx", "a@x.example")
	h.queue.Files = broken{}
	h.queue.message(t.Context(), "m")
	h.wants("m", "a@x.example deferred 1 +1m0s")
	if got := h.arrived(); len(got) != 0 {
		t.Errorf("arrived %q", got)
	}
}

type broken struct{}

func (broken) Open(context.Context, store.Org, store.Message) (io.ReadCloser, error) {
	return io.NopCloser(io.MultiReader(strings.NewReader("Subject: half\r\n"), failing{})), nil
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, spool.ErrDamaged }

// TestStoreIsAwayForAWhile: what was delivered is written down as soon as the store answers, and not sent again.
func TestStoreIsAwayForAWhile(t *testing.T) {
	h := newHouse(t)
	h.add("m", "Subject: a\r\n\r\nx", "a@x.example")
	away := &faulty{Records: h.store, left: 3}
	h.queue.Records = away
	h.queue.message(t.Context(), "m")
	h.wants("m", "a@x.example delivered 1")
	if len(h.arrived()) != 1 || away.left != 0 {
		t.Errorf("arrived %q, %d failures left", h.arrived(), away.left)
	}
}

// faulty fails to write down results for a while.
type faulty struct {
	Records
	left int
}

func (f *faulty) Finish(ctx context.Context, org store.Org, x store.Finished, e audit.Entry) error {
	if f.left > 0 {
		f.left--
		return fmt.Errorf("%w: the disk is away", store.ErrCommit)
	}
	return f.Records.Finish(ctx, org, x, e)
}

// TestRunDeliversAll: many mails through the running queue, each once, and what a worker before had begun is marked.
func TestRunDeliversAll(t *testing.T) {
	h := newHouse(t)
	const mails = 60
	for n := range mails {
		h.add(fmt.Sprint("m", n), fmt.Sprintf("Subject: %d\r\n\r\nx", n), "a@x.example", "b@y.example")
	}
	_, err := h.store.Lease(t.Context(), h.org, "m0", h.now().Add(lease), audit.Entry{Event: "mail.sending"})
	must(t, err)
	h.queue.Alone = true
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.queue.Run(ctx) }()
	for range mails {
		select {
		case err := <-done:
			t.Fatalf("Run ended: %v", err)
		case <-h.mails:
		}
	}
	stop()
	must(t, <-done)
	got := h.arrived()
	if len(slices.Compact(got)) != 2*mails {
		t.Errorf("%d arrived, %d of them different", len(got), len(slices.Compact(got)))
	}
	if s := h.states("m0"); s != "a@x.example delivered 2 maybe; b@y.example delivered 2 maybe" {
		t.Errorf("m0: %s", s)
	}
	h.wants("m1", "a@x.example delivered 1; b@y.example delivered 1")
}

// TestALostLeaseWritesNothing: while it was sending, another process took the mail over; that one's record counts.
func TestALostLeaseWritesNothing(t *testing.T) {
	h := newHouse(t)
	h.add("m", "Subject: a\r\n\r\nx", "a@x.example")
	l, err := h.store.Lease(t.Context(), h.org, "m", h.now().Add(-time.Second), audit.Entry{Event: "mail.sending"})
	must(t, err)
	h.queue.recover(t.Context(), false)
	h.queue.work(t.Context(), l)
	h.wants("m", "a@x.example pending 1 maybe")
}

func TestSchedule(t *testing.T) {
	begin := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	var s Schedule
	for _, c := range []struct {
		after   time.Duration
		attempt int64
		want    string
	}{
		{0, 1, "1m0s"}, {time.Minute, 2, "5m0s"}, {time.Hour, 6, "2h0m0s"}, {time.Hour, 60, "2h0m0s"}, {119 * time.Hour, 64, "1h0m0s"}, {120 * time.Hour, 65, "never"}, {0, 0, "1m0s"},
	} {
		now, got := begin.Add(c.after), "never"
		if at, again := s.next(begin, now, c.attempt); again {
			got = at.Sub(now).String()
		}
		if got != c.want {
			t.Errorf("after %v, attempt %d: %s, want %s", c.after, c.attempt, got, c.want)
		}
	}
	for _, c := range []struct {
		before, now time.Duration
		want        bool
	}{{0, time.Hour, false}, {3 * time.Hour, 5 * time.Hour, true}, {5 * time.Hour, 7 * time.Hour, false}, {3 * time.Hour, 4 * time.Hour, true}} {
		if got := s.tells(begin, begin.Add(c.before), begin.Add(c.now)); got != c.want {
			t.Errorf("from %v to %v: %v", c.before, c.now, got)
		}
	}
}

func TestLimiter(t *testing.T) {
	l := limiter{most: 2}
	a, err := l.enter(t.Context(), "x")
	must(t, err)
	b, err := l.enter(t.Context(), "x")
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.enter(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("a third: %v", err)
	}
	a()
	c, err := l.enter(t.Context(), "x")
	must(t, err)
	b()
	c()
	if len(l.rooms) != 0 {
		t.Errorf("rooms are left: %v", l.rooms)
	}
}
