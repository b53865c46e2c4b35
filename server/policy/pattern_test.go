package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sekisho/server/text"
)

// patternsJudged judges a body under rules and returns the rules that hold and what patterns cost.
func patternsJudged(t *testing.T, rules, body string) (held []string, spent int64) {
	t.Helper()
	p := parse(t, "version: 1\norganization: {domains: own.example}\nrules:\n"+rules)
	e := newEvaluation(p)
	e.reset(&Message{From: Mailbox{Address: "a@own.example"}, Body: body}, &Facts{}, tuesday())
	for _, r := range e.judge().Rules {
		if strings.HasPrefix(r.ID, "r") {
			held = append(held, r.ID)
		}
	}
	return held, e.patternSpent
}

// TestManyPatternsCostWhatTheyFind: of 1,000 patterns, those run whose literal stands in the text.
func TestManyPatternsCostWhatTheyFind(t *testing.T) {
	var rules strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&rules, "  - {id: r%d, when: {text: {patterns: 'ticket-%04d-\\d+'}}, then: {action: notify}}\n", i, i)
	}
	body := strings.Repeat("ordinary words of 2026, 見積書のとおり. ", 2000) + "Ticket-0777-12 TICKET-0778-x"
	held, spent := patternsJudged(t, rules.String(), body)
	if !slices.Equal(held, []string{"r777"}) {
		t.Errorf("got the rules %v, want r777", held)
	}
	if most := int64(2*50) * int64(len(body)); spent == 0 || spent > most {
		t.Errorf("the patterns cost %d, want that of two, at most %d", spent, most)
	}
}

// TestPatternsTogetherAreBounded: what costs too much is not asked. It counts as the stricter thing: a rule applies, an exemption
// does not, an exception in unless does not. Small patterns behind it are asked still.
func TestPatternsTogetherAreBounded(t *testing.T) {
	const slow = `'(?:.{0,40}){0,16}[#]{%d}'`
	var rules strings.Builder
	for i := range 3 {
		fmt.Fprintf(&rules, "  - {id: r%d, when: {text: {patterns: "+slow+"}}, then: {action: notify}}\n", i, i+2)
	}
	fmt.Fprintf(&rules, "  - {id: r3, when: {recipients: {count: {atMost: 9}}}, unless: {text: {patterns: "+slow+"}}, then: {action: notify}}\n", 9)
	fmt.Fprintf(&rules, "  - {id: r4, when: {text: {patterns: "+slow+"}}, then: {exempt: [r0]}}\n", 10)
	rules.WriteString("  - {id: r5, when: {text: {patterns: 'nowhere'}}, then: {action: notify}}\n")
	rules.WriteString("  - {id: r6, when: {text: {patterns: 'z+$'}}, then: {action: notify}}\n")
	// With a literal of the patterns in the text, nothing but the budget can keep them from running.
	body := strings.Repeat("#########", 50_000) + strings.Repeat("a", 50_000) + "z"
	held, spent := patternsJudged(t, rules.String(), body)
	if spent > patternWork {
		t.Errorf("the patterns cost %d, want at most %d", spent, patternWork)
	}
	if want := []string{"r0", "r1", "r2", "r3", "r6"}; !slices.Equal(held, want) {
		t.Errorf("got the rules %v, want %v", held, want)
	}
	held, spent = patternsJudged(t, rules.String(), "a short mail z")
	if want := []string{"r3", "r6"}; !slices.Equal(held, want) || spent > 1000_000 {
		t.Errorf("got the rules %v at a cost of %d for a short mail, want %v", held, spent, want)
	}
}

// TestCompileBoundsPatterns: a document that was not loaded from a file has the same bounds.
func TestCompileBoundsPatterns(t *testing.T) {
	doc := parse(t, head+one("{recipients: {any: {in: a.example}}}")).Document()
	patterns := []string{`(?:.{0,40}){0,24}x`}
	for i := range 40 {
		patterns = append(patterns, fmt.Sprintf("a%d.{0,700}", i))
	}
	doc.Rules[0].When.Items[0].Text = &TextCondition{Patterns: patterns}
	_, err := Compile(doc)
	for _, want := range []string{"1946 steps", "50000 steps together"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
}

func TestRequired(t *testing.T) {
	for pattern, want := range map[string]string{
		"draft": "DRAFT", `\d{3}-\d{4}`: "-", "(?:見積|請求)書?": "見積 請求", "a+b*": "A", "x*": "", "(foo|ba*r|)": "", `(secret){2,}`: "SECRET",
		"(?-i:Abc)d?": "Abc", "abc|de.*fgh": "ABC FGH", "^.{3}$": "", "abcdefghijklmnopqrst": "ABCDEFGHIJKLMNOP",
	} {
		parsed, _, err := readPattern(pattern)
		if err != nil {
			t.Errorf("readPattern(%q): %v", pattern, err)
			continue
		}
		if got := strings.Join(required(parsed), " "); got != want {
			t.Errorf("%s needs %q, want %q", pattern, got, want)
		}
	}
}

// FuzzRequired: what matches has one of the literals that are needed.
func FuzzRequired(f *testing.F) {
	for _, pattern := range []string{"draft", `\d{3}-\d{4}`, "(見積|請求)書?", "(ab|c)+d|ef", "(?-i:K)s", "[カガ]タ", `\bx{2,3}`, "ſ"} {
		f.Add(pattern, "DRAFT 03-1234 見積書 abcd カタ xxx KS")
	}
	f.Fuzz(func(t *testing.T, pattern, body string) {
		if message, _ := patternProblem(pattern); message != "" || len(body) > 1000 {
			return
		}
		parsed, _, err := readPattern(pattern)
		if err != nil {
			return
		}
		re, err := regexp.Compile("(?i)" + pattern)
		if err != nil {
			t.Fatalf("%q is a pattern and does not compile: %v", pattern, err)
		}
		plain := text.NFKC(body)
		literals, numbers := text.NewLiterals(required(parsed))
		found := make([]bool, literals.Len())
		literals.Mark(found, plain)
		if len(numbers) > 0 && !slices.Contains(found, true) && re.MatchString(plain) {
			t.Errorf("%q matches %q, which has none of %q", pattern, plain, required(parsed))
		}
	})
}
