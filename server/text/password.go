package text

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Password returns what a text says of passwords: one is told, or one is promised for another mail (the habit that Japan
// calls PPAP). Give it what NewText returned. Talk of resetting, changing or forgetting one is neither, and a promise by
// telephone is none: that is what one should do. The password itself is not returned. Its limits are those of Promise.
func Password(newText string) (told, promised bool) {
	newText = clipOctets(newText, maxPromise)
	words, at, judged, spoken := passwordWords(), 0, 0, false
	words.find(newText, func(_ int32, hit int) {
		spoken = true
		if hit < at || told || judged == maxSentences {
			return
		}
		judged++
		line, rest := lineAt(newText, hit)
		at = len(newText) - len(rest)
		told = tellsPassword(NFKC(line), rest)
	})
	if !spoken {
		return false, false
	}
	eachSentence(words, newText, func(found sentence) bool {
		s := found.folded()
		promised = promisesPassword(s)
		return !promised
	})
	if told && opensMeeting(newText) {
		told = false
	}
	return told, promised
}

// opensMeeting reports whether a text invites to a meeting on line and speaks of no file: the password is the meeting's, and
// whoever is invited needs it.
func opensMeeting(s string) bool {
	folded := Fold(s)
	return containsAny(folded, "zoom", "webex", "teams.microsoft", "teams.live", "meet.google", "microsoft teams", "google meet", "ミーティングid", "会議id",
		"会議 id", "ミーティング id", "meeting id", "meeting number", "ミーティング番号", "会議番号") &&
		!containsAny(folded, "添付", "ファイル", "zip", "解凍", "attach", "file", "開封")
}

var passwordWords = sync.OnceValue(func() *automaton {
	return finder("パスワード", "ﾊﾟｽﾜｰﾄﾞ", "パスコード", "解凍パス", "開封パス", "展開パス", "用パス", "のパス", "パス：", "パス:", "解凍キー", "開封キー", "暗証番号", "assword", "ASSWORD", "asscode", "assphrase", "PW", "pw", "Pw", "P/W",
		"ＰＷ", "ｐｗ", "ａｓｓｗ", "ａｓｓ：", "ＡＳＳ：", "ＡＳＳＷ", "Pass:", "pass:", "PASS:", "Pass：", "PASS：", "pass：")
})

// lineAt returns the line around place at, and what follows it.
func lineAt(s string, at int) (line, rest string) {
	from := strings.LastIndexByte(s[:at], '\n') + 1
	from = max(from, at-maxSentence)
	end := strings.IndexByte(s[at:], '\n')
	if end < 0 {
		return clipOctets(s[from:], 3*maxSentence), ""
	}
	return clipOctets(s[from:at+end], 3*maxSentence), s[at+end:]
}

type passwordPhrases struct{ labelled, sentence, use, alone, after, otherMail, sending, otherWay, inEnglish, notInEnglish, secret *regexp.Regexp }

var passwordRE = sync.OnceValue(func() *passwordPhrases {
	re := regexp.MustCompile
	const label = `(?i)(?:パスワード|パスコード|(?:解凍|開封|展開|閲覧|zip|用の?|ファイルの)パス|解凍キー|開封キー|暗証番号|(?:^|[^a-z/])(?:password|passcode|passphrase|p/?w|pwd|pass))`
	return &passwordPhrases{
		labelled: re(`(?:` + label + ` ?(?:\([^)]{0,20}\))? ?(?:は、?|:|=|→|⇒|】|」|』|\]|が)|^ ?パス ?[:=]) ?(["'“‘「『【<(\[]?) ?([!-~]{4,64})`),
		sentence: re(`(?i)\b(?:password|passcode|passphrase|pwd?)(?: (?:for|to|of)(?: [a-z0-9'._-]+){1,6}?)?(?: is| will be` +
			`| =|:) ?:? ?(["'“‘]?)([!-~]{4,64})`),
		use: re(`(?i)\b(?:use|enter|with) (?:the |this )?(?:password|passcode|passphrase) ?:? ?(["'“‘]?)([!-~]{4,64})`),
		alone: re(label + ` ?(?:\([^)]{0,20}\))? ?(?:は(?:以下|下記|次)(?:の(?:通り|とおり))?(?:です|になります|となります)?(?:。|:)?|は|:|=|】|\]|↓|です。?|(?:を|の)?(?:以下|下記|次)?(?:の(?:通り|とおり))?、?(?:を|の)?(?:お知らせ|お送り|ご?連絡|ご?通知|ご?案内|送付|送り|共有)[^。]{0,12}。?|is:?` +
			`|is as follows:?|)[-=_*─━]* ?$`),
		after:     re(`^(?:$|[\s」』】"'”’)>\]。、,.!]|です|でござ|でお願|で開|で解|にて|を(?:入|使|ご)|になり|とな|になっ|と(?:し|いた|設)|\|)`),
		secret:    re(`^["'“‘「『【<(\[]?([!-~]{4,64}?)["'”’」』】>)\]]?$`),
		otherMail: re(`別途|別メール|別の?メール|別便|別送|後ほど|のちほど|後送|追って|次のメール|次便|改めて|後で|あとで|もう(?:1|一)通|続けて|続いて|このあと|この後|別電子メール|後続|追送|2通目|二通目`),
		sending:   re(`送|連絡|通知|知らせ|案内|伝え|メールし|メールいたし|メールにて`),
		otherWay:  re(`電話|sms|ショートメ|口頭|faxで|faxにて|slack|teams|郵送|チャット|対面|再設定|リセット|変更|忘れ|期限|初期化|ロック|ログイン|再発行|携帯|lineで`),
		inEnglish: re(`\bpass(?:word|code|phrase)s?\b.*\b(?:will (?:be sent|be provided|follow|come)|follows|to follow|separately|(?:in|by|via) (?:a` +
			`|an|another|the|my)(?: (?:separate|different|next|following|second|subsequent|other))* (?:e-?mail|mail|message)|shortly|later)\b` +
			`|\b(?:send|sending|share|provide|e-?mail)\b.*\bpass(?:word|code|phrase)\b.*\b(?:separate|separately|another|next|later|shortly|follow)`),
		notInEnglish: re(`\breset|phone|\bcall\b|\bsms\b|text message|by text|forgot|expire|change|whatsapp|signal|slack|teams|log ?in|in person`),
	}
})

// tellsPassword reports whether a line names a password, or ends where the next line does.
func tellsPassword(line, rest string) bool {
	re := passwordRE()
	for _, r := range [...]*regexp.Regexp{re.labelled, re.sentence, re.use} {
		for _, m := range r.FindAllStringSubmatchIndex(line, 4) {
			quoted := m[3] > m[2]
			value, after := cutValue(line[m[4]:])
			clearly := quoted || r == re.labelled && (after == "" || strings.ContainsFunc(after, isCJK)) // beside Japanese any Latin word is one
			if re.after.MatchString(after) && isPassword(value, clearly) &&
				(!strings.ContainsAny(value, `/\`) || !saysPath(line[m[0]:m[4]])) {
				return true
			}
		}
	}
	if !re.alone.MatchString(strings.TrimSpace(line)) {
		return false
	}
	next, _, _ := strings.Cut(strings.TrimLeft(clipOctets(rest, maxSentence), " \t\r\n\u3000-=_*─━"), "\n")
	m := re.secret.FindStringSubmatch(strings.TrimSpace(NFKC(next)))
	return m != nil && !strings.Contains(m[1], "@") && isPassword(m[1], false)
}

// saysPath reports whether a label may be that of a path too: パス is short for both, and only passwords of the other labels have slashes.
func saysPath(label string) bool {
	return strings.Contains(label, "パス") && !strings.Contains(label, "パスワード") && !strings.Contains(label, "パスコード")
}

// cutValue takes closing marks off a value that visible ASCII runs on from.
func cutValue(s string) (value, after string) {
	n := 0
	for n < len(s) && s[n] > ' ' && s[n] < 0x7f && n < 64 {
		n++
	}
	for n > 0 && strings.IndexByte(`"')>].,;:`, s[n-1]) >= 0 {
		n--
	}
	return s[:n], s[n:]
}

// noPasswords are words behind "password:" that tell none.
var noPasswords = []string{
	"required", "optional", "none", "same", "reset", "changed", "expired", "forgotten", "forgot", "incorrect", "wrong", "invalid", "will", "sent",
	"separately", "protected",
	"needed", "being", "also", "that", "your", "this", "with", "have", "been", "only", "case", "about", "what", "missing", "unknown", "available",
	"different", "https", "http",
	"zip", "excel", "word", "windows", "outlook", "microsoft", "google", "teams", "please", "still", "always", "never", "stored", "hashed", "correct",
	"attached", "enclosed",
}

// isPassword reports whether a word may be one: no address on the web, no mask, and, unless it clearly is, not letters alone.
func isPassword(s string, clearly bool) bool {
	low := strings.ToLower(s)
	if len(s) < 4 || strings.Contains(low, "://") || strings.HasPrefix(low, "www.") || slices.Contains(noPasswords, low) || strings.Count(s, s[:1]) == len(s) {
		return false
	}
	letters := func(r rune) bool { return r >= 'a' && r <= 'z' || r == '-' || r == '\'' }
	return clearly || strings.ContainsFunc(low, func(r rune) bool { return !letters(r) })
}

// promisesPassword reads a folded, softened sentence.
func promisesPassword(s string) bool {
	re := passwordRE()
	if strings.Contains(s, "pass") && re.inEnglish.MatchString(s) && !re.notInEnglish.MatchString(s) {
		return true
	}
	for _, w := range [...]string{"パスワード", "パスコード", "解凍パス", "開封パス", "展開パス", "解凍キー", "開封キー", "pw", "password"} {
		if strings.Contains(s, w) {
			return re.otherMail.MatchString(s) && re.sending.MatchString(s) && !re.otherWay.MatchString(s)
		}
	}
	return false
}
