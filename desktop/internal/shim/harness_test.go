package shim

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/confirm"
	"sekisho/server/check"
	"sekisho/server/gate"
	"sekisho/server/policy"
)

// people are accounts, secrets and tokens in memory.
type people struct {
	mu      sync.Mutex
	list    []account.Account
	secrets map[string]string
	token   string
	next    string // the token after one was refused
	err     error  // of Token
}

func (p *people) List() ([]account.Account, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.list), nil
}

func (p *people) ByLogin(login string) (account.Account, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.list {
		if strings.EqualFold(a.Login, login) {
			return a, nil
		}
	}
	return account.Account{}, account.ErrUnknown
}

func (p *people) Get(name string) ([]byte, error) {
	if s, ok := p.secrets[name]; ok {
		return []byte(s), nil
	}
	return nil, errors.New("no such secret")
}

func (p *people) Token(context.Context, account.Account) (string, error) {
	return p.token, p.err
}

func (p *people) Refused(_ account.Account, token string) {
	if token == p.token && p.next != "" {
		p.token = p.next
	}
}

// rules is a policy.
type rules struct {
	mu     sync.Mutex
	policy *policy.Policy
}

func (r *rules) Rules(context.Context, account.Account) (Rules, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.policy == nil {
		return Rules{}, errors.New("no policy")
	}
	return Rules{Engine: &check.Engine{Policy: r.policy}}, nil
}

// diary records, and can refuse to.
type diary struct {
	mu      sync.Mutex
	leaving []Entry
	ended   []Entry
	err     error
}

func (d *diary) Leaving(_ context.Context, e Entry) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.leaving = append(d.leaving, e)
	return d.err
}

func (d *diary) Ended(_ context.Context, e Entry) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended = append(d.ended, e)
	return nil
}

// outcomes lists what became of mails.
func (d *diary) outcomes() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []string
	for _, e := range d.ended {
		s := e.Outcome
		if e.Unheard {
			s += " unheard"
		}
		list = append(list, s)
	}
	return strings.Join(list, ", ")
}

// shelf is an outbox in memory.
type shelf struct {
	mu                 sync.Mutex
	letters            []Letter
	texts              []string
	keepErr, commitErr error
	aborted            int
}

type shelved struct {
	s      *shelf
	letter Letter
	text   string
}

func (s *shelf) Keep(_ context.Context, l Letter, write func(io.Writer) error) (Kept, error) {
	var b strings.Builder
	if err := write(&b); err != nil {
		return nil, err
	}
	return &shelved{s, l, b.String()}, s.keepErr
}

func (k *shelved) Commit(context.Context) error {
	k.s.mu.Lock()
	defer k.s.mu.Unlock()
	if k.s.commitErr == nil {
		k.s.letters, k.s.texts = append(k.s.letters, k.letter), append(k.s.texts, k.text)
	}
	return k.s.commitErr
}

func (k *shelved) Abort() {
	k.s.mu.Lock()
	defer k.s.mu.Unlock()
	k.s.aborted++
}

// pipes is a listener in memory.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}
func (l *pipes) Close() error   { l.once.Do(func() { close(l.done) }); return nil }
func (l *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// desk is a shim at work between a test's programs and upstreams.
type desk struct {
	t      *testing.T
	people *people
	rules  *rules
	diary  *diary
	shelf  *shelf
	queue  *confirm.Queue
	ups    map[string]*upstream // by the account's Upstream
	events chan Event
	o      Options
	shim   *Shim
	ln     *pipes
	stop   func()
}

const office = `version: 1
organization: {name: A, domains: [a.example]}
`

// at runs a test inside a bubble with a desk; change adjusts it first.
func at(t *testing.T, rest string, change func(*desk), test func(*desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{
			t: t, rules: &rules{}, diary: &diary{}, shelf: &shelf{}, queue: confirm.New(), events: make(chan Event, 100),
			ln: &pipes{conns: make(chan net.Conn), done: make(chan struct{})},
			people: &people{secrets: map[string]string{}, list: []account.Account{
				{ID: "one", Address: "taro@a.example", Login: "taro@a.example", Upstream: "up.example:25", Security: "none", Auth: account.AuthPassthrough},
			}},
			ups: map[string]*upstream{"up.example:25": {}},
		}
		d.policy(rest)
		d.o = Options{
			Accounts: d.people, Secrets: d.people, Tokens: d.people, Policy: d.rules, Queue: d.queue, Recorder: d.diary,
			Events: func(e Event) { d.events <- e },
			Upstream: func(u *gate.Upstream) {
				u.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
					up := d.ups[addr]
					if up == nil {
						return nil, fmt.Errorf("nobody at %s", addr)
					}
					return up.dial(ctx, network, addr)
				}
			},
		}
		if change != nil {
			change(d)
		}
		d.shim = New(d.o)
		server := &gate.Server{Host: "localhost", Backend: d.shim.Backend(), PlainAuth: true, SpoolDir: t.TempDir(), Limits: gate.Limits{Memory: 1 << 26}}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- server.Serve(ctx, d.ln) }()
		d.stop = func() {
			cancel()
			if err := <-done; err != nil {
				t.Errorf("Serve: %v", err)
			}
			d.shim.Wait()
		}
		defer d.stop()
		test(d)
	})
}

// policy puts a policy in force.
func (d *desk) policy(rest string) {
	d.t.Helper()
	p, err := policy.Parse("test.yaml", []byte(office+rest), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	d.rules.mu.Lock()
	defer d.rules.mu.Unlock()
	d.rules.policy = p
}

func (d *desk) up() *upstream { return d.ups["up.example:25"] }

// program is a mail program's connection.
type program struct {
	t *testing.T
	c net.Conn
	r *bufio.Reader
}

// greet connects, up to the greeting.
func (d *desk) greet() *program {
	a, b := net.Pipe()
	d.ln.conns <- b
	return &program{d.t, a, bufio.NewReader(a)}
}

func (d *desk) dial() *program {
	d.t.Helper()
	p := d.greet()
	p.want("220")
	p.do("EHLO pc", "250")
	return p
}

func (p *program) hear() string {
	var last string
	for {
		line, err := p.r.ReadString('\n')
		if err != nil {
			return "closed"
		}
		last = strings.TrimRight(line, "\r\n")
		if len(last) < 4 || last[3] != '-' {
			return last
		}
	}
}

func (p *program) want(prefix string) string {
	p.t.Helper()
	got := p.hear()
	if !strings.HasPrefix(got, prefix) {
		p.t.Fatalf("heard %q, want %q", got, prefix)
	}
	return got
}

func (p *program) say(s string) {
	p.t.Helper()
	if _, err := io.WriteString(p.c, s); err != nil {
		p.t.Fatalf("say %.40q: %v", s, err)
	}
}

func (p *program) do(line, prefix string) string {
	p.t.Helper()
	p.say(line + "\r\n")
	got := p.hear()
	if !strings.HasPrefix(got, prefix) {
		p.t.Fatalf("%s: heard %q, want %q", line, got, prefix)
	}
	return got
}

func (p *program) login(user, password, prefix string) string {
	p.t.Helper()
	return p.do("AUTH PLAIN "+base64.StdEncoding.EncodeToString([]byte("\x00"+user+"\x00"+password)), prefix)
}

// give hands over a mail up to its final dot.
func (p *program) give(mail string, to ...string) {
	p.t.Helper()
	p.do("MAIL FROM:<taro@a.example>", "250")
	for _, a := range to {
		p.do("RCPT TO:<"+a+">", "250")
	}
	p.do("DATA", "354")
	p.say(strings.ReplaceAll(mail, "\n", "\r\n") + ".\r\n")
}

// answer answers the only question there is.
func (d *desk) answer(send bool) {
	d.t.Helper()
	synctest.Wait()
	w := d.queue.Waiting()
	if len(w) != 1 {
		d.t.Fatalf("%d mails wait, want one", len(w))
	}
	a := confirm.Answer{Send: send}
	if c := w[0].Verdict.Confirm; c != nil {
		a.Given = check.Answers{Items: c.Items, Questions: c.Questions, Words: c.Words, Reason: "reason"}
	}
	if err := d.queue.Answer(w[0].ID, a); err != nil {
		d.t.Fatal(err)
	}
}

// became wants the outcomes of all mails so far.
func (d *desk) became(want string) {
	d.t.Helper()
	synctest.Wait()
	if got := d.diary.outcomes(); got != want {
		d.t.Errorf("mails became %q, want %q", got, want)
	}
}

// becameEach is became for mails that are settled side by side, in no order.
func (d *desk) becameEach(want ...string) {
	d.t.Helper()
	synctest.Wait()
	got := strings.Split(d.diary.outcomes(), ", ")
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		d.t.Errorf("mails became %q, want %q in any order", got, want)
	}
}

func (d *desk) relayed(want int) {
	d.t.Helper()
	if got := len(d.up().got()); got != want {
		d.t.Errorf("%d mails were relayed, want %d", got, want)
	}
}

const letter = "From: taro@a.example\nTo: hanako@b.example\nSubject: hi\n\nHello\n"
