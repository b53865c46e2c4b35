package personal

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed surnames.txt
var surnameList string

// nameLists are the names that are known.
type nameLists struct {
	surnames      map[string]bool // frequent family names of Japan as written, and in katakana
	surnamesLatin map[string]bool // and in Latin letters
	given         map[string]bool // frequent first names in English
	begins        [1024]uint64    // a bit for each character of the basic plane that family names begin with
}

// knownNames are read when the first name is asked for: what looks into no mail starts 5 ms earlier, and its collector of garbage
// has 1.5 MB less to look through.
var knownNames = sync.OnceValue(func() *nameLists {
	n := &nameLists{surnames: map[string]bool{}, surnamesLatin: map[string]bool{}, given: setOf(givenList, "|")}
	spell := newRomaji()
	for line := range strings.Lines(surnameList) {
		written, reading, _ := strings.Cut(strings.TrimSpace(line), " ")
		n.surnames[written] = true
		if utf8.RuneCountInString(reading) > 1 {
			n.surnames[reading] = true
			for _, spelt := range spell.all(reading) {
				n.surnamesLatin[spelt] = true
			}
		}
	}
	for name := range n.surnames {
		if c, _ := utf8.DecodeRuneInString(name); c <= 0xffff {
			n.begins[c>>6] |= 1 << (c & 63)
		}
	}
	return n
})

// begin reports whether a frequent family name begins with the first character of s.
func (n *nameLists) begin(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return c <= 0xffff && n.begins[c>>6]&(1<<(c&63)) != 0
}

func setOf(list, sep string) map[string]bool {
	all := map[string]bool{}
	for n := range strings.SplitSeq(list, sep) {
		all[n] = true
	}
	return all
}

const givenList = "james|robert|john|michael|david|william|richard|joseph|thomas|christopher|charles|daniel|matthew|anthony|mark|donald|steven|andrew|paul|joshua|kenneth|kevin|brian|george|timothy|ronald|jason|edward|jeffrey|ryan|jacob|gary|nicholas|eric|jonathan|stephen|larry|justin|scott|brandon|benjamin|samuel|gregory|alexander|patrick|frank|raymond|jack|dennis|jerry|tyler|aaron|jose|adam|nathan|henry|zachary|douglas|peter|kyle|noah|ethan|jeremy|christian|walter|keith|austin|roger|terry|sean|gerald|carl|dylan|harold|jordan|jesse|bryan|lawrence|arthur|gabriel|bruce|logan|billy|joe|alan|juan|elijah|willie|albert|wayne|randy|mason|vincent|liam|roy|bobby|caleb|bradley|russell|lucas|oliver|simon|martin|philip|ian|neil|graham|stuart|colin|hugh|" +
	"mary|patricia|jennifer|linda|elizabeth|barbara|susan|jessica|karen|sarah|lisa|nancy|sandra|betty|ashley|emily|kimberly|margaret|donna|michelle|carol|amanda|melissa|deborah|stephanie|rebecca|sharon|laura|cynthia|dorothy|amy|kathleen|angela|shirley|emma|brenda|pamela|nicole|anna|samantha|katherine|christine|debra|rachel|carolyn|janet|maria|olivia|heather|helen|catherine|diane|julie|victoria|joyce|lauren|kelly|christina|ruth|joan|virginia|judith|evelyn|hannah|andrea|megan|cheryl|jacqueline|madison|teresa|abigail|sophia|martha|sara|gloria|janice|kathryn|ann|isabella|judy|charlotte|julia|grace|amber|alice|jean|denise|frances|danielle|marilyn|natalie|beverly|diana|brittany|theresa|kayla|alexis|doris|lori|tiffany|lucy|chloe|sophie|claire|fiona|priya|wei|ahmed|mohammed|fatima|ali|chen|li|carlos|luis|ana|pierre|hans|anders|olga|ivan|grace|mia|ella|ava"

// romaji spells katakana in Hepburn's way.
type romaji struct {
	kana         map[rune]string
	short, withH *strings.Replacer // of long vowels
}

func newRomaji() *romaji {
	return &romaji{latinKana(), strings.NewReplacer("ou", "o", "oo", "o", "uu", "u"), strings.NewReplacer("ou", "oh", "oo", "oh")}
}

// all spells with long vowels written out, shortened, and with h.
func (k *romaji) all(s string) []string {
	var b strings.Builder
	double := false
	for _, r := range s {
		if r == 'ッ' {
			double = true
			continue
		}
		spelt := k.kana[r]
		if strings.ContainsRune("ャュョ", r) { // シュ: shi + yu = shu
			whole := b.String()
			b.Reset()
			whole = strings.TrimSuffix(whole, "i")
			if strings.HasSuffix(whole, "sh") || strings.HasSuffix(whole, "ch") || strings.HasSuffix(whole, "j") {
				spelt = spelt[1:]
			}
			b.WriteString(whole)
		}
		if double && spelt != "" {
			b.WriteByte(spelt[0])
			double = false
		}
		b.WriteString(spelt)
	}
	full := b.String()
	return []string{full, k.short.Replace(full), k.withH.Replace(full)}
}

func latinKana() map[rune]string {
	const kana = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポャュョ"
	spelt := strings.Fields("a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra ri ru re ro wa o n " +
		"ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po ya yu yo")
	m := map[rune]string{}
	for i, r := range []rune(kana) {
		m[r] = spelt[i]
	}
	return m
}

// isName reports whether a cell of a table, or what stands between blanks, is a person's name: a frequent family name and one
// of up to four characters, in Japanese, katakana or Latin letters.
func isName(s string) bool {
	s = strings.Trim(s, ` "'`)
	for strings.HasPrefix(s, "“") || strings.HasPrefix(s, "”") || strings.HasPrefix(s, "・") {
		_, size := utf8.DecodeRuneInString(s)
		s = strings.TrimLeft(s[size:], ` "'`)
	}
	if s == "" {
		return false
	}
	known := knownNames()
	if s[0] >= utf8.RuneSelf && !known.begin(s) {
		return false
	}
	for strings.HasSuffix(s, "“") || strings.HasSuffix(s, "”") || strings.HasSuffix(s, "・") {
		_, size := utf8.DecodeLastRuneInString(s)
		s = strings.TrimRight(s[:len(s)-size], ` "'`)
	}
	for _, honorific := range []string{"様", "さん", "殿", "先生", "氏", "くん", "君", "ちゃん"} {
		s = strings.TrimSuffix(s, honorific)
	}
	s = strings.TrimRight(s, " ")
	if len(s) < 4 || len(s) > 60 {
		return false
	}
	if s[0] < utf8.RuneSelf {
		return known.isLatin(s)
	}
	if family, first, ok := strings.Cut(s, " "); ok {
		first = strings.TrimLeft(first, " ")
		return known.surnames[family] && isGiven(first, 1)
	}
	for i := range s {
		if i == 0 || i > 12 {
			continue
		}
		if known.surnames[s[:i]] && isGiven(s[i:], 1) && (i > 3 || utf8.RuneCountInString(s[i:]) > 1) {
			return true
		}
	}
	return false
}

// isGiven reports whether s may be a first name: one to five kanji or kana that are not the rest of a place or an office.
func isGiven(s string, least int) bool {
	n := 0
	for _, r := range s {
		if !isJapanese(r) {
			return false
		}
		n++
	}
	if n < least || n > 5 {
		return false
	}
	return !notGiven[s] && !strings.ContainsAny(lastRune(s), "県市区町村駅店院社部課室所局場線港橋館園寺号線円件個")
}

func lastRune(s string) string {
	_, size := utf8.DecodeLastRuneInString(s)
	return s[len(s)-size:]
}

// notGiven follow family names in what is no person: 山口銀行, 石川支店長, 中村工業.
var notGiven = func() map[string]bool {
	return setOf("銀行 支店 本店 工業 商店 商事 産業 建設 電機 電気 製作 工務 運輸 運送 物流 化学 食品 印刷 不動産 病院 医院 大学 高校 中学 小学 学園 地区 地方 営業 部長 課長 係長 社長 専務 常務 次長 主任 店長 "+
		"空港 海岸 温泉 通り 街道 地域 県内 市内 県立 市立 信金 農協 組合 会館 ビル 倉庫 工場 支社 本社 事務 会計 歯科 内科 整形 薬局 書店 酒造 醸造 製菓 水産 農園 牧場 鉄工 鋼業 金属 精機 精密 技研 設計 測量 興業 自動車 様 殿 御中 さん 方 邸 家 南 北 東 西 中央 京都", " ")
}()

func isJapanese(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 'ぁ' && r <= 'ゖ' || r >= 'ァ' && r <= 'ヺ' || r == 'ー' || r == '々' || r == 'ヶ' || r >= 0xf900 && r <= 0xfaff || r >= 0x3400 && r <= 0x4dbf
}

// isLatin knows two or three words of which one is a frequent name and all begin with a capital: Taro Yamada, SMITH John.
func (n *nameLists) isLatin(s string) bool {
	known, count := false, 0
	for w := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == ' ' || c == ',' || c == '.' }) {
		for i := range len(w) {
			if !isLetter(w[i]) && w[i] != '\'' && w[i] != '-' {
				return false
			}
		}
		if w[0] < 'A' || w[0] > 'Z' {
			return false
		}
		var room [24]byte
		l := room[:copy(room[:], w)]
		for i := range l {
			l[i] = lower(l[i])
		}
		known = known || len(w) <= len(l) && (n.surnamesLatin[string(l)] || n.given[string(l)])
		count++
	}
	return known && (count == 2 || count == 3)
}
