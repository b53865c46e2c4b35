package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Name is a person as a mail greets one.
type Name struct {
	Text   string   // as greeted, without title: 田中, 田中太郎, Sato, John Smith
	family string   // Japanese: the surname as far as it is known, else all of Text
	given  string   // Japanese: what follows the surname
	words  []string // Latin: the words
	sounds []string // readings of the surname, or of the Latin words; none: unknown
}

// maxGreeted is how many people a mail is taken to greet; who greets more writes to a list.
const maxGreeted = 10

// Greeted returns the people whom a greeting names, each once. Give it what NewText or Greeting returned; it reads the first
// five lines that are not empty, unless they are longer than 300 octets. 各位, ご担当者様, "Dear all"
// and names of companies are
// nobody; so is whoever is only spoken of.
func Greeted(greeting string) []Name {
	var found []Name
	add := func(n Name, ok bool) {
		same := func(o Name) bool { return o.Text == n.Text }
		if ok && len(found) < maxGreeted && !slices.ContainsFunc(found, same) {
			found = append(found, n)
		}
	}
	filled, read := 0, 0
	for line := range strings.Lines(greeting) {
		if line = trimmed(line); line == "" {
			continue
		}
		if filled++; filled > greetingLines {
			break
		}
		if len(line) > 300 {
			continue
		}
		if mayHonour(line) {
			greetedInJapanese(line, add)
		}
		if read++; read <= 2 && mayGreetInEnglish(line) {
			greetedInEnglish(NFKC(line), add)
		}
	}
	return found
}

// honorifics stand behind names. Behind a title only a known surname is a name: 営業部長 greets nobody.
var honorifics = [...]struct {
	word  string
	title bool
}{
	{"様", false},
	{"さま", false},
	{"さん", false},
	{"サン", false},
	{"先生", false},
	{"殿", false},
	{"くん", true},
	{"君", true},
	{"ちゃん", true},
	{"本部長", true}, // before 部長
	{"支店長", true}, // before 店長
	{"部長", true},
	{"次長", true},
	{"課長", true},
	{"係長", true},
	{"主任", true},
	{"室長", true},
	{"局長", true},
	{"所長", true},
	{"店長", true},
	{"社長", true},
	{"会長", true},
	{"専務", true},
	{"常務", true},
	{"取締役", true},
	{"教授", true},
	{"博士", true},
	{"院長", true},
	{"マネージャー", true},
	{"リーダー", true},
	{"弁護士", true},
	{"税理士", true},
}

// greetedInJapanese looks at the pieces of a line. What follows an honorific decides: 田中様にお伝えください greets nobody.
func greetedInJapanese(line string, add func(Name, bool)) {
	pieces := strings.FieldsFunc(line, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("、,，。.．:：;；!！・/／（）()「」【】[]<>＜＞&＆♪〜~→", r)
	})
	for i, piece := range pieces {
		bare, title, ok := withoutHonorific(Fold(piece))
		if !ok {
			continue
		}
		before := ""
		if i > 0 {
			before = Fold(pieces[i-1])
		}
		if bare == "" { // 田中 様, 田中 太郎 様
			bare = before
			before = ""
			if i > 1 {
				before = Fold(pieces[i-2])
			}
		}
		name, ok := japaneseName(variant(bare), variant(before), title)
		if written := NFKC(piece); len(written) >= len(name.Text) && isASCII(name.Text) {
			name.Text = asWritten(name.Text, written[:len(name.Text)])
		}
		add(name, ok)
	}
}

// withoutHonorific takes the honorifics off: 佐藤部長様 is 佐藤.
func withoutHonorific(folded string) (bare string, title, ok bool) {
	title = true
	for again := true; again; {
		again = false
		for _, h := range honorifics {
			if rest, found := strings.CutSuffix(folded, h.word); found {
				folded, ok, again = rest, true, true
				title = title && h.title
			}
		}
	}
	return folded, title, ok
}

// japaneseName understands what stands before an honorific, and the piece before that.
func japaneseName(bare, before string, title bool) (Name, bool) {
	t := names()
	if nobody(bare) || isOurs(bare) || isOurs(before) {
		return Name{}, false
	}
	if words := latinWords(bare); len(words) > 0 && strings.Join(words, "") == strings.ReplaceAll(bare, " ", "") {
		return latinName(words)
	}
	if t.readings[before] != nil && isNameLike(bare, 4) && t.surnameAt(bare, false) != bare { // 田中 太郎
		return Name{Text: before + bare, family: before, given: bare, sounds: t.readings[before]}, true
	}
	if family := t.surnameAt(bare, true); family != "" && plausible(bare, family) {
		return Name{Text: family, family: family, sounds: t.readings[family]}, true
	}
	bare = afterCompany(bare)
	if family := t.surnameAt(bare, false); family != "" && utf8.RuneCountInString(bare) <= utf8.RuneCountInString(family)+4 {
		return Name{Text: bare, family: family, given: bare[len(family):], sounds: t.readings[family]}, true
	}
	if title || !isNameLike(bare, 5) || nobody(bare) {
		return Name{}, false
	}
	return Name{Text: bare, family: bare}, true
}

// plausible reports whether a surname at the end of a piece is one: 田中 in 営業部田中, but not 原 in 藤原 unless alone.
func plausible(bare, family string) bool {
	before := bare[:len(bare)-len(family)]
	return before == "" || utf8.RuneCountInString(family) > 1 && (endsInCompany(before) || !isNameLike(before, 5))
}

// companyEnds are the last characters of companies, departments and posts.
var companyEnds = []string{
	"部", "課", "係", "室", "店", "局", "所", "科", "社", "会", "院", "校", "学", "園", "グループ", "チーム", "センター", "担当", "長", "の", "株", "庁", "省", "署", "組合",
	"事務所", "本部", "支社", "工場", "ホールディングス", "クリニック", "取締役", "主任", "代表", "リーダー", "マネージャー", "専務", "常務", "社員", "委員", "銀行", "大学",
}

func endsInCompany(s string) bool { return endsWithAny(s, companyEnds...) }

// afterCompany cuts what a company or department ends with, if a name's length is left.
func afterCompany(s string) string {
	cut := 0
	for i := range s {
		if i > 0 && endsInCompany(s[:i]) && isNameLike(s[i:], 6) {
			cut = i
			break
		}
	}
	for i := range s[cut:] {
		if i > 0 && endsInCompany(s[cut:cut+i]) && utf8.RuneCountInString(s[cut+i:]) >= 2 {
			return afterCompany(s[cut+i:])
		}
	}
	return s[cut:]
}

// isOurs reports whether a piece says that who follows belongs to the writer: 弊社山本.
func isOurs(s string) bool {
	for _, w := range [...]string{"弊社", "当社", "小社", "弊部", "当部", "弊所", "当所", "当方", "弊店", "当店", "弊院", "当院"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// isNameLike reports one to so many kanji, or kana, and nothing that names have not.
func isNameLike(s string, most int) bool {
	n := 0
	for _, r := range s {
		if !isCJK(r) || r < 'ぁ' && r != '々' {
			return false
		}
		n++
	}
	return n > 0 && n <= most && !endsInCompany(s)
}

// nobodies are greeted, and nobody in particular.
var nobodies = []string{
	"各位", "皆", "みな", "みなさ", "皆々", "担当", "担当者", "ご担当", "ご担当者", "関係者", "お客", "客", "会員", "患者", "保護者", "責任者", "奥", "娘", "息子", "二人", "両",
	"家族", "取引先", "先方", "御社", "貴社", "弊社", "ユーザー", "ユーザ", "何", "どなた", "どちら", "窓口", "御中", "事務局", "編集部", "運営", "管理者", "受講者", "参加者", "出席者",
	"株主", "オーナー", "パートナー", "代表", "社長", "先生", "神", "仏", "王", "子供", "お子", "親", "ご両親", "上司", "部下", "同", "全員", "一同", "得意先", "お疲れ", "おつかれ", "ご苦労",
	"ごちそう", "ご馳走", "お世話", "同様", "有", "模", "多", "仕", "今", "在り", "お互い", "次回", "皆皆", "たく", "たくさ", "おじ", "おば", "お父", "お母", "お兄", "お姉", "殿", "貴", "業者",
	"メンバー", "スタッフ", "上",
}

func nobody(s string) bool {
	if s == "" || slices.Contains(nobodies, s) {
		return true
	}
	return endsWithAny(s, "担当者", "ご担当", "担当", "各位", "皆", "みな", "御中", "事務局", "責任者", "関係者", "窓口", "お客", "会員", "取引先", "ユーザー", "の方")
}
