package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/smtp"
	"net/textproto"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/e2e/support/postfix"
)

const letter = "From: a@a.example\r\nSubject: =?utf-8?B?6KaL56mN5pu4?=\r\n\r\nbody\r\n"

// TestThroughPostfix gives a mail to the address of the first line, reads it from the second, and ends all by ending the input.
func TestThroughPostfix(t *testing.T) {
	in, end := io.Pipe()
	lines, out := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(t.Context(), in, out)
		_ = out.CloseWithError(err) // the reader learns why there is no line
		done <- err
	}()
	d := json.NewDecoder(lines)
	var first ready
	if err := d.Decode(&first); errors.Is(err, postfix.ErrMissing) || errors.Is(err, postfix.ErrRoot) {
		absent(t, err)
	} else if err != nil {
		t.Fatal(err)
	}
	to := []string{"b@b.example", "c@c.example"}
	if err := smtp.SendMail(first.Addr, nil, "a@a.example", to, []byte(letter)); err != nil {
		t.Fatal(err)
	}
	var got arrival
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	slices.Sort(got.To)
	if got.From != "a@a.example" || !slices.Equal(got.To, to) || got.Subject != "見積書" {
		t.Errorf("got %s to %q about %q, want a@a.example to %q about 見積書", got.From, got.To, got.Subject, to)
	}
	if !strings.Contains(got.Raw, "(Postfix)") || !strings.HasSuffix(got.Raw, "\r\n\r\nbody\r\n") {
		t.Errorf("it did not come through Postfix as it was:\n%s", got.Raw)
	}
	_ = end.Close()
	if err := <-done; err != nil {
		t.Errorf("it ended with %v", err)
	}
	if c, err := net.Dial("tcp", first.Addr); err == nil {
		_ = c.Close()
		t.Error("Postfix still listens after the input has ended")
	}
}

func absent(t *testing.T, why error) {
	t.Helper()
	if os.Getenv("CI") == "true" || os.Getenv("SEKISHO_E2E") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// TestNotTold: a mail that nobody hears of is not taken, so that Postfix keeps it.
func TestNotTold(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	addr, ended, err := listen(ctx, &box{lines: json.NewEncoder(deaf{})})
	if err != nil {
		t.Fatal(err)
	}
	var refused *textproto.Error
	err = smtp.SendMail(addr, nil, "a@a.example", []string{"b@b.example"}, []byte(letter))
	if !errors.As(err, &refused) || refused.Code != 451 {
		t.Errorf("got %v, want 451", err)
	}
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(time.Minute):
		t.Error("it does not end")
	}
}

type deaf struct{}

func (deaf) Write([]byte) (int, error) { return 0, errors.New("nobody listens") }

func TestSubject(t *testing.T) {
	for raw, want := range map[string]string{
		letter:                               "見積書",
		"Subject: plain\r\n\r\n":             "plain",
		"To: b@b.example\r\n\r\n":            "",
		"Subject: =?x-none?B?QQ==?=\r\n\r\n": "",
		"no mail":                            "",
		"":                                   "",
	} {
		if got := subject([]byte(raw)); got != want {
			t.Errorf("subject of %q: got %q, want %q", raw, got, want)
		}
	}
}
