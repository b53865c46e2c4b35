package address

import (
	"fmt"
	"testing"
)

// manyDomains are n names of the kind firms have.
func manyDomains(n int) []string {
	stems := []string{"hokuto", "tsubame", "akatsuki", "minato", "yamada", "shinjuku", "sakura", "kyowa", "daiichi", "tokai", "nichiei", "marusan"}
	trades := []string{"denki", "kogyo", "print", "shoji", "foods", "kensetsu", "seiki", "system", "trading", "unyu"}
	suffixes := []string{"co.jp", "com", "jp", "ne.jp", "or.jp"}
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s-%s%d.%s", stems[i%len(stems)], trades[i/7%len(trades)], i, suffixes[i%len(suffixes)])
	}
	return out
}

func BenchmarkNewAlikes100000(b *testing.B) {
	known := manyDomains(100_000)
	b.ReportAllocs()
	for b.Loop() {
		NewAlikes(known)
	}
}

func BenchmarkFindIn100000(b *testing.B) {
	known := NewAlikes(append(manyDomains(100_000), office...))
	for name, domain := range map[string]string{"unrelated": "kaigan-butsuryu.co.jp", "typo": "hokuto-dneki.co.jp", "known": "tsubame.co.jp", "long": "mitsubishi-electlic.co.jp"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				known.Find(domain)
			}
		})
	}
}

func BenchmarkNewAlikes1000(b *testing.B) {
	known := manyDomains(1000)
	b.ReportAllocs()
	for b.Loop() {
		NewAlikes(known)
	}
}
