package main

import (
	"os"
	"strings"
	"testing"
	"time"
)

// TestNothingIsLost is a small torture; `go tool task torture` is the whole one.
func TestNothingIsLost(t *testing.T) {
	if os.Getenv("SEKISHO_E2E") == "" {
		t.Skip("set SEKISHO_E2E=1 to kill servers")
	}
	binary, err := build(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o := options{kills: 8, mails: 300, senders: 8, every: 400 * time.Millisecond, seed: 1}
	for _, s := range plan(o)[:2] {
		if out := s.run(t.Context(), binary, o); out.err != nil {
			t.Errorf("%s: %v (%+v)", s.name, out.err, out)
		}
	}
}

// TestLetters reads back what a letter says of itself.
func TestLetters(t *testing.T) {
	ends := map[string]int{}
	for l := range letter(40) {
		ends[l.end()]++
		for _, line := range strings.Split(l.text(), "\r\n") {
			if got, ok := byMessageID(line); ok != strings.HasPrefix(line, "Message-ID:") || ok && got != l {
				t.Errorf("letter %d, line %q: got %d, %v", l, line, got, ok)
			}
		}
		if got, ok := byRecipient(l.to()); !ok || got != l {
			t.Errorf("letter %d to %s: got %d, %v", l, l.to(), got, ok)
		}
	}
	if ends[goes] != 36 || ends[kept] != 2 || ends[dropped] != 2 {
		t.Errorf("got %v, want 36 that go, 2 kept and 2 dropped", ends)
	}
	for _, bad := range []string{"n1@other.example", "nx@" + goes, "1", "n3@" + goes, ""} {
		if l, ok := byRecipient(bad); ok {
			t.Errorf("byRecipient(%q): got %d, want none", bad, l)
		}
	}
}

// TestVerdict gives counts that are not in balance.
func TestVerdict(t *testing.T) {
	good := outcome{accepted: 10, delivered: 7, held: 2, discarded: 1, doubles: 3, marked: 5}
	if err := good.verdict(2, 1); err != nil {
		t.Errorf("got %v, want nothing wrong", err)
	}
	for want, change := range map[string]func(*outcome){
		"1 mails are lost":         func(o *outcome) { o.lost = 1 },
		"1 mails are held, want 2": func(o *outcome) { o.held = 1 },
		"0 mails are discarded":    func(o *outcome) { o.discarded = 0 },
		"11 accepted are not":      func(o *outcome) { o.accepted = 11 },
		"1 doubles are not marked": func(o *outcome) { o.unmarked = 1 },
	} {
		bad := good
		change(&bad)
		if err := bad.verdict(2, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
