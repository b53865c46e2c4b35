package pdftext

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// fake is an engine that says what it was given.
type fake struct {
	starts, reads atomic.Int32
	broken        int32         // how many starts fail
	gate          chan struct{} // not nil: each read waits for one
	began         chan struct{} // not nil: told of each read
}

func (f *fake) start(context.Context) error {
	if f.starts.Add(1) <= f.broken {
		return errors.New("no engine")
	}
	return nil
}

func (f *fake) read(ctx context.Context, data []byte) result {
	f.reads.Add(1)
	if f.began != nil {
		f.began <- struct{}{}
	}
	if f.gate != nil {
		select {
		case <-f.gate:
		case <-ctx.Done():
			return result{reason: Time}
		}
	}
	return result{text: "text of " + string(data)}
}

func (f *fake) close() {}

type texts interface {
	Text(ctx context.Context, content io.ReaderAt, size int64) (text, reason string)
}

func get(ctx context.Context, of texts, content string) result {
	text, reason := of.Text(ctx, strings.NewReader(content), int64(len(content)))
	return result{text, reason}
}

func closing(t *testing.T, r *Reader) *Reader {
	t.Helper()
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func TestReadsOnce(t *testing.T) {
	e := &fake{}
	r := closing(t, newReader(e, time.Minute, time.Now))
	if got := get(t.Context(), r.Known(), "a"); got.reason != Late || e.starts.Load() != 0 {
		t.Errorf("before it was read: %+v, %d starts; want it late, and nothing started", got, e.starts.Load())
	}
	for range 2 {
		if got := get(t.Context(), r, "a"); got != (result{text: "text of a"}) {
			t.Errorf("got %+v, want its text", got)
		}
	}
	if got := get(t.Context(), r.Known(), "a"); got.text != "text of a" {
		t.Errorf("after it was read: %+v; want its text", got)
	}
	if got := get(t.Context(), r.Known(), "b"); got.reason != Late {
		t.Errorf("another file: %+v; want it late", got)
	}
	if n := e.reads.Load(); n != 1 {
		t.Errorf("read %d times, want once", n)
	}
}

func TestNobodyWaitsLongerThanTheyWant(t *testing.T) {
	synctest.Test(t, nobodyWaits)
}

func nobodyWaits(t *testing.T) {
	e := &fake{gate: make(chan struct{}), began: make(chan struct{}, 2*maxQueue)}
	r := closing(t, newReader(e, time.Minute, time.Now))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if got := get(gone, r, "a"); got.reason != Late {
		t.Errorf("who does not wait: %+v; want it late", got)
	}
	e.gate <- struct{}{} // the reading went on
	if got := get(t.Context(), r, "a"); got.text != "text of a" || e.reads.Load() != 1 {
		t.Errorf("the next call: %+v after %d reads; want what the first began", got, e.reads.Load())
	}
	<-e.began
	for i := range maxQueue + 1 {
		get(gone, r, string(rune('b'+i)))
		if i == 0 {
			<-e.began // it is being read, and not in the queue any more
		}
	}
	for range maxQueue + 1 {
		e.gate <- struct{}{} // a reading that nobody began would be a deadlock
	}
}

func TestQueueIsBounded(t *testing.T) {
	e := &fake{gate: make(chan struct{})}
	r := closing(t, newReader(e, time.Minute, time.Now))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for i := range 3 * maxQueue {
		get(gone, r, string(rune('a'+i)))
	}
	r.mu.Lock()
	n := len(r.coming)
	r.mu.Unlock()
	if n > maxQueue+1 {
		t.Errorf("%d files wait in memory; want at most %d", n, maxQueue+1)
	}
}

func TestSlowFileEndsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &fake{gate: make(chan struct{}, 1)}
		r := closing(t, newReader(e, time.Minute, time.Now))
		if got := get(t.Context(), r, "slow"); got.reason != Time {
			t.Errorf("a file that takes too long: %+v; want the reason %s", got, Time)
		}
		e.gate <- struct{}{}
		if got := get(t.Context(), r, "next"); got.text != "text of next" {
			t.Errorf("the next one: %+v; want its text", got)
		}
	})
}

func TestStartIsTriedAgain(t *testing.T) {
	r := closing(t, newReader(&fake{broken: 2}, time.Minute, time.Now))
	if got := get(t.Context(), r, "a"); got.reason != Late {
		t.Errorf("without an engine: %+v; want it late", got)
	}
	if got := get(t.Context(), r, "a"); got.text != "text of a" {
		t.Errorf("once it starts: %+v; want the text", got)
	}
}

func TestCloseLetsGo(t *testing.T) {
	e := &fake{gate: make(chan struct{}), began: make(chan struct{})}
	r := newReader(e, time.Minute, time.Now)
	done := make(chan result)
	go func() { done <- get(context.Background(), r, "a") }()
	<-e.began
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if got := <-done; got.text != "" {
		t.Errorf("after Close: %+v; want no text", got)
	}
	if err := newReader(&fake{}, time.Minute, time.Now).Close(); err != nil {
		t.Errorf("closing one that never started: %v", err)
	}
}

func TestKept(t *testing.T) {
	now := time.Unix(0, 0)
	k := newKept(func() time.Time { return now })
	k.add(key{1}, result{text: "one"})
	now = now.Add(keepFor + time.Second)
	if _, ok := k.get(key{1}); ok || k.weight != 0 {
		t.Errorf("an old text is still there, weight %d", k.weight)
	}
	big := strings.Repeat("x", MaxText)
	for i := range 100 {
		k.add(key{byte(i)}, result{text: big})
	}
	if k.weight > maxKept {
		t.Errorf("%d octets are kept; the limit is %d", k.weight, maxKept)
	}
	if _, ok := k.get(key{99}); !ok {
		t.Error("the newest text is gone; want the oldest to go")
	}
}

func TestLimits(t *testing.T) {
	r := closing(t, newReader(&fake{}, time.Minute, time.Now))
	if _, reason := r.Text(t.Context(), bytes.NewReader(nil), maxFile+1); reason != Limit {
		t.Errorf("a file that is too large: %q, want %s", reason, Limit)
	}
	if _, reason := r.Text(t.Context(), bytes.NewReader(nil), 10); reason != Corrupt {
		t.Errorf("a file that is shorter than it says: %q, want %s", reason, Corrupt)
	}
}

// TestPdfium reads real files with the real engine, one after another, those that break it in between.
func TestPdfium(t *testing.T) {
	file := func(name string) string {
		t.Helper()
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	r := closing(t, New(t.TempDir()))
	letter := file("letter.pdf")
	for _, tt := range []struct{ name, content, want, reason string }{
		{"letter", letter, "株式会社あかつき精機　田中様\n", ""},
		{"its properties", letter, "件名は社外秘\n", ""},
		{"slides", file("slides.pdf"), "二枚目の文 ABC\n", ""},
		{"not a PDF", "hello", "", Corrupt},
		{"cut", letter[:len(letter)/2], "", Corrupt},
		{"owner's restrictions only", file("owner.pdf"), "株式会社あかつき精機", ""},
		{"a password", file("password.pdf"), "", Encrypted},
		{"after all that", letter + "\n", "枠の中の文", ""},
	} {
		got := get(t.Context(), r, tt.content)
		if !strings.Contains(got.text, tt.want) || got.reason != tt.reason {
			t.Errorf("%s: reason %q, want %q; text %q, want %q in it", tt.name, got.reason, tt.reason, got.text, tt.want)
		}
	}
}

// TestPdfiumIsStopped has a file that keeps pdfium busy for longer than it may take, and then one that does not.
func TestPdfiumIsStopped(t *testing.T) {
	letter, err := os.ReadFile("testdata/letter.pdf")
	if err != nil {
		t.Fatal(err)
	}
	e := &pdfium{cache: t.TempDir()}
	if err := e.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer e.close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	before := time.Now()
	if got := e.read(ctx, busy(600_000)); got.reason != Time {
		t.Errorf("a file that is never done: reason %q after %v; want %s", got.reason, time.Since(before), Time)
	}
	if got := e.read(t.Context(), letter); got.reason != "" || !strings.Contains(got.text, "枠の中の文") {
		t.Errorf("the next file: %+v; want its text", got)
	}
}

// busy makes a page that says one thing so many times.
func busy(times int) []byte {
	content := strings.Repeat("BT /F1 9 Tf 9 9 Td (a b) Tj ET\n", times)
	return fmt.Appendf(nil, "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"+
		"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%%%EOF\n", len(content), content)
}

func BenchmarkPdfium(b *testing.B) {
	letter, err := os.ReadFile("testdata/letter.pdf")
	if err != nil {
		b.Fatal(err)
	}
	e := &pdfium{cache: b.TempDir()}
	if err := e.start(b.Context()); err != nil {
		b.Fatal(err)
	}
	defer e.close()
	b.SetBytes(int64(len(letter)))
	for b.Loop() {
		if got := e.read(b.Context(), letter); got.reason != "" {
			b.Fatal(got.reason)
		}
	}
}

func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	for i := 0; b.Loop(); i++ {
		e := &pdfium{cache: dir}
		before := time.Now()
		if err := e.start(b.Context()); err != nil {
			b.Fatal(err)
		}
		if i == 0 {
			b.ReportMetric(time.Since(before).Seconds(), "s/first")
		}
		e.close()
	}
}
