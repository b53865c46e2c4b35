package policy

import (
	"fmt"
	"mime"
	"reflect"
	"slices"
	"strings"
)

// vocabulary returns the fixed values of a kind.
func vocabulary(is string) []string {
	switch is {
	case "part":
		return []string{"subject", "body", "new-text", "greeting", "file-names", "files"}
	case "recipient-flag":
		return append(areaFlags("recipient"), "manager", "self", "contact", "known", "partner")
	case "attachment-flag":
		return areaFlags("attachment")
	case "personal-type":
		return slices.DeleteFunc(areaFlags("personal"), func(name string) bool { return name == "records" })
	case "sender-flag":
		return areaFlags("sender")
	case "mark":
		return []string{"encrypted", "macro", "executable", "disguised", "deceptive-name", "uninspectable", "bomb"}
	case "code":
		return codes(func(Code) bool { return true })
	case "found":
		return append(codes(func(c Code) bool { return !c.ByRule }), areas()...)
	case "file-type":
		return []string{"archive", "zip", "office", "pdf", "image", "text", "mail", "media", "cad", "disk-image", "executable", "script", "unknown"}
	case "change":
		return shapes{}.of(changeType).keys()
	}
	return nil
}

// areaFlags are the codes of an area that detectors set, without the area.
func areaFlags(area string) []string {
	var names []string
	for _, c := range codeTable {
		if c.Area == area && !c.ByRule {
			names = append(names, c.Name)
		}
	}
	return names
}

func codes(which func(Code) bool) []string {
	var names []string
	for _, c := range codeTable {
		if which(c) {
			names = append(names, c.String())
		}
	}
	return names
}

// areas are the wildcards for codes that detectors find.
func areas() []string {
	var names []string
	for _, c := range codeTable {
		if name := c.Area + ".*"; !c.ByRule && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// vocabularyProblem checks a fixed value.
func vocabularyProblem(is, s string) (message, fix string) {
	known := vocabulary(is)
	if slices.Contains(known, s) {
		return "", ""
	}
	if message, fix := rulesOwn(is, s); message != "" {
		return message, fix
	}
	if is == "file-type" {
		if t, parameters, err := mime.ParseMediaType(s); err == nil && strings.Count(t, "/") == 1 && len(parameters) == 0 {
			return "", ""
		}
		return fmt.Sprintf("unknown type %s", quoted(clip(s, 60))), oneOf(s, known) + " (or a MIME type such as application/pdf)"
	}
	if name, ok := strings.CutPrefix(s, strings.TrimSuffix(is, "-flag")+"."); ok && slices.Contains(known, name) {
		return fmt.Sprintf("%s is a code, not a flag", quoted(s)), "write " + name
	}
	if is == "code" || is == "found" {
		known = ofArea(known, s)
	}
	what := map[string]string{"part": "part", "code": "code", "found": "code", "change": "change", "personal-type": "type"}[is]
	if what == "" {
		what = "flag"
	}
	return fmt.Sprintf("unknown %s %s", what, quoted(clip(s, 60))), oneOf(s, known)
}

// ofArea are the codes of the area that s names, or one wildcard for each area.
func ofArea(known []string, s string) []string {
	area, _, _ := strings.Cut(s, ".")
	var same []string
	for _, k := range known {
		if strings.HasPrefix(k, area+".") {
			same = append(same, k)
		}
	}
	if same != nil {
		return same
	}
	return areas()
}

// rulesOwn refuses codes that only rules add, where detectors' codes are wanted.
func rulesOwn(is, s string) (message, fix string) {
	code := s
	if area, ok := strings.CutSuffix(is, "-flag"); ok {
		code = area + "." + s
	} else if is != "found" {
		return "", ""
	}
	if c, ok := LookupCode(code); ok && c.ByRule {
		return fmt.Sprintf("%s is added by rules, no detector finds it", c), "write the condition itself"
	}
	if area, ok := strings.CutSuffix(s, ".*"); ok && is == "found" && slices.ContainsFunc(codeTable[:], func(c Code) bool { return c.Area == area }) {
		return fmt.Sprintf("%s is added by rules, no detector finds any of it", s), "write the condition itself"
	}
	return "", ""
}

var changeType = reflect.TypeFor[Change]()
