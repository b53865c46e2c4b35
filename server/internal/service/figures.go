package service

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sekisho/server/gate"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/connector"
	"sekisho/server/internal/store"
)

// watched is the store as the queue sees it, with a count of what becomes of mail and a sign that the queue is alive.
type watched struct {
	*store.Store
	results   *prometheus.CounterVec
	takeovers prometheus.Counter
	twice     prometheus.Counter
	beat      atomic.Int64 // when the queue asked for something the last time, in seconds since 1970
}

// DueMessages names messages that have deliveries to be made.
func (w *watched) DueMessages(ctx context.Context, org store.Org, now time.Time, limit int) ([]string, error) {
	w.beat.Store(time.Now().Unix())
	return w.Store.DueMessages(ctx, org, now, limit)
}

// Renew renews a lease; a queue whose workers are all busy does nothing else.
func (w *watched) Renew(ctx context.Context, org store.Org, l store.Leased, until time.Time) error {
	w.beat.Store(time.Now().Unix())
	return w.Store.Renew(ctx, org, l, until)
}

// Finish writes down what became of deliveries.
func (w *watched) Finish(ctx context.Context, org store.Org, f store.Finished, e audit.Entry) error {
	w.beat.Store(time.Now().Unix())
	if err := w.Store.Finish(ctx, org, f, e); err != nil {
		return err
	}
	for _, m := range f.Moves {
		w.results.WithLabelValues(m.To, class(m.Reply)).Inc()
		if m.MaybeSent {
			w.twice.Inc()
		}
	}
	return nil
}

// Recover gives leases that ran out back to the queue.
func (w *watched) Recover(ctx context.Context, org store.Org, before time.Time, e audit.Entry) (int, error) {
	n, err := w.Store.Recover(ctx, org, before, e)
	w.takeovers.Add(float64(n))
	return n, err
}

// class is the first digit of a reply, with the subject of its enhanced code (RFC 3463, 3): "5.7". No word of it.
func class(reply string) string {
	code, rest, _ := strings.Cut(reply, " ")
	if len(code) != 3 || code[0] < '2' || code[0] > '5' {
		return "none"
	}
	enhanced, _, _ := strings.Cut(rest, " ")
	if p := strings.Split(enhanced, "."); len(p) == 3 && p[0] == code[:1] && len(p[1]) == 1 && p[1] >= "0" && p[1] <= "7" {
		return p[0] + "." + p[1]
	}
	return code[:1]
}

// figures are the gateway's numbers. No label holds an address, a domain or a word that came from outside.
type figures struct {
	store      *store.Store
	connectors *connector.Set
	spool      *atomic.Pointer[files] // nil while the gateway starts
	mails      *prometheus.CounterVec
	queue      *watched
	log        *slog.Logger
}

func newFigures(st *store.Store, connectors *connector.Set, folder *atomic.Pointer[files], log *slog.Logger) *figures {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	return &figures{
		store: st, connectors: connectors, spool: folder, log: log,
		mails: counter("sekisho_gateway_mails_total", "Mails that clients gave to the gateway, by what it answered and why.", "result", "reason"),
		queue: &watched{
			Store:     st,
			results:   counter("sekisho_gateway_attempts_total", "Attempts to deliver to one recipient, by what came of them and the class of the reply.", "result", "class"),
			takeovers: prometheus.NewCounter(prometheus.CounterOpts{Name: "sekisho_gateway_lease_takeovers_total", Help: "Deliveries taken over from a worker that was gone."}),
			twice:     prometheus.NewCounter(prometheus.CounterOpts{Name: "sekisho_gateway_maybe_sent_total", Help: "Attempts of which it is not known whether the mail arrived; it may arrive twice."}),
		},
	}
}

// answered counts a mail that was read to its end.
func (f *figures) answered(t *gate.Transaction, r gate.Reply) {
	switch {
	case r.Code < 300:
		f.mails.WithLabelValues("accepted", "").Inc()
	case t.Outcome.Reason != "":
		f.mails.WithLabelValues("refused", t.Outcome.Reason).Inc()
	case t.Refused:
		f.mails.WithLabelValues("refused", "malformed").Inc()
	default:
		f.mails.WithLabelValues("refused", "other").Inc()
	}
}

var (
	describeHolds      = prometheus.NewDesc("sekisho_gateway_holds", "Holds that wait, by state.", []string{"state"}, nil)
	describeDeliveries = prometheus.NewDesc("sekisho_gateway_deliveries", "Deliveries that are not over, by state. Those of held mail are pending.", []string{"state"}, nil)
	describeDue        = prometheus.NewDesc("sekisho_gateway_oldest_due_seconds", "How long the delivery that is due the longest has been due.", nil, nil)
	describeFree       = prometheus.NewDesc("sekisho_gateway_spool_free_octets", "What the disk of the spool can still take.", nil, nil)
	describeCheckpoint = prometheus.NewDesc("sekisho_audit_checkpoint_age_seconds", "Age of the last signed checkpoint of the audit trail; -1: there is none yet.", nil, nil)
	describeCommits    = prometheus.NewDesc("sekisho_store_commits_total", "Transactions of the database, each with one wait for the disk.", nil, nil)
	describeItems      = prometheus.NewDesc("sekisho_store_items_total", "What was saved in those transactions: records of checks, mails and changes.", nil, nil)
	describeOpen       = prometheus.NewDesc("sekisho_gateway_connector_connections", "Connections that came in by a connector and are open.", []string{"connector"}, nil)
	describeTaken      = prometheus.NewDesc("sekisho_gateway_connector_mails_total", "Mails that a connector let begin.", []string{"connector"}, nil)
	describeRefused    = prometheus.NewDesc("sekisho_gateway_clients_refused_total", "Clients and mails that connectors turned away, by reason; without connector: none fitted.", []string{"connector", "reason"}, nil)
)

// Describe names nothing: what is collected depends on the connectors.
func (f *figures) Describe(chan<- *prometheus.Desc) {}

// Collect answers one look at /metrics.
func (f *figures) Collect(out chan<- prometheus.Metric) {
	for _, c := range []prometheus.Collector{f.mails, f.queue.results, f.queue.takeovers, f.queue.twice} {
		c.Collect(out)
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	f.stored(gauge)
	count := func(d *prometheus.Desc, n int64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	commits, items := f.store.Commits()
	count(describeCommits, commits)
	count(describeItems, items)
	if folder := f.spool.Load(); folder != nil {
		if free, err := folder.Free(); err == nil {
			gauge(describeFree, float64(free))
		}
	}
	if f.connectors == nil {
		return
	}
	open, taken, refused := f.connectors.Figures()
	for name, n := range open {
		gauge(describeOpen, float64(n), name)
	}
	for r, n := range taken {
		count(describeTaken, n, r.Connector)
	}
	for r, n := range refused {
		count(describeRefused, n, r.Connector, r.Reason)
	}
}

// patience is how long a look at the database may take.
const patience = 2 * time.Second

// stored are the figures that the database knows.
func (f *figures) stored(gauge func(*prometheus.Desc, float64, ...string)) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	now := time.Now()
	s, err := f.store.Figures(ctx, now)
	if err != nil {
		f.log.LogAttrs(ctx, slog.LevelWarn, "count what waits", slog.Any("error", err))
		return
	}
	for state, n := range s.Holds {
		gauge(describeHolds, float64(n), state)
	}
	for state, n := range s.Deliveries {
		gauge(describeDeliveries, float64(n), state)
	}
	gauge(describeDue, since(s.Due, now, 0))
	gauge(describeCheckpoint, since(s.Checkpoint, now, -1))
}

func since(at, now time.Time, never float64) float64 {
	if at.IsZero() {
		return never
	}
	return max(0, now.Sub(at).Seconds())
}
