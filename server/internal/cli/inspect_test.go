package cli

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// locked is a ZIP with one file, of which the header says that it is encrypted.
func locked(t *testing.T, name string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	entry, err := w.CreateRaw(&zip.FileHeader{Name: name, Flags: 1, CompressedSize64: 14, UncompressedSize64: 2})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = entry.Write(make([]byte, 14))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// around puts content into a plain ZIP.
func around(t *testing.T, name string, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	entry, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = entry.Write(content)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestInspectSaysHow(t *testing.T) {
	name := file(t, "外.zip", string(around(t, "中.zip", locked(t, "見積.txt"))))
	status, out, errs := run(t, "", "inspect", "--json", name)
	var o struct {
		Encrypted bool
		How       string
		Size      int64
		Children  []struct {
			File, How string
			Children  []struct{ File, How string }
		}
	}
	if err := json.Unmarshal([]byte(out), &o); err != nil || status != 0 {
		t.Fatalf("status %d, %v, stderr %q", status, err, errs)
	}
	if !o.Encrypted || o.How != "zip-crypto" || o.Size == 0 {
		t.Errorf("outer archive: got %+v, want encrypted inside by zip-crypto", o)
	}
	if len(o.Children) != 1 || o.Children[0].How != "zip-crypto" || len(o.Children[0].Children) != 1 || o.Children[0].Children[0].File != "見積.txt" {
		t.Errorf("files inside: got %+v, want the archive, and in it the file", o.Children)
	}
}

// TestInspectForPeople holds what an administrator reads: sentences of the catalogue, in both languages, where they belong.
func TestInspectForPeople(t *testing.T) {
	name := file(t, "a.zip", string(around(t, "b.zip", locked(t, "c.txt"))))
	for lang, want := range map[string]string{"ja": "  ! パスワードで保護されたファイルです（ZIP）", "en": "  ! Protected by a password (ZIP)"} {
		status, out, errs := run(t, "", "inspect", "--lang", lang, name)
		lines := strings.Split(out, "\n")
		if status != 0 || len(lines) < 4 {
			t.Fatalf("%s: status %d, %q, stderr %q", lang, status, out, errs)
		}
		if !strings.HasPrefix(lines[1], "    b.zip: application/zip, ") || lines[2] != "    "+want || lines[3] != "        c.txt: text/plain, 2 B" {
			t.Errorf("%s: got %q, want %q under b.zip, and c.txt below that", lang, lines, want)
		}
	}
}

func TestInspectRefuses(t *testing.T) {
	dir := t.TempDir()
	empty := file(t, "empty.txt", "")
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no such file": {[]string{filepath.Join(dir, "no.zip")}, "no.zip: there is no such file\n"},
		"a folder":     {[]string{dir}, "it is a folder, not a file; name the files in it\n"},
		"a device":     {[]string{os.DevNull}, "it is a device or a pipe; save what it gives to a file first\n"},
		"a language":   {[]string{"--lang", "fr", empty}, `inspect: --lang is "fr"; it is ja or en` + "\n"},
	} {
		status, out, errs := run(t, "", append([]string{"inspect"}, test.args...)...)
		if status != 2 || out != "" || !strings.HasSuffix(errs, test.want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: status %d, stdout %q, stderr %q; want 2 and %q", name, status, out, errs, test.want)
		}
	}
	if status, out, _ := run(t, "", "inspect", empty); status != 0 || !strings.Contains(out, "application/x-empty, 0 B") {
		t.Errorf("an empty file: status %d, %q; want 0 and its type", status, out)
	}
}
