package gate

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// screen collects what is shown.
type screen struct {
	mu   sync.Mutex
	text strings.Builder
}

func newScreen() *screen { return &screen{} }

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func TestTerminal(t *testing.T) {
	const asks = "rules:\n  - id: r\n    title: {ja: 競合です, en: A rival}\n    when: {recipients: {any: {in: rivals}}}\n    then: "
	for _, c := range []struct{ name, policy, to, typed, shown, want string }{
		{"yes", "", "x@b.example", "y\n", "[ ] recipient x@b.example", "send"},
		{"yes in Japanese", "", "x@b.example", "はい\n", "[y/n] (ABC123)", "send"},
		{"nonsense, then yes", "", "x@b.example", "maybe\n\nYES\n", "", "send"},
		{"yes for another mail", "", "x@b.example", "y ZZZ999\nn\n", "", "550 5.7.1 Sekisho: 送信を中止しました / cancelled by sender (id ABC123)"},
		{"yes with id", "", "x@b.example", "y abc123\n", "", "send"},
		{"no", "", "x@b.example", "n\n", "550 5.7.1", "550 5.7.1"},
		{"nobody there", "", "x@b.example", "", "", "451 4.7.1"},
		{"nothing to ask", "baseline: {external: allow}\n", "x@b.example", "", "Verdict", "send"},
		{"block asks nobody", asks + "{action: block}\n", "x@rival.example", "y\n", "A rival", "550 5.7.1 Sekisho: 送信を中止しました / blocked"},
		{"hold asks nobody", asks + "{action: hold, hold: {for: 5m}}\n", "x@rival.example", "y\n", "! This gate cannot do:", "550 5.7.1 Sekisho: 送信していません"},
		{"hold asked about", "settings: {cannotCarryOut: confirm}\n" + asks + "{action: hold, hold: {for: 5m}}\n", "x@rival.example", "y\n", "", "send"},
		{"question no", asks + "{action: confirm, confirm: {mode: question}, message: 'Really a rival?'}\n", "x@rival.example", "y\nn\n", "Really a rival? [y/n]", "550 5.7.1"},
		{"question yes", asks + "{action: confirm, confirm: {mode: question}, message: 'Really a rival?'}\n", "x@rival.example", "y\ny\n", "Really a rival? [y/n]", "send"},
		{"word", asks + "{action: confirm, confirm: {mode: type, word: 送信}}\n", "x@rival.example", "y\n送信\n", `"送信": `, "send"},
		{"wrong word", asks + "{action: confirm, confirm: {mode: type, word: 送信}}\n", "x@rival.example", "y\ny\n", "", "550 5.7.1"},
		{"reason", asks + "{action: confirm, confirm: {mode: reason}}\n", "x@rival.example", "y\nthey asked\n", "Reason: ", "send"},
		{"no reason", asks + "{action: confirm, confirm: {mode: reason}}\n", "x@rival.example", "y\n  \n", "", "550 5.7.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := newScreen()
			terminal := NewTerminal(judgeBy(t, c.policy), strings.NewReader(c.typed), out, "en", false, nil)
			d := terminal.Decide(t.Context(), transact(t, shortMail, c.to))
			got := "send"
			if !d.Send {
				got = d.Reply.String()
			}
			if !strings.HasPrefix(got, c.want) {
				t.Errorf("decision = %q, want %q; the terminal showed\n%s", got, c.want, out)
			}
			if !strings.Contains(out.String(), c.shown) {
				t.Errorf("the terminal showed\n%s\nwant %q", out, c.shown)
			}
		})
	}
}

func TestTerminalSpeaksJapanese(t *testing.T) {
	out := newScreen()
	terminal := NewTerminal(judgeBy(t, ""), strings.NewReader("y\n"), out, "ja", false, nil)
	terminal.Decide(t.Context(), transact(t, "Subject: a\x1b[2Jb\r\n"+shortMail, "x@b.example"))
	for _, want := range []string{"メール ABC123", "差出人 taro@a.example", "判定", "すべて確認して送信しますか [y/n] (ABC123)"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the terminal showed\n%s\nwant %q", out, want)
		}
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Error("an escape sequence of the mail reached the terminal")
	}
}

// At a person's terminal a line typed before the question does not answer it, and a late answer is for nobody.
func TestTerminalIsFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, typing := io.Pipe()
		terminal := NewTerminal(judgeBy(t, ""), in, newScreen(), "en", true, nil)
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if d := terminal.Decide(impatient, transact(t, shortMail, "x@b.example")); d.Send {
			t.Fatal("sent without an answer")
		}
		_, _ = io.WriteString(typing, "y\n") // too late for the first, too early for the second
		synctest.Wait()
		answer := make(chan Decision)
		go func() { answer <- terminal.Decide(t.Context(), transact(t, shortMail, "x@b.example")) }()
		synctest.Wait()
		select {
		case d := <-answer:
			t.Fatalf("the answer to the first question decided the second mail: %+v", d)
		default:
		}
		_, _ = io.WriteString(typing, "y\n")
		if d := <-answer; !d.Send {
			t.Errorf("the second mail: %+v, want sent", d)
		}
		_ = typing.Close()
		synctest.Wait()
	})
}

// A second mail waits for the first one's answer, and not longer than its own client does.
func TestTerminalAsksOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, typing := io.Pipe()
		out := newScreen()
		terminal := NewTerminal(judgeBy(t, ""), in, out, "en", false, nil)
		answer := make(chan Decision, 2)
		ask := func(id string, patience time.Duration) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			m := transact(t, shortMail, "x@b.example")
			m.ID = id
			answer <- terminal.Decide(ctx, m)
		}
		go ask("FIRST1", time.Minute)
		synctest.Wait()
		go ask("SECOND", time.Second)
		time.Sleep(2 * time.Second)
		if d := <-answer; d.Send || strings.Contains(out.String(), "SECOND") {
			t.Errorf("the second mail: %+v, shown %t; want neither", d, strings.Contains(out.String(), "SECOND"))
		}
		_, _ = io.WriteString(typing, "y\n")
		if d := <-answer; !d.Send {
			t.Errorf("the first mail: %+v, want sent", d)
		}
		_ = typing.Close()
		synctest.Wait()
	})
}

func TestTerminalCountdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		terminal := NewTerminal(judgeBy(t, "settings: {confirm: {countdown: 5s}}\n"), strings.NewReader("y\n"), newScreen(), "en", false, nil)
		d := terminal.Decide(t.Context(), transact(t, shortMail, "x@b.example"))
		if took := time.Since(start); !d.Send || took != 5*time.Second {
			t.Errorf("sent = %t after %v, want true after 5s", d.Send, took)
		}
		synctest.Wait()
	})
}
