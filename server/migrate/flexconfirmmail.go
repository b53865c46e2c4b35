package migrate

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// FlexConfirmMail reads a folder of FlexConfirmMail's settings: the text files of both Outlook add-ins, exported JSON and
// policies.json of the Thunderbird add-on, registry files, and Confirm-Address' list of domains.
func FlexConfirmMail(files fs.FS, domains []string) (*Result, error) {
	f := &flex{builder: newBuilder(files, domains)}
	f.wildcards = true
	f.folders = []string{"DefaultConfig", "configs"}
	for _, folder := range append([]string{"."}, f.folders...) {
		if err := f.folder(folder); err != nil {
			return nil, err
		}
	}
	if err := f.exports(); err != nil {
		return nil, err
	}
	f.outlook()
	return f.result()
}

// flex gathers what several files say, the later ones over the earlier.
type flex struct {
	*builder
	common   map[string]string // keys in lower case
	where    map[string]at
	sections map[string][]section // by file
}

// section is the entries of one severity in a file.
type section struct {
	severity string // warning, rewarning, block
	entries  []listed
}

type listed struct {
	where  at
	entry  string
	cancel bool
}

// folder reads the text files of one place.
func (f *flex) folder(folder string) error {
	common, actual, ok, err := f.read(folder, "Common.txt")
	if err != nil {
		return err
	}
	if ok {
		f.readCommon(actual, common)
	}
	for _, name := range []string{"TrustedDomains", "UnsafeDomains", "UnsafeFiles"} {
		content, actual, ok, err := f.read(folder, name+".txt")
		if err != nil {
			return err
		}
		if ok {
			f.readSections(name, actual, content)
		}
	}
	content, actual, ok, err := f.read(folder, "UnsafeBodies.txt")
	if err == nil && ok {
		f.bodies(actual, content)
	}
	return err
}

func (f *flex) readCommon(file, content string) {
	if f.common == nil {
		f.common, f.where = map[string]string{}, map[string]at{}
	}
	for n, line := range strings.Split(content, "\n") {
		line = strings.TrimSpace(line)
		key, value, ok := strings.Cut(line, "=")
		if ok && !strings.HasPrefix(line, "#") {
			key = strings.ToLower(strings.TrimSpace(key))
			f.common[key], f.where[key] = strings.TrimSpace(value), at{file, n + 1}
		}
	}
}

// readSections reads one entry a line. An unknown section leaves the severity as it is.
func (f *flex) readSections(name, file, content string) {
	if f.sections == nil {
		f.sections = map[string][]section{}
	}
	severity := "warning"
	for n, line := range strings.Split(content, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			if s := strings.ToLower(strings.Trim(line, "[]")); s == "warning" || s == "rewarning" || s == "block" {
				severity = s
			}
			continue
		}
		entry, cancel := strings.CutPrefix(line, "-")
		f.sections[name] = put(f.sections[name], severity, listed{at{file, n + 1}, strings.TrimSpace(entry), cancel})
	}
}

func put(all []section, severity string, l listed) []section {
	for i := range all {
		if all[i].severity == severity {
			all[i].entries = append(all[i].entries, l)
			return all
		}
	}
	return append(all, section{severity, []listed{l}})
}

// on reads a switch of Common.txt.
func (f *flex) on(key string, otherwise bool) bool {
	switch strings.ToLower(f.common[strings.ToLower(key)]) {
	case "yes", "true", "on", "1":
		return true
	case "no", "false", "off", "0":
		return false
	}
	return otherwise
}

func (f *flex) number(key string, otherwise int) int {
	if n, err := strconv.Atoi(f.common[strings.ToLower(key)]); err == nil {
		return n
	}
	return otherwise
}

// domainEntries translates exact domains, addresses and wildcards; a cancelled one is taken out.
func (f *flex) domainEntries(list []listed) []string {
	var out []string
	for _, l := range list {
		s := strings.TrimPrefix(l.entry, "@")
		entry, ok := f.valid(l.where, l.entry, s)
		if !ok {
			continue
		}
		if l.cancel {
			out = append(out, "!"+entry)
			f.lose(l.where, Changed, "-"+l.entry, "除外は、ワイルドカードで含まれる場合にも効きます", "what is cancelled is also taken out of wildcards")
			continue
		}
		out = append(out, entry)
	}
	return unique(out)
}

// words translates words with wildcards; a cancelled one is left out with the word it cancels.
func (f *flex) words(list []listed) []string {
	cancelled := map[string]bool{}
	for _, l := range list {
		if l.cancel {
			cancelled[l.entry] = true
		}
	}
	for _, l := range list {
		if l.cancel && !slices.ContainsFunc(list, func(x listed) bool { return !x.cancel && x.entry == l.entry }) {
			f.lose(l.where, Lost, "-"+l.entry, "同じ見出しの下に、これが取り消す語がありません", "it cancels no entry under the same heading")
		}
	}
	var out []string
	for _, l := range list {
		if l.cancel || cancelled[l.entry] {
			continue
		}
		if w, ok := f.word(l.where, l.entry); ok {
			out = append(out, w)
		}
	}
	return unique(out)
}

// severe is what follows a severity: ticking, a question, or blocking.
func severe(severity, message string) object {
	t := object{"action": "confirm"}
	switch severity {
	case "rewarning":
		t["confirm"] = object{"mode": "question"}
		if message == "" {
			message = "このまま送信しますか。"
		}
	case "block":
		t = object{"action": "block"}
	}
	if message != "" {
		t["message"] = message
	}
	return t
}

// outlook translates what the text files say together.
func (f *flex) outlook() {
	for _, s := range f.sections["TrustedDomains"] {
		f.domains = append(f.domains, f.domainEntries(s.entries)...)
	}
	for _, s := range f.sections["UnsafeDomains"] {
		if entries := f.domainEntries(s.entries); len(entries) > 0 {
			f.rule("unsafe-domains-"+s.severity, [2]string{"注意する宛先", "Recipients to be careful with"}, object{
				"when": object{"recipients": object{"any": object{"in": entries}}}, "then": severe(s.severity, ""),
			})
		}
	}
	for _, s := range f.sections["UnsafeFiles"] {
		if words := f.words(s.entries); len(words) > 0 {
			f.rule("unsafe-files-"+s.severity, [2]string{"注意するファイル名", "File names to be careful with"}, object{
				"when": object{"attachments": object{"any": object{"names": words}}}, "then": severe(s.severity, ""),
			})
		}
	}
	if f.common != nil {
		f.options()
	}
}

// options are the settings of Common.txt, with FlexConfirmMail's defaults.
func (f *flex) options() {
	if !f.on("MainSkipIfNoExt", false) {
		f.baseline["internal"] = "confirm"
	}
	if !f.on("AppointmentConfirmationEnabled", false) {
		f.baseline["meeting"] = "allow"
	}
	if !f.on("IgnoreInlineImageAttachments", false) {
		f.settings["inlineImages"] = "0KB"
	}
	f.countdown()
	f.manyDomains()
	if f.on("SafeNewDomainsEnabled", true) {
		f.rule("new-domain", [2]string{"返信で増えたドメイン", "A domain added to the reply"}, object{
			"when": object{"recipients": object{"any": object{"is": []string{"added-domain"}}}}, "then": severe("rewarning", "返信元になかったドメインです。"),
		})
	}
	if f.on("BlockDistributionLists", true) {
		f.rule("lists", [2]string{"展開できないリスト", "Lists that cannot be expanded"}, object{
			"when": object{"recipients": object{"any": object{"is": []string{"unexpanded-list"}}}}, "then": object{"action": "block"},
		})
	}
	if f.on("DelayDeliveryEnabled", false) {
		f.rule("delay", [2]string{"送信を遅らせる", "Delay"}, object{
			"then": object{"action": "hold", "hold": object{"for": fmt.Sprintf("%ds", max(f.number("DelayDeliverySeconds", 60), 10))}},
			"when": object{"kind": []string{"mail"}},
		})
	}
	items := []string{"external", "internal", "files"}
	for key, item := range map[string]string{"RequireCheckSubject": "subject", "RequireCheckBody": "body"} {
		if f.on(key, false) {
			items = append(items, item)
		}
	}
	slices.Sort(items)
	confirm := object{"items": items}
	if existing, ok := f.settings["confirm"].(object); ok {
		confirm["countdown"] = existing["countdown"]
	}
	f.settings["confirm"] = confirm
	f.unsaid()
}

func (f *flex) countdown() {
	seconds := f.number("CountSeconds", 3)
	if !f.on("CountEnabled", true) || seconds < 1 {
		return
	}
	if seconds > 60 {
		f.lose(f.where["countseconds"], Changed, strconv.Itoa(seconds), "60秒を上限にしました", "60 seconds is the most")
		seconds = 60
	}
	f.settings["confirm"] = object{"countdown": fmt.Sprintf("%ds", seconds)}
	if !f.on("CountAllowSkip", true) {
		f.lose(f.where["countallowskip"], Lost, "", "カウントダウンは一時停止できます", "a countdown can be paused")
	}
	if f.on("CountSkipIfNoExt", false) {
		f.lose(f.where["countskipifnoext"], Changed, "", "社内だけの宛先でも、確認するときはカウントダウンします", "internal mail counts down as well when it is asked about")
	}
}

func (f *flex) manyDomains() {
	count := func(n int) object {
		return object{"recipients": object{"domains": object{"who": "all", "fields": []string{"to", "cc"}, "atLeast": n}}}
	}
	title := [2]string{"ドメインが多い", "Many domains"}
	if n := f.number("SafeBccThreshold", 4); f.on("SafeBccEnabled", true) && n > 0 {
		f.rule("many-domains", title, object{"when": count(n), "then": severe("warning", "ドメインが多く含まれています。Bccにしなくてよいですか。")})
	}
	if n := f.number("SafeBccReconfirmationThreshold", 0); n > 0 {
		f.rule("many-domains-again", title, object{"when": count(n), "then": severe("rewarning", "ドメインが多く含まれています。Bccにしなくてよいですか。")})
	}
	if f.on("ConvertToBccEnabled", false) {
		f.lose(f.where["converttobccenabled"], Changed, "", "送信者に尋ねる代わりに、changeのforceBccで自動的にBccにできます", "instead of offering it, `change: {forceBcc: {}}` moves recipients to Bcc by itself")
	}
}

// unsaid are the settings that have no counterpart.
func (f *flex) unsaid() {
	for key, said := range map[string][2]string{
		"UntrustUnsafeRecipients":      {"注意する宛先も、社内か社外かは変わりません", "recipients to be careful with stay internal if they are"},
		"EmphasizeUntrustedToCc":       {"社外のToとCcは、常に社外として表示されます", "external To and Cc are always shown as external"},
		"ConfirmationDialogCardsOrder": {"画面の並び順は変えられません", "the order on the screen is fixed"},
		"FixedParameters":              {"設定は管理者だけが変えられます", "settings are the administrator's alone"},
	} {
		key := strings.ToLower(key)
		if v, given := f.common[key]; given && v != "" && !slices.Contains([]string{"no", "false", "off", "0"}, strings.ToLower(v)) {
			f.lose(f.where[key], Lost, v, said[0], said[1])
		}
	}
}

// body is one section of UnsafeBodies.txt.
type body struct {
	where                       at
	name, keywords              string
	message, severity, language string
}

// bodies reads sections; a later one with the same name wins.
func (f *flex) bodies(file, content string) {
	var all []body
	for n, line := range strings.Split(content, "\n") {
		line = strings.TrimSpace(line)
		key, value, ok := strings.Cut(line, "=")
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			name := strings.Trim(line, "[]")
			all = slices.DeleteFunc(all, func(b body) bool { return b.name == name })
			all = append(all, body{where: at{file, n + 1}, name: name, severity: "warning"})
		case ok && len(all) > 0:
			all[len(all)-1].set(strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value))
		}
	}
	for _, b := range all {
		f.bodyRule(b)
	}
}

func (b *body) set(key, value string) {
	switch key {
	case "keywords":
		b.keywords = value
	case "message":
		b.message = value
	case "warningtype":
		b.severity = strings.ToLower(value)
	case "language":
		b.language = strings.ToLower(value)
	}
}

func (f *flex) bodyRule(b body) {
	var list []listed
	for _, w := range strings.Split(b.keywords, ",") {
		w, cancel := strings.CutPrefix(strings.TrimSpace(w), "-")
		list = append(list, listed{b.where, strings.TrimSpace(w), cancel})
	}
	words := f.words(list)
	if len(words) == 0 {
		return
	}
	keys := object{"when": object{"text": object{"in": []string{"body"}, "any": words}}, "then": severe(b.severity, f.sentence(b.where, b.message))}
	if lang, _, _ := strings.Cut(b.language, "-"); lang == "ja" || lang == "en" {
		keys["for"] = object{"languages": lang}
	} else if lang != "" {
		f.lose(b.where, Lost, b.language, "日本語と英語のほかの言語のルールは取り込めません", "rules for languages other than Japanese and English are not taken over")
		return
	}
	f.rule("unsafe-bodies-"+b.severity, [2]string{clip("本文の語: "+b.name, 200), clip("Words in the body: "+b.name, 200)}, keys)
}
