// Package catalogue turns finding codes into sentences in Japanese and English: what was seen and what to do. The JSON
// files beside it are the only place where these sentences stand; the screens read the same files.
//
// It never judges and never fails: an unknown code is shown as its code.
package catalogue

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"sekisho/server/policy"
)

//go:embed ja.json en.json
var files embed.FS

// Entry is what is said of one finding code. Words in braces stand for the finding's arguments.
type Entry struct {
	Title  string `json:"title"`  // what was seen
	Advice string `json:"advice"` // what to do
}

type catalogue struct {
	Findings   map[string]Entry  `json:"findings"`
	Actions    map[string]string `json:"actions"`
	Severities map[string]string `json:"severities"`
	Changes    map[string]string `json:"changes"`
	// Values name what arguments take from a fixed set, by argument and value.
	Values map[string]map[string]string `json:"values"`
	// Special are sentences for one rule's finding, "policy.rule:baseline", and for one form of an argument, "recipient.listed:entry".
	Special map[string]Entry `json:"special"`
}

// Languages are the languages that every sentence exists in.
func Languages() []string { return []string{"ja", "en"} }

var load = sync.OnceValue(func() map[string]catalogue {
	all := make(map[string]catalogue)
	for _, lang := range Languages() {
		var c catalogue
		mustRead(lang+".json", &c)
		all[lang] = c
	}
	return all
})

// mustRead panics only if the embedded files are broken, which a test rules out.
func mustRead(name string, into any) {
	data, err := files.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		panic(fmt.Sprintf("catalogue: embedded %s: %v", name, err))
	}
}

func in(lang string) catalogue {
	if c, ok := load()[lang]; ok {
		return c
	}
	return load()["ja"]
}

// Sentence says in lang ("ja" or "en"; anything else is "ja") what a finding saw, and in which file of a container.
func Sentence(lang string, f policy.Finding) string {
	e, ok := in(lang).entry(f)
	if !ok {
		return f.Code
	}
	said := fill(lang, e.Title, f)
	if inside, _ := f.Args.Get("inside").(string); inside != "" {
		said += within(lang, inside)
	}
	return said
}

// within names the file of a container that a finding is about.
func within(lang, inside string) string {
	if lang == "en" {
		return " (in " + inside + ")"
	}
	return "（" + inside + " の中）"
}

// Advice says in lang what the sender can do about a finding. Empty for an unknown code.
func Advice(lang string, f policy.Finding) string {
	e, _ := in(lang).entry(f)
	return fill(lang, e.Advice, f)
}

func (c catalogue) entry(f policy.Finding) (Entry, bool) {
	if e, ok := c.Special[fmt.Sprintf("%s:%v", f.Code, variant(f))]; ok {
		return e, true
	}
	e, ok := c.Findings[f.Code]
	return e, ok
}

// variant is what tells the findings of one code apart that have sentences of their own: the rule, or that a rule names the address
// itself. The name of a list has none of the signs that an entry for addresses has, so nobody reads of a list that there is not.
func variant(f policy.Finding) any {
	list, _ := f.Args.Get("list").(string)
	if f.Code == "recipient.listed" && strings.ContainsAny(list, ".@*?") && !strings.HasPrefix(list, "@builtin/") {
		return "entry"
	}
	return f.Args.Get("rule")
}

// Action names an action in lang.
func Action(lang string, a policy.Action) string { return in(lang).Actions[string(a)] }

// Severity names a severity in lang.
func Severity(lang string, s policy.Severity) string { return in(lang).Severities[string(s)] }

// Change names a change in lang by its key in the policy language.
func Change(lang, kind string) string {
	if name, ok := in(lang).Changes[kind]; ok {
		return name
	}
	return kind
}

// Value names what an argument takes from a fixed set, such as a reason; value itself if there is no name for it.
func Value(lang, argument, value string) string {
	if said, ok := in(lang).Values[argument][value]; ok {
		return said
	}
	return value
}
