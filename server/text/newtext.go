package text

import (
	"regexp"
	"strings"
)

// NewText returns what the sender wrote in a body: without quotation ("> " lines, what follows an original-message line of
// the usual clients or a From/Sent header block), and without signature (from "-- " or a line of five or more rule marks near
// the end). Boilerplate is not known here; Cut takes it out of the folded text. When in doubt text stays: a word
// found twice does less harm than one overlooked.
func NewText(body string) string {
	if strings.IndexByte(body, '\r') >= 0 {
		body = strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\r", "\n")
	}
	if isAllOwn(body) {
		return strings.TrimRight(body, "\n")
	}
	return cutOthers(body)
}

func cutOthers(body string) string {
	lines := make([]string, 0, strings.Count(body, "\n")+1)
	for line := range strings.SplitSeq(body, "\n") {
		lines = append(lines, line)
	}
	lines = withoutQuotes(beforeOriginal(lines))
	return strings.TrimRight(strings.Join(beforeSignature(lines), "\n"), "\n")
}

// Greeting returns the first five lines that are not empty. Give it what NewText returned: a quotation greets somebody else.
func Greeting(newText string) string {
	var first []string
	for line := range strings.Lines(newText) {
		if line = strings.TrimRight(line, "\r\n"); strings.TrimSpace(line) != "" {
			first = append(first, line)
		}
		if len(first) == greetingLines {
			break
		}
	}
	return strings.Join(first, "\n")
}

// greetingLines is how many lines greet.
const greetingLines = 5

// originalLine is what stands over a quoted or forwarded mail, folded and without the marks around it: Outlook, Outlook
// Express, Thunderbird, Gmail, Becky!, Apple Mail, in Japanese and English.
var originalLine = regexp.MustCompile(`^(original message|original appointment|original mail|forwarded message|forwarded mail` +
	`|begin forwarded message:` +
	`|元のメッセージ|元のメール|元の予定|オリジナルメッセージ|転送メッセージ|転送されたメッセージ|転送メール|転送元メッセージ|引用元メッセージ` +
	`|以下、?転送|転送ここから|ここから転送|以下、?転送メール|転送)( from .*| ここから)?$`)

// beforeOriginal cuts a mail at the first line from which it is somebody else's.
func beforeOriginal(lines []string) []string {
	for i, line := range lines {
		if isOriginalLine(line) || headerBlock(lines[i:]) || attribution(lines[i:]) && !quoteFollows(lines[i:]) {
			for i > 0 && (isRule(lines[i-1]) || strings.TrimSpace(lines[i-1]) == "") {
				i--
			}
			return lines[:i]
		}
	}
	return lines
}

func isOriginalLine(line string) bool {
	trimmed := strings.TrimSpace(line)
	if strings.HasPrefix(trimmed, ">>>") && strings.HasSuffix(trimmed, ">>>") && strings.Contains(trimmed, "@") {
		return true // GroupWise: >>> Taro <t@a.example> 2026/11/18 10:00 >>>
	}
	// Spare most lines the folding: what is looked for begins with a mark or is Apple Mail's sentence.
	if trimmed == "" || len(line) > 200 || trimmed[0] != 'B' && !strings.ContainsRune(ruleMarks+"<[", after(trimmed, 0)) {
		return false
	}
	folded := Fold(line)
	bare := strings.Trim(folded, "-_=*<>[]▼▽■□●○◆◇★☆─━―~ ")
	marked := folded != bare || strings.HasPrefix(bare, "begin forwarded") // a sentence may consist of these words too
	return marked && originalLine.MatchString(bare)
}

// headers are the labels of a header block, by what they stand for.
var headers = map[string]byte{
	"from": 'f', "差出人": 'f', "送信者": 'f', "sent": 'd', "date": 'd', "送信日時": 'd', "日付": 'd', "日時": 'd',
	"to": 't', "宛先": 't', "cc": 'c', "bcc": 'c', "subject": 's', "件名": 's', "reply-to": 'r', "返信先": 'r',
	"importance": 'i', "重要度": 'i', "attachments": 'a', "添付ファイル": 'a', "resent-from": 'r',
}

// headerBlock reports whether lines begin with three or more header lines that tell who wrote and when or what about.
func headerBlock(lines []string) bool {
	if len(lines) < 3 || !hasColon(lines[0]) || !hasColon(lines[1]) || !hasColon(lines[2]) {
		return false
	}
	seen, count := "", 0
	for _, line := range lines[:min(len(lines), 8)] {
		if !hasColon(line) {
			break
		}
		label, _, ok := strings.Cut(Fold(line[:min(len(line), 100)]), ":")
		kind, known := headers[strings.Trim(label, "* ")]
		if !ok || !known {
			break
		}
		seen, count = seen+string(rune(kind)), count+1
	}
	return count >= 3 && strings.Contains(seen, "f") && strings.ContainsAny(seen, "ds")
}

func hasColon(line string) bool {
	return strings.IndexByte(line, ':') >= 0 || strings.Contains(line, "：")
}

// attributionLine introduces a quotation: "On … wrote:", Gmail's "2026年1月8日(木) 10:00 名前 <a@b>:", Apple Mail's "…のメール:".
var attributionLine = regexp.MustCompile(`^(on .*\d.* ?wrote:|\d{4}年\d{1,2}月\d{1,2}日.*<[^<>]*@[^<>]*>:|\d{4}[-/]\d{1,2}[-/]\d{1,2}.*(のメール:|wrote:` +
	`|さんは書きました:|さんが書きました:|<[^<>]*@[^<>]*>:)|.*<[^<>]*@[^<>]*>( wrote:|さんは書きました:))$`)

// attribution also knows one that is broken over two lines.
func attribution(lines []string) bool {
	line := strings.TrimSpace(lines[0])
	if len(line) > 400 || !strings.HasSuffix(line, ":") && !strings.HasSuffix(line, "：") && !strings.HasPrefix(line, "On ") {
		return false
	}
	if attributionLine.MatchString(Fold(line)) {
		return true
	}
	return len(lines) > 1 && len(lines[1]) <= 400 && !isQuote(lines[1]) && strings.HasPrefix(line, "On ") &&
		attributionLine.MatchString(Fold(line+" "+lines[1]))
}

// quoteFollows reports whether a ">" line comes next but for blank lines and the second line of an attribution.
func quoteFollows(lines []string) bool {
	seen := 0
	for _, line := range lines[1:] {
		switch {
		case isQuote(line):
			return true
		case strings.TrimSpace(line) != "":
			seen++
		}
		if seen > 1 {
			return false
		}
	}
	return false
}

func isQuote(line string) bool {
	line = strings.TrimLeft(line, " \t\u3000")
	return strings.HasPrefix(line, ">") || strings.HasPrefix(line, "＞")
}

func withoutQuotes(lines []string) []string {
	var own []string
	for i := 0; i < len(lines); i++ {
		switch {
		case isQuote(lines[i]):
		case attribution(lines[i:]) && quoteFollows(lines[i:]):
			if !attributionLine.MatchString(Fold(lines[i])) {
				i++ // the second line of it
			}
		default:
			own = append(own, lines[i])
		}
	}
	return own
}
