package text

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxPromise is how many octets of a text Promise and Password read, and maxSentences how many sentences they think about.
const (
	maxPromise   = 128 << 10
	maxSentences = 40
)

// Promise returns the word with which a mail's writer says that it comes with a file: 添付, attached, 見積書をお送り. It is
// empty if nobody says so, or if a link in the text serves as the file. Give it what NewText returned: a quotation promises
// nothing. Of a subject give only one that the writer wrote, none of a reply.
//
// Rules know the sentences of offices, not grammar: what is said of another mail's file, asked of the reader, refused or put
// off is not a promise. What rules say is weighed against weights and a network learned from labelled mails (e2e/eval/train tells
// how), which know sentences that no rule does and doubt some that a rule would take. It reads the first 128 KiB and judges the first 40
// sentences with a word in question.
func Promise(subject, newText string) string {
	p := plea{letter: letter{written: clipOctets(newText, maxPromise)}, weights: readWeights(promiseWeights)}
	defer p.end()
	p.read(subject)
	said, n := p.byRule != "", p.network
	switch {
	case n == nil, !n.promises(p.most, said), p.linked() && !n.promises(p.most-n.link, said):
		return ""
	case said:
		return p.byRule
	}
	return p.surest
}

// linked reports whether a link in the text may serve as the file that the rules' word speaks of.
func (p *plea) linked() bool {
	return servesAsFile(p.letter.written) || saidWithout(p.byRule) && linkAlone(p.letter.written)
}

// promiseWords find the sentences that are worth a closer look, in any text as written.
var promiseWords = sync.OnceValue(func() *automaton {
	return finder("添付", "貼付", "別添", "添附", "べってん", "べつてん", "てんぷ", "アタッチ", "ﾃﾝﾌﾟ", "テンプし", "別紙", "同封", "査収", "送", "共有", "付け", "つけ", "貼っ", "貼り",
		"届", "おくり", "おくる", "納品", "提出", "お知らせ", "こちら", "添え", "失礼", "転送",
		"写真です", "画像です", "データです", "ファイルです", "資料です", "スライドです", "図面です", "原稿です", "書です", "版です", "表です", "譜です", "文です", "画です", "）です", ")です",
		"写真になり", "データになり", "ファイルになり", "資料になり", "書になり", "資料でご", "書でご",
		"ttach", "TTACH", " atach", " attch", "tatch", "nclos", "NCLOS", "PFA", "pfa", "Pfa", "sending", "Sending", "I send", "We send", "we send", "send you", "ere is", "ere are", "ere's", "ere’s", "ere you", "ere it is",
		"ere they are", "lease find", "LEASE FIND", "is mail", "is email", "is e-mail", "is message", "bmit", "nclud", "Encl", "Enc.", "Enc:", "ewith", "mised", "quested,", "cussed,", "greed,", "quest,",
		"warding", "Passing", "passing", "turning", "Photos", "photos of", "photos from", "Pictures", "Pics", "creenshot", "Scan of", "Scans of",
		"出します", "出しました", "戻し", "返しし", "返しい", "返しま", "入稿", "入れておき", "入れました", "入れてお", "入れてます", "これです", "これになり", "でございます", "案です", "紙です", "トです", "ルです", "のです", "ファイル", "画像で", "画像を", "写真を", "写真で", "写真とり", "別シート", "資料です", "版を", "を出し",
		"ーです", "内です", "果です", "算です", "覧です", "録です", "源です", "章です", "しです", "校です", "積です", "稿です", "タです", " です", "）になり", "エクセル", "データで", "画像", "スキャンし", "撮り", "どうぞ", "はいこれ", "はい、", "これ、",
		"簿です", "状です", "図です", "面です", "報です", "証です", "帳です", "届です", "項です", "細です", "式です", "票です", "計です", "控えです", "訳です", "モです", "シです", "プです", "グです", "フです",
		"表になり", "簿になり", "録になり", "案になり", "図になり", "版になり", "稿になり",
		"転付", "天賦", "tenpu", "お渡しします", "お納め", "ご覧に入れ", "差し上げます", "同報", "同梱し",
		"mailing", "appended", "append ", "ccompan", "copying", "ith this:", "his one", "see file", " file", " zip", "Word ", "oviding", "rwarded", "be there", "ere now", "is here", "are here", "canned", "ttached", "my notes", "y draft", "have it", "ave them", "see my", "see our", "zipped", "our records", "I return", "his before", "y entry", " att ", " att.", "Att:", "att'd", "attd", "attchd", "encl.", "nnexed", "Appended", "opping", "iving you",
		" forward you", "to send", "see pdf", "my cv", "quested!", "at last", "mp3", "jpeg", "his is the", "PDF", ".pdf", ".xls", ".doc", ".ppt", ".zip",
		"pdf", "xls", "jpg", "JPG", "png", "PNG", "Excel", "excel", "csv", "CSV", "docx", "Docx", "ワード", "メールについて", "メールに付いて", "メールに乗せ", "メールにのせ", "投げ", "流します", "回します", "配り", "渡し", "見せますね", "付します", "写メ", "添布", "載せ", "原稿", "返却し", "入れます", "回付", "枚です", "点です",
		"これ。", "これね", "これで刷", "これでどう", "これでえ", "これ、", "お出しし", "お出しい", "お預けし", "お目にかけ", "納めます", "お収め", "お回し", "回覧", "配付", "発信", "交付", "お見せ", "返信いた", "返信して", "返しとき", "返すね", "になってます", "このメールに", "本メールに", "含めました", "ぶら下げ", "はっと", "📎", "スキャン", "パワポ", "でーす", "だよー", "枚ついて", "入れとき", "入れとく", "置いとき", "置いていき", "出しとき", "稿です",
		"Attd", "encl'd", "ppendix", "hucked", "hotos ", "hoto of", "elivering", "ereby", "ere comes", "ls find", "fwd to", "clipped")
})

// finder is an automaton for a few strings; which of them is found does not matter.
func finder(words ...string) *automaton {
	t := newTrie()
	for i, w := range words {
		t.nodes[t.add(w)].ends = int32(i) // #nosec G115 -- a few
	}
	return t.build()
}

// literals are strings of which any may stand in a text: one pass, where an expression would cost a hundred times as much.
type literals struct {
	*automaton
	need need
}

func anyOf(words ...string) literals { return literals{finder(words...), needOfOne(words)} }

// MatchString reports whether one of them stands in s.
func (l literals) MatchString(s string) bool { return l.holds(s) }

// sentence is one with a word in question.
type sentence struct {
	written      string
	from, at, to int // octets of the text: where it begins, where the word does, where it ends
}

// folded returns the sentence folded and softened.
func (s *sentence) folded() string { return soften(Fold(s.written)) }

// eachSentence calls judge for the first sentences that hold one of the words, until it returns false.
func eachSentence(words *automaton, s string, judge func(sentence) bool) {
	done, judged := 0, 0
	words.find(s, func(_ int32, at int) {
		if at < done || judged == maxSentences {
			return
		}
		from, to := sentenceAt(s, done, at)
		done = to
		if judged++; !judge(sentence{s[from:to], from, at, to}) {
			judged = maxSentences
		}
	})
}

// maxSentence is how many octets on each side of a word belong to its sentence at most.
const maxSentence = 400

// sentenceAt returns the sentence around place at, not beginning before from.
func sentenceAt(s string, from, at int) (start, end int) {
	for start = at; start > max(from, at-maxSentence); start-- {
		if mayEnd[s[start-1]] && utf8.RuneStart(s[start]) && endsSentence(s, start) {
			break
		}
	}
	for end = at; end < min(len(s), at+maxSentence); end++ {
		if end > at && mayEnd[s[end-1]] && utf8.RuneStart(s[end]) && endsSentence(s, end) {
			break
		}
	}
	for start < at && !utf8.RuneStart(s[start]) {
		start++
	}
	for end < len(s) && !utf8.RuneStart(s[end]) {
		end++
	}
	return start, end
}

// endsSentence reports whether a sentence ends before the character at s[i].
func endsSentence(s string, i int) bool {
	switch c := s[i-1]; c {
	case '\n':
		return endsLine(s[:i-1], s[i:])
	case '!', '?', ';':
		return true
	case '.':
		return s[i] <= ' '
	default:
		return c >= utf8.RuneSelf && i >= markSize && slices.Contains(sentenceMarks[:], s[i-markSize:i])
	}
}

// sentenceMarks end a sentence, whatever follows. Each takes markSize octets.
var sentenceMarks = [...]string{"。", "！", "？", "♪", "☆"}

const markSize = 3

// mayEnd are the last octets of what ends sentences.
var mayEnd = func() (may [256]bool) {
	for _, c := range []byte("\n!?;.") {
		may[c] = true
	}
	for _, mark := range sentenceMarks {
		may[mark[len(mark)-1]] = true
	}
	return may
}()

// endsLine reports whether a line end is also a sentence's: text is wrapped in the middle of sentences as well.
func endsLine(before, next string) bool {
	before = strings.TrimRight(before, " \t\r\u3000")
	next = strings.TrimLeft(next, " \t\u3000")
	if before == "" || next == "" || next[0] == '\n' || next[0] == '\r' {
		return true
	}
	if r, _ := utf8.DecodeRuneInString(next); strings.ContainsRune("・-*■□●○◆◇▼※【[<＜①②③④⑤⑥⑦⑧⑨✓→", r) || r >= '0' && r <= '9' {
		return true
	}
	return endsWithAny(before, "ます", "です", "した", "せん", "さい", "幸いです", "ね", "よ", "様", "さん", ",", ":", "：", "】")
}

func endsWithAny(s string, ends ...string) bool {
	for _, e := range ends {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// servesAsFile reports whether a text gives a link and says what it is for.
func servesAsFile(s string) bool {
	if !strings.Contains(s, "://") {
		return false
	}
	folded := Fold(s)
	for _, w := range [...]string{
		"ダウンロード", "リンク", "url", "アップし", "アップロード", "置きまし", "置いて", "格納", "upload", "クラウド", "ストレージ", "フォルダ", "共有", "ドライブ", "転送サービス", "ファイル便", "download",
		"link",
		"folder", "cloud", "drive", "sharepoint", "onedrive", "dropbox", "box.com", "wetransfer", "firestorage", "gigafile", "1drv.ms", "notion",
	} {
		if strings.Contains(folded, w) {
			return true
		}
	}
	return false
}

// saidWithout reports whether a word tells of something sent, without a word that means a file in a mail.
func saidWithout(word string) bool {
	return !containsAny(word, "添付", "別添", "attached", "PFA", "enclosed", "同封", "別紙", "査収", "つけて")
}

// linkAlone reports whether a line is nothing but a link: what is said to be sent is there.
func linkAlone(s string) bool {
	if !strings.Contains(s, "://") {
		return false
	}
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "http") && strings.Contains(line, "://") && isASCII(line) && strings.IndexByte(line, ' ') < 0 {
			return true
		}
	}
	return false
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// clipOctets cuts s to n octets, at the border of a character.
func clipOctets(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
