// Package input opens the files that people name: policies, facts, mails, tables.
//
// It promises that opening never waits and that reading ends. To open a pipe waits for whoever fills it, and no signal ends that
// wait; a device may have no end. Both are refused before they are opened, and so is a folder, each with what to do instead.
//
// # Limits
//
// Read keeps at most Most+1 octets of a file, however large the file is or says to be.
package input

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Most is how many octets a policy, a file beside it, facts or a case may have. Their parsers refuse more, each in its own words.
const Most = 16 << 20

// ErrIrregular is the error for what is no file with an end: a folder, a pipe, a device, a socket.
var ErrIrregular = errors.New("input: not a file")

// refusal says of a name why it is not opened. Its words are for people, its cause for errors.Is.
type refusal struct {
	name, why string
	cause     error
}

func (r *refusal) Error() string { return "open " + r.name + ": " + r.why }
func (r *refusal) Unwrap() error { return r.cause }

// Check tells whether what is called name is a file with an end. The error is an ErrIrregular that says what to do.
func Check(name string, info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return &refusal{name, "it is a folder, not a file; name the files in it", ErrIrregular}
	case !info.Mode().IsRegular():
		return &refusal{name, "it is a device or a pipe; save what it gives to a file first", ErrIrregular}
	}
	return nil
}

// Open opens a file for reading. The error says what to do, and is an ErrIrregular or the system's.
func Open(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err == nil {
		err = Check(name, info)
	}
	if err != nil {
		return nil, explained(name, err)
	}
	file, err := os.Open(name) //nolint:gosec // the user names the file
	return file, explained(name, err)
}

// explained puts the usual errors of the system into words that say what to do.
func explained(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &refusal{name, "there is no such file", err}
	case errors.Is(err, fs.ErrPermission):
		return &refusal{name, "you may not read it; run the command as somebody who may", err}
	}
	return err
}

// Read reads a file, or of a larger one its first Most+1 octets, by which its parser sees that it is too large.
func Read(name string) ([]byte, error) {
	file, err := Open(name)
	if err != nil {
		return nil, err
	}
	return head(name, file)
}

// Beside reads the files that a policy names. They stand in the policy's folder or below: what leads out of it is an error.
func Beside(policyFile string) func(name string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		root, err := os.OpenRoot(filepath.Dir(policyFile))
		if err != nil {
			return nil, err
		}
		defer func() { _ = root.Close() }()
		info, err := root.Stat(name)
		if err != nil {
			return nil, err
		}
		if err := Check(name, info); err != nil {
			return nil, err
		}
		file, err := root.Open(name)
		if err != nil {
			return nil, err
		}
		return head(name, file)
	}
}

// head reads at most Most+1 octets of a file and closes it.
func head(name string, file io.ReadCloser) ([]byte, error) {
	defer func() { _ = file.Close() }() // nothing was written
	data, err := io.ReadAll(io.LimitReader(file, Most+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return data, nil
}
