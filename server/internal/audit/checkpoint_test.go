package audit

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestCheckpointFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoints.jsonl")
	if got, err := ReadCheckpoints(path, "main"); err != nil || got != nil {
		t.Fatalf("no file: ReadCheckpoints = %v, %v, want none", got, err)
	}
	first := Sign(signer(2), "main", 1000, Value{1}, start)
	other := Sign(signer(2), "other", 7, Value{2}, start)
	second := Sign(signer(2), "main", 2000, Value{3}, start)
	if err := Append(path, first, other); err != nil {
		t.Fatal(err)
	}
	if err := Append(path, second); err != nil {
		t.Fatal(err)
	}
	got, err := ReadCheckpoints(path, "main")
	if want := []Checkpoint{first, second}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("ReadCheckpoints = %v, %v, want %v", got, err, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode = %v, %v, want 0600", info.Mode(), err)
	}
}

func TestCheckpointFileAfterCrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoints.jsonl")
	first := Sign(signer(2), "main", 1000, Value{1}, start)
	second := Sign(signer(2), "main", 2000, Value{3}, start)
	if err := Append(path, first); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	torn := string(whole) + string(whole[:len(whole)/2])
	if err := os.WriteFile(path, []byte(torn), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Append(path, second); err != nil {
		t.Fatal(err)
	}
	got, err := ReadCheckpoints(path, "main")
	if want := []Checkpoint{first, second}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("after a torn line: ReadCheckpoints = %v, %v, want %v", got, err, want)
	}
}

func TestCheckpointErrors(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "no", "such", "folder")
	if err := Append(missing, Checkpoint{}); err == nil || !strings.HasPrefix(err.Error(), "open checkpoint file: ") {
		t.Errorf("Append to a missing folder = %v", err)
	}
	long := filepath.Join(t.TempDir(), "long")
	if err := os.WriteFile(long, []byte(strings.Repeat("x", maxLine+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadCheckpoints(long, "main"); err == nil || !strings.Contains(err.Error(), "token too long") {
		t.Errorf("ReadCheckpoints of a long line = %v", err)
	}
}

func FuzzReadCheckpoints(f *testing.F) {
	f.Add(`{"organization":"main","count":1,"value":"00"}` + "\n")
	f.Add("\n\x00{")
	f.Fuzz(func(t *testing.T, text string) {
		got, _ := readCheckpoints(strings.NewReader(text), "main")
		for _, c := range got {
			if c.Org != "main" {
				t.Errorf("checkpoint of %q", c.Org)
			}
			if c.Genuine(nil) {
				t.Error("genuine without a key")
			}
		}
	})
}
