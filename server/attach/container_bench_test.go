package attach

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// officeZip is a ZIP of 300 Office files, 25 MiB: what a folder of reports is. The pictures in them are noise of bits bits an octet: with
// fewer than eight the files are really deflated once more, not only wrapped.
func officeZip(b *testing.B, bits int) []byte {
	random := rand.NewChaCha8([32]byte{1})
	picture := make([]byte, 80<<10)
	parts := make([]part, 0, 300)
	for i := range 300 {
		_, _ = random.Read(picture)
		for i := range picture {
			picture[i] >>= 8 - bits
		}
		copy(picture, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
		body := strings.Repeat(fmt.Sprintf("<w:p><w:t>報告書 %d</w:t></w:p>", i), 200)
		parts = append(parts, part{name: fmt.Sprintf("報告書%03d.docx", i), content: string(docx(b, part{name: "word/body.xml", content: body}, part{"word/media/image1.png", string(picture), stored}))})
	}
	return makeZip(b, parts...)
}

// tableZip is a ZIP of deflated tables, 25 MiB, with an encrypted ZIP at its end.
func tableZip(b *testing.B) []byte {
	random := rand.New(rand.NewChaCha8([32]byte{2}))
	var row bytes.Buffer
	for row.Len() < 10<<20 {
		fmt.Fprintf(&row, "%d,%d,注文 %d,%d-%02d-%02d\n", random.IntN(1e6), random.IntN(1e6), random.IntN(1000), 2020+random.IntN(6), 1+random.IntN(12), 1+random.IntN(28))
	}
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, 6)
	_, _ = w.Write(row.Bytes())
	_ = w.Close()
	header := &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: uint64(row.Len())}
	var parts []part
	for size := 0; size < 25<<20; size += packed.Len() {
		parts = append(parts, part{fmt.Sprintf("%d.csv", size), packed.String(), header})
	}
	return makeZip(b, append(parts, part{name: "secret.zip", content: string(makeZip(b, part{"a.txt", "xxxx", aes}))})...)
}

func BenchmarkInspectOffice(b *testing.B) { compare(b, officeZip(b, 8)) }

func BenchmarkInspectOfficeDeflatedTwice(b *testing.B) { compare(b, officeZip(b, 7)) }

func BenchmarkInspectTables(b *testing.B) { compare(b, tableZip(b)) }

// compare measures Inspect and, where there is 7z, what it takes to list and to test the same file, in the same run.
func compare(b *testing.B, content []byte) {
	b.Run("sekisho", func(b *testing.B) {
		b.SetBytes(int64(len(content)))
		b.ReportAllocs()
		for b.Loop() {
			a := Inspect(context.Background(), File{Name: "a.zip", Size: int64(len(content)), Content: bytes.NewReader(content)})
			if marked(&a, "uninspectable") || marked(&a, "bomb") {
				b.Fatalf("%.300s", brief(a))
			}
		}
	})
	path := filepath.Join(b.TempDir(), "a.zip")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.Fatal(err)
	}
	for _, args := range [][]string{{"l", "-slt", "-px"}, {"t", "-px"}} {
		b.Run("7z-"+args[0], func(b *testing.B) {
			if _, err := exec.LookPath("7z"); err != nil {
				b.Skip("7z is not there")
			}
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				_ = exec.CommandContext(b.Context(), "7z", append(args, path)...).Run()
			}
		})
	}
}

func BenchmarkInspect7z(b *testing.B) { bench(b, "made/LZMA.7z") }

func BenchmarkInspectRAR(b *testing.B) { bench(b, "rar/v5-solid.rar") }

func BenchmarkInspectLZH(b *testing.B) { bench(b, "made/lh5.lzh") }

// bench measures small files: what looking into a format costs at all.
func bench(b *testing.B, name string) {
	content := made(b, name)
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		look(filepath.Base(name), content)
	}
}
