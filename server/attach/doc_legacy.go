package attach

// legacy is what the streams of an old Office document tell of its protection.
type legacy struct {
	how     string // how it is encrypted; empty: it is not, or opens with a password that its program tries by itself
	unknown bool   // the place that would tell cannot be read
	sheets  bool   // a workbook has macro sheets, or modules of Excel 5
	secret  bool   // it is encrypted, but opens without a question
}

// readLegacy looks at the documents at the top of a compound file. Documents embedded in it have no password of their own.
func readLegacy(c *compound) legacy {
	var l legacy
	l.word(c)
	l.excel(c)
	l.powerPoint(c)
	return l
}

// word goes by the file information block ([MS-DOC] 2.5.2 and 2.2.6).
func (l *legacy) word(c *compound) {
	e := c.find("", "WordDocument")
	b, ok := c.read(e, 0x400)
	if !ok {
		l.unknown = l.unknown || len(b) < 12
	}
	if e == nil || len(b) < 18 || b[11]&1 == 0 {
		return
	}
	switch {
	case u16(b, 0) != 0xa5ec: // Word 6 and before know nothing else
		l.how = "office-xor"
	case b[11]&0x80 != 0: // fObfuscated
		l.how = "office-xor"
	default:
		name := "0Table"
		if b[11]&2 != 0 { // fWhichTblStm
			name = "1Table"
		}
		head, _ := c.read(c.find("", name), 8)
		l.how, _ = docCipher(head, "")
	}
}

// powerPoint goes by the record of the current user ([MS-PPT] 2.3.2) and by the last edit it leads to (2.3.3).
func (l *legacy) powerPoint(c *compound) {
	doc := c.find("", "PowerPoint Document")
	if doc == nil {
		return
	}
	user, whole := c.read(c.find("", "Current User"), 64)
	l.unknown = l.unknown || !whole && len(user) < 20
	encrypted := c.find("", "EncryptedSummary") != nil || c.has("CryptSession10Container")
	if len(user) >= 20 {
		encrypted = encrypted || u32(user, 12) == 0xf3d1c4df || editEncrypted(c.readFrom(doc, u32(user, 16), 40))
	}
	if !encrypted {
		return
	}
	session := powerPointSession(c, doc)
	how, key := docCipher(session, passwordPowerPoint)
	if l.secret = key != nil; !l.secret {
		l.how = how
	}
}

// editEncrypted reports whether a UserEditAtom names a record of encryption, which makes it four octets longer.
func editEncrypted(b []byte) bool {
	return len(b) >= 8 && u16(b, 2) == 0x0ff5 && u32(b, 4) == 0x20
}

// powerPointSession returns the content of a CryptSession10Container (2.3.7): the header that tells cipher and password. It
// is one of the last records that were added.
func powerPointSession(c *compound, doc *cfbEntry) []byte {
	const window = 1 << 20
	b := c.readFrom(doc, max(0, doc.size-window), window)
	for at := len(b) - 12; at >= 0; at-- {
		if u16(b, at+2) != 0x2f14 || b[at]&15 != 15 || u16(b, at+8) > 4 || u16(b, at+10) != 2 {
			continue
		}
		if size := u32(b, at+4); size >= 60 && int64(at)+8+size <= int64(len(b)) {
			return b[at+8 : int64(at)+8+size]
		}
	}
	return nil
}

// maxStream is how much of a stream of an old Office document is read.
const maxStream = 16 << 20
