package attach

import (
	"bytes"
	"strings"

	"sekisho/server/policy"
)

// compoundDocument says what a compound file is, whether it is encrypted and whether it has macros, and looks at the files
// embedded in it. It is called for each one whose directory could be read.
func (w *walker) compoundDocument(a *policy.Attachment, s source, c *compound, depth int) {
	a.Type = c.mime(Extension(a.Name))
	switch {
	case c.rights():
		encrypted(a, "rms")
		return
	case c.has("EncryptedPackage"):
		w.protectedPackage(a, c, depth)
		return
	}
	l := readLegacy(c)
	switch {
	case l.how != "":
		encrypted(a, l.how)
	case l.unknown || c.cut:
		mark(a, "uninspectable", "reason", w.missing())
	}
	for _, kind := range w.compoundMacros(c, l) {
		macro(a, kind)
	}
	if !w.partial && group(a.Type) != "mail" && group(a.Type) != "executable" {
		w.objects(a, s, c, depth)
	}
}

// encrypted marks a whole file.
func encrypted(a *policy.Attachment, how string) { mark(a, "encrypted", "how", how, "partial", false) }

// macro marks a file that can act when it is opened; kind is the first way that was found.
func macro(a *policy.Attachment, kind string) { mark(a, "macro", "kind", kind) }

// rights reports whether the content is for whom a rights management server says ([MS-OFFCRYPTO] 2.2).
func (c *compound) rights() bool {
	for i := range c.entries {
		name := strings.TrimLeft(c.entries[i].name, "\x06\x09")
		switch name {
		case "DRMContent", "DRMDataSpace", "DRMTransform", "DRMEncryptedDataSpace", "DRMEncryptedTransform", "DRMViewerContent", "LZXDRMDataSpace":
			return true
		}
	}
	return false
}

// protectedPackage is an Office file with a password. One that opens without a question is looked at like any other.
func (w *walker) protectedPackage(a *policy.Attachment, c *compound, depth int) {
	info, _ := c.read(c.find("", "EncryptionInfo"), 64<<10)
	if e := c.find("", "EncryptedPackage"); e != nil && !w.partial && e.size <= maxOpened {
		for _, password := range silentPasswords(Extension(a.Name)) {
			content, whole := c.read(e, maxOpened)
			if !whole || !w.budget.expand(int64(len(content))) {
				break
			}
			if plain := openPackage(info, content, password, w.late); isZip(plain) {
				w.open(a, source{bytes.NewReader(plain), int64(len(plain))}, depth)
				return
			}
		}
	}
	encrypted(a, packageHow(info))
}

// silentPasswords are those that the program for such a file tries before it asks.
func silentPasswords(ext string) []string {
	switch {
	case strings.HasPrefix(ext, "xl"):
		return []string{passwordExcel}
	case strings.HasPrefix(ext, "pp"), strings.HasPrefix(ext, "po"), strings.HasPrefix(ext, "sld"):
		return []string{passwordPowerPoint}
	case strings.HasPrefix(ext, "do"):
		return nil
	}
	return []string{passwordExcel, passwordPowerPoint}
}
