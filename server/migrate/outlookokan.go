package migrate

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// OutlookOkan reads the folder of OutlookOkan's CSV files (version 2.8). Domains are internal beside those it names.
func OutlookOkan(files fs.FS, domains []string) (*Result, error) {
	o := &okan{builder: newBuilder(files, domains)}
	o.doc["organization"] = object{"senderDomain": true} // as OutlookOkan takes it for granted
	steps := []func() error{
		o.general, o.internal, o.whitelist, o.addresses, o.keywords, o.names, o.required, o.added, o.delays, o.bindings, o.attachments,
		o.removed, o.manyDomains, o.forcedBcc, o.texts, o.inbound,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return o.result()
}

// okan is what has to be known of one setting to translate another.
type okan struct {
	*builder
	set row // GeneralSetting; without a file all defaults
}

// columns of GeneralSetting.
const (
	skipIfSameDomain = iota
	skipIfAllChecked
	preTickInternal
	_
	alwaysIfTwoDomains
	forgottenAttachment
	expandContactGroups
	expandLists
	groupMembersAllowed
	listMembersAllowed
	ignoreInline
	noAddForFilesIfInternal
	noDelayIfInternal
	noAddForWordsIfInternal
	_
	bccSelf
	preTickContacts
	preTickContactLists
	requireName
	warnIfNotContact
	blockIfNotContact
	meetings
	ccSelf
	namesInSubject
	namesFromSubject
	tasks
	preTickFiles
	wordsInSubject
)

func (o *okan) general() error {
	rows, err := o.table("GeneralSetting", false)
	if err != nil {
		return err
	}
	o.set.where = at{"GeneralSetting.csv", 0}
	if len(rows) > 0 {
		o.set = rows[0]
	}
	if !o.set.flag(skipIfSameDomain, false) {
		o.baseline["internal"] = "confirm"
	}
	if !o.set.flag(meetings, false) && !o.set.flag(tasks, false) {
		o.baseline["meeting"] = "allow"
	} else if o.set.flag(meetings, false) != o.set.flag(tasks, false) {
		o.lose(o.set.where, Changed, "", "会議出席依頼と仕事の依頼は同じ扱いになり、どちらも確認します", "meetings and tasks are treated alike: both are asked about")
	}
	if !o.set.flag(ignoreInline, false) {
		o.settings["inlineImages"] = "0KB"
	}
	items := []string{"external", "files"}
	if !o.set.flag(preTickInternal, false) {
		items = append(items, "internal")
	}
	if o.set.flag(preTickFiles, false) {
		items = slices.DeleteFunc(items, func(s string) bool { return s == "files" })
	}
	if !slices.Equal(items, []string{"external", "files"}) {
		o.settings["confirm"] = object{"items": items}
	}
	o.switches()
	o.unsaid()
	return nil
}

// switches are the settings that are rules of their own.
func (o *okan) switches() {
	external := object{"who": "external"}
	if o.set.flag(alwaysIfTwoDomains, false) {
		o.rule("two-domains", [2]string{"社外のドメインが2つ以上", "Two or more external domains"}, object{
			"when": object{"recipients": object{"domains": object{"atLeast": 2}}}, "then": object{"action": "confirm"},
		})
	}
	if o.set.flag(forgottenAttachment, false) {
		o.rule("forgotten-attachment", [2]string{"添付し忘れ", "Forgotten attachment"}, object{
			"when": object{"findings": object{"any": "attachment.missing"}},
			"then": object{"action": "confirm", "confirm": object{"mode": "question"}, "message": object{"ja": "ファイルを添付しなくてよいですか。", "en": "No file is attached. Send it as it is?"}},
		})
	}
	if o.set.flag(warnIfNotContact, false) || o.set.flag(blockIfNotContact, false) {
		external["isNot"] = "contact"
		o.rule("not-a-contact", [2]string{"連絡先にない宛先", "Not among the contacts"}, object{
			"when": object{"recipients": object{"any": external}},
			"then": then(o.set.flag(blockIfNotContact, false), "連絡先に登録されていない宛先です。"),
		})
	}
}

// unsaid are the settings that have no counterpart.
func (o *okan) unsaid() {
	for _, s := range []struct {
		column int
		effect Effect
		ja, en string
	}{
		{skipIfAllChecked, Changed, "確認が要らない宛先だけのときは、基準（baseline）の設定により確認しません", "whether nothing is asked is decided by the baseline, not by ticks set in advance"},
		{expandContactGroups, Changed, "連絡先グループはディレクトリを取り込むと展開されます", "contact groups are expanded once a directory was imported"},
		{expandLists, Changed, "配布リストはディレクトリを取り込むと展開されます", "distribution lists are expanded once a directory was imported"},
		{groupMembersAllowed, Lost, "グループのメンバーも一人ずつ確認します", "members of groups are asked about like everybody else"},
		{listMembersAllowed, Lost, "配布リストのメンバーも一人ずつ確認します", "members of lists are asked about like everybody else"},
		{bccSelf, Lost, "送信者自身を自動でBccに加える機能はありません", "the sender cannot be added to Bcc"},
		{ccSelf, Lost, "送信者自身を自動でCcに加える機能はありません", "the sender cannot be added to Cc"},
		{preTickContacts, Lost, "連絡先にある宛先も送信者が確認します", "recipients among the contacts are ticked by the sender"},
		{preTickContactLists, Lost, "連絡先にあるリストも送信者が確認します", "lists among the contacts are ticked by the sender"},
		{namesFromSubject, Changed, "名称は件名と本文の両方から探します", "names are looked for in subject and body alike"},
	} {
		if o.set.flag(s.column, false) {
			o.lose(o.set.where, s.effect, "", s.ja, s.en)
		}
	}
}

func (o *okan) internal() error {
	rows, err := o.table("InternalDomainList", true)
	for _, r := range rows {
		if entry, ok := o.suffixed(r.where, r.field(0)); ok {
			o.domains = append(o.domains, entry)
		}
	}
	return err
}

func (o *okan) whitelist() error {
	rows, err := o.table("Whitelist", true)
	var skipped []string
	for _, r := range rows {
		entry, ok := o.suffixed(r.where, r.field(0))
		switch {
		case !ok:
		case r.flag(1, false):
			skipped = append(skipped, entry)
		default:
			o.lose(r.where, Changed, r.field(0), "あらかじめチェックを付けることはできません。送信者が確認します", "it cannot be ticked in advance: the sender ticks it")
		}
	}
	if len(skipped) > 0 {
		o.doc["lists"] = object{"allowed": unique(skipped)}
		o.baseline["except"] = "allowed"
	}
	return err
}

// group gathers entries that share a message and a severity into one rule.
type group struct {
	block   bool
	message string
	entries []string
}

// addTo adds an entry to the group it belongs to, making one if need be.
func addTo(groups []group, block bool, message, entry string) []group {
	for i := range groups {
		if g := &groups[i]; g.block == block && g.message == message {
			g.entries = append(g.entries, entry)
			return groups
		}
	}
	return append(groups, group{block, message, []string{entry}})
}

func (o *okan) addresses() error {
	rows, err := o.table("AlertAddressList", true)
	var groups []group
	for _, r := range rows {
		if entry, ok := o.suffixed(r.where, r.field(0)); ok {
			groups = addTo(groups, r.flag(1, false), o.sentence(r.where, r.field(2)), entry)
		}
	}
	for _, g := range groups {
		o.rule("alert-address", [2]string{"警告する宛先", "Recipients to warn of"}, object{
			"when": object{"recipients": object{"any": object{"in": unique(g.entries)}}}, "then": then(g.block, g.message),
		})
	}
	return err
}

func (o *okan) keywords() error {
	body := []string{"body"}
	if o.set.flag(wordsInSubject, false) {
		body = []string{"subject", "body"}
	}
	err := o.keywordFile("AlertKeywordAndMessageList", "alert-word", [2]string{"警告する語（本文）", "Words to warn of"}, body)
	if err != nil {
		return err
	}
	return o.keywordFile("AlertKeywordAndMessageListForSubject", "alert-subject", [2]string{"警告する語（件名）", "Words to warn of in the subject"}, []string{"subject"})
}

func (o *okan) keywordFile(file, id string, title [2]string, parts []string) error {
	rows, err := o.table(file, true)
	var groups []group
	for _, r := range rows {
		message := o.sentence(r.where, r.field(1))
		if r.field(0) == "*" {
			o.rule(id+"-always", title, object{"when": object{"kind": []string{"mail"}}, "then": then(r.flag(2, false), message)})
			continue
		}
		if w, ok := o.word(r.where, r.field(0)); ok {
			groups = addTo(groups, r.flag(2, false), message, w)
		}
	}
	for _, g := range groups {
		o.rule(id, title, object{"when": object{"text": object{"in": parts, "any": unique(g.entries)}}, "then": then(g.block, g.message)})
	}
	return err
}

// names are pairs of a name and a domain. Names that share a domain are one company's.
func (o *okan) names() error {
	rows, err := o.table("NameAndDomains", true)
	var partners []object
	for _, r := range rows {
		name, ok := o.plainName(r)
		if !ok {
			continue
		}
		if entry, ok := o.suffixed(r.where, r.field(1)); ok {
			partners = pair(partners, name, entry)
		}
	}
	if len(partners) == 0 {
		return err
	}
	o.doc["partners"] = partners
	parts := []string{"body"}
	if o.set.flag(namesInSubject, false) || o.set.flag(namesFromSubject, false) {
		parts = []string{"subject", "body"}
	}
	title := [2]string{"名称と宛先の食い違い", "Names and recipients that do not agree"}
	message := object{"ja": "本文の会社名と宛先が合っていません。", "en": "The company named and the recipients do not agree."}
	ask := object{"action": "confirm", "confirm": object{"mode": "question"}, "message": message}
	o.rule("name-not-addressed", title, object{"when": object{"partnerNames": object{"notAddressed": parts}}, "then": ask})
	if o.set.flag(requireName, false) {
		o.rule("partner-not-named", title, object{"when": object{"partnerNames": object{"notNamed": parts}}, "then": ask})
	}
	return err
}

// plainName leaves out what the policy language would read as more than a name.
func (o *okan) plainName(r row) (string, bool) {
	name, ok := o.word(r.where, r.field(0))
	if ok && strings.ContainsAny(name, "*?") {
		o.lose(r.where, Lost, name, "名称に * や ? は使えません", "a name cannot have * or ?")
		return "", false
	}
	return name, ok
}

func pair(partners []object, name, entry string) []object {
	for _, p := range partners {
		names := append([]string{p["name"].(string)}, p["aliases"].([]string)...) //nolint:forcetypeassert // made below
		domains := p["domains"].([]string)                                        //nolint:forcetypeassert // made below
		if !slices.Contains(names, name) && !slices.Contains(domains, entry) {
			continue
		}
		if !slices.Contains(names, name) {
			p["aliases"] = append(p["aliases"].([]string), name) //nolint:forcetypeassert // made below
		}
		if !slices.Contains(domains, entry) {
			p["domains"] = append(domains, entry)
		}
		return partners
	}
	return append(partners, object{"name": name, "aliases": []string{}, "domains": []string{entry}})
}

// required are words that want a recipient.
func (o *okan) required() error {
	rows, err := o.table("KeywordAndRecipientsList", true)
	var groups []group
	for _, r := range rows {
		w, ok := o.word(r.where, r.field(0))
		if !ok {
			continue
		}
		if entry, ok := o.suffixed(r.where, r.field(1)); ok {
			groups = addTo(groups, false, w, entry)
		}
	}
	for _, g := range groups {
		o.rule("word-wants-recipient", [2]string{"語に必要な宛先", "A word that wants a recipient"}, object{
			"when": object{"text": object{"in": []string{"body"}, "any": g.message}, "recipients": object{"none": object{"in": unique(g.entries)}}},
			"then": object{"action": "confirm", "confirm": object{"mode": "question"}, "message": object{"ja": clip("「"+g.message+"」に必要な宛先がありません。", 200), "en": "A recipient that this word wants is missing."}},
		})
	}
	return err
}

// number reads a whole number.
func (r row) number(n int) (int, bool) {
	v, err := strconv.Atoi(r.field(n))
	return v, err == nil
}
