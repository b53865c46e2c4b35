package migrate

import (
	"strings"

	"sekisho/server/address"
	"sekisho/server/text"
)

// valid returns an entry that the policy language takes, or reports that it cannot.
func (b *builder) valid(where at, written, entry string) (string, bool) {
	if _, err := address.ParseEntry(entry); err != nil || strings.HasPrefix(entry, "#") || strings.HasPrefix(entry, "!") || !strings.ContainsAny(entry, ".@*?") || strings.HasPrefix(entry, "@builtin") {
		b.lose(where, Lost, written, "アドレスやドメインとして読めないため取り込めません", "it is neither an address nor a domain")
		return "", false
	}
	return entry, true
}

// suffixed translates an entry that the product compares with the end of an address.
func (b *builder) suffixed(where at, written string) (string, bool) {
	s := strings.TrimSpace(written)
	switch local, domain, _ := cutLast(s, "@"); {
	case local != "" && domain != "":
		b.lose(where, Narrowed, written, "このアドレスだけに一致します（末尾が同じ別のアドレスには一致しません）", "it matches this address alone, no longer others that end like it")
		return b.valid(where, written, s)
	case strings.HasPrefix(s, "@"):
		return b.valid(where, written, domain)
	case strings.HasPrefix(s, "."):
		return b.valid(where, written, "*"+s)
	case strings.Contains(s, "."):
		b.lose(where, Narrowed, written, "このドメインとその下だけに一致します（末尾が同じ別のドメインには一致しません）", "it matches this domain and what is below it, no longer other domains that end like it")
		return b.valid(where, written, "."+s)
	}
	b.lose(where, Lost, written, "ドメインとして短すぎるため取り込めません", "it is too short to be a domain")
	return "", false
}

// contained translates an entry that the product looks for anywhere in an address.
func (b *builder) contained(where at, written string) (string, bool) {
	s := strings.TrimSpace(written)
	if strings.ContainsAny(s, "@.") {
		return b.suffixed(where, written)
	}
	if s == "" || strings.ContainsAny(s, "*?") {
		b.lose(where, Lost, written, "アドレスの一部として取り込めません", "it cannot be taken over as a part of an address")
		return "", false
	}
	return b.valid(where, written, "*"+s+"*@*")
}

// anywhere translates a list of internal domains that the product looks for anywhere in an address.
func (b *builder) anywhere(where at, written string) []string {
	s := strings.TrimPrefix(strings.TrimSpace(written), "@")
	entry, ok := b.valid(where, written, "."+strings.TrimPrefix(s, "."))
	if !ok {
		return nil
	}
	b.lose(where, Narrowed, written, "このドメインとその下だけに一致します（途中に含むだけのドメインには一致しません）", "it matches this domain and what is below it, no longer every domain that contains it")
	return []string{entry}
}

// word translates a word that the product looks for as it stands.
func (b *builder) word(where at, written string) (string, bool) {
	s := strings.TrimSpace(written)
	var check text.Builder
	_, err := check.Add(s)
	switch {
	case s == "":
		return "", false
	case strings.HasPrefix(s, "!"), strings.HasPrefix(s, "！"), strings.HasPrefix(s, "@"), strings.HasPrefix(s, "#"):
		b.lose(where, Lost, written, "この文字で始まる語は取り込めません", "a word cannot begin with this character")
		return "", false
	case err != nil:
		b.lose(where, Lost, written, "文字や数字を含まない語は取り込めません", "a word needs a letter or a digit")
		return "", false
	}
	switch {
	case strings.ContainsAny(s, "*?"):
		if b.wildcards {
			break
		}
		b.lose(where, Widened, written, "* と ? は任意の文字に一致します", "* and ? now stand for any characters")
	case bordered(s):
		b.lose(where, Narrowed, written, "英数字で始まる、または終わる語は、単語としてだけ一致します", "a word that begins or ends with a letter or digit is found as a whole word only")
	}
	return s, true
}

// bordered reports whether a word begins or ends with a Latin letter or a digit.
func bordered(s string) bool {
	folded := text.Fold(s)
	latin := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
	return folded != "" && (latin(folded[0]) || latin(folded[len(folded)-1]))
}

// sentence makes a message that the policy language takes.
func (b *builder) sentence(where at, written string) string {
	s := strings.TrimSpace(written)
	s = strings.TrimSpace(strings.NewReplacer("{", "｛", "}", "｝").Replace(s))
	if clipped := clip(s, maxMessage); clipped != s {
		b.lose(where, Changed, written, "メッセージを200文字に短くしました", "the message was cut to 200 characters")
		s = clipped
	}
	return s
}

// then is what follows a rule that warns: blocking, or asking with the product's own words.
func then(block bool, message string) object {
	t := object{"action": "confirm", "confirm": object{"mode": "question"}}
	if block {
		t = object{"action": "block"}
	}
	if message != "" {
		t["message"] = message
	} else if !block {
		t["confirm"] = object{"mode": "tick"}
	}
	return t
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}
