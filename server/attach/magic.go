package attach

import (
	"bytes"
	"strings"

	charset "sekisho/server/text"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/text/encoding/unicode"
)

// sniffed is how many octets of a file the type is concluded from, beside the places that signatures name.
const sniffed = 4096

// sniff names the type of a file that is neither ZIP nor compound file.
func sniff(s source, head []byte, ext string) string {
	if len(head) == 0 {
		return "application/x-empty"
	}
	if t := ownMagic(s, head, ext); t != "" {
		return t
	}
	if readable, ok := utf16Head(head); ok {
		if head = readable; docMagic(s, head, ext) != "" {
			return docMagic(s, head, ext)
		}
	}
	t := baseType(mimetype.Detect(head).String())
	if strings.HasPrefix(t, "text/") || t == unknown || t == "application/json" {
		if k := extensions[ext]; k.class == "script" || k.mime == typeURL && bytes.Contains(bytes.ToLower(head), []byte("[internetshortcut]")) {
			return k.mime // scripts have no mark of their own: the name decides what runs them
		}
		if k := extensions[ext]; t == "text/plain" && (k.mime == typeMail || k.class == "text" || k.class == "cad") && k.mime != "text/html" {
			return k.mime
		}
	}
	if k := extensions[ext]; t == unknown && k.class == "text" && nearlyText(head) {
		return k.mime // one stray octet must not hide a text from those who read it
	}
	if t == unknown && ext == "br" {
		return typeBrotli // it has no mark
	}
	return t
}

// utf16Head makes the begin of a text in UTF-16 readable that does not say so by a mark. Of such texts the library knows
// nothing.
func utf16Head(head []byte) ([]byte, bool) {
	if len(head) < 8 || bytes.IndexByte(head, 0) < 0 || baseType(mimetype.Detect(head).String()) != unknown {
		return nil, false
	}
	guess := charset.Guess(head)
	for _, order := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
		if e := unicode.UTF16(order, unicode.IgnoreBOM); guess == e {
			return []byte(charset.Decoded(e, head[:len(head)&^1])), true
		}
	}
	return nil, false
}

// ownMagic knows the types that the library does not.
func ownMagic(s source, head []byte, ext string) string {
	at := func(offset int64, magic string) bool {
		if offset+int64(len(magic)) <= int64(len(head)) {
			return string(head[offset:offset+int64(len(magic))]) == magic
		}
		return string(s.at(offset, int64(len(magic)))) == magic
	}
	switch {
	case at(0, magicRAR):
		return typeRAR
	case at(2, "-lh") && len(head) > 6 && head[6] == '-', at(2, "-lz") && len(head) > 6 && head[6] == '-':
		return typeLZH
	case at(0, magicARJ) && len(head) > 10 && head[4] >= 30 && head[4] < 64 && head[10] == 2:
		return typeARJ
	case at(0, magicOneNote):
		return typeOneNote
	case at(0, "\x1f\x9d"):
		return typeCompress
	case at(0, magicLZ4), at(0, magicLegacyLZ4):
		return typeLZ4
	case isLZMA(head, ext):
		return typeLZMA
	case knownImage(head) != "":
		return knownImage(head)
	case at(0, "vhdxfile"):
		return "application/x-vhdx"
	case at(0, magicTNEF):
		return typeTNEF
	case at(0, "\x4c\x00\x00\x00\x01\x14\x02\x00"):
		return "application/x-ms-shortcut"
	case at(0, "JwwData."):
		return "application/x-jww"
	case at(0x8001, "CD001"):
		return typeISO
	case at(0x8001, "BEA01"), at(0x8001, "NSR0"):
		return typeUDF
	case s.size >= 512 && at(s.size-512, "conectix"):
		return typeVHD
	case s.size >= 512 && at(s.size-512, "koly"):
		return "application/x-apple-diskimage"
	case isFAT(head), ext == "img" && len(head) >= 512 && u16(head, 510) == 0xaa55:
		return typeFAT
	}
	return docMagic(s, head, ext)
}

// nearlyText reports whether octets are a text but for a few NULs: one in 32 at most.
func nearlyText(head []byte) bool {
	zeros := bytes.Count(head, []byte{0})
	return zeros > 0 && zeros*32 <= len(head)+31 && strings.HasPrefix(mimetype.Detect(bytes.ReplaceAll(head, []byte{0}, nil)).String(), "text/plain")
}
