package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/desktop/internal/confirm"
	"sekisho/desktop/internal/shim"
	"sekisho/server/policy"
)

// TestFilesAreLookedInto: a copy that only its owner reads goes to the system's program; a program is not started; nothing is left.
func TestFilesAreLookedInto(t *testing.T) {
	s := opened(t)
	var shown string
	s.show = func(file string) error { shown = file; return nil }
	s.file = func(_ context.Context, _, name string, to io.Writer) error {
		if name == "gone.pdf" {
			return shim.ErrNoFile
		}
		_, err := io.WriteString(to, "in "+name)
		return err
	}
	asked := confirm.Mail{ID: "m1", Login: "l", Fingerprint: "f", Verdict: policy.Verdict{Attachments: []policy.AttachmentVerdict{
		{Name: "../見積.pdf", Type: "pdf"},
		{Name: "gone.pdf", Type: "pdf"},
		{Name: "a.exe", Type: "executable"},
		{Name: "b.pdf", Type: "script"},
		{Name: "c.pdf", Type: "pdf", Flags: []string{"disguised"}},
	}}}
	came := make(chan struct{}, 8)
	defer s.companion.Queue().Subscribe(func() { came <- struct{}{} })()
	go func() { _, _ = s.companion.Queue().Ask(t.Context(), asked) }()
	<-came
	if mails := s.Waiting(); len(mails) != 1 || !mails[0].Files {
		t.Fatalf("waiting are %+v, want one whose files can be opened", mails)
	}
	if err := s.OpenFile("m1", "../見積.pdf"); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(shown)
	if err != nil || string(data) != "in ../見積.pdf" || filepath.Dir(filepath.Dir(shown)) != s.places.Opened() || filepath.Base(shown) != "_見積.pdf" {
		t.Errorf("shown is %s with %q, %v", shown, data, err)
	}
	if info, err := os.Stat(shown); err != nil || info.Mode().Perm() != 0o400 {
		t.Errorf("the copy is %v, %v; want one that cannot be written", info, err)
	}
	shown = ""
	for name, want := range map[string]string{"gone.pdf": "no-file", "a.exe": "program-file", "b.pdf": "program-file", "c.pdf": "program-file"} {
		if p := problemOf(s.OpenFile("m1", name)); p.Code != want || shown != "" {
			t.Errorf("%s gives %+v and shows %q, want %s and nothing", name, p, shown, want)
		}
	}
	if err := s.OpenFile("m2", "a.pdf"); !errors.Is(err, confirm.ErrGone) {
		t.Errorf("a file of no mail gives %v, want ErrGone", err)
	}
	if err := s.forget(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.places.Opened()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after the end the copies are there (%v)", err)
	}
}

func TestFileName(t *testing.T) {
	for name, want := range map[string]string{
		"見積.pdf": "見積.pdf", "a/b\\c:d.txt": "a_b_c_d.txt", "..": "_", "": "_", "-x.sh": "_-x.sh", "a\u202etxt.exe": "a_txt.exe",
		strings.Repeat("長", 200) + ".pdf": strings.Repeat("長", 96) + ".pdf", "end. ": "end",
	} {
		if got := fileName(name); got != want {
			t.Errorf("fileName(%q) = %q, want %q", name, got, want)
		}
	}
}
