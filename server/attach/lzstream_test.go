package attach

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zlib"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz/lzma"
)

// packLZW writes codes of nine bits only: every octet by itself, and the table emptied before codes would become wider.
func packLZW(content []byte) []byte {
	out := []byte("\x1f\x9d\x90")
	var group []byte
	bit := 0
	put := func(code int) {
		for i := range 9 {
			if bit%8 == 0 {
				group = append(group, 0)
			}
			group[len(group)-1] |= byte(code>>i&1) << (bit % 8)
			bit++
		}
	}
	flush := func() {
		if len(group) > 0 {
			out = append(append(out, group...), make([]byte, (9-len(group)%9)%9)...)
		}
		group, bit = nil, 0
	}
	for i, b := range content {
		if i%200 == 199 {
			put(256)
			flush()
		}
		put(int(b))
	}
	out = append(out, group...)
	return out
}

func lzipped(t *testing.T, content []byte) []byte {
	alone := packedWith(t, func(w io.Writer) (io.WriteCloser, error) {
		return lzma.WriterConfig{DictCap: 1 << 16, Properties: &lzma.Properties{LC: 3, LP: 0, PB: 2}, EOSMarker: true}.NewWriter(w)
	}, content)
	return append(append([]byte("LZIP\x01\x10"), alone[13:]...), make([]byte, 20)...)
}

// TestRarerStreams unpacks a secret archive, also where it begins only in the second member.
func TestRarerStreams(t *testing.T) {
	secret := makeTar(t, part{name: "b.zip", content: string(makeZip(t, part{"a.txt", "xxxx", aes}))}, part{name: "pad", content: strings.Repeat("abcdefgh", 500)})
	const locked = " [a.tar " + typeTar + " [b.zip application/zip encrypted:zip-aes-256 [a.txt text/plain]] [pad text/plain]]"
	pack := func(open func(io.Writer) (io.WriteCloser, error), b []byte) []byte { return packedWith(t, open, b) }
	frame := func(w io.Writer) (io.WriteCloser, error) { return lz4.NewWriter(w), nil }
	half := len(secret) / 2
	for name, test := range map[string]struct {
		content []byte
		want    string
	}{
		"a.tar.Z":    {packLZW(secret), typeCompress},
		"a.tar.lzma": {pack(func(w io.Writer) (io.WriteCloser, error) { return lzma.NewWriter(w) }, secret), typeLZMA},
		"a.tar.lz":   {append(lzipped(t, secret[:half]), lzipped(t, secret[half:])...), typeLzip},
		"a.tlz":      {lzipped(t, secret), typeLzip},
		"a.tar.lz4":  {append(pack(frame, secret[:half]), pack(frame, secret[half:])...), typeLZ4},
		"a.tar.br":   {pack(func(w io.Writer) (io.WriteCloser, error) { return brotli.NewWriter(w), nil }, secret), typeBrotli},
		"a.tar":      {pack(func(w io.Writer) (io.WriteCloser, error) { return zlib.NewWriter(w), nil }, secret), typeZlib},
		"a.tar.xz":   {append(xzipped(t, secret[:half]), append(make([]byte, 4), xzipped(t, secret[half:])...)...), typeXZ},
	} {
		if got := brief(look(name, test.content)); got != test.want+locked {
			t.Errorf("%s:\n got %s\nwant %s", name, got, test.want+locked)
		}
		if got := look(name, test.content[:len(test.content)/2]); !strings.Contains(brief(got), "uninspectable") {
			t.Errorf("half of %s: %s; want uninspectable", name, brief(got))
		}
	}
}

// TestNotOpened has what nobody here opens. It must be said.
func TestNotOpened(t *testing.T) {
	noise := strings.Repeat("\x9c\x03\x88\x01\xf1\x7e\x00\x12", 100)
	for name, content := range map[string]string{
		"a.wim": "MSWIM\x00\x00\x00" + noise, "a.bin": "MSWIM\x00\x00\x00" + noise, "a.vmdk": "KDMV\x01\x00\x00\x00" + noise, "a.qcow2": "QFI\xfb" + noise, "a.vdi": strings.Repeat("\x00", 64) + "\x7f\x10\xda\xbe" + noise,
		"a.ace": "\x00\x00\x00\x00\x00\x00\x00**ACE**" + noise, "a.sit": "StuffIt (c)1997" + noise, "a.alz": "ALZ\x01" + noise, "a.egg": "EGGA" + noise, "b.ace": noise, "a.dmg": noise, "a.gca": noise, "a.cpio": "070701" + noise,
		"a.docx": noise, "a.xls": noise, "a.pdf": noise, "a.odt": noise, "a.zip": noise, "a.7z": noise, "a.br": noise, "a.img": noise,
	} {
		if got := look(name, []byte(content)); !strings.Contains(brief(got), "uninspectable") {
			t.Errorf("%s: %s; want uninspectable", name, brief(got))
		}
	}
	for name, content := range map[string]string{"a.dat": noise, "a.oas": noise, "a.jww": noise, "a.doc": "hello", "a.xls": "<table></table>", "a.docx": ""} {
		if got := look(name, []byte(content)); marked(&got, "uninspectable") {
			t.Errorf("%s: %s; want nothing", name, brief(got))
		}
	}
}

// TestRunByName has what Outlook and Windows run by the name alone.
func TestRunByName(t *testing.T) {
	for name, want := range map[string]string{
		"a.vsto": "executable", "a.csproj": "executable", "a.cdxml": "executable", "a.pssc": "executable", "a.osd": "executable", "a.mof": "executable", "a.webpnp": "executable", "a.printerexport": "executable",
		"a.shb": "executable", "a.maf": "executable", "a.iqy": "macro", "a.xla": "macro", "a.accde": "macro", "a.ade": "macro", "a.mde": "macro", "a.xlam": "macro", "a.xsd": "", "a.accdb": "", "a.xslt": "", "a.crt": "",
	} {
		got := look(name, []byte("hello"))
		if want == "" && len(got.Marks) > 0 || want != "" && !marked(&got, want) {
			t.Errorf("%s: %s, want %q", name, brief(got), want)
		}
	}
}

func FuzzLZW(f *testing.F) {
	f.Add(packLZW([]byte(strings.Repeat("hello, hello", 50))))
	f.Fuzz(func(t *testing.T, packed []byte) {
		r, _, _, err := decompressor(typeCompress, source{bytes.NewReader(packed), int64(len(packed))})
		if err != nil {
			return
		}
		if n, err := io.Copy(io.Discard, io.LimitReader(r, 1<<20)); n > 1<<20 || n == 0 && err == nil && len(packed) > 6 {
			t.Errorf("%d octets of %d, %v", n, len(packed), err)
		}
	})
}
