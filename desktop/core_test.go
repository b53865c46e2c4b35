package main

import (
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/confirm"
	"sekisho/desktop/internal/shim"
	"sekisho/server/check"
	"sekisho/server/policy"
)

// opened is the companion of a fresh installation, listening to nobody.
func opened(t *testing.T) *service {
	t.Helper()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere") // no keychain
	o, err := parse([]string{"--state", t.TempDir(), "--lang", "en"})
	if err != nil {
		t.Fatal(err)
	}
	places, err := o.places()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newCore(o, places, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAMailIsAnsweredThroughTheQueue(t *testing.T) {
	s := opened(t)
	item := policy.ConfirmItem{Kind: "recipient", Value: "a@b.example"}
	asked := confirm.Mail{
		ID: "m1", Login: "l", Fingerprint: "f", Subject: "s", Client: "Mozilla Thunderbird/140.1 (X11)",
		Verdict: policy.Verdict{Confirm: &policy.ConfirmVerdict{Mode: "tick", Items: []policy.ConfirmItem{item}}},
	}
	came := make(chan struct{}, 8)
	defer s.companion.Queue().Subscribe(func() { came <- struct{}{} })()
	answer := make(chan confirm.Answer, 1)
	go func() {
		a, err := s.companion.Queue().Ask(t.Context(), asked)
		if err != nil {
			t.Errorf("Ask gives %v, want the answer", err)
		}
		answer <- a
	}()
	<-came
	mails := s.Waiting()
	if len(mails) != 1 || mails[0].Client != "Thunderbird" || !mails[0].Connected {
		t.Fatalf("waiting are %+v, want the one of Thunderbird", mails)
	}
	id := mails[0].ID
	got, err := s.Confirm(id, check.Answers{})
	if err != nil || got.Missing == nil || len(got.Missing.Items) != 1 {
		t.Fatalf("an answer without ticks gives %+v, %v; want the recipient missing", got, err)
	}
	if got, err = s.Confirm(id, check.Answers{Items: []policy.ConfirmItem{item}}); err != nil || got.Missing != nil || !got.Kept.IsZero() {
		t.Fatalf("the whole answer gives %+v, %v; want neither gaps nor a later use", got, err)
	}
	if a := <-answer; !a.Send {
		t.Error("the mail program is told no, want yes")
	}
	if _, err := s.Confirm(id, check.Answers{}); !errors.Is(err, confirm.ErrGone) {
		t.Errorf("a second answer gives %v, want ErrGone", err)
	}
}

// TestWhatBecameOfAnAnswer: the mail is known by the ID it waited under, whatever its repeats are called.
func TestWhatBecameOfAnAnswer(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	tried := []shim.Entry{
		{ID: "m4", Question: "m2", Outcome: shim.Cancelled},
		{ID: "m3", Question: "m1", Outcome: shim.Confirmed, Time: at, Recipients: []string{"a@b.example"}, Reply: "250 queued"},
		{ID: "m2", Question: "m1", Outcome: shim.Failed},
		{ID: "m1", Outcome: shim.Unanswered},
	}
	got := went(tried, "m1")
	if got.Outcome != "confirmed" || !got.Time.Equal(at) || !slices.Equal(got.Recipients, []string{"a@b.example"}) || got.Reply != "250 queued" {
		t.Errorf("m1 went %+v, want the confirmed try of nine o'clock", got)
	}
	if got := went(tried, "m4"); got.Outcome != "" || got.Recipients == nil {
		t.Errorf("a mail that nobody answered went %+v, want no outcome and an empty list", got)
	}
}

// TestListsAreNeverNull: the pages walk through every list without asking whether it is there.
func TestListsAreNeverNull(t *testing.T) {
	s := opened(t)
	history, err := s.History(HistoryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := s.Accounts()
	if err != nil {
		t.Fatal(err)
	}
	held, err := s.Held()
	if err != nil {
		t.Fatal(err)
	}
	verdict := policy.Verdict{Findings: []policy.Finding{{Code: "x"}}, Confirm: &policy.ConfirmVerdict{}}
	mails := viewMails([]confirm.Mail{{Verdict: verdict}})
	for name, v := range map[string]any{
		"history": history, "accounts": accounts, "held": held, "mails": mails, "status": s.Status(), "kept": s.Kept(), "waiting": s.Waiting(),
	} {
		data, err := json.Marshal(v)
		if err != nil || strings.Contains(string(data), "null") {
			t.Errorf("%s in JSON is %s (%v), want no null", name, data, err)
		}
	}
	if verdict.Findings[0].Rules != nil {
		t.Error("the engine's own verdict was changed")
	}
}

func TestStatusOfAFreshInstallation(t *testing.T) {
	s := opened(t)
	got := s.Status()
	if got.Language != "en" || got.Kind != "starting" || got.LongestPause != 60 || got.Accounts != 0 {
		t.Errorf("the state is %+v; want English, starting, an hour's pause at most, no account", got)
	}
	if len(got.Troubles) != 1 || got.Troubles[0].Code != "no-account" {
		t.Errorf("the troubles are %+v, want that there is no account", got.Troubles)
	}
}

func TestAnAccountComesAndGoes(t *testing.T) {
	s := opened(t)
	_, err := s.AddAccount(NewAccount{Address: "a@b.example", Login: "a", Upstream: "far.example:25", Security: "none", Auth: "passthrough"})
	if p := problemOf(err); p.Code != "account" || !strings.Contains(p.Said, "far.example") {
		t.Errorf("an unencrypted server far away gives %+v, want a sentence that names it", p)
	}
	a, err := s.AddAccount(NewAccount{Address: "a@b.example", Login: "a", Upstream: "far.example:465", Security: "implicit", Auth: "password", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	local, err := s.Local(a.ID)
	if err != nil || local.Password == "" || local.Password == "p" || local.TLS != 1465 || local.StartTLS != 1587 {
		t.Errorf("the settings for mail programs are %+v, %v; want the usual ports and a password of their own", local, err)
	}
	if err := s.RemoveAccount(a.ID); err != nil {
		t.Fatal(err)
	}
	if p := problemOf(s.RemoveAccount(a.ID)); p.Code != "gone" {
		t.Errorf("removing it twice gives %+v, want gone", p)
	}
}

func TestAnAccountIsChanged(t *testing.T) {
	s := opened(t)
	fresh := NewAccount{Address: "a@b.example", Login: "a", Upstream: "far.example:465", Security: "implicit", Auth: "password", Password: "p"}
	a, err := s.AddAccount(fresh)
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.Local(a.ID)
	if err != nil {
		t.Fatal(err)
	}
	fresh.Address, fresh.Name, fresh.Upstream, fresh.Security, fresh.Password = "another@b.example", "A", "near.example:587", "starttls", "q"
	if a, err = s.ChangeAccount(a.ID, fresh); err != nil || a.Address != "a@b.example" || a.Name != "A" || a.Upstream != "near.example:587" {
		t.Errorf("the account is %+v, %v; want the new name and server, and the old address", a, err)
	}
	kept, err := s.companion.Vault().Get(account.Password(a.ID))
	if err != nil || string(kept) != "q" {
		t.Errorf("the password kept is %q, %v, want the new one", kept, err)
	}
	if after, err := s.Local(a.ID); err != nil || after.Password != before.Password {
		t.Errorf("the local password is %q, %v, want %q as before", after.Password, err, before.Password)
	}
	fresh.Upstream = "near.example"
	if _, err := s.ChangeAccount(a.ID, fresh); problemOf(err).Code != "account" {
		t.Errorf("a server without a port gives %+v, want a sentence about it", problemOf(err))
	}
	if _, err := s.ChangeAccount("nobody", fresh); problemOf(err).Code != "gone" {
		t.Errorf("nobody's account gives %+v, want gone", problemOf(err))
	}
}

func TestSettings(t *testing.T) {
	s := opened(t)
	first := s.Settings()
	if !first.Notifications || !first.OnTop || first.Autostart {
		t.Errorf("the first settings are %+v; want notices and the window on top, and no start at login", first)
	}
	heard := make(chan string, 4)
	defer s.Subscribe(func(topic string) { heard <- topic })()
	want := Settings{Language: "ja", OnTop: false, Notifications: true, Autostart: true}
	if err := s.SaveSettings(want); err != nil {
		t.Fatal(err)
	}
	if topic := <-heard; topic != "settings" {
		t.Errorf("the change is told as %q, want settings", topic)
	}
	if s.Status().Language != "ja" {
		t.Error("the language is not the one that was chosen")
	}
	again, err := openSettings(s.places)
	if err != nil || again.get() != want || s.Settings() != want {
		t.Errorf("the settings after a start are %+v (%v), want %+v", again.get(), err, want)
	}
	if p := problemOf(s.SaveSettings(Settings{Language: "tlh"})); p.Code != "internal" {
		t.Errorf("a third language gives %+v, want a refusal", p)
	}
	waits := func(text string) (*settingsFile, error) {
		t.Helper()
		if err := os.WriteFile(s.places.Settings(), []byte(`{"onTop": false, "clientWaits": {"thunderbird": "`+text+`"}}`), 0o600); err != nil {
			t.Fatal(err)
		}
		return openSettings(s.places)
	}
	told, err := waits("25s")
	if err != nil || told.waits()["thunderbird"] != 25*time.Second || told.get().OnTop {
		t.Errorf("the waits are %v (%v), want those of the file", told.waits(), err)
	}
	if err := told.set(want); err != nil {
		t.Fatal(err)
	}
	if again, err := openSettings(s.places); err != nil || again.waits()["thunderbird"] != 25*time.Second || again.get() != want {
		t.Errorf("after the window saved its own the waits are %v (%v), want those of before", again.waits(), err)
	}
	for _, bad := range []string{"5s", "1h", "soon"} {
		if _, err := waits(bad); err == nil || !strings.Contains(err.Error(), `"thunderbird": "`+bad+`"`) {
			t.Errorf("a wait of %s gives %v, want an error that names it", bad, err)
		}
	}
	if err := os.WriteFile(s.places.Settings(), []byte(`{"language": 7}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if broken, err := openSettings(s.places); err == nil || !broken.get().OnTop {
		t.Errorf("a broken file gives %+v (%v), want the first settings and an error", broken.get(), err)
	}
}

func TestTheReportNamesNobody(t *testing.T) {
	s := opened(t)
	if _, err := s.AddAccount(NewAccount{Address: "hanako@b.example", Login: "hanako", Upstream: "127.0.0.1:1", Security: "none", Auth: "passthrough"}); err != nil {
		t.Fatal(err)
	}
	report := s.Diagnostics()
	if len(report.Checks) < 3 || len(report.Files) < 3 {
		t.Errorf("the report has %d checks and %d files, want several of each", len(report.Checks), len(report.Files))
	}
	if strings.Contains(report.Text, "hanako") || strings.Contains(report.Text, filepath.Dir(s.places.State)) {
		t.Errorf("the report for others names a person or a path:\n%s", report.Text)
	}
}

func TestFlags(t *testing.T) {
	good := func(args ...string) {
		t.Helper()
		if _, err := parse(args); err != nil {
			t.Errorf("%q gives %v, want no error", args, err)
		}
	}
	bad := func(want string, args ...string) {
		t.Helper()
		_, err := parse(args)
		if !errors.Is(err, errUsage) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want wrong arguments with %q", args, err, want)
		}
	}
	good()
	good("--hidden", "--no-window", "--smtp-listen", "127.0.0.1:1587", "--smtp-listen=[::1]:1587", "--lang", "ja")
	bad("hiden", "--hiden")
	bad("start", "start")
	bad(`--smtp-listen "1587"`, "--smtp-listen", "1587")
	bad("--smtps-listen", "--smtps-listen", "localhost")
}

func TestClientNames(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.1": "Thunderbird", "swaks v20201014.0 jetmore.org/john/code/swaks/": "swaks v20201014.0 jetmore.org",
		"Mutt/2.2.12 (2023-09-09)": "Mutt", "Apple Mail (2.3774)": "Apple Mail", "": "", strings.Repeat("x", 200): "",
	} {
		if got := clientName(agent); got != want {
			t.Errorf("clientName(%q) = %q, want %q", agent, got, want)
		}
	}
}
