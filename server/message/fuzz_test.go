package message

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzRead(f *testing.F) {
	f.Setenv("TMPDIR", f.TempDir()) // nobody else's files
	for _, path := range samples(f) {
		f.Add(readFile(f, path))
	}
	f.Fuzz(func(t *testing.T, mail []byte) {
		m := mustRead(t, string(mail), nil)
		again := mustRead(t, string(mail), nil)
		a, err1 := json.Marshal(m)
		b, err2 := json.Marshal(again)
		if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
			t.Errorf("read twice: got\n%s (%v)\nthen\n%s (%v)", a, err1, b, err2)
		}
		for _, s := range []string{m.Subject, m.Body, m.From.Name} {
			if !utf8.ValidString(s) {
				t.Errorf("got text %q that is not UTF-8", s)
			}
		}
		for _, a := range m.Attachments {
			if a.Name == "" || a.SHA256 == "" || a.Size > int64(2*len(mail)) || len(a.Names) > maxNames {
				t.Errorf("got an attachment %+v without name or hash, or out of bounds", a)
			}
		}
		if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
			t.Errorf("got temporary files %v (%v) after Read, want none", left, err)
		}
	})
}

func FuzzAddressList(f *testing.F) {
	for _, s := range []string{"a@b", `"x, y" <a@b>; (c) d@e`, "g: a@b;, <@r:c@d>", "=?utf-8?B?5Zuz?= <a@b>", "\x1b$B1s\x1b(B <a@b>", "a@[::1]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := &notes{}
		for _, m := range addressList(s, 100, n) {
			if !utf8.ValidString(m.Address) || !utf8.ValidString(m.Name) || m.Address == "" && m.Name == "" {
				t.Errorf("addressList(%q): got mailbox %+v, want one in UTF-8 that is not empty", s, m)
			}
			if strings.ContainsAny(m.Name, "\r\n\x00") {
				t.Errorf("addressList(%q): got name %q with control characters", s, m.Name)
			}
		}
		// What was read can be put before another address and hides nothing of it.
		box := addressList("first@a.example, "+s, 100, &notes{})
		if len(box) == 0 || box[0].Address != "first@a.example" {
			t.Errorf("addressList(first, %q): got %v, want first@a.example to stay", s, box)
		}
	})
}

func FuzzHeaderWord(f *testing.F) {
	for _, s := range []string{"=?utf-8?B?5Zuz?= x", "=?iso-2022-jp?Q?=1B$B?F?=", "=?x?B?=", "a=?b", "=?gbk?q?=81?= =?gbk?q?=40?="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := &notes{}
		got := decodeWords(decodeRaw(s), n)
		if !utf8.ValidString(got) {
			t.Errorf("decodeWords(%q): got %q, want UTF-8", s, got)
		}
		if !strings.Contains(s, "=?") && utf8.ValidString(s) && !strings.Contains(s, "\x1b") && got != s {
			t.Errorf("decodeWords(%q): got %q, want it unchanged", s, got)
		}
		v := parseTyped(s, n)
		for _, name := range partNames(v, v, n) {
			if !utf8.ValidString(name) || name == "" {
				t.Errorf("names of %q: got %q, want UTF-8", s, name)
			}
		}
	})
}

func FuzzOutgoing(f *testing.F) {
	for _, path := range samples(f) {
		f.Add(readFile(f, path))
	}
	f.Add([]byte("A: 1\r\nBcc: x\r\n\ty\r\n\r\nbody\r\n.\r\n"))
	f.Fuzz(func(t *testing.T, mail []byte) {
		once := outgoing(t, mail)
		if twice := outgoing(t, once); !bytes.Equal(once, twice) {
			t.Errorf("%q: got %q, and of that %q; want the same", mail, once, twice)
		}
		if !bytes.HasSuffix(once, bodyOf(mail)) {
			t.Errorf("%q: got %q, want the body %q unchanged", mail, once, bodyOf(mail))
		}
		h, err := ReadHeader(bytes.NewReader(once))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(h.Values("Bcc")) + len(h.Values("Resent-Bcc")) + len(h.Values("X-Sekisho-Pass")); n > 0 && len(mail) < 1000 {
			t.Errorf("%q: got %q with %d fields that must not leave", mail, once, n)
		}
	})
}

// bodyOf returns what follows the first empty line.
func bodyOf(mail []byte) []byte {
	for rest := mail; len(rest) > 0; {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		if len(line) == 0 || string(line) == "\r" {
			return after
		}
		rest = after
	}
	return nil
}
