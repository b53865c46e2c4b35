package outbox

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"sekisho/desktop/internal/store"
)

// shaky is a disk in memory that has lost, after a loss of power, all that was not synced, and that fails where it is told.
type shaky struct {
	mu      sync.Mutex
	files   map[string]*shakyFile // as programs see them
	durable map[string]*shakyFile // names that the folder's sync made durable
	fail    string                // the operation that fails: create, write, sync, close, rename, folder
	log     []string
}

type shakyFile struct {
	s      *shaky
	data   []byte
	synced []byte
}

var errShaky = errors.New("the disk fails")

func newShaky() *shaky {
	return &shaky{files: map[string]*shakyFile{}, durable: map[string]*shakyFile{}}
}

func (s *shaky) does(op string) error {
	s.log = append(s.log, op)
	if s.fail == op {
		return errShaky
	}
	return nil
}

func (*shaky) MakeFolder(string) error { return nil }

func (s *shaky) Create(_, name string) (file, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.does("create"); err != nil {
		return nil, err
	}
	f := &shakyFile{s: s}
	s.files[name] = f
	return f, nil
}

func (f *shakyFile) Write(p []byte) (int, error) {
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	if err := f.s.does("write"); err != nil {
		return 0, err
	}
	f.data = append(f.data, p...)
	return len(p), nil
}

func (f *shakyFile) Sync() error {
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	if err := f.s.does("sync"); err != nil {
		return err
	}
	f.synced = slices.Clone(f.data)
	return nil
}

func (f *shakyFile) Close() error {
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	return f.s.does("close")
}

func (s *shaky) Open(_, name string) (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.files[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return io.NopCloser(bytes.NewReader(f.data)), nil
}

func (s *shaky) Rename(_, from, to string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.does("rename"); err != nil {
		return err
	}
	s.files[to] = s.files[from]
	delete(s.files, from)
	return nil
}

func (s *shaky) Remove(_, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.files, name)
	return nil
}

func (s *shaky) SyncFolder(string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.does("folder"); err != nil {
		return err
	}
	s.durable = map[string]*shakyFile{}
	for name, f := range s.files {
		s.durable[name] = f
	}
	return nil
}

func (s *shaky) List(string) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for name := range s.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// powerOff loses what was not synced.
func (s *shaky) powerOff() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = map[string]*shakyFile{}
	for name, f := range s.durable {
		s.files[name] = &shakyFile{s, slices.Clone(f.synced), slices.Clone(f.synced)}
	}
}

// on returns an office that works on another disk and sends nothing by itself.
func on(t *testing.T, s layer) *office {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	must(t, err)
	o := &office{t: t, dir: t.TempDir(), key: key, on: s}
	o.open()
	t.Cleanup(func() { _ = o.st.Close() })
	return o
}

// TestWhatWasTakenIsOnTheDisk: when Commit has returned, a loss of power takes nothing.
func TestWhatWasTakenIsOnTheDisk(t *testing.T) {
	s := newShaky()
	o := on(t, s)
	o.hold("M1", group("tanaka@b.example", wait("10m", nil)))
	s.powerOff()
	names, _ := s.List("")
	if len(names) != 1 {
		t.Fatalf("files after a loss of power: %v, want one", names)
	}
	content, err := o.box.open(names[0])
	must(t, err)
	if got, err := io.ReadAll(content); err != nil || string(got) != text {
		t.Errorf("after a loss of power: %q (%v), want the mail", got, err)
	}
	if bytes.Contains(s.files[names[0]].data, []byte("Hello")) {
		t.Error("the mail is in clear on the disk")
	}
}

// TestNothingRemainsOfWhatFailed: whatever the disk refuses, the client keeps the mail and we do not.
func TestNothingRemainsOfWhatFailed(t *testing.T) {
	for _, op := range []string{"create", "write", "sync", "close", "rename", "folder", "source"} {
		t.Run(op, func(t *testing.T) {
			s := newShaky()
			s.fail = op
			o := on(t, s)
			_, err := o.box.Keep(t.Context(), o.letterOf("M1", group("a@b.example", wait("10m", nil))), func(w io.Writer) error {
				if op == "source" {
					return errShaky
				}
				_, err := io.WriteString(w, text)
				return err
			})
			if !errors.Is(err, errShaky) {
				t.Errorf("Keep: %v, want the disk's error", err)
			}
			if names, _ := s.List(""); len(names) != 0 {
				t.Errorf("left: %v", names)
			}
			o.empty()
		})
	}
}

func TestAbortForgets(t *testing.T) {
	s := newShaky()
	o := on(t, s)
	k, err := o.box.Keep(t.Context(), o.letterOf("M1", group("a@b.example", wait("10m", nil))), func(io.Writer) error { return nil })
	must(t, err)
	k.Abort()
	k.Abort()
	o.empty()
}

// TestAFailedCommitKeepsNothing: a database that is gone takes no mail.
func TestAFailedCommitKeepsNothing(t *testing.T) {
	s := newShaky()
	o := on(t, s)
	k, err := o.box.Keep(t.Context(), o.letterOf("M1", group("a@b.example", wait("10m", nil))), func(io.Writer) error { return nil })
	must(t, err)
	must(t, o.st.Close())
	if err := k.Commit(t.Context()); err == nil {
		t.Fatal("Commit without a database: no error")
	}
	k.Abort()
	if names, _ := s.List(""); len(names) != 0 {
		t.Errorf("left: %v", names)
	}
}

// TestFilesWithoutRows: nobody heard yes for them, unless the rows are what was lost.
func TestFilesWithoutRows(t *testing.T) {
	s := newShaky()
	o := on(t, s)
	_, err := o.box.Keep(t.Context(), o.letterOf("M1", group("a@b.example", wait("10m", nil)), group("c@d.example", wait("1h", nil))), func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
	must(t, err)
	_, err = s.Create("", "half"+partial)
	must(t, err)
	before, _ := s.List("")
	must(t, o.st.Close())
	if len(before) != 2 {
		t.Fatalf("files: %v, want two", before)
	}
	lostRows := &office{t: t, dir: t.TempDir(), key: o.key, on: s}
	lostRows.open()
	all, err := lostRows.box.Held(t.Context())
	must(t, err)
	if len(all) != 2 || all[0].State != store.HeldAsking || !all[0].Twice || !all[0].Leaves.IsZero() || all[1].Recipients[0] != "c@d.example" {
		t.Errorf("adopted: %+v, want both groups, asking", all)
	}
	must(t, lostRows.st.Close())
	o.open() // this database never lost anything
	if names, _ := s.List(""); len(names) != 0 {
		t.Errorf("left: %v, want what nobody was told of removed", names)
	}
}

func TestAForeignFileIsLeftAlone(t *testing.T) {
	s := newShaky()
	f, err := s.Create("", "foreign"+ending)
	must(t, err)
	_, err = f.Write([]byte("age-encryption.org/v1\nunder another key"))
	must(t, err)
	o := on(t, s) // a fresh database
	if names, _ := s.List(""); len(names) != 1 {
		t.Errorf("files: %v, want it left where it is", names)
	}
	all, err := o.box.Held(t.Context())
	if err != nil || len(all) != 0 {
		t.Errorf("held: %+v (%v)", all, err)
	}
}

// TestADamagedFileIsSaid: a mail that cannot be read is not sent in part, and does not vanish.
func TestADamagedFileIsSaid(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"cut":     func(b []byte) []byte { return b[:len(b)-20] },
		"changed": func(b []byte) []byte { b[len(b)-3] ^= 1; return b },
		"emptied": func([]byte) []byte { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			s := newShaky()
			o := on(t, s)
			o.hold("M1", group("tanaka@b.example", wait("10s", nil)))
			for _, f := range s.files {
				f.data = damage(slices.Clone(f.data))
			}
			h, err := o.st.Held(t.Context(), o.only().ID)
			must(t, err)
			l, err := readLetter(h.Letter)
			must(t, err)
			must(t, o.box.send(t.Context(), h, l))
			if h := o.only(); h.State != store.HeldTrouble || !strings.Contains(h.Trouble, "damaged") || o.arrived() != "" {
				t.Errorf("held %+v, arrived %q; want trouble", h, o.arrived())
			}
		})
	}
}

func TestTooManyAreRefused(t *testing.T) {
	o := on(t, newShaky())
	rows := make([]store.Held, maxHeld)
	for i := range rows {
		rows[i] = store.Held{ID: fmt.Sprint(i), File: "f", Letter: []byte("{}"), State: store.HeldWaiting, Due: time.Now()}
	}
	must(t, o.st.AddHeld(t.Context(), rows...))
	if _, err := o.box.Keep(t.Context(), o.letterOf("M1"), func(io.Writer) error { return nil }); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want ErrFull", err)
	}
}

// TestOnARealDisk: the same on the disk there is, with its modes.
func TestOnARealDisk(t *testing.T) {
	o := on(t, disk{})
	o.hold("M1", group("tanaka@b.example", wait("10m", nil)))
	names, err := disk{}.List(filepath.Join(o.dir, "outbox"))
	must(t, err)
	info, err := os.Stat(filepath.Join(o.dir, "outbox", names[0]))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v (%v), want 0600", info.Mode(), err)
	}
	must(t, o.box.Discard(t.Context(), o.only().ID))
	o.empty()
}

func FuzzUnseal(f *testing.F) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		f.Fatal(err)
	}
	b := &Outbox{o: Options{Key: key}}
	var good bytes.Buffer
	if err := b.seal(&good, []letter{{Mail: "m"}}, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, mail, err := unseal(bytes.NewReader(data), key)
		if err != nil {
			return
		}
		if got, err := io.ReadAll(mail); err == nil && string(got) != text {
			t.Errorf("read %q of what was never written", got)
		}
	})
}
