package facts

import (
	"testing"

	"sekisho/server/policy"
)

// BenchmarkGather is what the facts of one mail cost: to somebody known, and to a stranger.
func BenchmarkGather(b *testing.B) {
	for name, to := range map[string]policy.Mailbox{"known": tanaka, "stranger": at("new@nowhere.example")} {
		b.Run(name, func(b *testing.B) {
			h := newHouse(b)
			h.wrote(3, tanaka)
			m, s := mailTo(to), h.facts.For(h.org)[0]
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Gather(b.Context(), m); err != nil {
					b.Fatal(err)
				}
				h.reads = h.reads[:0]
			}
		})
	}
}
