package attach

import (
	"strings"
	"unicode"

	"sekisho/server/policy"
)

// alike are letters that look like those of ASCII in most fonts: Cyrillic, Greek, Armenian, Latin beyond. Full-width letters
// are the same letters to the name's cleaning.
var alike = strings.NewReplacer(
	"а", "a", "α", "a", "ɑ", "a", "Ь", "b", "ь", "b", "с", "c", "ϲ", "c", "ԁ", "d", "ɗ", "d", "е", "e", "ҽ", "e", "ε", "e", "ɡ", "g",
	"һ", "h", "հ", "h", "і", "i", "ι", "i", "ı", "i", "ј", "j", "ϳ", "j", "к", "k", "κ", "k", "ӏ", "l", "м", "m", "п", "n", "ո", "n",
	"о", "o", "ο", "o", "օ", "o", "р", "p", "ρ", "p", "ԛ", "q", "г", "r", "ѕ", "s", "т", "t", "τ", "t", "υ", "u", "ս", "u", "ѵ", "v", "ν", "v",
	"ԝ", "w", "х", "x", "χ", "x", "у", "y", "γ", "y", "ᴢ", "z",
)

// foreign returns the extension that a name seems to have, if one of its letters only looks like that.
func foreign(ext string) (seems string, ok bool) {
	for _, r := range ext {
		if r >= 0x80 {
			seems = alike.Replace(ext)
			return seems, seems != ext && classOfExtension(seems) != ""
		}
	}
	return "", false
}

// stream returns what stands before a colon, if that is a name with an extension of its own: NTFS keeps "a.txt:b.exe" under
// "a.txt". Other colons are the hour of a meeting, or a heading.
func beforeStream(name string) (before string, ok bool) {
	before, after, found := strings.Cut(name, ":")
	if !found || after == "" {
		return name, false
	}
	if _, ext := split(strings.TrimRight(before, ". ")); classOfExtension(ext) == "" {
		return name, false
	}
	return before, true
}

// wideGap reports a gap that pushes the end of a name out of sight, and what stands before it.
func wideGap(name string) (before string, ok bool) {
	const blanks = 10
	count := 0
	for i, r := range name {
		if !unicode.IsSpace(r) && r != '\u2800' && r != '\u3164' && r != '\u115f' && r != '\uffa0' {
			count = 0
			continue
		}
		if count++; count == 1 {
			before = name[:i]
		}
		if count == blanks {
			return before, true
		}
	}
	return "", false
}

// lies marks a file whose declared MIME type promises a picture or a document where a program or a container is. Clients
// declare types by the name, so the two mostly lie together.
func lies(a *policy.Attachment) {
	declared := baseType(strings.ToLower(a.Declared))
	if declared == "" || declared == unknown || marked(a, "disguised") {
		return
	}
	promised, content := group(declared), group(a.Type)
	harmless := promised == "image" || promised == "media" || promised == "pdf" || promised == "office" || promised == "text" || promised == "mail"
	switch {
	case !harmless || strings.HasPrefix(a.Type, "text/") || a.Type == typeURL:
		return
	case content == "executable" || content == "disk-image",
		(content == "archive" || a.Type == typeZIP) && promised != "office" && promised != "mail" && promised != "text":
		mark(a, "disguised", "extension", declared, "type", a.Type)
	}
}
