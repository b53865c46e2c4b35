package attach

import (
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

func deflated(tb testing.TB, content []byte, level int) []byte {
	tb.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, level)
	if err != nil {
		tb.Fatal(err)
	}
	_, _ = w.Write(content)
	_ = w.Close()
	return b.Bytes()
}

// likeTheStream holds what inflate says of in against the standard library, which reads streams.
func likeTheStream(t *testing.T, f *inflate, in []byte, limit int) {
	t.Helper()
	want, failed := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(in)), int64(limit)+1))
	got, err := f.all(in, limit)
	switch {
	case len(want) > limit:
		if !errors.Is(err, errMore) || !bytes.Equal(got, want[:limit]) {
			t.Errorf("%d of %d octets, %v, want %d and more", len(got), len(in), err, limit)
		}
	case failed == nil:
		reached := len(want) == limit && errors.Is(err, errMore)
		if err != nil && !reached || !bytes.Equal(got, want) {
			t.Errorf("%d octets, %v, want %d", len(got), err, len(want))
		}
	case err == nil:
		t.Errorf("no error, want %v", failed)
	case !bytes.HasPrefix(got, want) && !bytes.HasPrefix(want, got): // the library hands out what it has in pieces
		t.Errorf("%d octets before the fault differ from %d", len(got), len(want))
	}
}

func TestInflate(t *testing.T) {
	random := rand.NewChaCha8([32]byte{3})
	noise := make([]byte, 70_000)
	_, _ = random.Read(noise)
	var f inflate
	for name, content := range map[string][]byte{
		"nothing": {}, "a letter": []byte("a"), "a run": bytes.Repeat([]byte("a"), 100_000), "noise": noise,
		"text":          []byte(strings.Repeat("報告書を送ります。The report is attached. ", 3000)),
		"far distances": append(append(bytes.Clone(noise[:32_000]), make([]byte, 700)...), noise[:32_000]...),
		"few kinds":     bytes.Map(func(r rune) rune { return 'a' + r%3 }, noise[:9000]),
	} {
		for _, level := range []int{flate.HuffmanOnly, 0, 1, 6, 9} {
			in := deflated(t, content, level)
			got, err := f.all(in, len(content)+1)
			if err != nil || !bytes.Equal(got, content) {
				t.Errorf("%s, level %d: %d octets, %v, want %d", name, level, len(got), err, len(content))
			}
			for _, cut := range []int{0, 1, len(in) / 2, len(in) - 1} {
				likeTheStream(t, &f, in[:cut], len(content)+1)
				likeTheStream(t, &f, in, cut)
			}
		}
	}
}

func TestInflateBroken(t *testing.T) {
	var f inflate
	for name, in := range map[string]string{
		"nothing":                        "",
		"a match before the begin":       "\x03\x02\x00",
		"a kind of block that is none":   "\x07",
		"a length that is not its own":   "\x01\x05\x00\x00\x00hello",
		"a code with too many words":     "\x05\xe0\x81\x08\x00\x00\x00\x00\x20\x7f\xeb\x0b\x00\x00",
		"more lengths than there can be": "\xfd\xff\xff\xff",
		"an end before all":              "\x03",
	} {
		if got, err := f.all([]byte(in), 100); err == nil {
			t.Errorf("%s: %q and no error", name, got)
		}
		likeTheStream(t, &f, []byte(in), 100)
	}
}

func FuzzInflate(f *testing.F) {
	for _, level := range []int{flate.HuffmanOnly, 0, 1, 9} {
		f.Add(deflated(f, []byte(strings.Repeat("請求書 invoice 2026-11 ", 40)), level))
	}
	f.Add([]byte("\x05\xe0\x81\x08\x00\x00\x00\x00\x20\x7f\xeb\x0b\x00\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var one inflate
		likeTheStream(t, &one, in, 1<<16)
		likeTheStream(t, &one, in, 100)
	})
}

func BenchmarkInflate(b *testing.B) {
	random := rand.New(rand.NewChaCha8([32]byte{4}))
	picture := make([]byte, 80<<10)
	for i := range picture {
		picture[i] = byte(random.NormFloat64() * 60)
	}
	for name, content := range map[string][]byte{"picture": picture, "text": []byte(strings.Repeat("<w:p><w:t>報告書を送ります。</w:t></w:p>", 3000))} {
		in := deflated(b, content, 6)
		b.Run(name, func(b *testing.B) {
			var f inflate
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				if got, err := f.all(in, len(content)+1); err != nil || len(got) != len(content) {
					b.Fatal(len(got), err)
				}
			}
		})
	}
}
