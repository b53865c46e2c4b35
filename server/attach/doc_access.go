package attach

import (
	"bytes"

	"sekisho/server/policy"
)

const typeAccess = "application/x-msaccess"

// isAccess knows databases of Access by the name of their engine.
func isAccess(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\x00\x01\x00\x00Standard Jet DB\x00")) || bytes.HasPrefix(head, []byte("\x00\x01\x00\x00Standard ACE DB\x00"))
}

// The masks over the place of the password in a header, for Access 97 and for later ones.
var (
	jet3Mask = [18]byte{0x86, 0xfb, 0xec, 0x37, 0x5d, 0x44, 0x9c, 0xfa, 0xc6, 0x5e, 0x28, 0xe6, 0x13, 0xb6, 0x8a, 0x60, 0x54, 0x94}
	jet4Mask = [20]int{0x6aba, 0x37ec, 0xd561, 0xfa9c, 0xcffa, 0xe628, 0x272f, 0x608a, 0x0568, 0x367b, 0xe3c9, 0xb1df, 0x654b, 0x4313, 0x3ef3, 0x33b1, 0xf008, 0x5b79, 0x24ae, 0x2a7c}
)

// access looks at a database. Each can hold forms and modules that run when it is opened, and where they lie depends on the
// version; so each counts as one with macros.
func (w *walker) access(a *policy.Attachment, s source) {
	head := s.at(0, 4096)
	macro(a, "access")
	if len(head) < 0x400 {
		mark(a, "uninspectable", "reason", w.missing())
		return
	}
	locked := false
	if version := u32(head, 0x14); version > 0 {
		locked = jet4Locked(head) || version >= 2 && aceEncrypted(head)
	} else {
		for i, m := range jet3Mask {
			locked = locked || head[0x42+i] != m
		}
	}
	if locked {
		encrypted(a, "access")
	}
}

// jet4Locked compares the characters of the password with none. Every other one is also masked with the day the file was
// made, which the last but one, hardly ever used, gives away.
func jet4Locked(head []byte) bool {
	day := u16(head, 0x42+2*18) ^ jet4Mask[18]
	for i, m := range jet4Mask {
		if c := u16(head, 0x42+2*i) ^ m; i%2 == 0 && c != day || i%2 == 1 && c != 0 {
			return true
		}
	}
	return false
}

// aceEncrypted looks for the same description of a cipher that other Office files have ([MS-OFFCRYPTO] 2.3), behind its length.
func aceEncrypted(head []byte) bool {
	size, major, minor := u16(head, 0x299), u16(head, 0x29b), u16(head, 0x29d)
	return size >= 40 && size < 0xd00 && (major == 4 && minor == 4 || major >= 2 && major <= 4 && minor >= 2 && minor <= 3 || major == 1 && minor == 1)
}
