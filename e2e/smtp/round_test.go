package smtp

import (
	"cmp"
	"slices"
	"sync"
	"testing"
	"time"

	"sekisho/e2e/support/process"
)

// taker is a server that is measured: its address, and the process whose cost, with all that it starts, is its cost.
type taker struct {
	name, addr string
	pid        int
}

// figures are what a server's rounds came to.
type figures struct {
	mails  int
	time   time.Duration // of taking
	cpu    time.Duration // of taking, and of delivering what was taken
	each   []time.Duration
	memory int64 // most that it took: of one process at any time, of several together at the end of taking
}

func (f *figures) rate() float64 { return float64(f.mails) / f.time.Seconds() }

// cost is milliseconds of processor a mail.
func (f *figures) cost() float64 { return f.cpu.Seconds() * 1000 / float64(f.mails) }

// p99 is how long the slowest mails took, from connecting to the answer, without the last hundredth.
func (f *figures) p99() time.Duration {
	slices.Sort(f.each)
	return f.each[len(f.each)*99/100]
}

// round gives a server mails over so many connections at a time, one mail each, and waits until it has nothing left to do.
func (f *figures) round(b *testing.B, s taker, mail []byte, mails, clients int) {
	b.Helper()
	todo := make(chan struct{}, mails)
	for range mails {
		todo <- struct{}{}
	}
	close(todo)
	var mu sync.Mutex
	var wg sync.WaitGroup
	process.ForgetPeak(s.pid)
	before, began := process.CPU(s.pid), time.Now()
	for range clients {
		wg.Go(func() {
			for range todo {
				start := time.Now()
				err := deliver(s.addr, mail)
				took := time.Since(start)
				if err != nil {
					b.Errorf("%s: %v", s.name, err)
					return
				}
				mu.Lock()
				f.each = append(f.each, took)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	f.time += time.Since(began)
	f.mails += mails
	f.memory = max(f.memory, process.Memory(s.pid), process.Peak(s.pid))
	rest(s.pid)
	f.cpu += process.CPU(s.pid) - before
}

// rest waits until a server does nothing any more.
func rest(pid int) {
	last, quiet := process.CPU(pid), 0
	for n := 0; quiet < 5 && n < 600; n++ {
		time.Sleep(50 * time.Millisecond)
		now := process.CPU(pid)
		if quiet++; now > last+10*time.Millisecond {
			last, quiet = now, 0
		}
	}
}

// duel has two servers take the same mails in turns, b.N rounds each, and reports ours against the peer's: x of rates (above 1 is
// faster), of the slowest mails (p99-x) and of processor time a mail (cpu-x), where below 1 is better.
func duel(b *testing.B, peer, ours taker, size, clients int) {
	mail := letter(size)
	mails := max(min(200, 32<<20/size), clients)
	var p, o figures
	for range b.N {
		p.round(b, peer, mail, mails, clients)
		o.round(b, ours, mail, mails, clients)
		if b.Failed() {
			return
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(p.rate(), "peer/s")
	b.ReportMetric(o.rate(), "ours/s")
	b.ReportMetric(o.rate()/p.rate(), "x")
	b.ReportMetric(float64(o.p99())/float64(p.p99()), "p99-x")
	b.ReportMetric(o.cost()/cmp.Or(p.cost(), 1), "cpu-x")
	b.ReportMetric(o.cost(), "cpu-ms")
	b.ReportMetric(float64(o.memory>>20), "MiB")
	b.ReportMetric(float64(p.memory>>20), "peer-MiB")
}
