package manifest

import "strings"

// grammar says for an element which children it has, in order: `?` none or one, `*` any number, `+` at least one, else
// exactly one. What is not listed may have any children.
var grammar = map[string]string{
	"OfficeApp": "Id AlternateId? Version ProviderName DefaultLocale DisplayName Description IconUrl HighResolutionIconUrl SupportUrl " +
		"AppDomains Hosts Requirements FormSettings Permissions Rule DisableEntityHighlighting? VersionOverrides",
	"AppDomains":                         "AppDomain+",
	"VersionOverridesV1_0":               "Description? Requirements? Hosts? Resources? VersionOverrides",
	"VersionOverridesV1_1":               "Description? Requirements Hosts Resources WebApplicationInfo? EquivalentAddins? ExtendedPermissions?",
	"MailHost":                           "Runtimes? DesktopFormFactor MobileFormFactor?",
	"Runtimes":                           "Runtime",
	"Runtime":                            "Override",
	"DesktopFormFactor":                  "SupportsSharedFolders? FunctionFile ExtensionPoint+",
	"OfficeTab":                          "Group+",
	"Group":                              "Label Control+",
	"Button":                             "Label Supertip Icon Action",
	"Supertip":                           "Title Description",
	"Icon":                               "Image+",
	"ShowTaskpane":                       "SourceLocation SupportsPinning?",
	"ExecuteFunction":                    "FunctionName",
	"LaunchEvent":                        "LaunchEvents SourceLocation",
	"MessageComposeCommandSurface":       "OfficeTab",
	"AppointmentOrganizerCommandSurface": "OfficeTab",
	"LaunchEvents":                       "LaunchEvent+",
	"Events":                             "Event",
	"WebApplicationInfo":                 "Id Resource Scopes",
	"Scopes":                             "Scope+",
	"ExtendedPermissions":                "ExtendedPermission+",
	"Resources":                          "Images Urls ShortStrings LongStrings",
}

// order compares the children of each element with the grammar.
func (l *linter) order() {
	l.orderOf(l.root)
}

func (l *linter) orderOf(n *node) {
	if wanted, known := grammar[kindOf(n)]; known {
		l.compare(n, strings.Fields(wanted))
	}
	for _, c := range n.children {
		l.orderOf(c)
	}
}

// kindOf is an element's type where it has one, for that decides about its children, else its name. The elements LaunchEvent
// and Override have no children, and share their name or type with others that have.
func kindOf(n *node) string {
	switch kind := n.attrs["type"]; {
	case n.name == "LaunchEvent" || n.name == "Override":
		return ""
	case n.name == "OfficeApp" || kind == "":
		return n.name
	default:
		return kind
	}
}

// compare tells what is missing, what is there too often, what does not belong, and what stands after its place.
func (l *linter) compare(n *node, wanted []string) {
	place := make(map[string]int)
	for i, want := range wanted {
		place[strings.TrimRight(want, "?*+")] = i
	}
	count := make(map[string]int)
	var last *node
	for _, c := range n.children {
		at, known := place[c.name]
		switch {
		case !known:
			l.add("order", c, "<%s> does not belong in <%s>, which has %s", c.name, n.name, strings.Join(wanted, " "))
			continue
		case last != nil && at < place[last.name]:
			l.add("order", c, "<%s> must stand before <%s>", c.name, last.name)
		default:
			last = c
		}
		count[c.name]++
	}
	for _, want := range wanted {
		l.compareCount(n, want, count)
	}
}

func (l *linter) compareCount(n *node, want string, count map[string]int) {
	name := strings.TrimRight(want, "?*+")
	mark := strings.TrimPrefix(want, name)
	switch got := count[name]; {
	case got == 0 && mark != "?" && mark != "*":
		l.add("required", n, "<%s> is missing", name)
	case got > 1 && mark != "+" && mark != "*":
		l.add("order", n, "<%s> stands here %d times, one is allowed", name, got)
	}
}
