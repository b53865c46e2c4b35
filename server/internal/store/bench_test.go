package store

import (
	"context"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
)

// BenchmarkGroupCommit records checks of 30 recipients with their audit rows, durably. -cpu says how many callers there are for each of
// RunParallel's 8: c16 is -cpu 2.
func BenchmarkGroupCommit(b *testing.B) {
	s, org := open(b, b.TempDir(), nil)
	e := entry("check.recorded")
	for len(e.Recipients) < 30 {
		e.Recipients = append(e.Recipients, "tanaka@example.com")
	}
	base := testCheck("")
	base.Message = json.RawMessage(`"` + strings.Repeat("x", 2000) + `"`)
	var failed atomic.Int64
	b.SetParallelism(8)
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			c := base
			c.ID = NewID()
			if s.RecordCheck(context.Background(), org, c, e) != nil {
				failed.Add(1)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "checks/s")
	if n := failed.Load(); n > 0 {
		b.Errorf("%d of %d not recorded", n, b.N)
	}
}

// BenchmarkToken is what a device token costs each request.
func BenchmarkToken(b *testing.B) {
	s, org := open(b, b.TempDir(), nil)
	ctx := context.Background()
	u := User{Who: sato, Account: "sato@example.co.jp"}
	must(b, s.AddEnrolment(ctx, org, u, Enrolment{Code: "c", Expires: s.now().AddDate(1, 0, 0)}, entry("x")))
	_, err := s.Enrol(ctx, org, Enrolling{Code: "c", DeviceID: "d", Token: "t"})
	must(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Token(ctx, org, "t"); err != nil {
			b.Fatal(err)
		}
	}
}
