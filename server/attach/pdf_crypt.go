package attach

import (
	"bytes"
	aescipher "crypto/aes"
	"crypto/cipher"
	"crypto/md5" // #nosec G501 -- ISO 32000 derives keys with it
	"crypto/rc4" // #nosec G503 -- likewise: the files are encrypted with it
	"crypto/sha256"
	"crypto/sha512"
	"strings"
)

// pdfCrypt is the standard security handler (ISO 32000-2, 7.6.4) with the empty user password.
type pdfCrypt struct {
	key              []byte
	streams, strings string // method: V2, AESV2, AESV3, Identity
}

// pdfPadding fills passwords up (7.6.4.3.2).
const pdfPadding = "\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a"

// pdfLock is what an encryption dictionary says. How is empty if the file opens without a password; then crypt reads it.
type pdfLock struct {
	how     string
	partial bool // only the files attached to it are locked
	crypt   *pdfCrypt
}

// lock reads the encryption dictionary. Known is false if it is there but cannot be read.
func (f *pdfFile) lock() (l pdfLock, known bool) {
	v, ok := f.trailer["Encrypt"]
	if !ok || v == nil {
		return pdfLock{}, true
	}
	d, ok := f.resolve(v).(pdfDict)
	if !ok {
		return pdfLock{}, false
	}
	for key, v := range d {
		d[key] = f.resolve(v)
	}
	switch filter, _ := d["Filter"].(pdfName); {
	case strings.Contains(string(filter), "IRM") || strings.Contains(string(filter), "RightsManagement"):
		return pdfLock{how: "rms"}, true
	case filter == "Adobe.PubSec" || filter == "Adobe.PPKLite" || filter == "Entrust.PPKEF":
		return pdfLock{how: "pdf-certificate"}, true
	case filter != "Standard":
		return pdfLock{how: "pdf"}, true
	}
	return f.standard(d), true
}

// standard tries the empty password. A handler whose parameters make no sense asks for one in every reader, or fails.
func (f *pdfFile) standard(d pdfDict) pdfLock {
	var c pdfCrypt
	version, revision := whole(d["V"]), whole(d["R"])
	length := whole(d["Length"]) / 8
	c.streams, c.strings = "V2", "V2"
	var files string
	if version >= 4 {
		c.streams, length = f.method(d, "StmF", "Identity")
		c.strings, _ = f.method(d, "StrF", "Identity")
		files, _ = f.method(d, "EFF", "")
	}
	if revision <= 2 || length == 0 {
		length = 5
		if version >= 4 {
			length = 16
		}
	}
	if length < 5 || length > 32 {
		return pdfLock{how: "pdf"}
	}
	owner, user := []byte(text(d["O"])), []byte(text(d["U"]))
	switch {
	case revision >= 5:
		c.key = pdfKeySHA(user, []byte(text(d["UE"])), revision)
	case revision >= 2:
		c.key = f.pdfKeyMD5(d, owner, user, min(length, 16), revision)
	}
	switch {
	case c.key != nil:
		return pdfLock{crypt: &c}
	case version >= 4 && c.streams == "Identity" && c.strings == "Identity":
		if files != "" && files != "Identity" {
			return pdfLock{how: "pdf-attachments", partial: true}
		}
		return pdfLock{}
	}
	return pdfLock{how: "pdf"}
}

// method looks up a crypt filter (7.6.6) and the length of its key.
func (f *pdfFile) method(d pdfDict, key, missing pdfName) (name string, length int) {
	filter, ok := d[key].(pdfName)
	if !ok {
		filter = missing
	}
	if filter == "Identity" || filter == "" {
		return string(filter), 16
	}
	filters, _ := d["CF"].(pdfDict)
	one, _ := f.resolve(filters[filter]).(pdfDict)
	name = string(nameOf(one["CFM"]))
	length = whole(one["Length"])
	if length > 32 { // some write bits
		length /= 8
	}
	if name == "AESV2" || length == 0 {
		length = 16
	}
	return name, length
}

func nameOf(v any) pdfName {
	n, _ := v.(pdfName)
	return n
}

func text(v any) string {
	s, _ := v.(pdfString)
	return string(s)
}

func whole(v any) int {
	n, _ := v.(float64)
	return int(max(min(n, 1<<31), -1<<31))
}

// pdfKeyMD5 is algorithms 2, 4, 5 and 6 of revisions 2 to 4; nil if the empty password does not fit.
func (f *pdfFile) pdfKeyMD5(d pdfDict, owner, user []byte, n, revision int) []byte {
	if len(owner) < 32 || len(user) < 32 {
		return nil
	}
	ids, _ := f.resolve(f.trailer["ID"]).(pdfArray)
	var id string
	if len(ids) > 0 {
		id = text(f.resolve(ids[0]))
	}
	h := md5.New() // #nosec G401 -- see the import
	h.Write([]byte(pdfPadding))
	h.Write(owner[:32])
	h.Write(le32(uint32(int64(number64(d["P"]))))) // #nosec G115 -- the low 32 bits are meant
	h.Write([]byte(id))
	if metadata, given := d["EncryptMetadata"].(bool); given && !metadata && revision >= 4 {
		h.Write([]byte("\xff\xff\xff\xff"))
	}
	key := h.Sum(nil)
	if revision >= 3 {
		for range 50 {
			sum := md5.Sum(key[:n]) // #nosec G401 -- see the import
			key = sum[:]
		}
	}
	key = key[:n]
	check := []byte(pdfPadding)
	if revision >= 3 {
		sum := md5.Sum([]byte(pdfPadding + id)) // #nosec G401 -- see the import
		check, user = sum[:], user[:16]
	} else {
		user = user[:32]
	}
	for i := range 20 {
		k := bytes.Clone(key)
		for j := range k {
			k[j] ^= byte(i)
		}
		c, err := rc4.NewCipher(k) // #nosec G405 -- see the import
		if err != nil {
			return nil
		}
		c.XORKeyStream(check, check)
		if revision == 2 {
			break
		}
	}
	if !bytes.Equal(check, user) {
		return nil
	}
	return key
}

func number64(v any) float64 {
	n, _ := v.(float64)
	return max(min(n, 1<<32), -1<<32)
}

// pdfKeySHA is algorithms 2.A and 11 of revisions 5 and 6.
func pdfKeySHA(user, wrapped []byte, revision int) []byte {
	if len(user) < 48 || len(wrapped) < 32 {
		return nil
	}
	if !bytes.Equal(pdfHash(user[32:40], revision), user[:32]) {
		return nil
	}
	return cbc(pdfHash(user[40:48], revision), make([]byte, 16), wrapped[:32])
}

// pdfHash is algorithm 2.B for the empty password; revision 5 has its first step only.
func pdfHash(salt []byte, revision int) []byte {
	first := sha256.Sum256(salt)
	k := first[:]
	if revision < 6 {
		return k
	}
	for i := 0; ; i++ {
		e := bytes.Repeat(k, 64)
		block, err := aescipher.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(e, e)
		rest := 0
		for _, c := range e[:16] {
			rest += int(c) // 256 is 1 modulo 3
		}
		switch rest % 3 {
		case 0:
			sum := sha256.Sum256(e)
			k = sum[:]
		case 1:
			sum := sha512.Sum384(e)
			k = sum[:]
		default:
			sum := sha512.Sum512(e)
			k = sum[:]
		}
		if i >= 63 && int(e[len(e)-1]) <= i-31 {
			return k[:32]
		}
	}
}

// bytes decrypts the octets of an object (7.6.3).
func (c *pdfCrypt) bytes(b []byte, num, gen int, method string) []byte {
	key := c.key
	if method != "AESV3" {
		salted := append(bytes.Clone(key), byte(num), byte(num>>8), byte(num>>16), byte(gen), byte(gen>>8)) // #nosec G115 -- low octets
		if method == "AESV2" {
			salted = append(salted, "sAlT"...)
		}
		sum := md5.Sum(salted) // #nosec G401 -- see the import
		key = sum[:min(len(key)+5, 16)]
	}
	switch method {
	case "V2":
		out := make([]byte, len(b))
		if s, err := rc4.NewCipher(key); err == nil { // #nosec G405 -- see the import
			s.XORKeyStream(out, b)
		}
		return out
	case "AESV2", "AESV3":
		if len(b) < 32 {
			return nil
		}
		out := cbc(key, b[:16], b[16:len(b)/16*16])
		if n := len(out); n > 0 && out[n-1] >= 1 && out[n-1] <= 16 {
			out = out[:n-int(out[n-1])]
		}
		return out
	}
	return b
}

// value decrypts the strings in a value.
func (c *pdfCrypt) value(v any, ref pdfRef, depth int) any {
	if depth > maxPDFDepth {
		return v
	}
	switch v := v.(type) {
	case pdfString:
		return pdfString(c.bytes([]byte(v), ref.num, ref.gen, c.strings))
	case pdfArray:
		for i := range v {
			v[i] = c.value(v[i], ref, depth+1)
		}
	case pdfDict:
		for k := range v {
			v[k] = c.value(v[k], ref, depth+1)
		}
	}
	return v
}
