package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sekisho/server/api"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/store"
)

// forgetful is the store but for records: what the same check costs without them.
type forgetful struct{ *store.Store }

func (forgetful) RecordCheck(context.Context, store.Org, store.Check, audit.Entry) error { return nil }

func (forgetful) RecordFirst(context.Context, store.Org, store.Check, audit.Entry) error { return nil }

func (forgetful) Seen(context.Context, store.Org, store.Who, string) (bool, error) { return false, nil }

func (forgetful) FindCheck(context.Context, store.Org, store.Repeat) (store.Check, error) {
	return store.Check{}, store.ErrNotFound
}

// BenchmarkChecks posts 10 KiB drafts to the real router over loopback: token, sample policy, record and audit row durable
// before the answer. The ratio to the same without the store is printed with it, and what one check costs of all processors, the
// load included.
func BenchmarkChecks(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(store.Threads())) // as serve does
	for _, c := range []struct {
		name    string
		workers int
		body    func(int) string
	}{{"c1", 1, letter}, {"c16", 16, letter}, {"c64", 64, letter}, {"promises-c16", 16, promises}} {
		b.Run(c.name, func(b *testing.B) {
			with := measure(b, c.workers, drafts(b, c.body), false)
			b.StopTimer()
			without := measure(b, c.workers, drafts(b, c.body), true)
			b.ReportMetric(with.perSecond(), "checks/s")
			b.ReportMetric(with.perSecond()/without.perSecond(), "x-of-no-store")
			b.ReportMetric(with.perCheck(), "cpu-µs/check")
			b.ReportMetric(with.batch, "checks/sync")
			b.ReportMetric(without.perCheck(), "cpu-µs/check-no-store")
			b.ReportMetric(float64(with.quantile(0.99).Microseconds())/1000, "p99-ms")
		})
	}
}

type run struct {
	took  time.Duration
	spent time.Duration // of all processors, by server and load
	times []time.Duration
	batch float64 // items that were committed together, on average
}

func (r run) perSecond() float64 { return float64(len(r.times)) / r.took.Seconds() }

func (r run) perCheck() float64 { return float64(r.spent.Microseconds()) / float64(len(r.times)) }

func (r run) quantile(q float64) time.Duration {
	sorted := append([]time.Duration(nil), r.times...)
	slices.Sort(sorted)
	return sorted[int(q*float64(len(sorted)-1))]
}

// measure sends drafts from so many workers at once, each over a connection of its own.
func measure(b *testing.B, workers int, bodies [][]byte, withoutStore bool) run {
	b.Helper()
	st, host, token, stop := benchServer(b, withoutStore)
	defer stop()
	n := len(bodies)
	var next atomic.Int64
	r := run{times: make([]time.Duration, n)}
	commits, items := st.Commits()
	start, spent := time.Now(), spentSoFar(b)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			c, err := dial(host, token)
			if err != nil {
				b.Error(err)
				return
			}
			defer func() { _ = c.Close() }()
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				at := time.Now()
				if err := c.post(bodies[i]); err != nil {
					b.Error(err)
					return
				}
				r.times[i] = time.Since(at)
			}
		})
	}
	wg.Wait()
	r.took, r.spent = time.Since(start), spentSoFar(b)-spent
	c, i := st.Commits()
	r.batch = float64(i-items) / float64(c-commits)
	return r
}

// drafts are as many as the benchmark wants, no two alike.
func drafts(b *testing.B, text func(int) string) [][]byte {
	b.Helper()
	all := make([][]byte, b.N)
	for i := range all {
		d := draft(func(d *api.Draft) { d.Subject = fmt.Sprint("見積 ", i); d.Body = text(i) })
		body, err := json.Marshal(d)
		if err != nil {
			b.Fatal(err)
		}
		all[i] = body
	}
	return all
}

func benchServer(b *testing.B, withoutStore bool) (st *store.Store, host, token string, stop func()) {
	b.Helper()
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	st, err := store.Open(context.Background(), store.Options{Dir: b.TempDir()})
	must(err)
	devices := auth.NewDevices(st, nil)
	token = enrol(b, st, devices, "main", "sato@minato.example")
	var records desk.Records = st
	if withoutStore {
		records = forgetful{st}
	}
	s, err := New(Options{
		Desk: desk.New(records, desk.NewCompiled(st), nil, nil), Identify: auth.Middleware(&auth.Authenticator{Devices: devices}),
		Enrol: devices, Ready: st.Ready, UploadsDir: b.TempDir(), Log: slog.New(slog.DiscardHandler),
	})
	must(err)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	server := &http.Server{Handler: s}
	done := make(chan struct{})
	go func() { _ = server.Serve(ln); close(done) }()
	return st, ln.Addr().String(), token, func() {
		_ = server.Close()
		<-done
		must(st.Close())
	}
}
