package message

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"sekisho/server/attach"
	"sekisho/server/policy"
)

// repeated is a reader of n times the same line.
func repeated(s string, n int) io.Reader { return &repeater{line: s, left: n} }

type repeater struct {
	line string
	left int
	rest string
}

func (r *repeater) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.left--
		r.rest = r.line
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// TestReadStreams reads a part far larger than memory may be: in base64, and 150 MB of long lines.
func TestReadStreams(t *testing.T) {
	long := strings.Repeat("0123456789abcde\n", 62)[:990]
	tests := []struct {
		encoding, line, decoded string
		times                   int
	}{
		{"base64", base64.StdEncoding.EncodeToString([]byte(long[:57])) + "\r\n", long[:57], 200_000},
		{"8bit", strings.ReplaceAll(long, "\n", " ") + "\r\n", strings.ReplaceAll(long, "\n", " ") + "\r\n", 151_000},
	}
	for _, tt := range tests {
		t.Run(tt.encoding, func(t *testing.T) { readStream(t, tt.encoding, tt.line, tt.decoded, tt.times) })
	}
}

func readStream(t *testing.T, encoding, line, decoded string, times int) {
	t.Setenv("TMPDIR", t.TempDir())
	sum := sha256.New()
	for range times {
		sum.Write([]byte(decoded))
	}
	sum.Write([]byte("end"))
	end := "end"
	if encoding == "base64" {
		end = "ZW5k"
	}
	mail := io.MultiReader(
		strings.NewReader("To: a@b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhello\r\n--x\r\n"+
			"Content-Type: application/zip; name=big.zip\r\nContent-Transfer-Encoding: "+encoding+"\r\n\r\n"),
		repeated(line, times),
		strings.NewReader(end+"\r\n--x--\r\n"),
	)
	look := func(_ context.Context, f attach.File) policy.Attachment {
		var tail [3]byte
		if _, err := f.Content.ReadAt(tail[:], f.Size-3); err != nil || string(tail[:]) != "end" {
			t.Errorf("last octets of the content: got %q (%v), want end", tail, err)
		}
		if n := len(tempFiles(t)); n > 1 {
			t.Errorf("got %d temporary files, want one at most", n)
		}
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		if s.HeapAlloc > 24<<20 {
			t.Errorf("got %d MiB on the heap, want at most 24", s.HeapAlloc>>20)
		}
		return policy.Attachment{}
	}
	m, err := read(t.Context(), mail, nil, look)
	if err != nil {
		t.Fatal(err)
	}
	a, size := m.Attachments[0], int64(times*len(decoded)+3)
	if a.Size != size || a.SHA256 != hex.EncodeToString(sum.Sum(nil)) || m.Body != "hello" {
		t.Errorf("got %d octets, sha256 %s, body %q; want %d, %x, hello", a.Size, a.SHA256, m.Body, size, sum.Sum(nil))
	}
	if left := tempFiles(t); len(left) > 0 {
		t.Errorf("got temporary files %v after Read, want none", left)
	}
}

func tempFiles(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestReadErrors(t *testing.T) {
	broken := errors.New("broken")
	big := "Content-Type: application/zip\r\n\r\n" + strings.Repeat(strings.Repeat("x", 1000)+"\r\n", 2*maxMemory/1000)
	t.Run("reader", func(t *testing.T) {
		for _, mail := range []string{"", "To: a@b\r\n", "\r\nbody", big} {
			m, err := Read(t.Context(), io.MultiReader(strings.NewReader(mail), iotest.ErrReader(broken)), nil)
			if !errors.Is(err, broken) || m != nil {
				t.Errorf("reader that breaks after %.30q: got %v and %v, want its error and no message", mail, m, err)
			}
		}
	})
	t.Run("context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Read(ctx, strings.NewReader(big), nil); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
	})
	t.Run("temporary file", func(t *testing.T) {
		t.Setenv("TMPDIR", t.TempDir()+"/missing")
		if _, err := Read(t.Context(), strings.NewReader(big), nil); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %v, want that the file could not be made", err)
		}
	})
}

// TestLinear counts the pieces read, not time: twice the mail is twice the work, however its multiparts are nested.
func TestLinear(t *testing.T) {
	steps := func(levels int) int {
		var b strings.Builder
		b.WriteString("Content-Type: multipart/mixed; boundary=b0\n\n")
		for i := range levels {
			fmt.Fprintf(&b, "--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n", i, i+1)
		}
		b.WriteString(strings.Repeat("--b\n", 1000))
		w := newWalker(t.Context(), strings.NewReader(b.String()), blind)
		w.walk(w.header(), parent{})
		return w.src.steps - strings.Count(b.String(), "\n")
	}
	for _, levels := range []int{1, 10, 20, 40, 49} {
		if got := steps(levels); got > 1+levels {
			t.Errorf("%d levels: got %d steps beyond one a line, want at most one a level", levels, got)
		}
	}
}

// TestHostile reads what would take quadratic or exponential time: each is 256 KiB, and 70 of them
// squared would not end.
func TestHostile(t *testing.T) {
	fill := func(s string) string { return strings.Repeat(s, maxHeader/4/len(s)) }
	for _, s := range []string{"(", ")", `"`, `\"`, "<", "<(", `<"`, "<\",", "a@[", "=?a?B?", "=?a?Q?b?=", "=?a?X?", "a:", ";", ",", "\x1b$", "\xe9", "a@b ", "a ", "((a)"} {
		mustRead(t, "To: "+fill(s)+"\n\nx", nil)
		mustRead(t, "Subject: "+fill(s)+"\n\nx", nil)
	}
	for _, s := range []string{"(", `;a="`, `;a="\";`, ";name=x", ` name=x`, ";name*0=x", ";name*1*=%41", ";name*=a'b'c", "=", `"`, "((a)", ";(a)"} {
		mustRead(t, "Content-Type: a/b"+fill(s)+"\n\nx", nil)
	}
	for _, s := range []string{"A:\n", " x\n", "broken\n", "Content-Type: a/b; name=c\n", "From: a@b\n"} {
		mustRead(t, fill(s)+"\n\nx", nil)
	}
	for _, s := range []string{"<div>", "<blockquote type=cite>", "<a href=http://x>", "</pre>", "<pre>", "<", "&", "<script>", "<!--", "<p "} {
		mustRead(t, "Content-Type: text/html\n\n"+fill(s), nil)
	}
	for _, s := range []string{"begin 644 a\n", "begin 644 a\n!\n", "begin 644 a\n#0V%T\nend\n", ">", "> \n", "x \n"} {
		mustRead(t, "Content-Type: text/plain; format=flowed\n\n"+fill(s), nil)
	}
	mustRead(t, strings.Repeat("Content-Type: message/rfc822\n\n", 30_000), nil)
	mustRead(t, "Content-Type: multipart/mixed; boundary=b\n\n"+fill("--b\nContent-Type: multipart/mixed; boundary=b\n\n"), nil)
}

func TestLimits(t *testing.T) {
	many := func(part string, n int) string {
		return "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n"+part+"\n", n) + "--b--\n"
	}
	tests := []struct {
		name, mail, code string
		files            int
	}{
		{"1,000 parts", many("Content-Type: a/b\n\nx", maxParts), "", maxParts},
		{"1,001 parts", many("Content-Type: a/b\n\nx", maxParts+1), "too-many-parts", maxParts},
		{"uuencoded files are parts", "\n" + strings.Repeat("begin 644 a\n#0V%T\nend\n", maxParts+1), "too-many-parts", maxParts},
		{"header of 1 MiB", "X: " + strings.Repeat("x", maxHeader-50) + "\nContent-Type: a/b\n\nx", "", 1},
		{"header over 1 MiB", "Content-Type: a/b\nX: " + strings.Repeat("x", maxHeader) + "\n\nx", "header-too-long", 1},
		{"body of 4 MiB", "\n" + strings.Repeat("x", maxBody), "", 0},
		{"body over 4 MiB", "\n" + strings.Repeat("x", maxBody+1), "body-too-long", 0},
	}
	for _, tt := range tests {
		m := mustRead(t, tt.mail, nil)
		if len(m.Attachments) != tt.files || tt.code == "" && len(m.Malformed) > 0 || tt.code != "" && !slices.Contains(m.Malformed, tt.code) {
			t.Errorf("%s: got %d files and %v, want %d and %q", tt.name, len(m.Attachments), m.Malformed, tt.files, tt.code)
		}
		if len(m.Body) > maxBody {
			t.Errorf("%s: got a body of %d octets, want at most %d", tt.name, len(m.Body), maxBody)
		}
	}
}

func TestLongLines(t *testing.T) {
	long := strings.Repeat("x", 3*pieceSize)
	m := mustRead(t, "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"+long+"\r--b\r\n--b\r\nContent-Type: a/b\r\n\r\n"+
		long[:pieceSize-1]+"\r\n--b--\r\n", nil)
	if m.Body != long+"\r--b" || len(m.Attachments) != 1 || m.Attachments[0].Size != pieceSize-1 {
		t.Errorf("got a body of %d octets and files %v, want %d and one of %d", len(m.Body), m.Attachments, len(long)+4, pieceSize-1)
	}
}
