package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// sentFolder writes an mbox of mails that ito sent, the newest yesterday, one a day.
func sentFolder(t *testing.T, from string, to ...string) string {
	t.Helper()
	var b strings.Builder
	for i, a := range to {
		at := time.Now().AddDate(0, 0, i-len(to))
		fmt.Fprintf(&b, "From - %s\nMessage-ID: <%d@minato.example>\nDate: %s\nFrom: %s\nTo: %s\nSubject: s%d\n\nhidden\n\n",
			at.Format("Mon Jan 02 15:04:05 2006"), i, at.Format(time.RFC1123Z), from, a, i)
	}
	return file(t, "Sent", b.String())
}

// enrolled starts a server and gives ito a token on it.
func enrolled(t *testing.T) (*running, string) {
	t.Helper()
	s := start(t, t.TempDir())
	status, code, errs := run(t, "", "device", "add", "--account", "ito@minato.example", "--data-dir", s.data)
	var device struct{ ID, Token string }
	s.post(t, "", "/v1/devices", `{"code":"`+strings.TrimSpace(code)+`","name":"PC"}`, &device)
	if status != 0 || device.Token == "" {
		t.Fatalf("enrol: %s", errs)
	}
	return s, device.Token
}

// codes are what a check of a mail to these recipients finds.
func (r *running) codes(t *testing.T, token string, recipients ...string) []string {
	t.Helper()
	type recipient struct {
		Address string `json:"address"`
		Name    string `json:"name,omitempty"`
		Field   string `json:"field"`
	}
	draft := map[string]any{
		"intent": "send", "from": map[string]string{"address": "ito@minato.example"}, "subject": "s", "body": "b", "attachments": []string{},
		"door": map[string]string{"name": "outlook", "version": "1"},
	}
	var to []recipient
	for _, a := range recipients {
		name, address, found := strings.Cut(a, " <")
		if !found {
			name, address = "", a
		}
		to = append(to, recipient{strings.TrimSuffix(address, ">"), name, "to"})
	}
	draft["recipients"] = to
	body, err := json.Marshal(draft)
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Verdict struct {
			Findings []struct{ Code string }
		}
	}
	if status := r.post(t, token, "/v1/checks", string(body), &c); status != 200 {
		t.Fatalf("check: %d", status)
	}
	var all []string
	for _, f := range c.Verdict.Findings {
		all = append(all, f.Code)
	}
	return all
}

// TestSentMailMakesPeopleKnown walks the way of a new installation: everybody is new, Sent mail is imported while the server
// runs, twice, and then known people are known, near ones are noticed, and what was erased is new again.
func TestSentMailMakesPeopleKnown(t *testing.T) {
	s, token := enrolled(t)
	const firstTime = "recipient.first-time"
	if got := s.codes(t, token, "tanaka@tsubame-insatsu.example"); !slices.Contains(got, firstTime) {
		t.Errorf("before the import: %v, want %s", got, firstTime)
	}
	mbox := sentFolder(t, "ito@minato.example", "Tanaka <tanaka@tsubame-insatsu.example>", "tanaka@tsubame-insatsu.example", "yamada@nishi.example", "stranger@else.example")
	for _, want := range []string{"4 mails counted for 1 account", "0 mails counted for 0 accounts"} {
		status, out, errs := run(t, "", "history", "import", "--account", "ito@minato.example", "--data-dir", s.data, mbox)
		if status != 0 || !strings.Contains(out, want) {
			t.Fatalf("import: status %d, %q, %q, want %q", status, out, errs, want)
		}
	}
	if got := s.codes(t, token, "tanaka@tsubame-insatsu.example"); slices.Contains(got, firstTime) {
		t.Errorf("after the import: %v, want no %s", got, firstTime)
	}
	if got := s.codes(t, token, "tanaka@tsubame-insatu.example"); !slices.ContainsFunc(got, mistaken) {
		t.Errorf("a domain one letter off: %v, want it noticed", got)
	}
	status, out, _ := run(t, "", "history", "show", "--account", "ito@minato.example", "--lang", "en", "--data-dir", s.data, "tanaka@tsubame-insatsu.example")
	if status != 0 || !strings.Contains(out, "You have written to this address 2 times, first on ") || !strings.Contains(out, "Tanaka") {
		t.Errorf("show: status %d, %q, want why tanaka is known", status, out)
	}
	status, out, _ = run(t, "", "history", "show", "--account", "ito@minato.example", "--lang", "en", "--data-dir", s.data, "nobody@tsubame-insatsu.example")
	if want := "0\t-\t-\tnobody@tsubame-insatsu.example\t\nYou have never written to this address\n"; status != 0 || out != want {
		t.Errorf("show somebody unknown: status %d, got %q, want %q", status, out, want)
	}
	if status, out, errs := run(t, "", "history", "erase", "--account", "ito@minato.example", "--data-dir", s.data, "tanaka@tsubame-insatsu.example"); status != 0 || !strings.Contains(out, "1 address is forgotten") {
		t.Errorf("erase: status %d, %q, %q", status, out, errs)
	}
	if got := s.codes(t, token, "tanaka@tsubame-insatsu.example"); !slices.Contains(got, firstTime) {
		t.Errorf("after erasing: %v, want %s again", got, firstTime)
	}
	if status := s.stop(); status != 0 {
		t.Errorf("the server ended with %d: %s", status, s.log)
	}
	if status, out, _ := run(t, "", "audit", "verify", "--data-dir", s.data); status != 0 {
		t.Errorf("the trail after import and erasing: %s", out)
	}
}

// mistaken are the codes for a domain that is near to a known one.
func mistaken(code string) bool { return code == "recipient.typo" || code == "recipient.look-alike" }

func TestHistoryImportReports(t *testing.T) {
	s, _ := enrolled(t)
	dir := t.TempDir()
	for _, d := range []string{"cur", "new", "tmp", "csv"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	mail := func(id, from, to string) string {
		return fmt.Sprintf("Message-ID: <%s>\nDate: %s\nFrom: %s\nTo: %s\n\nhidden\n", id, time.Now().AddDate(0, 0, -3).Format(time.RFC1123Z), from, to)
	}
	for name, text := range map[string]string{
		"cur/1:2,S": mail("1@x", "ito@minato.example", "=?ISO-2022-JP?B?GyRCRURDZhsoQg==?= <tanaka@hokuto.example>"),
		"cur/2:2,S": mail("2@x", "kato@minato.example", "tanaka@hokuto.example, ito@minato.example"),
		"new/3":     mail("3@x", "tanaka@hokuto.example", "ito@minato.example"),
		"tmp/4":     mail("4@x", "ito@minato.example", "half@hokuto.example"),
		"new/5":     strings.Replace(mail("5@x", "ito@minato.example", "old@hokuto.example"), "Date: ", "Date: Mon, 5 Oct 2015 11:00:00 +0900\nX-Date: ", 1),
		"dovecot.x": "\x00\x01\x02",
		"csv/a.csv": "To,Date\r\nyamada@nishi.example," + time.Now().AddDate(0, 0, -1).Format(time.RFC3339) + "\r\n",
	} {
		write(t, dir, name, text)
	}
	status, out, errs := run(t, "", "history", "import", "--json", "--data-dir", s.data, dir)
	var got importReport
	if err := json.Unmarshal([]byte(out), &got); status != 0 || err != nil {
		t.Fatalf("status %d, %v, %q, %q", status, err, out, errs)
	}
	slices.Sort(got.Accounts)
	if want := []string{"ito@minato.example", "kato@minato.example"}; got.Counted != 2 || !slices.Equal(got.Accounts, want) {
		t.Errorf("counted %d for %v, want 2 for %v", got.Counted, got.Accounts, want)
	}
	if fmt.Sprint(got.Skipped) != "map[not-own:2 old:1]" || len(got.NotRead) != 1 || got.Files != 5 {
		t.Errorf("skipped %v, passed over %v, files %d; want two not ours, one old, one no mail, five files", got.Skipped, got.NotRead, got.Files)
	}
	if _, out, _ := run(t, "", "history", "import", "--json", "--data-dir", s.data, sentFolder(t, "x@elsewhere.example", "tanaka@tsubame.example")); !strings.Contains(out, `"accounts":[]`) {
		t.Errorf("an import that counts nothing: got %q, want no account", out)
	}
	status, out, _ = run(t, "", "history", "show", "--account", "ito@minato.example", "--data-dir", s.data)
	if status != 0 || !strings.Contains(out, "tanaka@hokuto.example\t田中") || strings.Contains(out, "half") {
		t.Errorf("show: %q, want 田中 and nobody half delivered", out)
	}
}

func TestHistoryRefusals(t *testing.T) {
	s, _ := enrolled(t)
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"nothing to do":        {[]string{"history"}, "say what to do"},
		"no file":              {[]string{"history", "import", "--data-dir", s.data}, "name files"},
		"not there":            {[]string{"history", "import", "--data-dir", s.data, "/nowhere/Sent"}, "no such file"},
		"not mail":             {[]string{"history", "import", "--data-dir", s.data, file(t, "x.pst", "!BDN\x00\x00")}, "save the folder as mbox"},
		"somebody else's":      {[]string{"history", "import", "--account", "a@else.example", "--data-dir", s.data, file(t, "Sent", "")}, "no address of this organisation"},
		"no address":           {[]string{"history", "import", "--account", "sato", "--data-dir", s.data, "x"}, "is no address"},
		"show whose":           {[]string{"history", "show", "--data-dir", s.data}, "write --account"},
		"erase whose":          {[]string{"history", "erase", "--data-dir", s.data}, "write --account"},
		"erase both":           {[]string{"history", "erase", "--account", "a@b.example", "--everywhere", "c@d.example", "--data-dir", s.data}, "write --account"},
		"a folder without any": {[]string{"history", "import", "--data-dir", s.data, t.TempDir()}, "nothing could be read"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := run(t, "", c.args...)
			if status != 2 || out != "" || !strings.Contains(errs, c.want) || strings.Count(errs, "\n") != 1 {
				t.Errorf("status %d, stdout %q, stderr %q; want one line with %q", status, out, errs, c.want)
			}
		})
	}
}
