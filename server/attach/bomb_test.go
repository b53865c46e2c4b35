package attach

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"
)

func deflate(t testing.TB, content []byte) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = w.Write(content)
	}
	if err != nil || w.Close() != nil {
		t.Fatal("cannot deflate")
	}
	return b.String()
}

// manyZeros is so many MiB of zeros, deflated. Each MiB is the same octets.
func manyZeros(t testing.TB, mib int) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	var parts []int
	for range 3 { // the first block has nothing before it to refer to
		_, err = w.Write(make([]byte, 1<<20))
		if err != nil || w.Flush() != nil {
			t.Fatal("cannot deflate")
		}
		parts = append(parts, b.Len())
	}
	all := b.String()
	return all[:parts[0]] + strings.Repeat(all[parts[1]:parts[2]], mib-1) + "\x03\x00"
}

// cost looks at a file and tells how long that took and how much memory was asked for, all in all.
func cost(name string, content []byte) (got string, took time.Duration, memory int64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	a := look(name, content)
	took = time.Since(start)
	runtime.ReadMemStats(&after)
	return brief(a), took, int64(after.TotalAlloc - before.TotalAlloc)
}

// TestBombsCostLittle looks at files that ask for far more than they are. Allocated is what was asked for from begin to end,
// so the peak is below it.
func TestBombsCostLittle(t *testing.T) {
	const tenGB = 10 << 10 // MiB
	zeros := manyZeros(t, tenGB)
	declared := &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: tenGB << 20}
	lying := &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: 1000 << 20}
	gz := []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + zeros + "\x00\x00\x00\x00\x00\x00\x00\x80")
	frame := zstdPacked(t, make([]byte, 64<<20))
	chained := []byte("x")
	for range 1000 {
		chained = gzipped(t, chained)
	}
	nested := makeZip(t, part{name: "a.txt", content: "x"})
	for range 1000 {
		nested = makeZip(t, part{"b.zip", string(nested), stored})
	}
	many := make([]part, maxEntries+1)
	for i := range many {
		many[i] = part{fmt.Sprint(i), "", stored}
	}
	overlapping := makeZip(t, part{"a", "aaaa", stored}, part{"b", "bbbb", stored})
	second := bytes.LastIndex(overlapping, []byte(sigCentral))
	binary.LittleEndian.PutUint32(overlapping[second+42:], 0)
	small := deflate(t, make([]byte, 12<<20))

	tests := []struct {
		what, name string
		content    []byte
		want       string
	}{
		{"10 GB of zeros in a ZIP", "a.zip", makeZip(t, part{"a", zeros, declared}), "bomb:ratio"},
		{"10 GB in a ZIP that admits to 1 GB", "a.zip", makeZip(t, part{"a", zeros, lying}), "bomb:ratio"},
		{"10 GB of zeros in a gzip", "a.gz", gz, "bomb:ratio"},
		{"10 GB of zeros in Zstandard", "a.zst", bytes.Repeat(frame, tenGB/64), "bomb:ratio"},
		{"a picture of 10 GB in a gzip", "a.png.gz", append([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x00\x08\x00\xf7\xff"+png[:8]), gz[10:]...), "bomb:ratio"},
		{"1,000 ZIPs one in the other", "a.zip", nested, "bomb:depth"},
		{"1,000 gzips one in the other", "a.gz", chained, "bomb:depth"},
		{"a ZIP that holds itself", "r.zip", made(t, "made/quine.zip"), "bomb:depth"},
		{"4 GB declared, 1 KB there", "a.zip", makeZip(t, part{"a", strings.Repeat("x", 900), &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: 4 << 30}}), "bomb:ratio"},
		{"4 GB declared and stored", "a.zip", makeZip(t, part{"a", strings.Repeat("x", 900), &zip.FileHeader{Method: zip.Store, UncompressedSize64: 4 << 30}}), "bomb:ratio"},
		{"entries over one another", "a.zip", overlapping, "bomb:overlap"},
		{"10,001 entries", "a.zip", makeZip(t, many...), "bomb:entries"},
		{"longer than declared, small", "a.zip", makeZip(t, part{"a", small, &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: 20_000}}), "bomb:declared-size"},
		{"longer than declared, large", "a.zip", makeZip(t, part{"a", small, &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: 100_000}}), "bomb:declared-size"},
		{"xz with a window of 1.5 GB", "a.xz", made(t, "made/window.xz"), "uninspectable:memory"},
		{"Zstandard with a window of 2 GB", "a.zst", made(t, "made/window.zst"), "uninspectable:memory"},
		{"RAR with a window of 4 GB", "a.rar", wideRAR(t), inTable},
		{"7z with a window of 4 GB", "a.7z", wide7z("\x23\x03\x01\x01\x05\x5d\xff\xff\xff\xff"), "uninspectable:memory"},
		{"7z with PPMd in 4 GB", "a.7z", wide7z("\x23\x03\x04\x01\x05\x06\xff\xff\xff\xff"), "uninspectable:memory"},
		{"7z whose header is 2^60 octets, unpacked", "a.7z", archive7z("\x17\x06\x00\x01\x09\x05\x00\x07\x0b\x01\x00\x01\x23\x03\x01\x01\x05\x5d\x00\x00\x01\x00\x0c\xff\x00\x00\x00\x00\x00\x00\x00\x08\x00\x00"), "uninspectable"},
		{"7z with 2^32 files", "a.7z", archive7z("\x01\x05\xf0\xff\xff\xff\xff\x0e\x02\xff\xff\x00\x00"), "uninspectable:corrupt"},
		{"7z with 2^32 folders", "a.7z", archive7z("\x01\x04\x06\x00\xf0\xff\xff\xff\xff\x0a\x01\x00"), "uninspectable:corrupt"},
	}
	for _, test := range tests {
		got, took, memory := cost(test.name, test.content)
		if len(got) > 200 {
			got = got[:200]
		}
		t.Logf("%-42s %8d octets: %6d ms, %3d MiB allocated: %.60s", test.what, len(test.content), took.Milliseconds(), memory>>20, got)
		if !strings.Contains(got, test.want) {
			t.Errorf("%s: %s; want %s", test.what, got, test.want)
		}
		// A machine that does much else takes its time; what it asks for in memory it asks for everywhere. A minute is a hang.
		if took > time.Minute || memory > 80<<20 {
			t.Errorf("%s: took %v and allocated %d MiB; want an end, and at most 80 MiB", test.what, took, memory>>20)
		}
	}
}

// archive7z puts a header behind five octets of content.
func archive7z(header string) []byte {
	start := binary.LittleEndian.AppendUint64(nil, 5)
	start = binary.LittleEndian.AppendUint64(start, uint64(len(header)))
	start = binary.LittleEndian.AppendUint32(start, crc32.ChecksumIEEE([]byte(header)))
	b := []byte(magic7z + "\x00\x04")
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(start))
	return append(append(append(b, start...), "xxxxx"...), header...)
}

// wide7z has one file in one folder of this coder, which claims 1 GiB.
func wide7z(coder string) []byte {
	return archive7z("\x01\x04\x06\x00\x01\x09\x05\x00\x07\x0b\x01\x00\x01" + coder + "\x0c\xf0\x00\x00\x00\x40\x00\x00" +
		"\x05\x01\x11\x05\x00a\x00\x00\x00\x00\x00")
}

// wideRAR makes the table in a RAR 5 ask for the largest window: bits 10 to 13 of what its header says of the packing.
func wideRAR(t testing.TB) []byte {
	t.Helper()
	b := bytes.Clone(made(t, "rar/v5-plain.rar"))
	at := bytes.Index(b, []byte("\x80\x03\x01\x05n.csv"))
	if at < 0 {
		t.Fatal("no header for n.csv")
	}
	b[at+1] = 0x7b
	for start := at; start > 8; start-- { // the header begins with its checksum and its length
		size := int(b[start+4])
		if end := start + 5 + size; end > at && end < at+32 && b[start+5] == 2 {
			binary.LittleEndian.PutUint32(b[start:], crc32.ChecksumIEEE(b[start+4:end]))
			return b
		}
	}
	t.Fatal("no begin of the header for n.csv")
	return nil
}

func TestBudgetIsShared(t *testing.T) {
	ctx := NewBudget(context.Background())
	content := makeZip(t, part{name: "a.txt", content: "hello"})
	file := File{Name: "a.zip", Size: int64(len(content)), Content: bytes.NewReader(content)}
	budgetOf(ctx).expanded.Store(maxExpanded - 7)
	if got := brief(Inspect(ctx, file)); strings.Contains(got, "uninspectable") {
		t.Errorf("within the limit: %s", got)
	}
	if got := brief(Inspect(ctx, file)); !strings.Contains(got, "uninspectable:size") {
		t.Errorf("the second file of a message that is over the limit: %s; want uninspectable:size", got)
	}
	slow := NewBudget(context.Background())
	budgetOf(slow).spent.Store(int64(maxTime))
	if got := brief(Inspect(slow, file)); !strings.Contains(got, "uninspectable:time") {
		t.Errorf("a message that has had its two seconds: %s; want uninspectable:time", got)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if got := brief(Inspect(gone, file)); got != "application/zip uninspectable:time [a.txt text/plain]" {
		t.Errorf("with no time left: %s; want uninspectable:time and the names", got)
	}
}

// TestTimeEndsAParser: what reads round and round without end is ended by the reader.
func TestTimeEndsAParser(t *testing.T) {
	w := &walker{ctx: context.Background(), budget: &budget{}, until: time.Now()}
	s := source{&timed{w, bytes.NewReader(make([]byte, 100)), graceReads}, 100}
	for range graceReads + 1 {
		if len(s.at(0, 1)) == 0 {
			return
		}
	}
	t.Errorf("%d reads after the end of time; want an error before", graceReads+1)
}

// TestLargeFileTakesLittleMemory looks at 1 GiB that is made up while it is read.
func TestLargeFileTakesLittleMemory(t *testing.T) {
	dir := makeZip(t, part{"big.bin", "", stored}, part{"a.txt", "xxxx", aes})
	at := bytes.Index(dir, []byte(sigCentral))
	const size = 1 << 30
	// The first entry's content is 1 GiB of nothing between its header and the directory.
	head, tail := bytes.Clone(dir[:37]), bytes.Clone(dir[37:])
	for _, b := range [][]byte{tail[at-37:]} {
		binary.LittleEndian.PutUint32(b[20:], size)
		binary.LittleEndian.PutUint32(b[24:], size)
	}
	next := bytes.LastIndex(tail, []byte(sigCentral))
	binary.LittleEndian.PutUint32(tail[next+42:], binary.LittleEndian.Uint32(tail[next+42:])+size)
	end := bytes.LastIndex(tail, []byte(sigEnd))
	binary.LittleEndian.PutUint32(tail[end+16:], binary.LittleEndian.Uint32(tail[end+16:])+size)
	content := &hollow{head: head, tail: tail, size: int64(len(head)) + size + int64(len(tail))}

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := brief(Inspect(context.Background(), File{Name: "a.zip", Size: content.size, Content: content}))
	runtime.ReadMemStats(&after)
	if want := "application/zip encrypted:zip-aes-256:partial [big.bin " + unknown + "] [a.txt text/plain]"; got != want {
		t.Errorf("1 GiB:\n got %s\nwant %s", got, want)
	}
	if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 16 {
		t.Errorf("1 GiB: %d MiB allocated, want at most 16", mib)
	}
}

// hollow is a file of zeros between head and tail.
type hollow struct {
	head, tail []byte
	size       int64
}

func (h *hollow) ReadAt(p []byte, off int64) (int, error) {
	if off >= h.size {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), h.size-off))
	clear(p[:n])
	if off < int64(len(h.head)) {
		copy(p[:n], h.head[off:])
	}
	if tailAt := h.size - int64(len(h.tail)); off+int64(n) > tailAt {
		copy(p[max(tailAt-off, 0):n], h.tail[max(off-tailAt, 0):])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
