package audit

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// maxLine bounds a line of the checkpoint file; a checkpoint needs some 300 octets.
const maxLine = 4096

// Checkpoint says that an organisation's chain had come to Value at row Count.
type Checkpoint struct {
	Org       string    `json:"organization"`
	Count     int64     `json:"count"`
	Value     string    `json:"value"` // Value in hex
	Time      time.Time `json:"time"`
	Signature string    `json:"signature"` // base64 (RFC 4648, section 4), Ed25519 over the other fields
}

// Sign makes a checkpoint.
func Sign(key ed25519.PrivateKey, org string, count int64, value Value, at time.Time) Checkpoint {
	c := Checkpoint{Org: org, Count: count, Value: value.String(), Time: at.UTC().Truncate(time.Microsecond)}
	c.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(key, c.signed()))
	return c
}

// Genuine reports whether the signature is that of pub's key.
func (c Checkpoint) Genuine(pub ed25519.PublicKey) bool {
	sig, err := base64.StdEncoding.DecodeString(c.Signature)
	return err == nil && len(pub) == ed25519.PublicKeySize && ed25519.Verify(pub, c.signed(), sig)
}

func (c Checkpoint) signed() []byte {
	b := field(nil, "sekisho-checkpoint-1", c.Org, c.Value)
	return number(b, c.Count, c.Time.UnixMicro())
}

// Append adds checkpoints to the file, one line of JSON each, and returns when they are on the disk. The file is made with mode 0600.
func Append(path string, checkpoints ...Checkpoint) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600) //nolint:gosec // the operator's own path
	if err != nil {
		return fmt.Errorf("open checkpoint file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	text, err := separator(f)
	if err != nil {
		return fmt.Errorf("read end of checkpoint file %q: %w", path, err)
	}
	for _, c := range checkpoints {
		line, err := json.Marshal(c)
		if err != nil {
			return fmt.Errorf("write checkpoint: %w", err)
		}
		text = append(append(text, line...), '\n')
	}
	if _, err := f.Write(text); err != nil {
		return fmt.Errorf("write checkpoint file %q: %w", path, err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("sync checkpoint file %q: %w", path, err)
	}
	return syncFolder(filepath.Dir(path))
}

// separator returns a line end if a crash left the last line without one.
func separator(f *os.File) ([]byte, error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return nil, err
	}
	var last [1]byte
	if _, err := f.ReadAt(last[:], info.Size()-1); err != nil {
		return nil, err
	}
	if last[0] == '\n' {
		return nil, nil
	}
	return []byte("\n"), nil
}

func syncFolder(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the operator's own path
	if err != nil {
		return fmt.Errorf("open folder of checkpoint file: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}

// ReadCheckpoints returns the organisation's checkpoints in the file's order. No file means none. A line that is not whole is what a crash
// in the middle of a write leaves; it is skipped, because whatever else is missing shows in the count of the rest. A line over 4096 octets
// is an error.
func ReadCheckpoints(path, org string) ([]Checkpoint, error) {
	f, err := os.Open(path) //nolint:gosec // the operator's own path
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open checkpoint file: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	out, err := readCheckpoints(f, org)
	if err != nil {
		return nil, fmt.Errorf("read checkpoint file %q: %w", path, err)
	}
	return out, nil
}

func readCheckpoints(r io.Reader, org string) ([]Checkpoint, error) {
	var out []Checkpoint
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 512), maxLine)
	for n := 1; lines.Scan(); n++ {
		var c Checkpoint
		if json.Unmarshal(bytes.TrimSpace(lines.Bytes()), &c) != nil {
			continue
		}
		if c.Org == org {
			out = append(out, c)
		}
	}
	return out, lines.Err()
}
