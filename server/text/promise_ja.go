package text

import (
	"regexp"
	"strings"
	"sync"
)

// promisedIn returns the word by which a folded, softened sentence promises a file, or "". whole is the text it stands in, alike.
func promisedIn(s string, l *letter) string {
	if w := promisedInEnglish(s, l); w != "" {
		return w
	}
	if isASCII(s) {
		return ""
	}
	for _, stem := range [...]string{"添付", "別添"} {
		for left, right := range around(s, stem) {
			if meansHere(left, right) && !asksBack(right, l) {
				return stem
			}
		}
	}
	ja := jaPhrases()
	switch {
	case strings.Contains(s, "添付") && l.says(forgot):
		return "添付"
	case containsAny(s, "このメールにつけて", "本メールにつけて"):
		return "つけて"
	case l.says(goesByPost) || ja.elsewhere.MatchString(s):
		return ""
	case ja.enclosed.MatchString(s) && !ja.refused.MatchString(s) && !ja.enclosedIn.MatchString(s) && !l.says(ofGoods):
		return "同封"
	case ja.annex.MatchString(s) && !ja.annexOf.MatchString(s):
		return "別紙"
	case ja.accept.MatchString(s) && !ja.putOff.MatchString(s) && !ja.earlier.MatchString(s) && !l.says(ofGoods):
		return "ご査収"
	}
	return sentIn(s, l)
}

// around yields what stands before and behind each occurrence of a word.
func around(s, word string) func(func(left, right string) bool) {
	return func(yield func(left, right string) bool) {
		for at := 0; ; {
			i := strings.Index(s[at:], word)
			if i < 0 {
				return
			}
			at += i + len(word)
			if !yield(s[:at-len(word)], s[at:]) {
				return
			}
		}
	}
}

// asksBack reports whether a writer who thanks for something speaks of its attachment: 添付の2枚目、単価は合っていますか。
func asksBack(right string, l *letter) bool {
	ja := jaPhrases()
	return ja.asks.MatchString(right) && !ja.wantsView.MatchString(right) && l.says(thanks)
}

// meansHere reports whether 添付 between left and right is said of this mail, by its writer, as done.
func meansHere(left, right string) bool {
	ja := jaPhrases()
	switch {
	case ja.general.MatchString(left), ja.general.MatchString(right) && !ja.ownForm.MatchString(right):
		return false
	case strings.HasSuffix(left, "ご") && !ja.own.MatchString(right):
		return false // ご添付: what the reader did or is to do
	case ja.here.MatchString(left): // 本メールに添付
	case into(left), ja.bracketed.MatchString(right), ja.putAside.MatchString(left):
		return false
	case ja.aside.MatchString(right), ja.elsewhereTo.MatchString(left) && ja.putThere.MatchString(right):
		return false
	case ja.disclaims.MatchString(left) && !ja.look.MatchString(right):
		return false
	case ja.earlier.MatchString(left) && ja.sentThen.MatchString(right):
		return false
	case ja.topic.MatchString(right) && !ja.topicHere.MatchString(right):
		return false // 添付ファイルは一通につき10個まで
	case ja.theirs.MatchString(left) && !ja.own.MatchString(right), ja.before.MatchString(left):
		return false
	case ja.later.MatchString(left) && !ja.laterThing.MatchString(left) && ja.doing.MatchString(right), ja.offer.MatchString(left) && ja.doing.MatchString(right):
		return false
	}
	if ja.ownAct.MatchString(right) {
		return true
	}
	if ja.passive.MatchString(right) && !ja.look.MatchString(right) {
		return false
	}
	return !ja.notAfter.MatchString(right) && ja.claims.MatchString(right)
}

// into reports whether left ends in what something is put into or goes to, and that is not this mail: 公告に, 先方へ.
func into(left string) bool {
	ja := jaPhrases()
	return ja.into.MatchString(left) && !ja.notInto.MatchString(left)
}

// sentAgain reports whether a forgotten file is said to come with this mail.
func sentAgain(whole string) bool {
	if !jaPhrases().mayForget.MatchString(whole) {
		return false
	}
	said := jaPhrases().forgotten.FindString(whole)
	return said != "" && !jaPhrases().putOff.MatchString(said)
}

// sentIn finds 見積書をお送りします, where nothing is attached to be sent but words. What goes to somebody else, what the text
// itself lists, and what offices send on paper unless the reader is asked to look at it now, does not come with this mail.
func sentIn(s string, l *letter) string {
	if !containsAny(s, "送", "つけ", "貼", "届け", "共有") {
		return ""
	}
	ja := jaPhrases()
	if !ja.maySend.MatchString(s) {
		return ""
	}
	m := ja.sends.FindStringSubmatchIndex(s)
	if m == nil || ja.putOff.MatchString(s) || ja.notSent.MatchString(s[m[1]:]) || ja.notThing.MatchString(s[:m[3]]) || ja.toOthers.MatchString(s[:m[2]]) {
		return ""
	}
	if strings.Contains(s, "改めて") && !ja.cue.MatchString(strings.Replace(l.whole(), s[m[4]:m[5]], "", 1)) || comesOtherwise(s[m[2]:m[3]], l) {
		return ""
	}
	if ja.earlier.MatchString(s) || ja.noPast.MatchString(s[m[4]:m[5]]) && !strings.Contains(s[m[4]:m[5]], "つけ") && !ja.pastAsked.MatchString(s[m[5]:]) {
		return ""
	}
	return s[m[2]:m[3]] + "を" + shortVerb(s[m[4]:m[5]])
}

// comesOtherwise reports whether the text itself lists the document, shares it, or may be about paper.
func comesOtherwise(document string, l *letter) bool {
	ja := jaPhrases()
	return ja.listed.MatchString(document) && l.says(lists) ||
		ja.onPaper.MatchString(document) && !l.says(asksToLook) || l.says(isShared)
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// shortVerb keeps the stem: the finding names the words, not how politely they were said.
func shortVerb(verb string) string {
	for _, stem := range [...]string{"お送り", "送付", "送信", "再送", "共有", "お届け"} {
		if strings.Contains(verb, stem) {
			return stem
		}
	}
	return "送る"
}

// promisedInSubject knows the few forms that subjects have.
func promisedInSubject(subject string, l *letter) string {
	s := soften(Fold(subject))
	ja := jaPhrases()
	if m := ja.subject.FindStringSubmatch(s); m != nil && !ja.notSubject.MatchString(s) {
		body, word := l.whole(), m[1]+m[2]
		if word == "" && !ja.performs.MatchString(s) && !ja.cue.MatchString(body) || ja.acknowledges.MatchString(body) {
			return "" // 見積書送付の件 names what is talked of
		}
		if word == "" && (ja.posted.MatchString(body) || ja.putOff.MatchString(body) || ja.thanks.MatchString(body)) {
			return "" // 見積書送付の件 is also a subject of letters, and of thanks for one
		}
		if word != "" {
			return word
		}
		return "送付"
	}
	if w := englishSubject(s); w != "" {
		return w
	}
	return ""
}

type japanesePhrases struct {
	own, here, theirs, before, later, doing, passive, look, notAfter, general                                     *expression
	elsewhere, enclosed, refused, annex, annexOf, accept                                                          *expression
	maySend, putOff, notSent, earlier, noPast, pastAsked                                                          *expression
	maySubject, notSubject, thanks                                                                                *expression
	ownAct, aside, laterThing, offer, asks, wantsView, ownForm, elsewhereTo, putThere, disclaims, sentThen, topic *expression
	topicHere, mayForget, claims, into, notInto, putAside                                                         *expression
	bracketed, notThing, toOthers, listed, list, onPaper, cue, enclosedIn, performs, acknowledges                 *expression
	sends, subject, forgotten                                                                                     *regexp.Regexp
	posted, shared, goods                                                                                         literals // asked of whole texts
}

// documents are the things that are sent as files.
const documents = `見積書?|見積り|お見積り?|請求書|資料|ファイル|議事録|議事メモ|契約書|図面|写真|画像|データ|報告書|レポート|仕様書|発注書|注文書|注文請書|納品書|領収書|` +
	`提案書|企画書|計画書|申請書|申込書|履歴書|職務経歴書|リスト|一覧表?|名簿|スケジュール表|日程表|工程表|アジェンダ|マニュアル|手順書|原稿|ドラフト|pdf|エクセル|excel|ワード|word|` +
	`パワポ|パワーポイント|powerpoint|ppt|csv|zip|スライド|カタログ|パンフレット|チラシ|案内状|通知書|書類|文書|フォーマット|ひな形|雛形|様式|テンプレート|覚書|nda|稟議書|証明書|` +
	`明細書?|台帳|集計表|検収書|議案書?|図|表|申請用紙|依頼書|回答書|調査票|チェックリスト|(?:修正|改訂|更新|最新|完成|確定|最終|正式|改訂)版|成果物|ゲラ|設計書|試験成績書?|成績表|シート|ログ|スクショ|スクリーンショット|動画|音声`

// later words put off.
const laterWords = `メールで(?:改めて|別途)|メールにて(?:改めて|別途)|後ほど|のちほど|後で|あとで|後日|追って|別メール|別便|次のメール|次便|明日|明後日|明朝|あす|来週|来月|近日|近々|週明け|今週中|本日中|今日中|月末|月初|午後|夕方|` +
	`後から|あとから|(?:[りいきしえけちみびめれ出来着]|完成|完了|入手|確認|受領|到着|決定|確定|作成|終了|取得|承認)(?:次第|しだい)|でき(?:上がり|あがり|まし)たら|揃いましたら|揃ったら|までに|までには|する予定|予定(?:です|で、|だ|。)|つもり` +
	`|準備が(?:でき|整)|この後|このあと|今から|これから|帰社後|出社後|会議後|\d日に|曜(?:日)?に`

// jaPhrases are the phrases of folded, softened Japanese.
var jaPhrases = sync.OnceValue(func() *japanesePhrases {
	re := express
	const (
		things    = `(?:ファイル|資料|書類|データ|画像|写真|図面|文書|一式|メール|pdf|zip|エクセル|excel|ワード|word|物)*(?:等|など|の方|のほう)?`
		which     = `(?:の[^、。をはがに]{1,20})?`
		joint     = `(?:が|は|を|も|に|、|には|では|の件は?、?|について(?:は|も)?、?)?`
		adverb    = `(?:まだ|うまく|正しく|正常に|特に|一切|何も|こちらで|確かに|たしかに|無事に?|全て|すべて|さっそく|早速|本日|先ほど|私の方で|当方で|今回|今|誤って|間違えて|開いて|やはり|何故か|なぜか|どうも|、)*`
		past      = `前回|前々回|先日|昨日|先ほど|先程|さきほど|さっき|以前|先週|先月|昨年|去年|過日|前に|前便|今朝|一昨日|おととい|その前|この前|この間|前|元|最初|\d{1,2}[/月]\d{1,2}日?(?:付|つけ|\([月火水木金土日]\))?|\d日`
		sendsSaid = `(` + documents + `)(?:\([^)]{1,20}\)|一式|等|など|類|各種|案|版|最新版|修正版|改訂版|確定版|初版|\d+(?:点|部|通|枚|件|種類?|つ)|と[^、。をは]{1,14}|及び[^、。を]{1,14}` +
			`|および[^、。を]{1,14}|だけ|のみ)*[」』】)\]]*(?:(?:を|、)\d+(?:点|部|通|枚|件|種類?|つ))?(?:を|、|も|は|のほう|の方を?|で(?:き|でき|出来)(?:まし)?たので)?、?` +
			`(?:(?:こちら|メール|取り急ぎ|取急ぎ|とりあえず|とり急ぎ|まず|まずは|先に|改めて|早速|さっそく|本メール|メール添付|再度|もう一度|ご|ひとまず|一旦|いったん|先行して|念のため|ご参考まで|参考まで|ご参考)(?:にて|に|で|は)?、?)*` +
			`(お送り(?:し(?:ます|て(?:おき|おり|い)ます|ておきます|まし)|いたし(?:ます|て|まし)|させて|申し上げ|です)|ご?送付(?:し(?:ます|て(?:おり|おき|い)ます|まし)|いたし(?:ます|て|まし)|させて|申し上げ|です)|送(?:ります` +
			`|らせて|っておき|っと(?:き|く)|るね|るよ|るわ|るので|るから|りますね|りまーす|っとくね)|送信(?:し|いたし)(?:ます|まし)|お届け(?:し|いたし)ます|再送(?:し|いたし)ま[すし]|再送させて|(?:お)?つけ(?:し?ます|て(?:おき` +
			`|お送り|おり|送[りる])|とき|とく|ました|いたし|まし)|貼(?:って|り)(?:おき)?ます|貼っ(?:て|と)(?:おき|き)|共有(?:し|いたし)ます|共有させて)`
		subjectSaid = `^[【\[(<](attached)[】\])>]|(添付)(?:あり|有|します|いたします|の(?:通り|とおり|件|ご案内)|$|[】\])）])|(?:` + documents + `)の?ご?送付(?:$|の(?:件|ご案内|ご連絡)` +
			`|いたします|します|のお知らせ|[】\]])|(?:` + documents + `)を?お送り(?:し|いたし)ます`
		forgottenSaid = `添付(?:を|が|の|ファイルを|ファイルが)?(?:一部|ひとつ|1つ|1点|し)*(?:抜け|忘れ|漏れ|もれ|わすれ)[^。!]{0,30}[。、!]?[^。!]{0,20}(?:再送(?:し|いたし|させ)|(?:再度|改めて` +
			`|もう一度)、?(?:お送り|送)(?:し|いたし|り)|こちらです|今度こそ|送り直し)`
	)
	return &japanesePhrases{
		own:  re(`^(?:いたし(?:ます|まし|てお)|し(?:ます|まし|ております|ています)|させて)`),
		here: re(`(?:本|この|当|今回の)(?:メール|連絡|返信)に(?:は|も|て)?(?:、)?[^、。]{0,20}$`),
		theirs: re(`(?:(?:いただ(?:いた|きました|いている|いておりました|いてた)|くださった|頂戴(?:した|しました)|もらった|もらいました|くれた|届いた|届いている|受け取った|受領した|来た|きた)(?:際の|時の)?(?:、)?(?:メール|ご連絡` +
			`|もの|資料)?(?:に|の|へ|に記載の)?|(?:御社|ご社|貴社|様|さん|先方|お客様|客先|そちら|部長|課長|社長|先生)(?:の|が|より|から|からの)(?:メール(?:に|の))?|(?:からの|からいただいた)(?:メール(?:に|の))?|(?:以下` +
			`|元|転送|上記|下|受信(?:した)?|不審な?|迷惑|フィッシング|なりすまし|英文|怪しい|当該)の?メール(?:に|の|へ)|メール(?:に|へ)は?(?:、)?)$`),
		before: re(`(?:前回|前々回|先日|先週|昨日|先月|以前|昨年|\d日)の[^、。をは]{1,10}に(?:は|も)?$|(?:` + past + `)(?:に|の|、|も|は|で)?(?:お?(?:送り|送信|送付|送|差し上げ|返信)(?:いたし|し` +
			`|っ)?(?:た|ました))?(?:お)?(?:メール|ご連絡|連絡|返信|もの|便|案内)?(?:に|で|にて|の|へ|でも)?(?:は|も)?$`),
		later: re(`(?:` + laterWords + `|別途(?:、)?(?:メール|お送り|改めて)|別途|次回の?(?:メール|連絡)|[たっだ](?:た)?ら)(?:に|は|、|にて|で)?[^、]*$`),
		doing: re(`^` + things + `(?:し(?:ます|て|、)?|いたし|させ|を(?:お送り|送)|に(?:て|し)|で(?:お送り|送)|する|予定|可能)`),
		passive: re(`^` + things + `され(?:て(?:い(?:た|まし|ませ|な|る(?:か|はず|と思|よう))|いてい|おりま(?:せ|し)|き(?:た|まし)|なか|ませ|たの|[いお]?(?:ります|ます)(?:か|でしょう))|た|ず|な|ませ|る` +
			`|まし)`),
		look: re(`ご(?:確認|参照|覧|査収|高覧|一読|活用|利用|使用)(?:の|を|いただ[けき]ま|くださ|願|お願|、|いただき)`),
		notAfter: re(`^(?:` +
			// refused, forgotten
			things + `(?:を|は|が|も)?(?:し(?:て(?:い|おり)?)?(?:ませ|な[いかくけ])|せず|いたしませ|いたしており?ませ|でき(?:ませ|な|ず|る(?:か|よう)|ます(?:か|でしょう)|れば)|不可|不要|禁止|省略|可能|可$|なし|なく` +
			`|ナシ|あり(?:ませ|ます(?:か|でしょう))|ござい(?:ませ|ますか|ますでしょう)|ない|なかった|必須|義務|任意|必要(?:です|ありませ|ござい|か|なし|ない)|漏れ|もれ|忘れ|わすれ|抜け|ミス|間違|誤り|し忘れ|しわすれ|しそびれ|そびれ` +
			`|し損ね)` +
			// asked of the reader
			`|` + things + `(?:を|も|も一緒に)?(?:して|いたして)?(?:くださ|いただ[きけいく]|もら[いえっう]|ほしい|欲しい|くれ|ちょうだい)` +
			`|` + things + `(?:を|の)?(?:ほど)?(?:お?願[いえう]|ご?依頼|お願)` +
			`|(?:の|した)(?:上|うえ)で?、?(?:ご(?:返|提|申|連|回)|(?:メール|本メール)[^、。]{0,12}ご?返|お(?:送り|申)(?:し?込み)?くださ|提出|返信|返送|申請|申し?込|送信|送付してくださ|メールをくださ` +
			`|以下[^、。]{0,20}くださ|窓口|担当|[^、。]{0,10}まで)` +
			// if, when, whether, how
			`|(?:を|ファイルを)?(?:する|した|して|すれば|の)(?:場合|際|時に|とき|必要|こと(?:が|は|も|を|で)|方法|前に|までに|予定|つもり|はず|べき)` +
			`|して、?[^。]{0,20}応募` +
			`|し(?:て)?、[^。]{0,40}(?:申請|提出|返信|返送|送信|送って|登録|アップ|申し込)[^。]{0,8}(?:くださ|願)` +
			`|(?:する|した)(?:ように|よう(?:お|指|言|求|依)|か(?:どうか|も|否|、|は)?|の[はをがも]|ほう|方)` +
			`|(?:を)?(?:すれば|したら|すると(?:き)?|しても|しましょう|しますか|しますでしょ|すべき|したい|したく|しよう|しないと|しなけ|しておいてくださ|しといて|して(?:ね|よ|$|。)|してある(?:か|はず)|したところ|しかけ)` +
			`|(?:して|されて)(?:い|お)?(?:ます|ります|る)?(?:か|でしょう|かな|よね|はず)` +
			// general talk
			`|(?:ファイル|書類|資料|文書)?(?:の|が|は|を|に|で|も|等の|などの)?(?:容量|サイズ|上限|最大|制限|拡張子|自動|暗号化(?:し|す|ルール|運用|に|の|は|を|が)|運用|取扱|取り扱|ルール|セキュリティ|ウイルス|マルウェア` +
			`|付きの?メール|無害化|誤送信|解凍|開封|廃止|開かないで|不用意|安易|クリック|送信方法|送付方法|規定|名の|名は|の名前|チェック(?:を|が|は|さ|し|機能)|確認機能|機能|ボタン|欄)` +
			`|(?:ファイル|資料|書類|データ)?の[^、。はが]{0,8}パスワード|(?:方法|の仕方|のやり方|機能|ボタン|の可否|の要否|の有無|済み?(?:か|です?か)|様式例|義務)` +
			`|書類(?:が(?:必要|不足|揃)|を(?:ご?用意|ご?準備|揃)|の(?:準備|提出|不備|確認(?:方|が))|一覧|として)` +
			`|文書(?:の(?:改訂|記載|作成)|改訂|情報|記載|作成|に(?:記載|従)|上|検索)` +
			// what has come, or has not
			`|` + things + which + joint + adverb + `(?:次回|次の|` + laterWords + `|正し[いく]|開け[まなずた]|開か[なれず]|開き(?:ませ|まし)|開いて(?:み|確|拝)|見れ[まなずた]|見られ[まなずた]` +
			`|見え[まなず]|読め[まなず]|読みました|読ませ|届[いきかく]|つい(?:てい|てな|てお|てませ|てこ|ていま)|付い(?:てい|てな|てお|てませ)|見当た|見つか|入って(?:い|お)?(?:ませ|な|りませ)|拝見|拝受|拝読|頂戴|受領|受け取|受取` +
			`|確認(?:し(?:まし|た|て(?:い|おり)ま)|いたし(?:まし|た)|させて(?:いただきまし|もらいまし)|でき(?:まし|ませ|な|ず|て)|済)|ありがと|了解|承知|かしこま|消え|壊れ|破損|文字化け|ブロック|削除|隔離|ダウンロード(?:でき` +
			`|し(?:まし|た))|展開でき|解凍でき|保存(?:し(?:まし|た)|でき|いたしました)|(?:お)?送(?:って(?:いただ|くださ|もら|くれ)|りいただ|りくださ|付いただ|付くださ|付を?お?願|りした|りしました|りいたしました)|ご送付(?:いただ` +
			`|くださ)|感謝|助か|お(?:礼|手数)|重[いく]|大き|異な|違[いう]って|誤[っりん]|間違[えっ]|修正(?:いただ|してくださ)|再送(?:いただ|して(?:いただ|くださ|もら)|を?お?願)|の?差し?替え(?:を|て)?(?:お?願|くださ|いただ)` +
			`|差し替えて(?:くださ|いただ)|差替え(?:いただ|てくださ)|古[いく]|ご確認いただけま(?:した|して)|ご覧(?:になれ|いただけ)ま(?:した|して)|確認いただけまし|見て(?:いただけまし|くれまし|もらえまし))` +
			`)`),
		// what the writer does with it: 添付の上、ご連絡差し上げます
		ownAct: re(`^(?:の|した)(?:上|うえ)で?、?(?:[^、。]{0,20}(?:連絡|送付|送信|返信|返送|提出|報告|申請|回答|返答|案内|申し?込み|共有|展開|依頼)を?(?:差し上げ|申し上げ|いたしま|しま|させて)` +
			`|お送り(?:し|いたし|申し上げ))`),
		// talk of attaching as such
		aside: re(`^(?:ファイル|する)?[」』】](?:を|ボタンを?|アイコンを?|から|の(?:ボタン|アイコン))*(?:押|クリック|選|タップ)` +
			`|^` + things + `(?:を|は|が|も)?(?:必要|求められ|要求|やめ|止め|控え|見送|割愛|ご?遠慮|避け|取りやめ|とりやめ|中止|外[しす]|諦め|あきらめ|無く|なくて|いりませ|要りませ|いらな|要らな|要り|要る|結構|ng` +
			`|つけ(?:ず|ませ|な|ていな|て(?:い|おり)?ませ)|送(?:る|付する|信する)(?:とき|時|際|場合|前|こと|方法|に))` +
			`|^(?:ファイル|メール)?(?:では(?:な|あり?ませ)|じゃな|でな(?:く|い)|で、?(?:よろし|よい|いい|構い|かまい|大丈夫|問題な|可能|お?願い|もら|くださ|いただ)|より(?:も|は)?|の代わり|だと|での(?:ご?(?:提出|送付|受|応募` +
			`|返|やり))|で(?:お送り|送)[^。]{0,12}(?:よろし|いいで|よいで|大丈夫|構い|かまい))` +
			`|^(?:し|する)[^。]{0,40}(?:必要があ|なければな|ものとする|こととする|こととし|求められ)|^する(?:もの|こと)|^[^。]*ものとする|^` + things + `(?:をもって|に不備|前に|に(?:頼|代え|代わ|かわ)|まだ(?:です` +
			`|か|で)|:?なし|を?見(?:ました|たよ)|(?:に|で)て?(?:頂戴|いただ))` +
			`|^し(?:て)?、?[^。]{0,10}(?:出荷|発送|郵送|投函|納品)|^できる(?:ファイル|もの|形式|サイズ|容量)|^文書をよく|^[^「」。]{0,30}。?」(?:と|って|の(?:連絡|メール))|^ファイル名[がはのにを]` +
			`|^` + things + `(?:に(?:失敗|成功|注意)|と(?:一緒|とも)に(?:送られ|届)|[つ付]きのメール|を(?:開かせ|装)|[をの]?ご?希望|では?[^。]{0,12}でき(?:ま|な|か))` +
			`|^[はが][^。]{0,20}(?:どちら|どれ|どの|いつ|何)[^。]{0,15}か[。?]?$|^して、?[^。]{0,20}(?:に出し|へ出し|届け出|届出|申し?込|返信し|返送し|提出し|送って|送信し)[^。]{0,6}(?:くださ|いただ|願)` +
			`|^し(?:て)?、?[^。]{0,12}(?:に|へ)届け出|^` + things + `(?:は|が)?どれ(?:が|を)|^のファイルはどれ` +
			`|^` + things + `は[^。]{0,40}(?:まで(?:です|とし|と[さなし])|以内|以上)` +
			`|^` + things + `の?(?:(?:一覧|プレビュー|アイコン|保存先|表示|読み込み|ダウンロード|アップロード|受信|検索|件数|個数|数|総数|保存|処理|仕組み|仕様)(?:が|で|も|を(?:変更|修正|改|追加|設定|見直))|(?:プレビュー` +
			`|アイコン|保存先)は)` +
			`|^` + things + `(?:を選択(?:する|し)|[をが]表示|が(?:複数|空|保存され|\d+(?:件|個|つ)以上|ある|あれば|あると|ない)|[のが](?:ある|ない|つ[いき]た|付[いき]た)(?:メール|もの|とき|場合))` +
			`|^` + things + `(?:やリンク|やurl|や本文)?` + joint + adverb + `開(?:いて(?:しま|は)|いた(?:り|場合|とき|時)|く(?:前|際|とき|時|場合|な|こと)|かな|かず|ける(?:前|際|とき))` +
			`|^(?:図|表|別表|資料|書類)\d+を(?:直|修正|訂正|変更|改訂|更新)` +
			`|^の?(?:内容|件|とおり|通り|もの|案)?で、?(?:問題(?:ありません(?:でした)?|ございません(?:でした)?|なし|ないです)(?:[。、!]|$)|承知|了解|(?:ok|結構)です)` +
			`|^` + things + `(?:を|も)(?:含め|含む|含み)|^` + things + `に(?:は|も)?[^。]{0,20}(?:場合が|ことが|おそれ|恐れ|可能性)|^` + things + `[^。]{0,50}(?:戻って|返って|はじかれ` +
			`|弾かれ|届かな)`),
		elsewhereTo: re(`(?:チケット|jira|案件|課題|稟議|予定|招待|カレンダー|システム|wiki|redmine|カード|レコード|台帳|掲示板|コメント|プルリク|issue|イシュー|申請|申告|届出|申込|応募|願書|訴状|登記|法務局|裁判所|税務署` +
			`|伝票|日報|slack|teams|チャット|スレッド|kintone|キントーン|notion|backlog|バックログ|ライン|ポータル|フォルダ|ドライブ|sharepoint|サイト|予定表)に(?:は|も)?(?:[^、。に]{0,15}(?:を|も))?$` +
			`|(?:書|票|届|願)に(?:は|も)?$|条(?:第\d+項)?の$` +
			`|(?:製品|商品|箱|本体|部品|荷物|現品|サンプル|機器|パッケージ|梱包|現物)に(?:は|も)?(?:[^、。に]{0,15}(?:を|も))?$`),
		putThere: re(`^(?:し(?:た|て|まし|ます)|する|され|済|いたし|の|仕様書)`),
		// 来週の会議の資料を添付: what is later is not the attaching
		laterThing: re(`(?:` + laterWords + `)に?(?:の[^メ連便次追]|必要|開催|行|実施|使|お会い|お伺|お話|ご?説明|発表|ご?提出|締切)[^、]*$`),
		offer:      re(`(?:要望|希望|必要|入用|入り用)(?:が|で|の)?(?:あれば|ありましたら|ございましたら|でしたら|なら|ならば|方(?:に|へ)?は?|場合(?:は|に)?|際(?:は|に)?)[^。]*$`),
		asks:       re(`^(?:の|ファイル|資料)[^。]*(?:ですか|ますか|でしょうか|ませんか|確認します|確認いたします|検討します|検討いたします)[。?]?$`),
		wantsView:  re(`よろし|いかが|問題|間違い|ご(?:確認|覧|意見|検討|査収|参照)|いただけ`),
		ownForm:    re(`^の?[^、。はがを]{0,10}フォーム`),
		disclaims:  re(`(?:メール|mail|本文|メッセージ)(?:および|及び|ならびに|並びに|と|や|、)(?:その|全ての|すべての|これに)?$`),
		// without one of these, 添付 is only spoken of
		claims: re(`^(?:` + things + `(?:[をもは]|にて|で)?、?(?:いたし|させて|し(?:ま|て|と|た)|申し上げ|お送り|送|です|でござ|になります|となります)` +
			`|[^。]{0,24}(?:の?(?:通り|とおり)(?:[^芯]|$)|のように|の(?:もの|用紙|様式|書式|フォーム))` +
			`|[^。]{0,70}(?:ご(?:確認|参照|覧|査収|高覧|一読|活用|利用|検討|記入|意見|手配|高診)|お(?:目通し|使い)|見て|見と|目を通)` +
			`|[^。]{0,20}(?:ご(?:使用|返送|対応|質問|説明|報告|回答|提出|送付)|お(?:送り|読み|願い)|確認|参照|参考|記入|記載|よろしく|印刷|まとめ|まで)` +
			`|(?:資料|ファイル|書類)*(?:$|[:)>】\]を]\s*[^、。]{0,20}$|[】\]]|:|\d|あり|は?パスワード|参照|\()` +
			`|[^。がはをに]{0,14}(?:にて|を|っす|です|である)(?:$|[。!、])|` + things + `に[^。]{0,10}(?:赤|示し|書[いき]|記し|入れ|まとめ|署名|押印|サイン)|の[^。]{1,16}(?:に[^。]{1,16}(?:入れ|示し|書[いき]|まとめ)|により|に基づ)|(?:にて|で)(?:回答|報告|説明)|、?差し?替え(?:まし|いたし)|し直し|し、再送|にて失礼|\)(?:$|[。、!])|` + things + `(?:する(?:ね|よ|わ)|みといて|[がは][^。]{1,30}(?:です|になります|となります|ではありません))` +
			`|の[^。]{1,30}(?:です(?:[^か]|$)|でいかが|で進め)|` + things + `(?:内容)?(?:にて|で)問題ご?[ざな]|ファイルを開くに|の[^。]{0,8}でお申し?込み)`),
		into:         re(`(?:に|へ)(?:は|も)?$`),
		notInto:      re(`(?:参考|ため|為|一緒|いっしょ|とも|共|同時|別|新た|順|メール|返信|本状|ここ|こちら|以下|次|最後|末尾|文末|用|皆(?:様|さん)|各位|先|すぐ|まず|ついで|確認|様式|書|念|際|以前|特|既|資料)に(?:は|も)?$`),
		putAside:     re(`(?:メール|連絡)(?:にて|で)?、?(?:改めて|別途|後ほど)[^。]{0,20}$|次回(?:に|は|、|も)[^、。]{0,12}$|「[^」]{0,12}$`),
		shared:       anyOf("共有フォルダ", "ダウンロード", "ギガファイル", "ファイル便", "データ便", "firestorage", "dropbox", "onedrive", "sharepoint", "ドライブ", "アップロード", "アップしま"),
		bracketed:    re(`^\)(?:[をがとにはへも]|の[^通とご])`),
		notThing:     re(`(?:キー|パス|クロス)ワード$|ブログ$|(?:代|発|公)表$|[意企]図$|[a-z0-9](?:word|log|nda|ppt|csv|zip)$`),
		toOthers:     re(`(?:さん|さま|様|殿|先方|客先|取引先|お客|会社|部|課|社|店|所|院|局|窓口|担当|担当者|印刷所|業者|部長|課長|社長|先生|チーム|全員|本人|自宅)(?:に|へ|宛に|あてに)(?:は|も)?、?[^。]{0,20}$`),
		listed:       re(`リスト|一覧|アジェンダ|議事|日程|スケジュール|明細|名簿|案内|文書`),
		list:         re(`[。:!](?:[・■●◆○□*-]|\d+[.)、]|\d{1,2}/\d).+(?:[・■●◆○□*]|\d[.)、]|\d{1,2}/\d)`),
		onPaper:      re(`カタログ|パンフレット|チラシ|書類|申請用紙|申込書|証明書|領収書|案内状`),
		cue:          re(`査収|ご(?:確認|覧|検討|参照|一読|記入|手配|意見|査閲|高覧|署名|返信|対応|指摘)|確認|見て|目を通|お目通し|お送り(?:し|いた|申|させ)|送付(?:し|いた|申|させ)|添付`),
		enclosedIn:   re(`[^、。]に(?:は|も)?同封|同封の(?:は?がき|ハガキ|葉書|返信|封筒|用紙)`),
		goods:        anyOf("品物", "商品", "代金", "発送", "振込", "振り込", "納品し", "納品いた", "荷物", "現品", "サンプル", "入金"),
		performs:     re(`(?:送付|お送り)(?:いたし|し)ます|送付のご案内`),
		acknowledges: re(`承知|了解|かしこまり|受領|拝受`),
		sentThen:     re(`^(?:ファイル)?(?:つき|付き|ありで|にて|で|とともに|と一緒に|を|の)[^。]{0,24}(?:送信|お送り|送付|送っ|返信)(?:いたし|し)?(?:て(?:おり|い)ま|済|まし|てあ|たはず|たの)`),
		topic:        re(`^` + things + `(?:の[^、。はがを]{1,20})?[はが]`),
		topicHere: re(`^[^。]{0,80}(?:版(?:では|と)|です|でしょう|いかが|よろし|でござ|になり|となり|となって|ご確認|ご覧|ご参照|ご査収|つき|付き|とおり|通り|保護|暗号化し|記載|まとめ|入って|入れて|含まれ|以下|次の|最新` +
			`|パスワード|[:：])`),
		mayForget: re(forgottenSaid), forgotten: regexp.MustCompile(forgottenSaid),
		general: re(`不審|迷惑メール|フィッシング|なりすまし|標的型|マルウェア|emotet|ppap|廃止|受け渡し|申請画面|システム(?:から|で|に|上|へ)|アプリ(?:から|で|に|上)|フォーム(?:から|で|に|へ|より)|経費精算|ボタン|受信でき` +
			`|脱ppap`),
		posted: anyOf("以下に貼り", "本文に記載", "本文に貼", "本文に記し", "郵送", "郵便", "宅配", "宅急便", "発送し", "発送いた", "発送手配", "発送の", "発送済", "発送予",
			"レターパック", "バイク便", "書留", "速達", "投函", "クリックポスト", "ゆうパック", "封筒", "メール便", "小包", "手渡", "持参し", "持参いた", "原本を", "原本は",
			"ご住所", "faxにて", "faxて", "faxで", "ファックス"),
		elsewhere: re(`slack|teams|チャット|chatwork|チャットワーク|line(?:で|に|wo)|フォルダ|サーバ|クラウド|リンク|url|ダウンロード|ドライブ|ストレージ|ギガファイル|firestorage|dropbox|onedrive` +
			`|sharepoint|boxに|box(?:へ|で|経由)|kintone|キントーン|バックログ|backlog|notion|画面|ポータル|サイト|アップロード|アップし|データ便`),
		enclosed: re(`同封(?:し|いたし|の|させ|資料|ファイル|書類)`),
		refused: re(`(?:製品|商品|箱|本体|荷物|梱包)に(?:は|も)?同封|同封(?:し(?:て(?:い|おり)?)?ませ|し(?:て)?な|してくださ|していただ|いただ|の(?:上|うえ)、?(?:ご|送って|返|提出|お送りくださ)|する(?:場合|際` +
			`|必要|もの))`),
		annex: re(`別紙\d*(?:の?\([^)]*\))?(?:様式(?:に|で|\d)|の(?:通り|とおり|資料|ように|内容|見積|一覧|リスト|図|様式|書式)|(?:を|も)?(?:ご)?(?:参照|確認|覧|査収|高覧)|に(?:て(?:ご|お)` +
			`|記載(?:し|の|いた|して)|まとめ|示し|記し|記入|ご記|詳細)|[^、。はがを]{0,8}(?:を|も)?ご(?:参照|確認|覧|査収)|をお(?:送り|つけ)|参照)`),
		annexOf: re(`(?:契約書|仕様書|約款|申込書|規程|規約|要領|覚書|条|章|項|契約|基本契約)(?:の|、)?別紙|別紙\d*(?:に(?:定め|規定)|の(?:修正|変更|改訂|作成|記載内容)|を(?:作|修|差|追|更))|(?:いただいた` +
			`|くださった|前回の|先日の)(?:メールの)?別紙|別紙\d*(?:に|を)?(?:ご)?(?:記入|記載)(?:の(?:上|うえ))?[^。]{0,10}(?:郵|提出してくださ)`),
		accept:  re(`査収(?:くださ|の(?:ほど|程|上|うえ)|お?願|を|いただ(?:けま(?:すと|すよう|せ)|きますよう|きたく|けれ))`),
		maySend: re(sendsSaid), sends: regexp.MustCompile(sendsSaid),
		putOff:  re(laterWords + `|別途|でしたら|であれば|よろしければ|なければ|ければ、|希望(?:の|が)|ご要望が|可能性|ことも`),
		notSent: re(`^(?:か[。、?]?$|か(?:。|、|と)|でしょうか|方が|べき|場合|予定|際|前に|まで(?:に)?|ことが?でき|先を|先は|先の)`),
		earlier: re(`先ほど|先程|さきほど|さっき|先日|昨日|今朝|前回|以前|先週|先月|過日|前に|昨年|すでに|既に|\d{1,2}[/月]\d{1,2}日?に|いただいた(?:ファイル|資料|書類)|届(?:いて|きま)|いただけましたでしょうか` +
			`|いただけましたか`),
		noPast:     re(`まし$|まし(?:た)?`),
		pastAsked:  re(`^(?:た)?(?:ので|為|ため|から|。?お?手す)[^。]{0,25}(?:ご確認|ご査収|ご覧|ご検討|確認お願い|見て)`),
		maySubject: re(subjectSaid), subject: regexp.MustCompile(subjectSaid),
		notSubject: re(`漏れ|もれ|忘れ|なし|不要|でき|開け|開か|について|お?願い|依頼|お礼|御礼|ありがと|方法|送付先|送付状|禁止|ルール|確認|re:|fw:|fwd:|返信:|転送:|前回|先日|催促|未着|届`),
		thanks:     re(`資料ありがとうござ|お送り(?:いただ|くださ)|ご送付(?:いただ|くださ)|送付(?:いただ|くださ|をお願|してくださ)|受け取り(?:まし|いたし)|受領|拝受|拝見|頂戴し(?:まし|た)`),
	}
})
