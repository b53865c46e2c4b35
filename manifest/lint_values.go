package manifest

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	guidForm   = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	localeForm = regexp.MustCompile(`^[a-z]{2,3}-[A-Z]{2}$`)
)

// identity: Id and Version.
func (l *linter) identity() {
	if n := l.root.child("Id"); n != nil && !guidForm.MatchString(n.text) {
		l.add("id", n, "%q is no GUID", n.text)
	}
	if n := l.root.child("Version"); n != nil && !versionForm.MatchString(n.text) {
		l.add("version", n, "%q must be one to four numbers of at most five digits", n.text)
	}
}

// lengths: what Exchange cuts or refuses, in characters.
func (l *linter) lengths() {
	for name, most := range map[string]int{"ProviderName": 125, "DisplayName": 125, "Description": 250} {
		if n := l.root.child(name); n != nil {
			l.length(n, n.text, most)
			l.lengthsOf(n, most)
		}
	}
	for _, n := range l.root.all("ShortStrings") {
		l.lengthsIn(n, 125)
	}
	for _, n := range l.root.all("LongStrings") {
		l.lengthsIn(n, 250)
	}
	for _, n := range l.root.all("Group") {
		l.length(n, n.attrs["id"], 125)
	}
}

func (l *linter) lengthsIn(list *node, most int) {
	for _, n := range list.children {
		l.lengthsOf(n, most)
	}
}

func (l *linter) lengthsOf(n *node, most int) {
	l.length(n, n.attrs["DefaultValue"], most)
	for _, o := range n.all("Override") {
		l.length(o, o.attrs["Value"], most)
	}
}

func (l *linter) length(n *node, value string, most int) {
	if count := utf8.RuneCountInString(value); count > most {
		l.add("length", n, "%d characters, at most %d", count, most)
	}
}

// locales: whole tags, none that repeats the default, and Japanese for every text.
func (l *linter) locales() {
	standard := ""
	if n := l.root.child("DefaultLocale"); n != nil {
		standard = n.text
		l.locale(n, standard)
	}
	for _, n := range l.root.all("Override") {
		tag, has := n.attrs["Locale"]
		if !has {
			continue
		}
		l.locale(n, tag)
		if tag == standard {
			l.add("locale", n, "%s is the default already: put the text there", tag)
		}
	}
	texts := append(l.root.all("String"), l.root.child("DisplayName"), l.root.child("Description"))
	for _, n := range texts {
		if n != nil && !hasJapanese(n, standard) {
			l.add("locale", n, "no text for ja-JP: both languages are equal")
		}
	}
}

func (l *linter) locale(n *node, tag string) {
	if !localeForm.MatchString(tag) {
		l.add("locale", n, "%q must be a whole tag such as ja-JP", tag)
	}
}

func hasJapanese(n *node, standard string) bool {
	if standard == "ja-JP" {
		return true
	}
	for _, o := range n.all("Override") {
		if o.attrs["Locale"] == "ja-JP" && o.attrs["Value"] != "" {
			return true
		}
	}
	return false
}

// requirements: at most 1.5 for everybody; in the overrides at least 1.12 for the send events, and no more for the older one
// than Outlook on the web of Exchange on premises has.
func (l *linter) requirements() {
	if n := l.root.child("Requirements"); n != nil {
		for _, set := range n.all("Set") {
			if v := minor(set.attrs["MinVersion"]); v < 1 || v > 5 {
				l.add("requirements", set, "Mailbox %q: Exchange on premises refuses add-ins above 1.5; ask for more in VersionOverrides", set.attrs["MinVersion"])
			}
		}
	}
	for _, overrides := range l.root.all("VersionOverrides") {
		own := overrides.child("Requirements")
		if own == nil || overrides.attrs["type"] != "VersionOverridesV1_1" {
			continue
		}
		for _, sets := range own.all("Sets") {
			switch v := sets.attrs["DefaultMinVersion"]; {
			case !l.itemSends() && minor(v) < 12:
				l.add("requirements", sets, "Mailbox %q: send events exist from 1.12 on", v)
			case l.itemSends() && (minor(v) < 5 || minor(v) > 6):
				l.add("requirements", sets, "Mailbox %q: write 1.5; ItemSend comes without its requirement set, and Exchange on premises has 1.6 at most", v)
			}
		}
	}
}

// minor is the number after "1."; 0 if the version is none.
func minor(version string) int {
	after, ok := strings.CutPrefix(version, "1.")
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(after)
	if err != nil {
		return 0
	}
	return n
}

// permissions: the pass is a header field, and sending from the pane needs the whole mailbox.
func (l *linter) permissions() {
	n := l.root.child("Permissions")
	if n == nil {
		return
	}
	switch n.text {
	case "ReadWriteMailbox":
	case "ReadWriteItem":
		l.add("permissions", n, "ReadWriteItem cannot send from the task pane: write ReadWriteMailbox")
	default:
		l.add("permissions", n, "%q cannot set the pass: write ReadWriteMailbox", n.text)
	}
}
