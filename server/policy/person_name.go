package policy

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"sekisho/server/address"
)

// nameKeys returns what a display name is compared by: the name without titles, company and brackets, in both orders. A surname
// alone gives none: too many people share it.
func nameKeys(name string) []string {
	parts := nameParts(name)
	var keys []string
	add := func(parts ...string) {
		key := strings.Join(parts, "")
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if len(parts) == 1 && isEastAsian(parts[0]) && len([]rune(parts[0])) >= 3 {
		add(parts[0])
	}
	for i := 0; i+1 < len(parts); i++ {
		add(parts[i], parts[i+1])
		add(parts[i+1], parts[i])
	}
	if len(parts) > 2 {
		for _, p := range parts {
			if isEastAsian(p) && len([]rune(p)) >= 4 {
				add(p)
			}
		}
	}
	return keys
}

// honorifics stand behind a Japanese name or around a Latin one.
var honorifics = [...]string{"様", "さま", "さん", "殿", "先生", "御中", "氏", "くん", "君", "ちゃん", "部長", "課長", "係長", "社長", "主任", "次長", "専務", "常務", "取締役", "代表", "室長", "所長", "店長", "会長", "教授"}

var titles = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "miss": true, "mx": true, "dr": true, "prof": true, "sir": true, "san": true, "sama": true, "sensei": true, "jr": true, "phd": true,
}

// variants are forms of characters that one family writes now so, now so.
var variants = strings.NewReplacer("斎", "斉", "齋", "斉", "齊", "斉", "邊", "辺", "邉", "辺", "髙", "高", "﨑", "崎", "嵜", "崎", "澤", "沢", "濱", "浜", "濵", "浜", "嶋", "島", "嶌", "島", "廣", "広",
	"櫻", "桜", "國", "国", "冨", "富", "𠮷", "吉", "惠", "恵", "眞", "真", "榮", "栄", "龍", "竜", "瀧", "滝", "條", "条", "曾", "曽", "淵", "渕", "藪", "薮", "彌", "弥", "德", "徳", "萬", "万", "壽", "寿", "ヶ", "ケ")

// nameParts folds a display name and takes it apart.
func nameParts(name string) []string {
	if name == "" || strings.ContainsRune(name, '@') {
		return nil
	}
	name = variants.Replace(strings.ToLower(norm.NFKC.String(outsideBrackets(name))))
	var parts []string
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && r != '々' && r != '\'' && r != 'ー'
	}) {
		part = strings.ReplaceAll(withoutHonorific(part), "'", "")
		latin := part != "" && part[0] < 0x80
		if part == "" || latin && (titles[part] || len(part) == 1) || isCompany(part) {
			continue
		}
		if latin {
			part = address.Romaji(part)
		}
		parts = append(parts, part)
	}
	return parts[:min(len(parts), 6)]
}

func withoutHonorific(part string) string {
	for _, h := range honorifics {
		if rest, ok := strings.CutSuffix(part, h); ok && (rest == "" || len([]rune(rest)) >= 2) {
			return rest
		}
	}
	return part
}

// isCompany knows words that show a part to be a firm or a department.
func isCompany(part string) bool {
	for _, w := range [...]string{"株式会社", "有限会社", "合同会社", "商事", "工業", "電機", "製作所", "銀行", "大学", "病院", "営業部", "総務部", "経理部", "事業部", "支店", "本社"} {
		if strings.HasSuffix(part, w) || strings.HasPrefix(part, w) {
			return true
		}
	}
	switch part {
	case "inc", "ltd", "co", "corp", "llc", "kk", "gmbh":
		return true
	}
	return false
}

// outsideBrackets cuts what stands in brackets, or behind a slash: the company of a name card.
func outsideBrackets(s string) string {
	depth := 0
	cut := strings.Map(func(r rune) rune {
		switch r {
		case '(', '（', '[', '［', '【', '〔', '<', '＜', '「', '{':
			depth++
			return ' '
		case ')', '）', ']', '］', '】', '〕', '>', '＞', '」', '}':
			depth = max(depth-1, 0)
			return ' '
		}
		if depth > 0 {
			return -1
		}
		return r
	}, s)
	before, _, _ := strings.Cut(strings.ReplaceAll(cut, "／", "/"), "/")
	return before
}

func isEastAsian(s string) bool {
	for _, r := range s {
		if !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && r != 'ー' && r != '々' {
			return false
		}
	}
	return s != ""
}

// roles are mailboxes of an office, not of a person.
var roles = map[string]bool{
	"info": true, "sales": true, "support": true, "contact": true, "admin": true, "office": true, "mail": true, "eigyo": true, "soumu": true, "somu": true, "keiri": true, "jinji": true, "postmaster": true,
	"webmaster": true, "hello": true, "order": true, "orders": true, "billing": true, "invoice": true, "account": true, "accounts": true, "recruit": true, "saiyo": true, "press": true, "noreply": true,
	"service": true, "help": true, "helpdesk": true, "desk": true, "customer": true, "inquiry": true, "toiawase": true, "honsha": true, "tokyo": true, "osaka": true, "shop": true, "hello1": true, "team": true,
	"staff": true, "system": true, "marketing": true, "legal": true, "houmu": true, "koho": true, "kouhou": true, "shizai": true, "koubai": true, "kobai": true, "gyomu": true, "jimukyoku": true, "daihyo": true,
	"seminar": true, "event": true, "news": true, "newsletter": true, "member": true, "members": true, "user": true, "users": true, "test": true, "root": true, "security": true, "abuse": true, "privacy": true, "partner": true,
}

// localTokens are the runs of letters in a local part.
func localTokens(local string) []string {
	local, _, _ = strings.Cut(local, "+")
	return strings.FieldsFunc(local, func(r rune) bool { return r < 'a' || r > 'z' })
}

// minPersonal is the least number of letters that tell a person.
const minPersonal = 4

// personal is what of a local part names a person; empty for an office's mailbox and what is too short to tell.
func personal(local string) string {
	if len(local) < minPersonal {
		return ""
	}
	tokens := localTokens(local)
	for _, t := range tokens {
		if roles[t] {
			return ""
		}
	}
	if key := strings.Join(tokens, ""); len(key) >= minPersonal {
		return address.Romaji(key)
	}
	return ""
}
