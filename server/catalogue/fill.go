package catalogue

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sekisho/server/policy"
)

// fill puts a finding's arguments into a sentence. A word without its argument, and the brackets around it, are left out.
func fill(lang, s string, f policy.Finding) string {
	if !strings.Contains(s, "{") {
		return s
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			b.WriteString(s)
			return tidy(b.String())
		}
		b.WriteString(before)
		b.WriteString(argument(lang, f.Code, name, f.Args.Get(name)))
		s = after
	}
}

// argument says one value: one of a fixed set by its name, octets as a size, lists with the language's comma.
func argument(lang, code, name string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if said, ok := in(lang).Values[name][strings.TrimPrefix(v, "@builtin/")]; ok {
			return said
		}
		return moment(lang, v)
	case []string:
		parts := make([]string, 0, len(v))
		for _, p := range v {
			if p != "" {
				parts = append(parts, argument(lang, code, name, p))
			}
		}
		return strings.Join(parts, comma(lang))
	case int64:
		return number(code, name, v)
	default:
		return fmt.Sprint(v)
	}
}

// moment says a time (RFC 3339) as the clock shows it where it was written; anything else is left alone.
func moment(lang, s string) string {
	t, err := time.Parse(time.RFC3339, s)
	switch {
	case err != nil:
		return s
	case lang == "en":
		return t.Format("2 Jan 15:04")
	}
	return t.Format("1月2日 15:04")
}

func comma(lang string) string {
	if lang == "en" {
		return ", "
	}
	return "、"
}

// octets are the arguments that are sizes.
var octets = map[string]bool{"attachment.to-external.size": true, "attachment.too-large.value": true, "attachment.too-large.limit": true}

func number(code, name string, n int64) string {
	if octets[code+"."+name] {
		return Size(n)
	}
	return strconv.FormatInt(n, 10)
}

// Size writes octets in steps of 1,000, as policies and the screens do.
func Size(n int64) string {
	value, unit := float64(n), "B"
	for _, next := range []string{"KB", "MB", "GB", "TB"} {
		if value < 999.5 {
			break
		}
		value, unit = value/1000, next
	}
	digits := 0
	if unit != "B" && value < 10 {
		digits = 1
	}
	return strings.TrimSuffix(strconv.FormatFloat(value, 'f', digits, 64), ".0") + " " + unit
}

// tidy removes brackets that were left empty.
func tidy(s string) string { return emptyBrackets.Replace(s) }

// emptyBrackets is made once: a Replacer takes longer to make than to use.
var emptyBrackets = strings.NewReplacer("（）", "", " ()", "", "（: ）", "", " (: )", "")
