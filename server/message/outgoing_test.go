package message

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
)

func outgoing(t testing.TB, mail []byte, trace ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Outgoing(bytes.NewReader(mail), &out, OutgoingOptions{Trace: trace}); err != nil {
		t.Fatalf("got error %v, want a copy", err)
	}
	return out.Bytes()
}

// TestOutgoingIsExact compares with another way to the same end: a pattern over the header as one string.
func TestOutgoingIsExact(t *testing.T) {
	gone := regexp.MustCompile(`(?im)^(bcc|resent-bcc|x-sekisho-[^\s:]*)[ \t]*:.*\r?\n([ \t].*\r?\n)*`)
	kept := 0
	for _, path := range samples(t) {
		mail := readFile(t, path)
		end := bytes.Index(mail, []byte("\n\r\n"))
		if end < 0 {
			end = bytes.Index(mail, []byte("\n\n"))
		}
		want := append(gone.ReplaceAll(mail[:end+1], nil), mail[end+1:]...)
		if got := outgoing(t, mail); !bytes.Equal(got, want) {
			t.Errorf("%s went out as\n%q\nwant\n%q", path, got, want)
		}
		if bytes.Equal(mail, want) {
			kept++
		}
		traced := outgoing(t, mail, "Received: from a by b;\r\n now", "X-Sekisho-Pass: ey")
		if want := "Received: from a by b;\r\n now\r\nX-Sekisho-Pass: ey\r\n" + string(want); string(traced) != want {
			t.Errorf("%s with trace went out as\n%q\nwant\n%q", path, traced, want)
		}
	}
	if kept < 40 {
		t.Errorf("got %d samples that pass unchanged, want at least 40", kept)
	}
}

func TestOutgoingRemoves(t *testing.T) {
	long := strings.Repeat("x", 3*pieceSize)
	tests := []struct{ name, in, want string }{
		{"in the middle", "A: 1\r\nBcc: x\r\nB: 2\r\n\r\nbody", "A: 1\r\nB: 2\r\n\r\nbody"},
		{"any case, blanks before the colon", "bCC \t: x\r\n\r\nb", "\r\nb"},
		{"folded", "BCC: x,\r\n y,\r\n\tz\r\nA: 1\r\n\r\nb", "A: 1\r\n\r\nb"},
		{"folded with an empty-looking line", "Bcc: x,\r\n \r\n y\r\nA: 1\r\n\r\nb", "A: 1\r\n\r\nb"},
		{"resent and ours", "Resent-Bcc: x\r\nx-sekisho-anything: y\r\nA: 1\r\n\r\nb", "A: 1\r\n\r\nb"},
		{"longer than the buffer", "Bcc: " + long + "\r\nA: " + long + "\r\n\r\nb", "A: " + long + "\r\n\r\nb"},
		{"LF only", "Bcc: x\nA: 1\n\nBcc: body", "A: 1\n\nBcc: body"},
		{"header without end", "A: 1\r\nBcc: x", "A: 1\r\n"},
		{"after a broken line", "A: 1\r\nbroken\r\nBcc: x\r\n\r\nb", "A: 1\r\nbroken\r\n\r\nb"},
		{"not these", "Bccx: 1\r\nX-Sekisho: 2\r\nABcc: 3\r\n\r\nb", "Bccx: 1\r\nX-Sekisho: 2\r\nABcc: 3\r\n\r\nb"},
		{"nothing", "", ""},
		{"only a body", "\r\nBcc: body\r\n", "\r\nBcc: body\r\n"},
		{"odd line ends in the body", "A: 1\r\n\r\na\rb\nc\x00\r\r\n.\r\n", "A: 1\r\n\r\na\rb\nc\x00\r\r\n.\r\n"},
	}
	for _, tt := range tests {
		if got := string(outgoing(t, []byte(tt.in))); got != tt.want {
			t.Errorf("%s: got %.200q, want %.200q", tt.name, got, tt.want)
		}
	}
}

func TestOutgoingTrace(t *testing.T) {
	good := func(f string) {
		t.Helper()
		if got, want := string(outgoing(t, []byte("A: 1\r\n\r\n"), f)), f+"\r\nA: 1\r\n\r\n"; got != want {
			t.Errorf("trace %q: got %q, want %q", f, got, want)
		}
	}
	bad := func(f string) {
		t.Helper()
		var out bytes.Buffer
		err := Outgoing(strings.NewReader("A: 1\r\n\r\n"), &out, OutgoingOptions{Trace: []string{"Good: 1", f}})
		if !errors.Is(err, ErrTrace) || out.Len() > 0 {
			t.Errorf("trace %q: got error %v and %q, want ErrTrace and nothing", f, err, out.String())
		}
	}
	good("Received: x")
	good("Received: x\r\n\ty")
	bad("")
	bad("no field")
	bad(" Name: x")
	bad("Name: x\r\n")
	bad("Name: x\r\n\r\nbody")
	bad("Name: x\r\nBcc: y")
	bad("Name: x\r\n \r\n")
	bad("Name: x\ny: z")
	bad("Name: x\ry")
	bad("Name: x\x00")
}

func TestOutgoingErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, mail := range []string{"A: 1\r\n", "A: 1\r\n\r\nbody"} {
		err := Outgoing(io.MultiReader(strings.NewReader(mail), iotest.ErrReader(broken)), io.Discard, OutgoingOptions{})
		if !errors.Is(err, broken) {
			t.Errorf("reader that breaks after %q: got %v, want its error", mail, err)
		}
	}
	if err := Outgoing(strings.NewReader("A: 1\r\n\r\n"), failing{broken}, OutgoingOptions{}); !errors.Is(err, broken) {
		t.Errorf("writer that breaks: got %v, want its error", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
