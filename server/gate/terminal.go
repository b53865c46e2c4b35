package gate

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"sekisho/server/catalogue"
	"sekisho/server/policy"
)

// Terminal is the Decider that shows each verdict to a person at a terminal and asks where the policy asks. Mails wait for
// each other. Make it with NewTerminal.
type Terminal struct {
	judge *Judge
	out   io.Writer
	lang  string
	log   *slog.Logger
	turn  chan struct{} // holds one token: whose question is shown
	fresh bool

	lines   chan string // typed lines, unless fresh
	ended   chan struct{}
	mu      sync.Mutex
	waiting chan string // who waits for a line, when fresh; nil: nobody, and lines are dropped
}

// NewTerminal reads answers from in by lines and writes to out in lang, "ja" or "en". A person's terminal is fresh: what was
// typed before a question is shown does not answer it. From a pipe each line answers one question in turn. The goroutine that
// reads in lives until in ends.
func NewTerminal(j *Judge, in io.Reader, out io.Writer, lang string, fresh bool, log *slog.Logger) *Terminal {
	t := &Terminal{
		judge: j, out: out, lang: lang, log: log, fresh: fresh,
		turn: make(chan struct{}, 1), lines: make(chan string), ended: make(chan struct{}),
	}
	t.turn <- struct{}{}
	go func() {
		defer close(t.ended)
		for s := bufio.NewScanner(in); s.Scan(); {
			t.typed(s.Text())
		}
	}()
	return t
}

// typed hands a line to whoever asks.
func (t *Terminal) typed(line string) {
	if !t.fresh {
		t.lines <- line
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.waiting != nil {
		t.waiting <- line // it has room for one
		t.waiting = nil
	}
}

// listen returns where the answer to a question comes in, and what ends it.
func (t *Terminal) listen() (answer <-chan string, end func()) {
	if !t.fresh {
		return t.lines, func() {}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	own := make(chan string, 1)
	t.waiting = own
	return own, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.waiting = nil
	}
}

// Decide judges, shows, and asks if the verdict asks. Only a clear yes sends.
func (t *Terminal) Decide(ctx context.Context, m *Transaction) Decision {
	g, err := t.judge.Judge(ctx, m)
	if err != nil {
		return failed(t.log, m, err)
	}
	d := Decision{Fingerprint: g.Fingerprint, Verdict: &g.Verdict}
	select {
	case <-t.turn:
		defer func() { t.turn <- struct{}{} }()
	case <-ctx.Done():
		return d
	}
	course, cannot := plan(&g.Verdict, t.judge.document().Settings)
	t.show(m, g, cannot)
	switch course {
	case courseSend:
		d.Send = true
	case courseAsk:
		d.Send, err = t.confirm(ctx, m, &g.Verdict)
		if err == nil && !d.Send {
			d.Reply = notice(550, "5.7.1", "送信を中止しました", "cancelled by sender", "", m.ID)
		}
		if err != nil {
			d.Send = false
			d.Reply = tooLate(errBudget, m.ID)
		}
	default:
		d.Reply = t.judge.refusal(course, cannot, &g.Verdict, m.ID)
	}
	if !d.Send {
		t.printf("%s\n", printable(d.Reply.String()))
	}
	return d
}

// say picks a sentence.
func (t *Terminal) say(ja, en string) string {
	if t.lang == "en" {
		return en
	}
	return ja
}

// printf writes for the person. A terminal that cannot be written to shows nothing; the question then stays unanswered.
func (t *Terminal) printf(format string, args ...any) { _, _ = fmt.Fprintf(t.out, format, args...) }

func (t *Terminal) show(m *Transaction, g *Judgement, cannot []string) {
	t.printf("\n%s %s  %s\n", t.say("メール", "Mail"), m.ID, printable(shorten(g.Message.Subject, 80)))
	t.printf("  %s %s\n", t.say("差出人", "From"), printable(g.Message.From.Address))
	for i, r := range g.Verdict.Recipients {
		if i == 20 {
			t.printf("  … +%d\n", len(g.Verdict.Recipients)-i)
			break
		}
		t.printf("  %s %s %s\n", r.Field, printable(r.Address), printable(r.Name))
	}
	t.printf("  %s %s\n", t.say("判定", "Verdict"), catalogue.Action(t.lang, g.Verdict.Action))
	for _, f := range g.Verdict.Findings {
		if f.Severity != policy.SeverityHidden {
			about := append(append([]string{}, f.Recipients...), f.Attachments...)
			t.printf("  - %s %s %s\n", catalogue.Severity(t.lang, f.Severity), printable(catalogue.Sentence(t.lang, f)), printable(strings.Join(about, ", ")))
		}
	}
	for _, r := range g.Verdict.Rules {
		if s := in(t.lang, r.Message); s != "" && r.Effect == "enforced" {
			t.printf("  * %s\n", printable(s))
		}
	}
	if len(cannot) > 0 {
		t.printf("  ! %s %s\n", t.say("この関門ではできません:", "This gate cannot do:"), names(t.lang, cannot))
	}
}

var errNobody = errors.New("gate: nobody answers at the terminal")

// confirm has the whole checklist confirmed: the items together, each question, the typed words, the reason.
func (t *Terminal) confirm(ctx context.Context, m *Transaction, v *policy.Verdict) (bool, error) {
	c := v.Confirm
	if c == nil {
		c = &policy.ConfirmVerdict{}
	}
	for _, i := range c.Items {
		t.printf("  [ ] %s %s\n", i.Kind, printable(i.Value))
	}
	if wait, err := time.ParseDuration(c.Countdown); err == nil && wait > 0 {
		t.printf("%s\n", t.say("お待ちください: ", "Please wait: ")+c.Countdown)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
	if yes, err := t.yes(ctx, m.ID, t.say("すべて確認して送信しますか", "All checked, send it?")); err != nil || !yes {
		return false, err
	}
	for _, id := range c.Questions {
		question := t.judge.question(t.lang, v, id)
		if yes, err := t.yes(ctx, m.ID, question); err != nil || !yes {
			return false, err
		}
	}
	for _, word := range c.Words {
		answer, err := t.ask(ctx, fmt.Sprintf("%s %q: ", t.say("入力してください", "Please type"), word))
		if err != nil || strings.TrimSpace(answer) != word {
			return false, err
		}
	}
	if c.Reason {
		answer, err := t.ask(ctx, t.say("理由: ", "Reason: "))
		return err == nil && strings.TrimSpace(answer) != "", err
	}
	return true, nil
}

// yes asks until the answer is y or n. "y ID" answers only the mail of that id.
func (t *Terminal) yes(ctx context.Context, id, question string) (bool, error) {
	for {
		answer, err := t.ask(ctx, fmt.Sprintf("%s [y/n] (%s) ", printable(question), id))
		if err != nil {
			return false, err
		}
		word, of, _ := strings.Cut(strings.ToLower(strings.TrimSpace(answer)), " ")
		if of != "" && !strings.EqualFold(of, id) {
			continue
		}
		switch word {
		case "y", "yes", "はい":
			return true, nil
		case "n", "no", "いいえ":
			return false, nil
		}
	}
}

// ask shows a prompt and returns the next line.
func (t *Terminal) ask(ctx context.Context, prompt string) (string, error) {
	t.printf("%s", prompt)
	answer, end := t.listen()
	defer end()
	select {
	case line := <-answer:
		return line, nil
	case <-t.ended:
		select { // the last line may have come just before the end
		case line := <-answer:
			return line, nil
		default:
			return "", errNobody
		}
	case <-ctx.Done():
		t.printf("\n")
		return "", ctx.Err()
	}
}
