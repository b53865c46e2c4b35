package gate

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
)

// scripted is an upstream on a pipe that answers each line as it is told; it returns what it was sent. A command without an answer
// gets 250, and "hang up" ends the connection.
func scripted(t *testing.T, ehlo string, answers map[string]string) (*Upstream, func() string) {
	t.Helper()
	heard := make(chan string, 1)
	dial := func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			var all strings.Builder
			defer func() { _ = theirs.Close(); heard <- all.String() }()
			answer := func(s string) bool {
				if s == "hang up" {
					return false
				}
				_, err := io.WriteString(theirs, s+"\r\n")
				return err == nil
			}
			if !answer("220 hello") {
				return
			}
			for r := bufio.NewScanner(theirs); r.Scan(); {
				line := r.Text()
				all.WriteString(line + "\n")
				reply, ok := answers[line]
				switch {
				case ok:
				case strings.HasPrefix(line, "EHLO"):
					reply = ehlo
				case line == "DATA":
					reply = "354 go"
				case strings.Contains(line, " ") && strings.ToUpper(line[:4]) == line[:4] || line == "." || line == "RSET":
					reply = "250 ok"
				default:
					continue // a line of the mail
				}
				if !answer(reply) {
					return
				}
			}
		}()
		return ours, nil
	}
	return &Upstream{Addr: "mx.example:25", Dial: dial}, func() string { return <-heard }
}

func give(t *testing.T, u *Upstream, to ...string) (Given, error) {
	t.Helper()
	k, err := u.Courier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer k.Drop()
	return k.Give(t.Context(), Parcel{From: "a@own.example", To: to, Size: 12, EightBit: true, Write: func(w io.Writer) error {
		_, err := io.WriteString(w, "body line\r\n.\r\n")
		return err
	}})
}

func TestCourierGives(t *testing.T) {
	u, heard := scripted(t, "250-mx\r\n250-SIZE 100\r\n250 8BITMIME", nil)
	g, err := give(t, u, "b@x.example", "c@x.example")
	if err != nil || g.Reply.Code != 250 || len(g.Refused) != 0 || g.Lost {
		t.Errorf("Give = %+v, %v", g, err)
	}
	want := "EHLO localhost\nMAIL FROM:<a@own.example> SIZE=12 BODY=8BITMIME\nRCPT TO:<b@x.example>\nRCPT TO:<c@x.example>\nDATA\nbody line\n..\n.\n"
	if got := heard(); got != want {
		t.Errorf("the server heard\n%q\nwant\n%q", got, want)
	}
}

// TestCourierTellsEachFate: who is refused is named, the others get the mail; whatever is unclear is an error or Lost, never a yes.
func TestCourierTellsEachFate(t *testing.T) {
	for name, c := range map[string]struct {
		ehlo    string
		answers map[string]string
		want    string
	}{
		"one refused":      {"", map[string]string{"RCPT TO:<b@x.example>": "550 no such user"}, "250, refused b@x.example 550"},
		"pipelined":        {"250-mx\r\n250 PIPELINING", map[string]string{"RCPT TO:<c@x.example>": "450 later"}, "250, refused c@x.example 450"},
		"all refused":      {"", map[string]string{"RCPT TO:<b@x.example>": "550 no", "RCPT TO:<c@x.example>": "550 no"}, "0, refused b@x.example 550 c@x.example 550"},
		"sender refused":   {"", map[string]string{"MAIL FROM:<a@own.example>": "553 not here"}, "553"},
		"mail refused":     {"", map[string]string{".": "554 spam"}, "554"},
		"no DATA":          {"", map[string]string{"DATA": "452 full"}, "452"},
		"yes to DATA":      {"", map[string]string{"DATA": "250 ok"}, "error"},
		"gone at RCPT":     {"", map[string]string{"RCPT TO:<c@x.example>": "hang up"}, "error"},
		"gone at DATA":     {"", map[string]string{"DATA": "hang up"}, "error"},
		"gone after dot":   {"", map[string]string{".": "hang up"}, "lost"},
		"nonsense":         {"", map[string]string{".": "oui"}, "lost"},
		"nonsense at MAIL": {"", map[string]string{"MAIL FROM:<a@own.example>": "1000"}, "error"},
	} {
		t.Run(name, func(t *testing.T) {
			ehlo := c.ehlo
			if ehlo == "" {
				ehlo = "250 mx"
			}
			u, _ := scripted(t, ehlo, c.answers)
			g, err := give(t, u, "b@x.example", "c@x.example")
			got := fmt.Sprint(g.Reply.Code)
			if len(g.Refused) > 0 {
				got += ", refused"
			}
			for _, a := range []string{"b@x.example", "c@x.example"} {
				if r, ok := g.Refused[a]; ok {
					got += fmt.Sprintf(" %s %d", a, r.Code)
				}
			}
			switch {
			case g.Lost:
				got = "lost"
			case err != nil:
				got = "error"
			}
			if got != c.want {
				t.Errorf("got %s (%v), want %s", got, err, c.want)
			}
		})
	}
}

func TestCourierSendsLinesOnly(t *testing.T) {
	for _, bad := range []string{"a\rb\r\n", "a\nb\r\n", "no end"} {
		u, heard := scripted(t, "250 mx", nil)
		k, err := u.Courier(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.Give(t.Context(), Parcel{To: []string{"b@x.example"}, Write: func(w io.Writer) error { _, err := io.WriteString(w, bad); return err }})
		k.Drop()
		if !errors.Is(err, errNotLines) || strings.HasSuffix(heard(), "\n.\n") {
			t.Errorf("%q: %v, want errNotLines and no final dot", bad, err)
		}
	}
}
