package attach

import (
	"strings"

	"sekisho/server/policy"
)

// volume marks a file that is one of several which only together are an archive. By the name it is told where the content
// does not tell: all but the first have no mark of their own.
func volume(a *policy.Attachment) {
	if isVolume(a.Name) {
		mark(a, "uninspectable", "reason", "volume")
	}
}

func isVolume(name string) bool {
	stem, ext := split(cleanName(name))
	_, before := split(stem)
	digits := strings.TrimLeft(ext, "0123456789")
	switch {
	case digits == "" && len(ext) == 3: // a.7z.001
		return classOfExtension(before) == "archive"
	case len(ext) == 3 && (ext[0] == 'z' || ext[0] == 'r' || ext[0] == 'a') && strings.TrimLeft(ext[1:], "0123456789") == "": // a.z01, a.r00, a.a01
		return true
	case ext == "rar":
		return strings.HasPrefix(before, "part") && len(before) > 4 && strings.TrimLeft(before[4:], "0123456789") == ""
	}
	return false
}

// rarVolume reads from the main header whether the archive has several volumes: in version 4 a flag, in version 5 the first
// of the archive's flags, which stands behind checksum, size, type, flags and the size of the extra area.
func rarVolume(s source) bool {
	b := s.at(0, 64)
	if len(b) < 64 {
		b = append(b, make([]byte, 64-len(b))...)
	}
	if b[6] == 0 { // version 4
		return b[9] == 0x73 && u16(b, 10)&1 != 0
	}
	f := &fields{b: b[12:]}
	f.vint()
	if f.vint() != 1 { // another header: that of encryption
		return false
	}
	if flags := f.vint(); flags&1 != 0 {
		f.vint()
	}
	return f.vint()&1 != 0
}
