package attach

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// made reads an archive that a real tool made; see the READMEs in testdata.
func made(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(name, ".iso.gz") && !strings.HasSuffix(name, ".img.gz") && !strings.Contains(name, ".vhd") {
		return content
	}
	r, err := gzip.NewReader(bytes.NewReader(content))
	if err == nil {
		content, err = io.ReadAll(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// What the archives of real tools hold; see the READMEs.
const (
	inText   = " [a.txt text/plain]"
	inTable  = " [n.csv text/csv]"
	inJapan  = " [見積書.txt text/plain]"
	inTool   = " [tool.exe " + typePE + " executable:" + typePE + "]"
	inLocked = " [locked.zip application/zip encrypted:zip-crypto [a.txt text/plain]]"
	in7z     = inText + inLocked + inTable + inTool + inJapan
)

func TestRealArchives(t *testing.T) {
	onDisk := inText + inJapan + inLocked + inTable + strings.Replace(inTool, "tool", "sub/tool", 1)
	onDisc := inText + inLocked + inJapan + strings.Replace(inTool, "tool", "sub/tool", 1)
	unread := inText + " [locked.zip application/zip uninspectable:method] [n.csv text/csv uninspectable:method]"
	tests := map[string]string{
		"rar/v4-plain.rar": typeRAR + inText + inJapan + inTable + inTool + inLocked, "rar/v5-plain.rar": typeRAR + inText + inJapan + inTable + inTool + inLocked,
		"rar/v4-solid.rar": typeRAR + inTable + " [p.pdf application/pdf]" + inText + inLocked, "rar/v5-solid.rar": typeRAR + inTable + " [p.pdf application/pdf]" + inText + inLocked,
		"rar/v4-stored.rar": typeRAR + inText + " [p.pdf application/pdf]", "rar/v5-stored.rar": typeRAR + inText + " [p.pdf application/pdf]",
		"rar/v4-content.rar": typeRAR + " encrypted:rar" + inText + inTool, "rar/v5-content.rar": typeRAR + " encrypted:rar" + inText + inTool,
		"rar/v4-headers.rar": typeRAR + " encrypted:rar-headers", "rar/v5-headers.rar": typeRAR + " encrypted:rar-headers",
		"rar/v4-partial.rar": typeRAR + " encrypted:rar:partial" + inText + " [p.pdf application/pdf]", "rar/v5-partial.rar": typeRAR + " encrypted:rar:partial" + inText + " [p.pdf application/pdf]",
		"rar/v4-volume.part1.rar": typeRAR + " uninspectable:volume [noise.bin " + unknown + " uninspectable:volume]", "rar/v5-volume.part1.rar": typeRAR + " uninspectable:volume [noise.bin " + unknown + " uninspectable:volume]",
		"rar/v4-volume.part2.rar": typeRAR + " uninspectable:volume", "rar/v5-volume.part2.rar": typeRAR + " uninspectable:volume",
		"rar/v4-text.rar": typeRAR + inTable, "rar/v7-plain.rar": typeRAR + inText,

		"made/LZMA.7z": type7z + in7z, "made/LZMA2.7z": type7z + in7z, "made/PPMd.7z": type7z + in7z, "made/BZip2.7z": type7z + in7z, "made/Deflate.7z": type7z + in7z,
		"made/Copy.7z": type7z + in7z, "made/plain-header.7z": type7z + in7z, "made/bcj2.7z": type7z + inText + inTool,
		"made/content.7z":        type7z + " encrypted:7z" + inText + " [locked.zip application/zip]" + inTable + inTool + inJapan,
		"made/content-stored.7z": type7z + " encrypted:7z" + inText + inTool, "made/headers.7z": type7z + " encrypted:7z-headers", "made/partial.7z": type7z + " encrypted:7z:partial" + inText + inTool,
		"made/volume.7z.001": type7z + " uninspectable:volume", "made/volume.7z.002": unknown + " uninspectable:volume",

		"made/BZip2.zip": typeZIP + inText + inLocked + inTable, "made/LZMA.zip": typeZIP + inText + inLocked + inTable, "made/xz.zip": typeZIP + inText + inLocked + inTable,
		"made/Deflate64.zip": typeZIP + unread, "made/PPMd.zip": typeZIP + unread,
		"made/aes128.zip": typeZIP + " encrypted:zip-aes-128" + inText, "made/aes192.zip": typeZIP + " encrypted:zip-aes-192" + inText, "made/aes256.zip": typeZIP + " encrypted:zip-aes-256" + inText,
		"made/crypto.zip": typeZIP + " encrypted:zip-crypto" + inText, "made/crypto-partial.zip": typeZIP + " encrypted:zip-crypto:partial" + inTable + inText,

		"made/lh5.lzh": typeLZH + inTable + inText + inTool, "made/lh6.lzh": typeLZH + inTable + inText + inTool, "made/lh7.lzh": typeLZH + inTable + inText + inTool,
		"made/level0.lzh": typeLZH + inTable, "made/level1.lzh": typeLZH + inTable, "made/level2.lzh": typeLZH + inTable,
		"made/plain.arj": typeARJ + inText + inTable + inTool, "made/content.arj": typeARJ + " encrypted:arj" + inText,
		"made/stored.cab": typeCAB + inText + inTool, "made/mszip.cab": typeCAB + inTable + inText + inTool + inLocked,

		"made/joliet.iso.gz": typeISO + onDisc, "made/rockridge.iso.gz": typeISO + onDisc, "made/bridge.iso.gz": typeISO + onDisc,
		"made/plain.iso.gz": typeISO + " [A.TXT text/plain]" + strings.Replace(inLocked, "locked.zip", "LOCKED.ZIP", 1) + " [________.TXT text/plain]" + strings.Replace(inTool, "tool.exe", "SUB/TOOL.EXE", 1),
		"made/fat12.img.gz": typeFAT + onDisk, "made/fat16.img.gz": typeFAT + onDisk, "made/fat32.img.gz": typeFAT + onDisk, "made/fixed.vhd.gz": typeVHD + onDisk,
		"made/dynamic.vhd.gz": typeVHD + " uninspectable:unsupported", "made/dynamic.vhdx.gz": "application/x-vhdx uninspectable:unsupported",

		"made/blocks.csv.xz": typeXZ + " [blocks.csv text/csv]", "made/bcj.xz": typeXZ + " [bcj application/x-empty uninspectable:method]",
		"made/window.xz": typeXZ + " [window application/x-empty uninspectable:memory]", "made/window.zst": typeZstd + " uninspectable:memory", "made/n.lz": typeLzip + " [n text/plain]",
	}
	for name, want := range tests {
		got := brief(look(strings.TrimSuffix(filepath.Base(name), ".gz"), made(t, name)))
		got = strings.ReplaceAll(got, "application/pdf uninspectable:corrupt", "application/pdf") // it is two lines of one
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

// TestUnpackedAsItWas reads the table of 3,000 numbers out of every format.
func TestUnpackedAsItWas(t *testing.T) {
	var want strings.Builder
	for i := range 3000 {
		fmt.Fprintln(&want, i+1)
	}
	for _, name := range []string{
		"rar/v4-plain.rar", "rar/v5-plain.rar", "rar/v4-solid.rar", "rar/v5-solid.rar", "rar/v4-text.rar", "made/LZMA.7z", "made/LZMA2.7z", "made/PPMd.7z",
		"made/BZip2.7z", "made/Deflate.7z", "made/Copy.7z", "made/BZip2.zip", "made/LZMA.zip", "made/xz.zip", "made/lh5.lzh", "made/lh6.lzh", "made/lh7.lzh",
		"made/level0.lzh", "made/mszip.cab", "made/fat12.img.gz", "made/fat16.img.gz", "made/fat32.img.gz", "made/blocks.csv.xz", "made/n.csv.Z",
	} {
		content := made(t, name)
		a := Inspect(WithText(context.Background()), File{Name: filepath.Base(name), Size: int64(len(content)), Content: bytes.NewReader(content)})
		found := false
		for _, in := range a.Inside {
			if strings.HasSuffix(in.Name, ".csv") {
				found = true
				if strings.TrimSpace(in.Text) != strings.TrimSpace(want.String()) {
					t.Errorf("%s: the table in it has %d octets, want %d, and the same ones", name, len(in.Text), want.Len())
				}
			}
		}
		if !found {
			t.Errorf("%s: %s; want a table in it", name, brief(a))
		}
	}
}
