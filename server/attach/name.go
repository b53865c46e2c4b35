package attach

import (
	"strings"
	"unicode"

	"sekisho/server/policy"

	"golang.org/x/text/unicode/norm"
)

// cleanName is the name a system would use: without folders, invisible characters, stream suffix (":x" on NTFS) and the
// dots and blanks at the end that Windows drops.
func cleanName(name string) string {
	if len(name) > 1024 {
		name = strings.ToValidUTF8(name[len(name)-1024:], "")
	}
	name = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(name))
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name, _ = beforeStream(name)
	return strings.TrimRight(name, ". ")
}

// Extension returns the last extension of the cleaned name, in lower case and without the dot; empty if there is none.
func Extension(name string) string {
	_, ext := split(cleanName(name))
	return ext
}

func split(clean string) (stem, ext string) {
	dot := strings.LastIndexByte(clean, '.')
	if dot < 0 {
		return clean, ""
	}
	return clean[:dot], strings.ToLower(strings.TrimSpace(clean[dot+1:]))
}

// markName looks at every name the file can have.
func markName(a *policy.Attachment) {
	names := a.Names
	if len(names) == 0 {
		names = []string{a.Name}
	}
	for _, name := range names {
		if shown, ok := deceptive(name); ok {
			mark(a, "deceptive-name", "shown", shown)
		}
		if t := executableExtension(Extension(name)); t != "" {
			mark(a, "executable", "type", t)
		}
		if kind := carries(Extension(name)); kind != "" {
			macro(a, kind)
		}
	}
}

// deceptive reports whether people read another name than systems do, and what they read.
func deceptive(name string) (shown string, ok bool) {
	if strings.ContainsFunc(name, hidden) {
		return display(name), true
	}
	if before, found := wideGap(name); found {
		return before, true
	}
	if before, found := beforeStream(name); found && !strings.EqualFold(name[len(before):], ":$DATA") {
		return before, true
	}
	if seems, found := foreign(Extension(name)); found {
		return name + " ≠ " + seems, true
	}
	// Windows hides known extensions. Only a dangerous one behind a harmless one is a trick: a.tar.gz is none.
	stem, ext := split(cleanName(name))
	_, inner := split(strings.TrimRight(stem, " "))
	if executableExtension(ext) != "" && classOfExtension(inner) != "" && executableExtension(inner) == "" {
		return stem, true
	}
	return "", false
}

// hidden characters have no shape. The joiner and tags are left alone: pictograms are made with them.
func hidden(r rune) bool {
	return unicode.Is(unicode.Cf, r) && r != '\u200d' && (r < 0xe0020 || r > 0xe007f)
}

// display shows a name as a screen would: what follows a right-to-left override is turned round.
func display(name string) string {
	before, after, found := strings.Cut(name, "\u202e")
	if found {
		after, rest, _ := strings.Cut(after, "\u202c")
		runes := []rune(after)
		for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
			runes[i], runes[j] = runes[j], runes[i]
		}
		name = before + string(runes) + rest
	}
	return strings.Map(func(r rune) rune {
		if hidden(r) {
			return -1
		}
		return r
	}, name)
}
