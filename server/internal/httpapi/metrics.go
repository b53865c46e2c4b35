package httpapi

import (
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts requests by route and checks by verdict. No address and no identifier is ever a label.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	checks   *prometheus.CounterVec
}

func newMetrics(more []prometheus.Collector) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sekisho_http_request_seconds", Help: "Time from a request to its answer.",
			Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10},
		}, []string{"method", "route", "status"}),
		checks: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "sekisho_checks_total", Help: "Checks by door and verdict."}, []string{"door", "action"}),
	}
	m.registry.MustRegister(m.requests, m.checks, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(more...)
	return m
}

func (m *metrics) checked(door, action string) { m.checks.WithLabelValues(door, action).Inc() }

func (m *metrics) middleware(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err) // now, so that the status is known; the outer handler sees that it was answered
		}
		route := c.Path()
		if route == "" {
			route = "none"
		}
		m.requests.WithLabelValues(method(c.Request().Method), route, strconv.Itoa(c.Response().Status)).Observe(time.Since(start).Seconds())
		return nil
	}
}

// method keeps a client from inventing labels.
func method(m string) string {
	switch m {
	case "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH":
		return m
	}
	return "other"
}

// forwarded are headers by which a proxy says that somebody else asks.
var forwarded = [...]string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"}

// serve answers GET /metrics, to loopback alone. A reverse proxy must not pass it on; one that does, and says so, is refused.
func (m *metrics) serve(c echo.Context) error {
	if !loopback(c.Request().RemoteAddr) {
		return echo.ErrNotFound
	}
	for _, h := range forwarded {
		if c.Request().Header.Get(h) != "" {
			return echo.ErrNotFound
		}
	}
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(c.Response(), c.Request())
	return nil
}
