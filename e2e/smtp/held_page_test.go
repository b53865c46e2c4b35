package smtp

import (
	"fmt"
	"html"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// story is one mail of one sender, who has written no other.
type story struct {
	*testing.T
	*house
	name, from, subject string
	sent                time.Time
}

// tell begins a story.
func (h *house) tell(t *testing.T, name string) *story {
	return &story{T: t, house: h, name: name, from: name + "@minato.example", subject: "お見積り " + name}
}

// send gives the mail to the gateway. The first recipient is To, the others are Cc.
func (s *story) send(to ...string) {
	s.Helper()
	s.sent = s.msmtp(s.T, s.from, s.header(to...)+"\nお世話になっております。\n", to...)
}

func (s *story) header(to ...string) string {
	cc := ""
	if len(to) > 1 {
		cc = "Cc: " + strings.Join(to[1:], ", ") + "\n"
	}
	return fmt.Sprintf("From: %s <%s>\nTo: %s\n%sSubject: %s\nX-Story: %s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n",
		mime.BEncoding.Encode("UTF-8", "佐藤 花子"), s.from, to[0], cc, mime.BEncoding.Encode("UTF-8", s.subject), s.name)
}

// copies are those of the mail that have arrived for somebody, behind Postfix.
func (s *story) copies(to string) []arrival {
	return slices.DeleteFunc(s.sink.all(), func(a arrival) bool {
		return !strings.Contains(a.data, "\r\nX-Story: "+s.name+"\r\n") || !strings.Contains(strings.Join(a.to, " "), "<"+to+">")
	})
}

// arrives waits for the mail, and wants it no sooner than so long after it was sent.
func (s *story) arrives(to string, notBefore time.Duration) arrival {
	s.Helper()
	eventually(s.T, "the mail "+s.name+" for "+to, func() bool { return len(s.copies(to)) > 0 })
	a := s.copies(to)[0]
	if after := a.at.Sub(s.sent); after < notBefore {
		s.Errorf("it arrived at %s after %v, want not before %v", to, after, notBefore)
	}
	if !strings.Contains(a.data, "(Sekisho)") || !strings.Contains(a.data, "(Postfix)") || strings.Contains(strings.ToLower(a.data), "\r\nx-sekisho") {
		s.Errorf("what arrived did not go the way:\n%s", a.data)
	}
	return a
}

// waits is the mail as the list of holds has it, once it is there in a state.
func (s *story) waits(state string) (w waiting) {
	s.Helper()
	eventually(s.T, s.name+" to be "+state, func() bool {
		all := s.holds(s.T, s.admin, "/v1/holds?all=true", s.subject)
		if len(all) != 1 || all[0].State != state {
			return false
		}
		w = all[0]
		return true
	})
	return w
}

// over wants the mail to be in no list any more, in a state, with these last rows of the audit.
func (s *story) over(id, state string, trail ...string) {
	s.Helper()
	if left := s.holds(s.T, s.admin, "/v1/holds?all=true", s.subject); len(left) > 0 {
		s.Errorf("it still waits: %+v", left)
	}
	if said := s.do(s.T, "hold", "list", "--all", "--account", s.from); !strings.Contains(said, id+"\t"+state+"\t") {
		s.Errorf("sekisho hold list says\n%swant %s %s", said, id, state)
	}
	if got := s.trail(s.T, id, "stage", "onExpiry", "approver", "reason"); !slices.Equal(got, trail) {
		s.Errorf("audit rows\n got %q\nwant %q", got, trail)
	}
}

// notice waits for what the sender is told.
func (s *story) notice(words ...string) notice {
	s.Helper()
	return s.noticeTo(s.T, s.from, append(words, s.subject)...)
}

var links = regexp.MustCompile(`http://[^/\s"]+/h/[^\s"<]+`)

// link is where the button of a notice leads, the same in text and HTML.
func (s *story) link(n notice) string {
	s.Helper()
	text, page := links.FindString(n.text), html.UnescapeString(links.FindString(n.html))
	if text == "" || text != page {
		s.Fatalf("links %q in the text and %q in the HTML of\n%s", text, page, n.text)
	}
	return text
}

// page is what a browser gets.
type page struct {
	status int
	body   string
}

func (s *story) visit(method, link string, form url.Values) page {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), method, link, strings.NewReader(form.Encode()))
	if err != nil {
		s.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		s.Fatal(err)
	}
	return page{a.StatusCode, html.UnescapeString(string(b))}
}

// opens looks at a page, which has to say all these words, and wants it to have moved nothing.
func (s *story) opens(link string, words ...string) page {
	s.Helper()
	before := s.holds(s.T, s.admin, "/v1/holds?all=true", s.subject)
	p := s.visit(http.MethodGet, link, nil)
	s.says(p, http.StatusOK, words...)
	_ = s.visit(http.MethodHead, link, nil) // scanners of mail do so, and look again
	_ = s.visit(http.MethodGet, link, nil)
	if after := s.holds(s.T, s.admin, "/v1/holds?all=true", s.subject); len(before) != len(after) || len(after) > 0 && before[0].State != after[0].State {
		s.Errorf("looking moved it from %+v to %+v", before, after)
	}
	return p
}

func (s *story) says(p page, status int, words ...string) {
	s.Helper()
	if p.status != status {
		s.Errorf("the page has status %d, want %d:\n%s", p.status, status, p.body)
	}
	for _, w := range words {
		if !strings.Contains(p.body, w) {
			s.Errorf("the page does not say %q:\n%s", w, p.body)
		}
	}
}

var hidden = regexp.MustCompile(`name="form" value="([^"]+)"`)

// press opens a page and presses a button of it, with what was typed and ticked.
func (s *story) press(link, action string, typed map[string]string) page {
	s.Helper()
	p := s.visit(http.MethodGet, link, nil)
	key := hidden.FindStringSubmatch(p.body)
	if key == nil {
		s.Fatalf("status %d: there is no form on\n%s", p.status, p.body)
	}
	form := url.Values{"form": {key[1]}, "action": {action}}
	for name, value := range maps.All(typed) {
		form.Set(name, value)
	}
	return s.visit(http.MethodPost, link, form)
}

// spent wants a link that was used to say so, whether one looks or presses.
func (s *story) spent(link string) {
	s.Helper()
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		p := s.visit(method, link, url.Values{"action": {"release"}})
		s.says(p, http.StatusGone, s.either("このリンクは使用済みです", "This link was used before", p))
		if strings.Contains(p.body, "<form") {
			s.Errorf("a spent link still has a form:\n%s", p.body)
		}
	}
}

// either is the sentence in the language of a page.
func (s *story) either(ja, en string, p page) string {
	if strings.Contains(p.body, `<html lang="en">`) {
		return en
	}
	return ja
}
