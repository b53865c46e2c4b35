package relay

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/smtp"
	"net/textproto"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/server/check"
	"sekisho/server/gate"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/spool/spooltest"
	"sekisho/server/internal/store"
	"sekisho/server/message"
	"sekisho/server/pass"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

const plainMail = "From: sato@minato.example\r\nTo: tanaka@hokuto.example\r\nSubject: drawings\r\nMessage-ID: <%s@minato.example>\r\n%s\r\nHello\r\n"

// house is a gateway over real SMTP with a real store, and the desk at which its people confirm. Unless a test gives it another policy it
// is the sample's, but that what nobody confirmed is refused.
type house struct {
	t     *testing.T
	store *store.Store
	org   store.Org
	desk  *desk.Desk
	keys  store.Keys
	addr  string
	now   time.Time

	door *Door
	disk *spooltest.Disk // can lose and fail
	mu   sync.Mutex
	kept []store.Accepted // what the store was given
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, disk: spooltest.New(), now: time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return h.now }
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: clock})
	must(t, err)
	t.Cleanup(func() { must(t, st.Close()) })
	must(t, st.CreateOrganization(t.Context(), store.Organization{ID: "main"}))
	h.org, err = auth.Operator(t.Context(), st, "main")
	must(t, err)
	h.store = st
	h.obey(refuses(""))
	h.keys, err = st.Keys(t.Context(), h.org)
	must(t, err)
	policies := desk.NewCompiled(st)
	h.desk = desk.New(st, policies, nil, clock)
	files, err := spool.Open(spool.Options{Files: h.disk})
	must(t, err)
	people := hold.Directory{Store: st}
	h.door = &Door{
		Gateway: &Gateway{
			Org: h.org, Records: st, Policies: policies, Now: clock, Log: slog.New(slog.DiscardHandler), Sources: []check.Source{directory{}}, People: people,
		},
		Host: "gate.example", Spool: files, Mails: h, Holds: &hold.Keeper{Records: st, People: people, Policies: policies, Now: clock},
	}
	h.addr = serve(t, &gate.Server{Host: "gate.example", Backend: h.door})
	return h
}

// refuses is the sample policy, but that what nobody confirmed is refused. More stands beside it in the settings.
func refuses(more string) string {
	return strings.Replace(string(sample.Policy()), "gateway: {present: true}", "gateway: {present: true, confirm: block}"+more, 1)
}

// obey puts a policy into force.
func (h *house) obey(policy string) {
	h.t.Helper()
	_, err := h.store.PutPolicy(h.t.Context(), h.org, store.PolicyChange{Document: policy, After: store.AnyVersion})
	must(h.t, err)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func serve(t *testing.T, s *gate.Server) string {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	t.Cleanup(func() { stop(); must(t, <-done) })
	return ln.Addr().String()
}

// AddMessage writes down what is saved and saves it.
func (h *house) AddMessage(ctx context.Context, org store.Org, a store.Accepted, e audit.Entry) error {
	err := h.store.AddMessage(ctx, org, a, e)
	if err == nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.kept = append(h.kept, a)
	}
	return err
}

// mailIn reads a message back out of the spool or the store, as it will leave.
func (h *house) mailIn(m store.Message) string {
	h.t.Helper()
	key, err := spool.NewKey(h.keys.Mail)
	must(h.t, err)
	var r io.ReadCloser
	if m.File != "" {
		r, err = h.door.Spool.Read(spool.Name(m.File), key, m.Hash)
	} else {
		var body []byte
		body, err = h.store.Body(h.t.Context(), h.org, m.ID)
		must(h.t, err)
		r, err = h.door.Spool.Unseal(body, key, m.Hash)
	}
	must(h.t, err)
	b, err := io.ReadAll(r)
	must(h.t, errors.Join(err, r.Close()))
	return string(b)
}

// send gives a mail to the gateway and returns its refusal; empty: it was taken. The mail's short id is blanked.
func (h *house) send(raw string, to ...string) string {
	h.t.Helper()
	err := smtp.SendMail(h.addr, nil, "sato@minato.example", to, []byte(raw))
	if err == nil {
		return ""
	}
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		h.t.Fatalf("no SMTP reply: %v", err)
	}
	said, _, _ := strings.Cut(reply.Msg, " (id ")
	return fmt.Sprintf("%d %s", reply.Code, said)
}

// atDesk is the check of a draft that is about to leave Outlook.
func (h *house) atDesk(who desk.Person, m *policy.Message) desk.Answer {
	h.t.Helper()
	turn, err := h.desk.Turn(h.t.Context(), who)
	must(h.t, err)
	a, err := turn.Send(h.t.Context(), desk.Door{Name: "outlook"}, m)
	must(h.t, err)
	return a
}

// confirm does at the desk what the sender does in the task pane, and returns the pass.
func (h *house) confirm(raw string, to ...string) string {
	h.t.Helper()
	m, err := message.Read(h.t.Context(), strings.NewReader(raw), &message.Envelope{From: "sato@minato.example", To: to})
	must(h.t, err)
	who := desk.Person{Org: h.org, Who: store.Who{Issuer: "test", Subject: "sato"}, Account: "sato@minato.example"}
	a := h.atDesk(who, m)
	c, err := h.desk.Confirm(h.t.Context(), who, a.ID, check.Answers{Items: a.Verdict.Confirm.Items, Questions: a.Verdict.Confirm.Questions})
	must(h.t, err)
	return c.Pass
}

func (h *house) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.kept)
}

const needs = `550 5.7.1 Sekisho: 確認が必要です / not sent, needs confirmation: `

func eml(id string, headers ...string) string {
	return fmt.Sprintf(plainMail, id, strings.Join(headers, ""))
}

func TestUnconfirmedIsRefusedConfirmedGoesOnce(t *testing.T) {
	h := newHouse(t)
	to := "tanaka@hokuto.example"
	if got, want := h.send(eml("1"), to), needs+"まだ確認されていません / nobody has confirmed this mail"; got != want {
		t.Errorf("unconfirmed:\n got %s\nwant %s", got, want)
	}
	token := h.confirm(eml("1"), to)
	if got := h.send(eml("1", "X-Sekisho-Pass: "+token+"\r\n"), to); got != "" {
		t.Errorf("confirmed: %s", got)
	}
	if got := h.send(eml("1"), to); got != "" {
		t.Errorf("the same Message-ID again is a re-delivery: %s", got)
	}
	if got, want := h.send(eml("2", "X-Sekisho-Pass: "+token+"\r\n"), to), needs+"確認は一度しか使えません / this confirmation was used up by another mail"; got != want {
		t.Errorf("replayed in another mail:\n got %s\nwant %s", got, want)
	}
	if h.count() != 2 {
		t.Fatalf("%d mails were taken, want 2", h.count())
	}
	if mail := h.mailIn(h.kept[0].Message); strings.Contains(mail, "X-Sekisho") || !strings.Contains(mail, "\r\n\r\nHello\r\n") {
		t.Errorf("the mail as it leaves, want it without its pass:\n%s", mail)
	}
}

func TestAConfirmationServesOneMailOnly(t *testing.T) {
	to := "tanaka@hokuto.example"
	for name, c := range map[string]struct {
		raw  string
		to   []string
		want string
	}{
		"one more recipient": {eml("1"), []string{to, "x@hokuto.example"}, "確認後に確認項目が増えています / something is asked now that was not confirmed"},
		"another subject":    {strings.Replace(eml("1"), "drawings", "prices", 1), []string{to}, "まだ確認されていません / nobody has confirmed this mail"},
		"a second sender":    {eml("1", "From: ito@minato.example\r\n"), []string{to}, "差出人が複数あります / the mail names several senders, and a confirmation is by one"},
		"two senders":        {strings.Replace(eml("1"), "From: sato", "From: Sato@minato.example, ito", 1), []string{to}, "差出人が複数あります / the mail names several senders, and a confirmation is by one"},
		"another sender":     {strings.Replace(eml("1"), "From: sato", "From: ito", 1), []string{to}, "まだ確認されていません / nobody has confirmed this mail"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.confirm(eml("1"), to)
			if got := h.send(c.raw, c.to...); got != needs+c.want {
				t.Errorf("\n got %s\nwant %s", got, needs+c.want)
			}
			if h.count() != 0 {
				t.Error("it was taken all the same")
			}
		})
	}
}

func TestBadPasses(t *testing.T) {
	h := newHouse(t)
	to := "tanaka@hokuto.example"
	m, err := message.Read(t.Context(), strings.NewReader(eml("1")), nil)
	must(t, err)
	good := pass.Claims{
		Issuer: desk.ServerKey, ID: "1", Organization: "main", Door: "outlook", Transit: pass.Transit(pass.Key(h.keys.Fingerprint), m),
		IssuedAt: h.now.Add(-time.Hour), ExpiresAt: h.now.Add(time.Hour),
	}
	_, stranger, err := ed25519.GenerateKey(nil)
	must(t, err)
	sign := func(key ed25519.PrivateKey, change func(*pass.Claims)) string {
		c := good
		change(&c)
		token, err := pass.Sign(pass.Signer{ID: desk.ServerKey, Key: key}, c)
		must(t, err)
		return token
	}
	bad := "通行証が無効です / the pass is not valid: "
	for name, c := range map[string]struct{ token, want string }{
		"forged":    {sign(stranger, func(*pass.Claims) {}), bad + "signature does not verify"},
		"expired":   {sign(h.keys.Pass, func(c *pass.Claims) { c.ExpiresAt = h.now.Add(-time.Second) }), bad + "expired: 2026-11-24T02:59:59Z"},
		"foreign":   {sign(h.keys.Pass, func(c *pass.Claims) { c.Organization = "other" }), bad + "made for another organisation"},
		"too early": {sign(h.keys.Pass, func(c *pass.Claims) { c.IssuedAt = h.now.Add(30 * time.Minute) }), bad + "not valid yet: issued 2026-11-24T03:30:00Z"},
		"HMAC":      {"eyJhbGciOiJIUzI1NiJ9.e30.AAAA", bad + "signed with another algorithm than EdDSA"},
		"garbage":   {"x.y", bad + "malformed"},
		"too long":  {strings.Repeat("x", 901), bad + "longer than 900 octets: it has 901"},
		"other mail": {
			sign(h.keys.Pass, func(c *pass.Claims) { c.Transit = "t1:other" }),
			"確認後に内容が変わりました / the mail was changed after it was confirmed",
		},
		"without a record": {
			sign(h.keys.Pass, func(*pass.Claims) {}),
			"確認の記録がありません / the pass is good, but there is no record of what was confirmed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := h.send(eml("1", "X-Sekisho-Pass: "+c.token+"\r\n"), to); got != needs+c.want {
				t.Errorf("\n got %s\nwant %s", got, needs+c.want)
			}
		})
	}
	if h.count() != 0 {
		t.Errorf("%d mails went", h.count())
	}
}

// TestAPassCannotOpenABlock: a confirmation answers questions, nothing else.
func TestAPassCannotOpenABlock(t *testing.T) {
	h := newHouse(t)
	raw := strings.Replace(eml("1"), "tanaka@hokuto", "x@kaigan-seiki", 1)
	want := "550 5.7.1 Sekisho: 送信を中止しました / blocked: x@kaigan-seiki.example は競合他社のアドレスです。送信できません。 / x@kaigan-seiki.example belongs to a competitor. The mail is not sent."
	if got := h.send(raw, "x@kaigan-seiki.example"); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// TestEveryDecisionIsInTheAudit: what was taken, what was refused, what was confirmed.
func TestEveryDecisionIsInTheAudit(t *testing.T) {
	h := newHouse(t)
	to := "tanaka@hokuto.example"
	h.send(eml("1"), to)
	h.confirm(eml("1"), to)
	h.send(eml("1"), to)
	h.send(eml("2"), "yamada@minato.example")
	var events []string
	for row, err := range h.store.AuditRows(t.Context(), h.org, 0) {
		must(t, err)
		if strings.HasPrefix(row.Event, "mail.") {
			events = append(events, row.Event)
		}
	}
	if want := []string{"mail.refused", "mail.confirmed", "mail.accepted", "mail.accepted"}; !slices.Equal(events, want) {
		t.Errorf("events = %v, want %v", events, want)
	}
}

// TestAnErrorOfOursNeverPasses: no policy, no decision, and the client keeps the mail.
func TestAnErrorOfOursNeverPasses(t *testing.T) {
	g := &Gateway{Records: nil, Policies: broken{}, Log: slog.New(slog.DiscardHandler)}
	mail := &gate.Transaction{ID: "X", Spool: gate.NewSpool("", 1<<10)}
	must(t, mail.Spool.Finish())
	if r := (&session{d: &Door{Gateway: g}}).Deliver(t.Context(), mail); r.Code != 451 || r.Enhanced != "4.3.0" {
		t.Errorf("reply = %+v, want 451 4.3.0", r)
	}
	must(t, mail.Spool.Close())
}

type broken struct{}

func (broken) Current(context.Context, store.Org) (*policy.Policy, int64, error) {
	return nil, 0, fmt.Errorf("no database")
}

// TestAnswersBeforeTheQuestionDoNotCount: a draft that hides what a file is, confirmed with answers to every question there
// might be, must be asked again once the gateway sees the file.
func TestAnswersBeforeTheQuestionDoNotCount(t *testing.T) {
	h := newHouse(t)
	to := "tanaka@hokuto.example"
	// An encrypted zip of one empty file: bit 0 of the flags at 6 and 8.
	entry := "\x14\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0c\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00"
	zip := "PK\x03\x04" + entry + "a" + strings.Repeat("x", 12) +
		"PK\x01\x02\x14\x00" + entry + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" + "a" +
		"PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00\x2f\x00\x00\x00\x2b\x00\x00\x00\x00\x00"
	raw := eml("1", "Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n")
	raw = strings.Replace(raw, "Hello", base64.StdEncoding.EncodeToString([]byte(zip)), 1)
	m, err := message.Read(t.Context(), strings.NewReader(raw), &message.Envelope{From: "sato@minato.example", To: []string{to}})
	must(t, err)
	m.Attachments[0] = policy.Attachment{Name: "a.zip", Size: m.Attachments[0].Size} // what the draft says
	who := desk.Person{Org: h.org, Who: store.Who{Issuer: "test", Subject: "sato"}, Account: "sato@minato.example"}
	a := h.atDesk(who, m)
	all := check.Answers{Items: a.Verdict.Confirm.Items, Questions: []string{"encrypted-zip", "two-companies", "many-externals"}}
	_, err = h.desk.Confirm(t.Context(), who, a.ID, all)
	must(t, err)
	if got, want := h.send(raw, to), needs+"確認後に確認項目が増えています / something is asked now that was not confirmed"; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// directory knows one list.
type directory struct{}

func (directory) Name() string { return "directory" }

func (directory) Gather(context.Context, *policy.Message) (func(*policy.Facts), error) {
	return func(f *policy.Facts) {
		f.Members = map[string][]string{"all@hokuto.example": {"mori@hokuto.example", "ito@hokuto.example"}}
	}, nil
}

// TestAConfirmedListConfirmsItsMembers: the mail server puts members in a list's place, in one mail or in several.
func TestAConfirmedListConfirmsItsMembers(t *testing.T) {
	h := newHouse(t)
	h.confirm(eml("1"), "all@hokuto.example")
	if got := h.send(eml("1"), "mori@hokuto.example"); got != "" {
		t.Errorf("one member: %s", got)
	}
	if got := h.send(eml("1"), "ito@hokuto.example"); got != "" {
		t.Errorf("another member, in a mail of their own: %s", got)
	}
	if got, want := h.send(eml("2"), "ito@hokuto.example"), needs+"確認は一度しか使えません / this confirmation was used up by another mail"; got != want {
		t.Errorf("a member a second time:\n got %s\nwant %s", got, want)
	}
	if got, want := h.send(eml("3"), "kato@hokuto.example"), needs+"確認後に確認項目が増えています / something is asked now that was not confirmed"; got != want {
		t.Errorf("nobody of the list:\n got %s\nwant %s", got, want)
	}
}
