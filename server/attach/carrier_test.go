package attach

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// packedWith packs content with one of the writers there are for streams.
func packedWith(t testing.TB, open func(io.Writer) (io.WriteCloser, error), content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := open(&b)
	if err == nil {
		_, err = w.Write(content)
	}
	if err != nil || w.Close() != nil {
		t.Fatalf("cannot pack: %v", err)
	}
	return b.Bytes()
}

func gzipped(t testing.TB, content []byte) []byte {
	return packedWith(t, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, gzip.BestCompression) }, content)
}

func xzipped(t testing.TB, content []byte) []byte {
	return packedWith(t, func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) }, content)
}

func zstdPacked(t testing.TB, content []byte) []byte {
	return packedWith(t, func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) }, content)
}

func makeTar(t testing.TB, parts ...part) []byte {
	t.Helper()
	return packedWith(t, func(w io.Writer) (io.WriteCloser, error) {
		tw := tar.NewWriter(w)
		for _, p := range parts {
			if err := tw.WriteHeader(&tar.Header{Name: p.name, Size: int64(len(p.content)), Mode: 0o600}); err != nil {
				return nil, err
			}
			if _, err := io.WriteString(tw, p.content); err != nil {
				return nil, err
			}
		}
		return tw, nil
	}, nil)
}

// attribute is one of a winmail.dat.
func attribute(level byte, id int, value string) string {
	b := []byte{level}
	b = binary.LittleEndian.AppendUint16(b, uint16(id))
	b = append(b, 6, 0) // its type
	b = binary.LittleEndian.AppendUint32(b, uint32(len(value)))
	return string(append(append(b, value...), 0, 0))
}

func utf16Of(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

func makeTNEF(files ...part) []byte {
	var b strings.Builder
	b.WriteString(magicTNEF + "\x01\x00" + attribute(1, 0x8008, "IPM.Note\x00"))
	for _, f := range files {
		name := utf16Of(f.name + "\x00")
		size := binary.LittleEndian.AppendUint32(nil, uint32(len(name)))
		b.WriteString(attribute(2, tnefRender, strings.Repeat("\x00", 14)) + attribute(2, tnefTitle, "SHORT~1.ZIP\x00") + attribute(2, tnefData, f.content))
		b.WriteString(attribute(2, tnefProps, "\x01\x00\x00\x00\x1f\x00\x07\x37\x01\x00\x00\x00"+string(size)+name))
	}
	return []byte(b.String())
}

func makeOneNote(files ...string) []byte {
	b := []byte(magicOneNote + strings.Repeat("\x00", 1024))
	for _, f := range files {
		b = append(b, fileDataStore...)
		b = binary.LittleEndian.AppendUint64(b, uint64(len(f)))
		b = append(append(b, make([]byte, 12)...), f...)
	}
	return append(b, make([]byte, 64)...)
}

func mailWith(name string, content []byte) string {
	return "From: a@own.example\r\nTo: b@hokuto.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\nContent-Type: application/octet-stream; name=\"" + name + "\"\r\n" +
		"Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(content) + "\r\n--b--\r\n"
}

func TestContainers(t *testing.T) {
	secret := makeZip(t, part{"a.txt", "xxxx", aes})
	const locked = "application/zip encrypted:zip-aes-256 [a.txt text/plain]"
	tarred := makeTar(t, part{name: "d/b.zip", content: string(secret)}, part{name: "tool.exe", content: pe})
	const inTar = " [d/b.zip " + locked + "]" + inTool
	mail := mailWith("=?ISO-2022-JP?B?GyRCOCtAURsoQi56aXA=?=", secret)
	forwarded := "Content-Type: message/rfc822\n\n" + mail
	deep := secret
	for range 3 {
		deep = gzipped(t, makeTar(t, part{name: "b.tar.gz", content: string(deep)}))
	}
	tests := []struct {
		name    string
		content []byte
		want    string
	}{
		{"a.tar", tarred, typeTar + inTar},
		{"a.tar.gz", gzipped(t, tarred), typeGzip + " [a.tar " + typeTar + inTar + "]"},
		{"a.tgz", gzipped(t, tarred), typeGzip + " [a.tar " + typeTar + inTar + "]"},
		{"a.tar.xz", xzipped(t, tarred), typeXZ + " [a.tar " + typeTar + inTar + "]"},
		{"a.tar.zst", zstdPacked(t, tarred), typeZstd + " [a.tar " + typeTar + inTar + "]"},
		{"a.csv.gz", gzipped(t, bytes.Repeat([]byte("1,2,3\n"), 20_000)), typeGzip + " [a.csv text/csv]"},
		{"a.gz", append(gzipped(t, []byte("hello")), make([]byte, 512)...), typeGzip + " [a text/plain]"},
		{"winmail.dat", makeTNEF(part{name: "見積.zip", content: string(secret)}, part{name: "tool.exe", content: pe}), typeTNEF + " [見積.zip " + locked + "]" + inTool},
		{"a.eml", []byte(mail), typeMail + " [見積.zip " + locked + "]"},
		{"a.eml", []byte(forwarded), typeMail + " [message.eml " + typeMail + " [見積.zip " + locked + "]]"},
		{"a.one", makeOneNote(string(secret), pe), typeOneNote + " [embedded-1 " + locked + "] [embedded-2 " + typePE + " executable:" + typePE + "]"},

		{"a.jpg", append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), made(t, "rar/v5-content.rar")...), "image/jpeg encrypted:rar disguised:jpg:" + typeRAR + inText + inTool},
		{"a.png", append([]byte(png), made(t, "made/headers.7z")...), "image/png encrypted:7z-headers disguised:png:" + type7z},
		{"setup.exe", append([]byte(pe+magic7z+"in the program's own code"), made(t, "made/content.7z")...), typePE + " executable:" + typePE + " encrypted:7z" + inText + " [locked.zip application/zip]" + inTable + inTool + inJapan},
		{"a.png", []byte(png + magicRAR + "\x00is no archive"), "image/png"},

		{"a.z01", []byte("PK\x07\x08PK\x03\x04\x14\x00\x00\x00"), typeZIP + " uninspectable:volume"},
		{"a.zip", splitEnd(makeZip(t, part{name: "a.txt", content: "x"})), typeZIP + " uninspectable:volume"},
		{"a.part2.rar", []byte("xyz\x00\x01\x02"), unknown + " uninspectable:volume"},
		{"見積.001", []byte("\x00\x01\x02"), unknown},

		{"a.tar", tarred[:600], typeTar + " uninspectable:corrupt [d/b.zip application/zip encrypted:zip-aes-256 uninspectable:corrupt]"},
		{"a.gz", gzipped(t, []byte("hello, hello, hello"))[:20], typeGzip + " [a text/plain uninspectable:corrupt]"},
		{"a.7z", made(t, "made/LZMA.7z")[:1000], type7z + " uninspectable:volume"},
		{"a.rar", made(t, "rar/v5-plain.rar")[:1000], typeRAR + " uninspectable:corrupt" + inText + inJapan + " [n.csv text/csv uninspectable:corrupt]"},
		{"a.lzh", made(t, "made/lh5.lzh")[:1000], typeLZH + " [n.csv text/csv uninspectable:corrupt]"},
		{"a.cab", made(t, "made/stored.cab")[:60], typeCAB + " uninspectable:corrupt"},
		{"winmail.dat", makeTNEF(part{name: "a.txt", content: "hello"})[:60], typeTNEF + " uninspectable:corrupt"},
		{"a.tar.gz", deep, "bomb:depth"},
	}
	for _, test := range tests {
		got := brief(look(test.name, test.content))
		if got != test.want && (!strings.HasPrefix(test.want, "bomb") || !strings.Contains(got, test.want)) {
			t.Errorf("%s (%d octets):\n got %s\nwant %s", test.name, len(test.content), got, test.want)
		}
	}
}

// TestOutlookMessage looks at a message that Outlook saved, whose attachment is a storage with a name and content.
func TestOutlookMessage(t *testing.T) {
	secret := string(makeZip(t, part{"a.txt", "xxxx", aes}, part{"pad", strings.Repeat("x", 5000), stored}))
	secret += strings.Repeat("\x00", 512-len(secret)%512) // whole sectors
	content := makeCompound(map[string]string{"__substg1.0_37010102": secret}, "__properties_version1.0", "__nameid_version1.0", "__substg1.0_37010102")
	if got, want := brief(look("a.msg", content)), typeMSG+" ["; !strings.HasPrefix(got, want) || !strings.Contains(got, "encrypted:zip-aes-256:partial") {
		t.Errorf("a message:\n got %s\nwant %s and what is in it", got, want)
	}
}

// splitEnd makes an archive look like the last volume of two.
func splitEnd(content []byte) []byte {
	binary.LittleEndian.PutUint16(content[bytes.LastIndex(content, []byte(sigEnd))+4:], 1)
	return content
}
