package attach

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"
)

// twoDirectories makes an archive of two, whose second directory stands behind both. It returns where the first directory
// begins, where the second does, and where the end record is.
func twoDirectories(t *testing.T) (content []byte, first, second, end int) {
	t.Helper()
	good, bad := makeZip(t, part{"ok.txt", "x", stored}), makeZip(t, part{"a.exe", pe, stored})
	split := func(z []byte) (files, directory []byte) {
		e := bytes.LastIndex(z, []byte(sigEnd))
		at := int(u32(z, e+16))
		return z[:at], bytes.Clone(z[at:e])
	}
	goodFiles, goodDir := split(good)
	badFiles, badDir := split(bad)
	binary.LittleEndian.PutUint32(badDir[42:], uint32(len(goodFiles)))
	content = append(append(bytes.Clone(goodFiles), badFiles...), goodDir...)
	first, second = len(goodFiles)+len(badFiles), len(content)
	content = append(content, badDir...)
	return content, first, second, len(content)
}

func endRecord(at, size, comment int) []byte {
	b := append([]byte(sigEnd), 0, 0, 0, 0, 1, 0, 1, 0)
	b = binary.LittleEndian.AppendUint32(b, uint32(size))
	b = binary.LittleEndian.AppendUint32(b, uint32(at))
	return binary.LittleEndian.AppendUint16(b, uint16(comment))
}

func end64(count, at, size, here int) []byte {
	b := append([]byte(sigEnd64), make([]byte, 20)...)
	b[4] = 44
	for _, n := range []int{count, count, size, at} {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	b = append(append(b, sigLocator...), 0, 0, 0, 0)
	b = binary.LittleEndian.AppendUint64(b, uint64(here))
	return append(b, 1, 0, 0, 0)
}

// TestTwoDirectories has archives of which two programs read two contents. Both are looked at, and that is said.
func TestTwoDirectories(t *testing.T) {
	const inExe = " [a.exe " + typePE + " executable:" + typePE + "]"
	base, first, second, end := twoDirectories(t)
	with := func(more ...[]byte) []byte { return bytes.Join(append([][]byte{base}, more...), nil) }
	both := makeZip(t, part{"ok.txt", "x", stored}, part{"a.exe", pe, stored})
	broken := bytes.Clone(both)
	broken[bytes.LastIndex(broken, []byte(sigCentral))] = 'X'
	fewer := bytes.Clone(both)
	copy(fewer[bytes.LastIndex(fewer, []byte(sigEnd)):], endRecord(int(u32(both, len(both)-6)), bytes.LastIndex(both, []byte(sigCentral))-int(u32(both, len(both)-6)), 0))
	appended := append(makeZip(t, part{"a.exe", pe, stored}), makeZip(t, part{"ok.txt", "x", stored})...)
	for name, content := range map[string][]byte{
		"a 64-bit record that names another directory":      with(end64(1, first, second-first, end), endRecord(second, end-second, 0)),
		"a comment that is too long, a good record before":  with(endRecord(first, second-first, 22), endRecord(second, end-second, 100)),
		"a comment that is too long, an evil record before": with(endRecord(second, end-second, 22), endRecord(first, second-first, 100)),
		"a directory that is not where the end record is":   with(endRecord(first, end-second, 0)),
		"a header with a broken signature":                  broken,
		"a directory that ends before its last header":      fewer,
		"another archive in front":                          appended,
	} {
		got := brief(look("a.zip", content))
		if !strings.HasPrefix(got, typeZIP+" uninspectable:corrupt") || !strings.Contains(got, inExe) || !strings.Contains(got, " [ok.txt text/plain]") && name[:7] != "another" {
			t.Errorf("%s: %s; want both files and a doubt", name, got)
		}
	}
}

// TestOneDirectory has archives that are in order, though not the plainest.
func TestOneDirectory(t *testing.T) {
	files := makeZip(t, part{name: "ok.txt", content: "x"}, part{name: "b.txt", content: strings.Repeat("y", 100)})
	end := bytes.LastIndex(files, []byte(sigEnd))
	directory := int(u32(files, end+16))
	comment := bytes.Clone(files)
	comment[len(comment)-2] = 4
	for name, content := range map[string][]byte{
		"a comment":                           append(comment, "note"...),
		"something behind":                    append(bytes.Clone(files), "\r\nnote"...),
		"something in front":                  append([]byte("PK is not how it begins"), files...),
		"a 64-bit record that says the same":  bytes.Join([][]byte{files[:end], end64(2, directory, end-directory, end), files[end:]}, nil),
		"an archive in it that is not packed": makeZip(t, part{"in.zip", string(files), stored}),
		"a mark of a span in front":           append([]byte(sigSpanned), files...),
	} {
		if got := look("a.zip", content); marked(&got, "uninspectable") || len(got.Inside) == 0 {
			t.Errorf("an archive with %s: %s; want what is in it, and no doubt", name, brief(got))
		}
	}
}

// TestTwoNames has entries that programs would unpack under another extension.
func TestTwoNames(t *testing.T) {
	local := makeZip(t, part{"ok.txt", "x", stored})
	copy(local[30:], "ok.exe")
	unicodeName := func(of string) []byte {
		h := *stored
		name := "\x01" + string(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(of)))) + "社.vbs"
		h.Extra = append(binary.LittleEndian.AppendUint16([]byte("\x75\x70"), uint16(len(name))), name...)
		return makeZip(t, part{"ok.txt", "x", &h})
	}
	for _, test := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"in the local header", local, "executable"},
		{"in UTF-8", unicodeName("ok.txt"), "executable"},
		{"in UTF-8, of another file", unicodeName("no.txt"), ""},
	} {
		got := look("a.zip", test.content)
		if len(got.Inside) != 1 || marked(&got.Inside[0], "executable") != (test.want != "") {
			t.Errorf("a second name %s: %s; want %q", test.name, brief(got), test.want)
		}
	}
}
