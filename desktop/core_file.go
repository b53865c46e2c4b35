package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"sekisho/desktop/internal/confirm"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/shim"
	"sekisho/server/policy"
)

// OpenFile implements mailBound. What is opened is a copy that cannot be written, so that nobody takes a change of it for one of the
// mail's; copies are gone with the program. A program is not started from here.
func (s *service) OpenFile(id, name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), lookPatience)
	defer cancel()
	queue := s.companion.Queue().Waiting()
	i := slices.IndexFunc(queue, func(m confirm.Mail) bool { return m.ID == id })
	if i < 0 {
		return confirm.ErrGone
	}
	if starts(queue[i].Verdict.Attachments, name) {
		return &Problem{Code: "program-file", Args: map[string]string{"name": name}}
	}
	file, err := s.copyFile(ctx, id, name)
	if errors.Is(err, shim.ErrNoFile) {
		return &Problem{Code: "no-file", Args: map[string]string{"name": name}}
	}
	if err != nil {
		return &Problem{Code: "disk", Args: map[string]string{}, Detail: err.Error()}
	}
	return s.show(file)
}

// starts tells whether opening a file of that name might start it.
func starts(files []policy.AttachmentVerdict, name string) bool {
	return slices.ContainsFunc(files, func(f policy.AttachmentVerdict) bool {
		return f.Name == name && (f.Type == "executable" || f.Type == "script" ||
			slices.Contains(f.Flags, "executable") || slices.Contains(f.Flags, "disguised") || slices.Contains(f.Flags, "deceptive-name"))
	})
}

// copyFile puts a copy of a mail's file into a folder of its own and returns its place.
func (s *service) copyFile(ctx context.Context, id, name string) (path string, err error) {
	if err := locations.MakeFolder(s.places.Opened()); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(s.places.Opened(), "")
	if err != nil {
		return "", fmt.Errorf("make a folder for a mail's file: %w", err)
	}
	path = filepath.Join(dir, fileName(name))
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o400) //nolint:gosec // a name without folders, in a folder of ours
	if err != nil {
		return "", fmt.Errorf("make a copy of a mail's file: %w", err)
	}
	if err = errors.Join(s.file(ctx, id, name, f), f.Close()); err != nil {
		_ = os.RemoveAll(dir)
		return "", err
	}
	return path, nil
}

// fileName is a name under which a file can be on every system, with the ending that says what opens it.
func fileName(name string) string {
	const most = 100
	safe := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '_'
		}
		return r
	}, name))
	text := strings.Trim(string(safe[max(0, len(safe)-most):]), ". ")
	if text == "" || strings.HasPrefix(text, "-") {
		return "_" + text
	}
	return text
}

// forget removes the copies of files that were opened.
func (s *service) forget() error { return os.RemoveAll(s.places.Opened()) } // #nosec G703 -- a folder of ours
