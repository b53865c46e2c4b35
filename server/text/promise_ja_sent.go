package text

import (
	"regexp"
	"strings"
	"sync"
)

// sentIn finds 見積書をお送りします and 現場の写真です, where nothing is attached but words. The thing has to be one that goes as a
// file, the verb has to be the writer's own and of now. What goes to somebody else, what the text itself lists, and what offices
// send on paper unless the reader is asked to look at it now, does not come with this mail.
func sentIn(s string, l *letter) string {
	ja := sentPhrases()
	if ja.mayPresent.MatchString(s) && !ja.judges.MatchString(s) && !l.says(isShared) && !l.says(thanks) && !l.says(ofGoods) && !l.says(hasRows) {
		if m := ja.presents.FindStringSubmatch(s); m != nil {
			return m[1] + "です"
		}
	}
	if !containsAny(s, "送", "つけ", "貼", "届け", "共有", "おくり", "おくる", "納品", "提出", "添え", "返送", "失礼") {
		return ""
	}
	if putOffIn(s) {
		return ""
	}
	if w := sentThing(s, l); w != "" {
		return w
	}
	return sentFile(s, l)
}

// sentThing knows what is sent by its name.
func sentThing(s string, l *letter) string {
	ja, old := sentPhrases(), jaPhrases()
	if !ja.maySend.MatchString(s) {
		return ""
	}
	if l.looks++; l.looks > maxLooks {
		return ""
	}
	m := ja.sends.FindStringSubmatchIndex(s)
	if m == nil {
		return ""
	}
	left, document, between, verb, right := s[:m[2]], s[m[2]:m[3]], s[m[4]:m[5]], s[m[6]:m[7]], s[m[7]:]
	switch {
	case old.notThing.MatchString(s[:m[3]]), old.toOthers.MatchString(left), ja.byOthers.MatchString(left), ja.byOthers.MatchString(between):
		return ""
	case strings.HasPrefix(verb, "貼") && strings.HasSuffix(between, "に"): // on a wall
		return ""
	case isPast(verb, right, s), old.notSent.MatchString(right):
		return ""
	case old.listed.MatchString(document) && (l.says(lists) || l.says(hasRows)), l.says(isShared):
		return ""
	case (old.onPaper.MatchString(document) || ja.perhapsPaper.MatchString(verb)) && !l.says(asksToLook) && !ja.asFile.MatchString(s):
		return ""
	case strings.Contains(between, "改めて") && !l.says(asksToLook):
		return ""
	}
	return document + "を" + shortVerb(verb)
}

// sentFile knows what is sent by how it goes: PDFで, or by a file that the text names.
func sentFile(s string, l *letter) string {
	ja := sentPhrases()
	if !ja.mayBeSent.MatchString(s) || !ja.asFile.MatchString(s) && !l.says(namesFile) {
		return "" // as a file it would have to go in the end; that is cheaper to tell than where the verb stands
	}
	m := ja.verb.FindStringIndex(s)
	if m == nil || isPast(s[m[0]:m[1]], s[m[1]:], s) || jaPhrases().notSent.MatchString(s[m[1]:]) || l.says(isShared) ||
		jaPhrases().toOthers.MatchString(s[:m[0]]) || ja.byOthers.MatchString(s[:m[0]]) {
		return ""
	}
	if ja.asFile.MatchString(s[:m[1]]) || l.says(namesFile) {
		return shortVerb(s[m[0]:m[1]])
	}
	return ""
}

// isPast reports whether what was sent came with another mail. 送りましたのでご確認ください is said of this one.
func isPast(verb, right, s string) bool {
	ja := jaPhrases()
	if !endsWithAny(verb, "まし", "した", "おります", "ています") {
		return false
	}
	return ja.earlier.MatchString(s) || !strings.Contains(verb, "つけ") && strings.HasSuffix(verb, "まし") && !ja.pastAsked.MatchString(right)
}

// putOffIn reports whether what a sentence speaks of is to come later, or on a condition. 明日の会議の資料 is not.
func putOffIn(s string) bool {
	ja := sentPhrases()
	return ja.onCondition.MatchString(s) || jaPhrases().putOff.MatchString(untimed(s))
}

// untimed leaves out words of time that only say which thing: 明日の会議の資料.
func untimed(s string) string {
	if !strings.Contains(s, "の") || !sentPhrases().timeOf.MatchString(s) {
		return s
	}
	return sentPhrases().time.ReplaceAllStringFunc(s, func(w string) string {
		if sentPhrases().partOfTime.MatchString(w) {
			return w
		}
		return ""
	})
}

type japaneseSending struct {
	mayPresent, judges, maySend, mayBeSent, byOthers, asFile, onCondition, timeOf, partOfTime, perhapsPaper *expression
	presents, sends, verb, time                                                                             *regexp.Regexp
}

const (
	// files are things that exist as files only, or of which an office sends a file.
	asFiles = `ファイル|データ|資料|図面|写真|画像|動画|音声|スライド|スクショ|スクリーンショット|キャプチャ|議事録|議事メモ|原稿|ゲラ|ドラフト|マニュアル|パンフレット|カタログ|チラシ|地図|レポート|ログ|コピー|写し|控え?|スキャン|` +
		`リスト|一覧表?|名簿|アジェンダ|フォーマット|ひな形|雛形|様式|テンプレート|シート|見積り?|お見積り?|議案|図|表|案内状|楽譜|音源|ポスター|フライヤー|しおり|台本|脚本|レジュメ|プログラム|カレンダー|イラスト|ロゴ|デザイン|レイアウト|バナー|プリント|論文|英文|和文|訳文|案文|電子データ|委任状|招待状|[一-龠々ァ-ヶーa-z0-9]*(?:書|図|録|帳|簿|稿|票|証|表|案|届|用紙)|成果物|書類|文書|明細|要項|(?:修正|改訂|更新|最新|完成|確定|最終|正式)版|` +
		`pdf|エクセル|excel|ワード|word|パワポ|パワーポイント|powerpoint|ppt|csv|zip|nda|jpe?g|png`
	formats = `pdf|エクセル|excel|ワード|word|パワポ|powerpoint|csv|zip|jpe?g|png|mp4|画像|データ|ファイル|スキャン|スキャンデータ|本メール|このメール|メール添付`
	// sending is said of now by the one who does it.
	sending = `お送り(?:し(?:ます|て(?:おき|おり|い)ます|ておきます|まし)|いたし(?:ます|て(?:おり|おき)ます|まし)|させて(?:いただき|もらい)ま|申し上げ|です)` +
		`|ご?送付(?:し(?:ます|て(?:おり|おき|い)ます|まし)|いたし(?:ます|て(?:おり|おき)ます|まし)|させて(?:いただき|もらい)ま|申し上げ|です)` +
		`|送(?:ります|らせて(?:いただき|もらい)ま|っておき|っと(?:き|く)|るね|るよ|るわ|るので|るから|りますね|りまーす)|おくり(?:ます|まーす)|おくるね` +
		`|送信(?:し|いたし)(?:ます|まし)|お届け(?:し|いたし)ます|再送(?:し|いたし)ま[すし]|再送させて|転送(?:し|いたし)ます|転送させて|納品(?:し|いたし)ます|ご?提出(?:し|いたし)ます|ご?提出させて(?:いただき|もらい)ま` +
		`|お?つけ(?:し?ます|て(?:おき|お送り|おり|送[りる])|とき|とく|ました|いたし|まし)|貼(?:って|り)(?:おき)?ます|貼っ(?:て|と)(?:おき|き|くね|くわ|くよ)|共有(?:し|いたし)ます|共有させて|ご?返送(?:し|いたし)ます|添え(?:ます|まし)`
)

var sentPhrases = sync.OnceValue(func() *japaneseSending {
	const (
		presented = `^(?:[^はがもか、。!?]{0,30}[の、])?((?:[^はがもかの、。!?]{0,24}?)(?:` + asFiles + `))(?:一式|など|等|類|\d+(?:点|部|通|枚|件)|\([^)]{0,30}\))*(?:です|でございます|になります|となります)(?:\([^)]{0,30}\))?(?:ので|$|。|!)`
		amounts   = `(?:\([^)]{1,40}\)|一式|等|など|類|各種|案|版|最新版|修正版|改訂版|確定版|初版|\d+(?:点|部|通|枚|件|種類?|つ)|だけ|のみ|と[^、。をは]{1,14}|(?:および|及び|ならびに|並びに)[^、。を]{1,14})*[」』】)\]]*`
		how       = `(?:(?:[^。をは、]{0,16}(?:ました|です|ます)が|、[^。をは、]{0,16}(?:ました|です|ます)が|[^。]{0,30}まし(?:た|て)(?:ので|から)|を|も|、|は|のほうを?|の方を?|で(?:き|でき)(?:まし)?たので)(?:\d+(?:点|部|通|枚|件|種類?|つ)|[^。をがは]{0,24}(?:にて|で|に|として|とも|まず|ので|て|し|まで|り|ず|、|やつ|もの|改めて|早速|さっそく|再度|もう一度|一旦|いったん|取り急ぎ|とりあえず|ひとまず))?、?|、)?ご?`
		sent      = `(` + asFiles + `)` + amounts + `(` + how + `)(` + sending + `)`
		times     = `(?:明日|明後日|あす|来週|来月|今週中?|本日中?|今日中?|今朝|昨日|先日|前回|先週|先月|午後|夕方|月末|月初|週明け|来年|次回|後日|後ほど|\d日|曜日?)の.{0,6}`
	)
	return &japaneseSending{
		mayPresent: express(presented), presents: regexp.MustCompile(presented),
		// a word on a thing, not the thing
		judges:  express(`素敵|素晴らし|すばらし|きれい|綺麗|いい|よい|ひどい|大切な|大事な|重要な|必要な|貴重な|立派な|古い|同じ|という|といった|これ|それ|あれ|どの|はず|問題|以上`),
		maySend: express(sent), sends: regexp.MustCompile(sent), mayBeSent: express(sending + `|失礼(?:し|いたし)ます`), verb: regexp.MustCompile(sending + `|失礼(?:し|いたし)ます`),
		byOthers:     express(`(?:さん|様|部|課|社|係|室|店|局|窓口|センター|担当|担当者|事務局|本部|先方|本人|業者|の[^、。の]{1,3})(?:から|より)(?:は|も)?、?(?:[^。の][^。]{0,12})?$|(?:方|人|者|客|先|全員|各位|宛|様|さん|部|課|社)(?:に|へ)(?:は|も)?、?[^。を]{0,12}$`),
		asFile:       express(`(?:` + formats + `)(?:ファイル|形式|データ|版)?(?:にて|で|として|に)、?[^。]{0,20}(?:` + sending + `|失礼(?:し|いたし)ます)|スキャンし|の(?:pdf|画像|データ|コピー|写し|控え?|スキャン|写真)|\((?:pdf|docx?|xlsx?|エクセル|excel|ワード|word|zip|jpe?g|png)[^)]{0,10}\)|(?:やつ|[たい]の|版|案)、?送(?:るね|るよ|るわ|っとく|っとき)`),
		perhapsPaper: express(`納品|返送|提出|添え`),
		onCondition:  express(`(?:[いえきしちにりびみけれせっ]た|[んい]だ)ら(?:[^し]|$)|れば|なら(?:ば|、|お|送|メ|後)|次第|場合|後に|[^と]後、|てから|(?:午前|午後|週|月|年|日|旬|期間)中に|半ばに|[のた日月年間定営業]前に|\d+(?:日|週間|か月|ヶ月|時間|分)(?:ほど|後|以内|程度|前後)?で|次回?の(?:メール|連絡|便)`),
		timeOf:       express(times), time: regexp.MustCompile(times),
		partOfTime: express(`の(?:午前|午後|朝|昼|夕方|夜|晩|月曜|火曜|水曜|木曜|金曜|土曜|日曜|中|はじめ|初め|頭|うち|早|遅|半ば|終わり|メール|連絡|便)`),
	}
})
