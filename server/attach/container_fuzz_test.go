package attach

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// fuzzFormat gives content to the whole walker under a name of the format, and in halves. What must not happen: a panic, the
// mark of one, no type, or more than the limits.
func fuzzFormat(f *testing.F, name, magic string, seeds ...[]byte) {
	f.Helper()
	for _, seed := range seeds {
		f.Add(bytes.TrimPrefix(seed, []byte(magic)))
	}
	f.Fuzz(func(t *testing.T, rest []byte) {
		content := append([]byte(magic), rest...)
		a := look(name, content)
		if got := brief(a); a.Type == "" || strings.Contains(got, "uninspectable:parser") {
			t.Errorf("Inspect of %d octets: %s", len(content), got)
		}
		half := len(content) / 2
		p := InspectPartial(name, "", int64(len(content))*2, content[:half], content[len(content)-half:], "")
		if got := brief(p); strings.Contains(got, "uninspectable:parser") {
			t.Errorf("InspectPartial of %d octets: %s", len(content), got)
		}
	})
}

func Fuzz7z(f *testing.F) {
	fuzzFormat(f, "a.7z", magic7z, made(f, "made/LZMA.7z"), made(f, "made/plain-header.7z"), made(f, "made/partial.7z"), made(f, "made/headers.7z"))
}

// Fuzz7zHeader gets behind the checksum, which random octets seldom have right.
func Fuzz7zHeader(f *testing.F) {
	f.Add([]byte("\x01\x04\x06\x00\x01\x09\x05\x00\x07\x0b\x01\x00\x01\x23\x03\x01\x01\x05\x5d\x00\x00\x01\x00\x0c\x05\x00\x00\x05\x01\x11\x05\x00a\x00\x00\x00\x00\x00"))
	plain := made(f, "made/plain-header.7z")
	f.Add(plain[32+u64(plain, 12):])
	f.Fuzz(func(t *testing.T, header []byte) {
		if got := brief(look("a.7z", archive7z(string(header)))); strings.Contains(got, "uninspectable:parser") {
			t.Errorf("a header of %d octets: %s", len(header), got)
		}
	})
}

func FuzzRAR(f *testing.F) {
	fuzzFormat(f, "a.rar", magicRAR, made(f, "rar/v4-plain.rar"), made(f, "rar/v5-plain.rar"), made(f, "rar/v4-text.rar"), made(f, "rar/v5-headers.rar"))
}

func FuzzLZH(f *testing.F) {
	fuzzFormat(f, "a.lzh", "", made(f, "made/lh5.lzh"), made(f, "made/level0.lzh"))
}

// FuzzLZHData holds the unpacker to the length that was promised.
func FuzzLZHData(f *testing.F) {
	f.Add([]byte("\x00\x05\x00\x00"), uint8(5))
	f.Add(made(f, "made/lh5.lzh")[50:], uint8(5))
	f.Fuzz(func(t *testing.T, packed []byte, method uint8) {
		const size = 1 << 16
		r := newLZH(source{bytes.NewReader(packed), int64(len(packed))}, "-lh"+string('0'+rune(method%8))+"-", size)
		if n, _ := io.Copy(io.Discard, r); n > size {
			t.Errorf("%d octets unpacked, %d promised", n, size)
		}
	})
}

func FuzzARJ(f *testing.F) {
	fuzzFormat(f, "a.arj", magicARJ, made(f, "made/plain.arj"), made(f, "made/content.arj"), made(f, "made/fast.arj"))
}

func FuzzCAB(f *testing.F) {
	fuzzFormat(f, "a.cab", "MSCF\x00\x00\x00\x00", made(f, "made/stored.cab"), made(f, "made/mszip.cab"))
}

func FuzzTNEF(f *testing.F) {
	fuzzFormat(f, "winmail.dat", magicTNEF, makeTNEF(part{name: "a.txt", content: "hello"}, part{name: "b.exe", content: pe}))
}

func FuzzMail(f *testing.F) {
	mail := mailWith("a.zip", makeZip(f, part{name: "a.txt", content: "x"}))
	fuzzFormat(f, "a.eml", "", []byte(mail), []byte("Content-Type: message/rfc822\n\n"+mail))
}

func FuzzOneNote(f *testing.F) {
	fuzzFormat(f, "a.one", magicOneNote, makeOneNote("hello", pe))
}

func FuzzCompressed(f *testing.F) {
	fuzzFormat(f, "a.gz", "", gzipped(f, []byte("hello")), xzipped(f, []byte("hello")), zstdPacked(f, []byte("hello")), made(f, "made/blocks.csv.xz"))
}

func FuzzTar(f *testing.F) {
	fuzzFormat(f, "a.tar", "", makeTar(f, part{name: "a.txt", content: "hello"}))
}

// small cuts the empty rest of an image, so that seeds are short.
func small(image []byte, n int) []byte { return image[:min(n, len(image))] }

// discFuzz gives only the sectors behind the first sixteen, which a disc leaves to others.
func FuzzDisc(f *testing.F) {
	for _, name := range []string{"made/joliet.iso.gz", "made/rockridge.iso.gz"} {
		f.Add(small(made(f, name)[16*discSector:], 40*discSector))
	}
	f.Fuzz(func(t *testing.T, rest []byte) {
		content := append(make([]byte, 16*discSector), rest...)
		if got := brief(look("a.iso", content)); strings.Contains(got, "uninspectable:parser") {
			t.Errorf("a disc of %d octets: %s", len(content), got)
		}
	})
}

// FuzzUDF gives the anchor and what follows it.
func FuzzUDF(f *testing.F) {
	bridge := made(f, "made/bridge.iso.gz")
	f.Add(bridge[16*discSector:64*discSector], bridge[256*discSector:min(len(bridge), 300*discSector)])
	f.Fuzz(func(t *testing.T, low, high []byte) {
		content := append(make([]byte, 16*discSector), low...)
		content = append(content, make([]byte, max(256*discSector-len(content), 0))...)
		content = append(content[:256*discSector], high...)
		copy(content[16*discSector:], "\x00BEA01")
		if got := brief(look("a.udf", content)); strings.Contains(got, "uninspectable:parser") {
			t.Errorf("a disc of %d octets: %s", len(content), got)
		}
	})
}

func FuzzFAT(f *testing.F) {
	f.Add(small(made(f, "made/fat12.img.gz"), 16<<10))
	f.Add(small(made(f, "made/fat32.img.gz"), 32<<10))
	f.Fuzz(func(t *testing.T, content []byte) {
		if got := brief(look("a.img", content)); strings.Contains(got, "uninspectable:parser") {
			t.Errorf("an image of %d octets: %s", len(content), got)
		}
	})
}
