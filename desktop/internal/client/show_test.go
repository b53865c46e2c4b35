package client

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestGuidesInBothLanguages(t *testing.T) {
	p := newPerson(t)
	var inBook []string
	for _, code := range book().Codes() {
		if program, ok := strings.CutSuffix(code, ".title"); ok {
			inBook = append(inBook, program)
		}
	}
	if want := slices.Sorted(slices.Values(Guides())); !slices.Equal(inBook, want) {
		t.Errorf("there are sentences for %v, want %v", inBook, want)
	}
	steps := map[string]int{}
	for _, window := range []bool{false, true} {
		p.Window = window
		guides(t, p, steps)
	}
	if _, err := p.Guide("en", "eudora", p.Ways[0]); !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), "becky") {
		t.Errorf("Guide(eudora) = %v, want ErrUnknown with what there is", err)
	}
}

func guides(t *testing.T, p *person, steps map[string]int) {
	t.Helper()
	for _, lang := range []string{"ja", "en"} {
		for _, program := range Guides() {
			g, err := p.Guide(lang, program, p.Ways[0])
			if err != nil {
				t.Fatal(err)
			}
			all := strings.Join(g.Steps, "\n")
			if len(g.Steps) < 2 || strings.Contains(all, "{") || strings.Contains(all, "local-pass") {
				t.Errorf("%s in %s says\n%s", program, lang, all)
			}
			if !strings.Contains(all, p.Authority.File) && !strings.Contains(all, p.Authority.Name) {
				t.Errorf("%s in %s does not name the certificate:\n%s", program, lang, all)
			}
			if p.Window && strings.Contains(all, "`sekisho-desktop") {
				t.Errorf("%s in %s names a command in the window:\n%s", program, lang, all)
			}
			if steps[program] == 0 {
				steps[program] = len(g.Steps)
			}
			if len(g.Steps) != steps[program] {
				t.Errorf("%s has %d steps in %s, %d in the other language", program, len(g.Steps), lang, steps[program])
			}
		}
	}
}

// asked is what a real program makes of a snippet.
func asked(t *testing.T, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skip(program + " is not installed")
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(cmd.Environ(), "HOME="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

func TestMsmtpReadsItsSnippet(t *testing.T) {
	p := newPerson(t)
	p.Ways[0].Login = "sato taro#1@akatsuki.example"
	for _, tls := range []int{0, 1587} {
		p.Ways[0].StartTLS = tls
		p.write("msmtprc", p.Msmtprc(p.Ways[0]))
		out := asked(t, "msmtp", "-C", filepath.Join(p.home, "msmtprc"), "-P", "x@example.jp")
		for _, want := range []string{
			"user = " + p.Ways[0].Login + "\n", "tls_trust_file = " + p.Authority.File, "from = sato@akatsuki.example",
			map[bool]string{true: "tls_starttls = off\n", false: "tls_starttls = on\n"}[tls == 0],
		} {
			if !strings.Contains(out, want) {
				t.Errorf("msmtp lacks %q:\n%s", want, out)
			}
		}
	}
}

func TestMuttReadsItsSnippet(t *testing.T) {
	p := newPerson(t)
	p.Ways[0].Login = "o'sato$HOME`id`@akatsuki.example"
	p.write("muttrc", p.Muttrc(p.Ways[0]))
	out := asked(t, "mutt", "-n", "-F", filepath.Join(p.home, "muttrc"), "-Q", "smtp_url", "-Q", "ssl_force_tls", "-Q", "from")
	if want := `smtp_url="smtp://o%27sato%24HOME%60id%60%40akatsuki.example@127.0.0.1:1587/"`; !strings.Contains(out, want) || !strings.Contains(out, "ssl_force_tls is set") {
		t.Errorf("mutt has\n%s\nwant %s", out, want)
	}
}

func TestAutoconfig(t *testing.T) {
	p := newPerson(t)
	in, err := ParseIncoming(IMAP, "mail.akatsuki.example:143")
	if err != nil {
		t.Fatal(err)
	}
	data, err := p.Autoconfig(p.Ways[0], in)
	if err != nil {
		t.Fatal(err)
	}
	var got autoconfig
	if err := xml.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	want := provider{
		"akatsuki.example", "akatsuki.example", "akatsuki.example (Sekisho)", "Sekisho",
		mailServer{"imap", "mail.akatsuki.example", 143, "STARTTLS", "password-cleartext", "%EMAILLOCALPART%"},
		mailServer{"smtp", "127.0.0.1", 1587, "STARTTLS", "password-cleartext", "%EMAILLOCALPART%"},
	}
	if !reflect.DeepEqual(got.Provider, want) || got.Version != "1.1" {
		t.Errorf("Autoconfig() = %+v, want %+v", got.Provider, want)
	}
	if _, err := p.Autoconfig(Way{Address: "sato"}, in); !errors.Is(err, ErrUnknown) {
		t.Errorf("without a domain: %v", err)
	}
}

func TestParseIncoming(t *testing.T) {
	good := func(protocol, text string, want Incoming) {
		if got, err := ParseIncoming(protocol, text); err != nil || got != want {
			t.Errorf("ParseIncoming(%q, %q) = %+v, %v, want %+v", protocol, text, got, err, want)
		}
	}
	bad := func(text string) {
		for protocol, flag := range map[string]string{IMAP: "--imap: ", POP: "--pop: "} {
			got, err := ParseIncoming(protocol, text)
			if !errors.Is(err, ErrIncoming) {
				t.Errorf("ParseIncoming(%q) = %+v, %v, want ErrIncoming", text, got, err)
			}
			if said, _ := Explain("en", err); !strings.HasPrefix(said, flag+`"`+text+`"`) {
				t.Errorf("ParseIncoming(%q, %q) is explained %q, want what was given first", protocol, text, said)
			}
		}
	}
	good(IMAP, "imap.example.jp", Incoming{IMAP, "imap.example.jp", 993})
	good(POP, "pop.example.jp", Incoming{POP, "pop.example.jp", 995})
	good(POP, "pop.example.jp:110", Incoming{POP, "pop.example.jp", 110})
	good(IMAP, "[::1]:143", Incoming{IMAP, "::1", 143})
	bad("")
	bad(":993")
	bad("imap.example.jp:0")
	bad("imap.example.jp:99999")
	bad("imaps://imap.example.jp")
	bad("a b")
	bad("a@b")
}

func TestPolicies(t *testing.T) {
	p := newPerson(t)
	data, err := p.Policies()
	var got struct {
		Policies struct {
			Certificates struct{ Install []string }
		}
	}
	if err := errors.Join(err, json.Unmarshal(data, &got)); err != nil {
		t.Fatal(err)
	}
	if want := []string{p.Authority.File}; !slices.Equal(got.Policies.Certificates.Install, want) {
		t.Errorf("policies.json installs %v, want %v", got.Policies.Certificates.Install, want)
	}
}
