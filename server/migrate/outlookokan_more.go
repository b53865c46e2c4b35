package migrate

import (
	"fmt"
	"slices"
	"strings"
)

// copyTo is the field of an address that is added: OutlookOkan writes its name, or 0 for Bcc and 1 for Cc.
func (o *okan) copyTo(r row, column int, address string) (object, bool) {
	field := ""
	switch strings.ToLower(r.field(column)) {
	case "cc", "1":
		field = "cc"
	case "bcc", "0", "":
		field = "bcc"
	}
	if field == "" {
		o.lose(r.where, Lost, strings.Join(r.fields, ","), "CcとBccのどちらに加えるか読み取れません", "whether to add to Cc or Bcc cannot be read")
		return nil, false
	}
	entry, ok := o.valid(r.where, address, address)
	if !ok || !strings.Contains(entry, "@") || strings.ContainsAny(entry, "*?") {
		return nil, false
	}
	return object{"action": "notify", "change": object{"addRecipients": object{field: entry}}}, true
}

// onlyOutside adds to a rule's conditions that somebody external gets the mail.
func onlyOutside(when object, on bool) object {
	if on {
		when["recipients"] = object{"any": object{"who": "external"}}
	}
	return when
}

// added are the addresses that are put into Cc or Bcc by themselves.
func (o *okan) added() error {
	title := [2]string{"自動で加える宛先", "Recipients added automatically"}
	words, err := o.table("AutoCcBccKeywordList", true)
	if err != nil {
		return err
	}
	for _, r := range words {
		w, ok := o.word(r.where, r.field(0))
		follows, can := o.copyTo(r, 1, r.field(2))
		if ok && can {
			when := onlyOutside(object{"text": object{"in": []string{"body"}, "any": w}}, o.set.flag(noAddForWordsIfInternal, false))
			o.rule("add-for-word", title, object{"when": when, "then": follows})
		}
	}
	people, err := o.table("AutoCcBccRecipientList", true)
	if err != nil {
		return err
	}
	for _, r := range people {
		entry, ok := o.contained(r.where, r.field(0))
		follows, can := o.copyTo(r, 1, r.field(2))
		if ok && can {
			o.rule("add-for-recipient", title, object{"when": object{"recipients": object{"any": object{"in": entry}}}, "then": follows})
		}
	}
	files, err := o.table("AutoCcBccAttachedFileList", true)
	for _, r := range files {
		if follows, can := o.copyTo(r, 0, r.field(1)); can {
			when := onlyOutside(object{"attachments": object{"any": true}}, o.set.flag(noAddForFilesIfInternal, false))
			o.rule("add-for-files", title, object{"when": when, "then": follows})
		}
	}
	return err
}

// delays are minutes of waiting. The longest target that fits counted; here the longest wait does, so shorter ones become
// exceptions of the longer.
func (o *okan) delays() error {
	rows, err := o.table("DeferredDeliveryMinutes", true)
	type delay struct {
		entry   string
		minutes int
	}
	var special []delay
	general := 0
	for _, r := range rows {
		minutes, ok := r.number(1)
		if !ok || minutes < 0 {
			o.lose(r.where, Lost, r.field(1), "分数を読み取れません", "the number of minutes cannot be read")
			continue
		}
		if minutes > 30*24*60 {
			o.lose(r.where, Changed, r.field(1), "30日を上限にしました", "30 days is the most")
			minutes = 30 * 24 * 60
		}
		if r.field(0) == "@" {
			general = minutes
			continue
		}
		if entry, ok := o.contained(r.where, r.field(0)); ok {
			special = append(special, delay{entry, minutes})
		}
	}
	title := [2]string{"送信を遅らせる", "Delay"}
	who := "all"
	if o.set.flag(noDelayIfInternal, false) {
		who = "external"
	}
	var shorter []string
	for _, d := range special {
		if d.minutes < general {
			shorter = append(shorter, d.entry)
		}
		if d.minutes > 0 {
			o.rule("delay", title, object{
				"when": object{"recipients": object{"any": object{"who": who, "in": d.entry}}},
				"then": object{"action": "hold", "hold": object{"for": fmt.Sprintf("%dm", d.minutes), "adjust": "30d"}},
			})
		}
	}
	if general > 0 {
		keys := object{
			"when": object{"recipients": object{"any": object{"who": who}}},
			"then": object{"action": "hold", "hold": object{"for": fmt.Sprintf("%dm", general), "adjust": "30d"}},
		}
		if len(shorter) > 0 {
			keys["except"] = unique(shorter)
		}
		o.rule("delay-all", title, keys)
	}
	return err
}

// bindings tie parts of file names to recipients.
func (o *okan) bindings() error {
	rows, err := o.table("RecipientsAndAttachmentsName", true)
	var groups []group
	for _, r := range rows {
		w, ok := o.word(r.where, r.field(0))
		if !ok {
			continue
		}
		if entry, ok := o.contained(r.where, r.field(1)); ok {
			groups = addTo(groups, false, w, entry)
		}
	}
	for _, g := range groups {
		o.rule("file-for-others", [2]string{"宛先の決まったファイル", "A file meant for others"}, object{
			"when": object{"attachments": object{"any": object{"names": g.message}}, "recipients": object{"any": object{"who": "external", "notIn": unique(g.entries)}}},
			"then": object{"action": "confirm", "confirm": object{"mode": "question"}, "message": object{"ja": "このファイルの宛先ではありません。", "en": "This file is meant for somebody else."}},
		})
	}
	return err
}

// attachments are what may not be attached, or not for whom.
func (o *okan) attachments() error {
	forbidden, err := o.table("AttachmentProhibitedRecipients", true)
	if err != nil {
		return err
	}
	var groups []group
	for _, r := range forbidden {
		if entry, ok := o.contained(r.where, r.field(0)); ok {
			groups = addTo(groups, true, "", entry)
		}
	}
	warned, err := o.table("AttachmentAlertRecipients", true)
	if err != nil {
		return err
	}
	for _, r := range warned {
		if entry, ok := o.contained(r.where, r.field(0)); ok {
			groups = addTo(groups, false, o.sentence(r.where, r.field(1)), entry)
		}
	}
	for _, g := range groups {
		o.rule("files-to", [2]string{"添付に注意する宛先", "Recipients who should get no files"}, object{
			"when": object{"attachments": object{"any": true}, "recipients": object{"any": object{"in": unique(g.entries)}}}, "then": then(g.block, g.message),
		})
	}
	return o.attachmentSettings()
}

func (o *okan) attachmentSettings() error {
	rows, err := o.table("AttachmentsSetting", false)
	if err != nil || len(rows) == 0 {
		return err
	}
	r := rows[0]
	if warn, block := r.flag(0, false), r.flag(1, false); warn || block {
		o.lose(r.where, Widened, "", "ZIPのほか7z・RAR・Office・PDFの暗号化も対象になります", "encrypted 7z, RAR, Office and PDF files count as well as ZIP")
		o.rule("encrypted", [2]string{"暗号化された添付", "Encrypted attachments"}, object{
			"when": object{"attachments": object{"any": object{"is": "encrypted"}}}, "then": then(block, "パスワード付きのファイルが添付されています。"),
		})
	}
	if r.flag(3, false) {
		o.rule("no-files", [2]string{"添付の禁止", "No attachments"}, object{"when": object{"attachments": object{"any": true}}, "then": object{"action": "block"}})
	}
	if r.flag(4, false) {
		o.lose(r.where, Lost, "", "共有リンクを勧める表示はありません。changeのlinkで自動的に置き換えられます", "links are not recommended; `change: {link: {}}` puts them in by itself")
	}
	if r.flag(7, false) {
		who := "all"
		if r.flag(8, false) {
			who = "external"
		}
		o.rule("open-files", [2]string{"添付を開いて確認", "Open the attachments"}, object{
			"when": object{"attachments": object{"any": true}, "recipients": object{"any": object{"who": who}}},
			"then": object{"action": "confirm", "confirm": object{"mode": "tick", "items": []string{"external", "files", "opened-files"}}},
		})
	}
	return nil
}

// removed are recipients that are taken out of every mail.
func (o *okan) removed() error {
	rows, err := o.table("AutoDeleteRecipientList", true)
	var entries []string
	for _, r := range rows {
		if entry, ok := o.suffixed(r.where, r.field(0)); ok {
			entries = append(entries, entry)
		}
	}
	if len(entries) > 0 {
		o.rule("remove", [2]string{"自動で外す宛先", "Recipients removed automatically"}, object{
			"when": object{"recipients": object{"any": object{"in": unique(entries)}}}, "then": object{"action": "notify", "change": object{"removeRecipients": unique(entries)}},
		})
	}
	return err
}

func (o *okan) manyDomains() error {
	rows, err := o.table("ExternalDomainsWarningAndAutoChangeToBccSetting", false)
	if err != nil || len(rows) == 0 {
		return err
	}
	r := rows[0]
	n, ok := r.number(0)
	if !ok || n < 1 {
		n = 10
	}
	when := object{"recipients": object{"domains": object{"fields": []string{"to", "cc"}, "atLeast": n}}}
	title := [2]string{"社外のドメインが多い", "Many external domains"}
	switch {
	case r.flag(2, false):
		o.rule("many-domains", title, object{"when": when, "then": object{"action": "block"}})
	case r.flag(3, false):
		o.rule("many-domains", title, object{"when": when, "then": object{"action": "notify", "change": object{"forceBcc": object{}}}})
	case r.flag(1, true):
		o.rule("many-domains", title, object{"when": when, "then": then(false, "社外のドメインが多く含まれています。Bccにしなくてよいですか。")})
	}
	return nil
}

func (o *okan) forcedBcc() error {
	rows, err := o.table("ForceAutoChangeRecipientsToBcc", false)
	if err != nil || len(rows) == 0 || !rows[0].flag(0, false) {
		return err
	}
	r := rows[0]
	change := object{}
	if r.flag(2, false) {
		change["who"] = "all"
	}
	if to := r.field(1); to != "" {
		if entry, ok := o.valid(r.where, to, to); ok && strings.Contains(entry, "@") {
			change["to"] = entry
		}
	}
	o.rule("force-bcc", [2]string{"宛先をBccにする", "Recipients to Bcc"}, object{"when": object{"kind": []string{"mail"}}, "then": object{"action": "notify", "change": object{"forceBcc": change}}})
	return nil
}

func (o *okan) texts() error {
	rows, err := o.table("AutoAddMessage", false)
	if err != nil || len(rows) == 0 {
		return err
	}
	r, text := rows[0], object{}
	for n, key := range []string{"head", "tail"} {
		if r.flag(n, false) && r.field(n+2) != "" {
			text[key] = o.sentence(r.where, r.field(n+2))
		}
	}
	if len(text) > 0 {
		o.rule("add-text", [2]string{"本文に加える文", "Text added to the body"}, object{"when": object{"kind": []string{"mail"}}, "then": object{"action": "notify", "change": object{"addText": text}}})
	}
	return nil
}

// inbound settings are about mail that comes in.
func (o *okan) inbound() error {
	for _, name := range []string{"SecurityForReceivedMail", "AlertKeywordOfSubjectWhenOpeningMailList"} {
		rows, err := o.table(name, false)
		if err != nil {
			return err
		}
		if len(rows) > 0 && slices.ContainsFunc(rows[0].fields, func(s string) bool { return strings.TrimSpace(s) != "" }) {
			o.lose(at{rows[0].where.file, 0}, Lost, "", "受信メールの設定は対象外です", "settings of incoming mail are not imported")
		}
	}
	return nil
}
