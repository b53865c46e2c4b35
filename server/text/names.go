package text

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed names/surnames.txt
var surnameFile string

//go:embed names/given.txt
var givenFile string

// nameTable is what is known of names.
type nameTable struct {
	readings map[string][]string // surname, folded -> its readings as sounds
	sounds   map[string]bool     // readings of surnames
	given    map[string][]string // English given name -> the lines it stands in
	longest  int                 // characters of the longest surname
}

var names = sync.OnceValue(func() *nameTable {
	t := &nameTable{readings: map[string][]string{}, sounds: map[string]bool{}, given: map[string][]string{}}
	eachNameLine(surnameFile, func(line string) {
		reading, rest, _ := strings.Cut(line, " ")
		key := sound(romaji(reading))
		t.sounds[key] = true
		for _, written := range append(strings.Fields(rest), reading) {
			written = variant(Fold(written))
			if !slices.Contains(t.readings[written], key) {
				t.readings[written] = append(t.readings[written], key)
			}
			t.longest = max(t.longest, utf8.RuneCountInString(written))
		}
	})
	eachNameLine(givenFile, func(line string) {
		first, _, _ := strings.Cut(line, " ")
		for _, name := range strings.Fields(line) {
			t.given[name] = append(t.given[name], first)
		}
	})
	return t
})

func eachNameLine(file string, read func(line string)) {
	for line := range strings.Lines(file) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			read(line)
		}
	}
}

// surnameAt returns the longest known surname with which s begins, or which it ends with.
func (t *nameTable) surnameAt(s string, end bool) string {
	longest := ""
	i := 0
	for n := 1; n <= t.longest && i < len(s); n++ {
		if end {
			_, size := utf8.DecodeLastRuneInString(s[:len(s)-i])
			i += size
			if name := s[len(s)-i:]; t.readings[name] != nil {
				longest = name
			}
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if name := s[:i]; t.readings[name] != nil {
			longest = name
		}
	}
	return longest
}

// variants are characters of names that people write in several ways, by one of them.
var variants = strings.NewReplacer("髙", "高", "﨑", "崎", "嵜", "崎", "澤", "沢", "邊", "辺", "邉", "辺", "齋", "斎", "齊", "斎", "斉", "斎", "濱", "浜",
	"廣", "広", "櫻", "桜", "嶋", "島", "嶌", "島", "國", "国", "瀧", "滝", "籐", "藤", "條", "条", "槇", "槙", "𠮷", "吉", "冨", "富", "眞", "真",
	"榮", "栄", "惠", "恵", "龍", "竜", "澁", "渋", "關", "関", "佐佐", "佐々", "ヶ", "ケ", "ノ", "之", "德", "徳", "靜", "静", "彌", "弥", "壽", "寿", "藪", "薮")

func variant(folded string) string { return variants.Replace(folded) }

// syllables are romaji for kana, two kana first.
var syllables = strings.NewReplacer(
	"きゃ", "kya", "きゅ", "kyu", "きょ", "kyo", "しゃ", "sya", "しゅ", "syu", "しょ", "syo", "ちゃ", "tya", "ちゅ", "tyu", "ちょ", "tyo",
	"にゃ", "nya", "にゅ", "nyu", "にょ", "nyo", "ひゃ", "hya", "ひゅ", "hyu", "ひょ", "hyo", "みゃ", "mya", "みゅ", "myu", "みょ", "myo",
	"りゃ", "rya", "りゅ", "ryu", "りょ", "ryo", "ぎゃ", "gya", "ぎゅ", "gyu", "ぎょ", "gyo", "じゃ", "zya", "じゅ", "zyu", "じょ", "zyo",
	"びゃ", "bya", "びゅ", "byu", "びょ", "byo", "ぴゃ", "pya", "ぴゅ", "pyu", "ぴょ", "pyo",
	"あ", "a", "い", "i", "う", "u", "え", "e", "お", "o", "か", "ka", "き", "ki", "く", "ku", "け", "ke", "こ", "ko",
	"さ", "sa", "し", "si", "す", "su", "せ", "se", "そ", "so", "た", "ta", "ち", "ti", "つ", "tu", "て", "te", "と", "to",
	"な", "na", "に", "ni", "ぬ", "nu", "ね", "ne", "の", "no", "は", "ha", "ひ", "hi", "ふ", "hu", "へ", "he", "ほ", "ho",
	"ま", "ma", "み", "mi", "む", "mu", "め", "me", "も", "mo", "や", "ya", "ゆ", "yu", "よ", "yo", "ら", "ra", "り", "ri", "る", "ru", "れ", "re", "ろ", "ro",
	"わ", "wa", "を", "o", "ん", "n", "が", "ga", "ぎ", "gi", "ぐ", "gu", "げ", "ge", "ご", "go", "ざ", "za", "じ", "zi", "ず", "zu", "ぜ", "ze", "ぞ", "zo",
	"だ", "da", "ぢ", "zi", "づ", "zu", "で", "de", "ど", "do", "ば", "ba", "び", "bi", "ぶ", "bu", "べ", "be", "ぼ", "bo",
	"ぱ", "pa", "ぴ", "pi", "ぷ", "pu", "ぺ", "pe", "ぽ", "po", "っ", "", "ー", "")

func romaji(kana string) string { return syllables.Replace(hiragana(kana)) }

// spellings bring the ways of writing Japanese in Latin letters together: Satoh, Satou, Sato; Shinji, Sinzi.
var spellings = strings.NewReplacer("tch", "t", "cch", "t", "sha", "sya", "shu", "syu", "sho", "syo", "she", "sye", "shi", "si", "cha", "tya", "chu",
	"tyu",
	"cho", "tyo", "chi", "ti", "tsu", "tu", "fu", "hu", "jya", "zya", "jyu", "zyu", "jyo", "zyo", "ja", "zya", "ju", "zyu", "jo", "zyo", "ji", "zi",
	"dzu", "zu", "du", "zu", "di", "zi", "mb", "nb", "mp", "np", "mm", "nm", "wo", "o")

var longVowels = strings.NewReplacer("ou", "o", "oo", "o", "uu", "u", "aa", "a", "ohb", "ob", "ohd", "od", "ohg", "og", "ohh", "oh", "ohk", "ok",
	"ohm", "om",
	"ohn", "on", "ohr", "or", "ohs", "os", "oht", "ot", "ohw", "ow", "ohy", "oy", "ohz", "oz")

// sound brings Latin letters into the form in which Japanese names are compared.
func sound(latin string) string {
	s := longVowels.Replace(spellings.Replace(latin))
	if strings.HasSuffix(s, "oh") {
		s = s[:len(s)-1]
	}
	out, last := make([]byte, 0, len(s)), byte(0)
	for i := range len(s) {
		if s[i] == last && s[i] != 'n' {
			continue
		}
		last = s[i]
		out = append(out, last)
	}
	return string(out)
}

// latinWords are the words of Latin letters in a folded text.
func latinWords(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !unicode.Is(unicode.Latin, r) && r != '\'' })
}
