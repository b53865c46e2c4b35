package attach

import "crypto/rc4" //nolint:gosec // what [MS-XLS] prescribes; nothing is kept secret with it

// maxBIFF is how much of a workbook's records is read: the list of its sheets stands before their cells.
const maxBIFF = 4 << 20

// Records of [MS-XLS] 2.3.1.
const (
	biffEOF        = 0x0a
	biffFilePass   = 0x2f
	biffBoundSheet = 0x85
	biffExternName = 0x23
	biffBOF        = 0x0809
)

// excel goes through the records of the workbook's globals.
func (l *legacy) excel(c *compound) {
	for _, name := range []string{"Workbook", "Book"} {
		e := c.find("", name)
		if e == nil {
			continue
		}
		b, ok := c.read(e, maxBIFF)
		l.unknown = l.unknown || !ok && len(b) < 64
		l.biff(b)
	}
}

// biff goes through the records as far as the end of the globals.
func (l *legacy) biff(b []byte) {
	if len(b) < 8 || u16(b, 0)&0xff != 9 {
		return
	}
	var cipher func(at, size int, b []byte) []byte
	for at := 0; at+4 <= len(b); {
		id, size := u16(b, at), u16(b, at+2)
		body := b[at+4 : min(at+4+size, len(b))]
		switch {
		case id == biffEOF || id == 0 && size == 0:
			return
		case id == biffFilePass:
			var how string
			if how, cipher = filePass(body); cipher == nil {
				l.how = how
				return // what follows cannot be read
			}
			l.secret = true
		case id == biffBoundSheet && len(body) >= 6:
			state := body[4:6]
			if cipher != nil {
				state = cipher(at+8, size-4, state) // [MS-XLS] 2.2.10: the place of the sheet stays readable
			}
			l.sheets = l.sheets || state[1] == 1 || state[1] == 6 // 2.4.28, dt; 6: a module of Excel 5
		}
		at += 4 + size
	}
}

// filePass reads 2.4.117. The cipher is nil unless Excel's own password fits.
func filePass(b []byte) (how string, cipher func(at, size int, b []byte) []byte) {
	if len(b) == 4 { // BIFF 2 to 5 know nothing else, and do not say so
		return xorPass(u16(b, 0), u16(b, 2))
	}
	if len(b) < 6 {
		return "office-97", nil
	}
	if u16(b, 0) == 0 {
		return xorPass(u16(b, 2), u16(b, 4))
	}
	how, key := docCipher(b[2:], passwordExcel)
	if key == nil {
		return how, nil
	}
	return how, func(at, _ int, b []byte) []byte { return blockwise(key, at, b) }
}

func xorPass(key, verifier int) (string, func(at, size int, b []byte) []byte) {
	if verifier != int(xorVerifier(passwordExcel)) {
		return "office-xor", nil
	}
	array := xorArray(passwordExcel, uint16(key)) // #nosec G115 -- 16 bits
	return "office-xor", func(at, size int, b []byte) []byte {
		out := make([]byte, len(b))
		for i := range b {
			x := b[i] ^ array[(at+size+i)%16]
			out[i] = x>>5 | x<<3
		}
		return out
	}
}

// blockwise decrypts b, which stands at this place of a stream: each 1,024 octets have their own key ([MS-XLS] 2.2.10).
func blockwise(key docKey, at int, b []byte) []byte {
	const size = 1024
	out := make([]byte, 0, len(b))
	var cipher *rc4.Cipher
	for i := range b {
		if place := at + i; cipher == nil || place%size == 0 {
			cipher = key(uint32(place / size)) // #nosec G115 -- at most maxBIFF
			skip := make([]byte, place%size)
			cipher.XORKeyStream(skip, skip)
		}
		out = append(out, b[i])
		cipher.XORKeyStream(out[i:], out[i:])
	}
	return out
}
