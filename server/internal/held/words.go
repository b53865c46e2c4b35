package held

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"sekisho/server/internal/hold"
	"sekisho/server/policy"
)

//go:embed ja.json en.json
var wordFiles embed.FS

// Languages are the languages that all words exist in.
func Languages() []string { return []string{"ja", "en"} }

var words = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, lang := range Languages() {
		data, err := wordFiles.ReadFile(lang + ".json")
		var w map[string]string
		if err == nil {
			err = json.Unmarshal(data, &w)
		}
		if err != nil { // a test rules it out
			panic(fmt.Sprintf("held: embedded %s.json: %v", lang, err))
		}
		all[lang] = w
	}
	return all
})

// Say returns the words of a key in lang (anything but "en" is "ja"), with the values of pairs put in for their names in braces. A
// key that is not known is itself.
func Say(lang, key string, pairs ...string) string {
	if lang != "en" {
		lang = "ja"
	}
	said, ok := words()[lang][key]
	if !ok {
		return key
	}
	var old []string
	for i := 0; i+1 < len(pairs); i += 2 {
		old = append(old, "{"+pairs[i]+"}", pairs[i+1])
	}
	return strings.NewReplacer(old...).Replace(said)
}

// Known tells whether there are words of a key.
func Known(key string) bool {
	_, ok := words()["ja"][key]
	return ok
}

// When writes a time as people of a language read it, in zone, to the minute.
func When(lang string, t time.Time, zone *time.Location) string {
	t = t.In(zone)
	if lang == "en" {
		return t.Format("Mon 2 Jan 2006, 15:04 MST")
	}
	return fmt.Sprintf("%s(%s) %s", t.Format("2006年1月2日"), string([]rune("日月火水木金土")[t.Weekday()]), t.Format("15:04"))
}

// Zone is the time zone of an organisation.
func Zone(pol *policy.Policy) *time.Location {
	name := pol.Document().Organization.TimeZone
	if name == "" {
		name = "Asia/Tokyo"
	}
	if zone, err := time.LoadLocation(name); err == nil {
		return zone
	}
	return time.UTC
}

// Expiry says what becomes of a mail when the time of its stage is over.
func (m *Mail) Expiry(lang string, zone *time.Location) string {
	if m.Hold.Due.IsZero() {
		return ""
	}
	key := m.Stage.OnExpiry
	if key == "send" && m.Stage.Kind != hold.Wait {
		key = "sendUnless"
	}
	if !Known("expiry." + key) {
		key = "discard"
	}
	return Say(lang, "expiry."+key, "until", When(lang, m.Hold.Due, zone))
}

// Title is the mail's subject as it is shown.
func (m *Mail) Title(lang string) string {
	if s := Line(m.Subject, 200); s != "" {
		return s
	}
	return Say(lang, "noSubject")
}

// Line makes one harmless line of what somebody wrote: no line ends and other control characters, none that turn the direction of
// writing (they make a name look like another), and at most limit characters.
func Line(s string, limit int) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.ToValidUTF8(s, "�") {
		switch {
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			r = ' '
		case turns(r):
			continue
		}
		if n++; n > limit {
			return strings.TrimSpace(b.String()) + "…"
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// turns reports whether a character is one of Unicode's that change the direction of what follows (UAX 9) or show nothing.
func turns(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x061c || r == 0xfeff || r == 0x200b
}

// Kinds are the kinds of notices that there are words for, by name.
func Kinds() []string {
	var all []string
	for key := range words()["ja"] {
		if kind, ok := strings.CutPrefix(key, "subject."); ok && !strings.HasSuffix(kind, ".forward") && !strings.HasSuffix(kind, ".own") {
			all = append(all, kind)
		}
	}
	slices.Sort(all)
	return all
}
