package attach

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

func deflated(t testing.TB, content []byte) string {
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

func TestBombs(t *testing.T) {
	zeros := deflated(t, make([]byte, 12<<20))
	lie := &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: 100_000}
	nested := makeZip(t, part{name: "a.txt", content: "x"})
	for range 6 {
		nested = makeZip(t, part{name: "b.zip", content: string(nested)})
	}
	many := make([]part, maxEntries+1)
	for i := range many {
		many[i] = part{fmt.Sprint(i), "", stored}
	}
	overlapping := makeZip(t, part{"a", "aaaa", stored}, part{"b", "bbbb", stored})
	second := bytes.LastIndex(overlapping, []byte(sigCentral))
	binary.LittleEndian.PutUint32(overlapping[second+42:], 0)

	tests := []struct {
		name    string
		content []byte
		want    string
	}{
		{"ratio", makeZip(t, part{"a", zeros, &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: 12 << 20}}), "bomb:ratio"},
		{"overlap", overlapping, "bomb:overlap"},
		{"depth", nested, "bomb:depth"},
		{"entries", makeZip(t, many...), "bomb:entries"},
		{"declared size, small", makeZip(t, part{"a", zeros, &zip.FileHeader{Method: zip.Deflate, UncompressedSize64: 20_000}}), "bomb:declared-size"},
		{"declared size, large", makeZip(t, part{"a", zeros, lie}), "bomb:declared-size"},
	}
	for _, test := range tests {
		if got := brief(look("a.zip", test.content)); !strings.Contains(got, test.want) {
			t.Errorf("%s: %.200s; want %s", test.name, got, test.want)
		}
	}
}

func TestBudgetIsShared(t *testing.T) {
	ctx := NewBudget(context.Background())
	content := makeZip(t, part{name: "a.txt", content: "hello"})
	file := File{Name: "a.zip", Size: int64(len(content)), Content: bytes.NewReader(content)}
	budgetOf(ctx).expanded.Store(maxExpanded - 7)
	if got := brief(Inspect(ctx, file)); strings.Contains(got, "bomb") {
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
