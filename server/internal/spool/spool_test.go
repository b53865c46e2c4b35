package spool_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"filippo.io/age"

	"sekisho/server/internal/spool"
	"sekisho/server/internal/spool/spooltest"
)

var key = func() spool.Key {
	k, err := spool.NewKey([32]byte{1, 2, 3})
	if err != nil {
		panic(err)
	}
	return k
}()

func open(t testing.TB, files spool.Files) *spool.Spool {
	t.Helper()
	s, err := spool.Open(spool.Options{Files: files})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// save commits a mail and returns its name and hash.
func save(t testing.TB, s *spool.Spool, mail string) (spool.Name, string) {
	t.Helper()
	f, err := s.Create(key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, mail); err != nil {
		t.Fatal(err)
	}
	name, err := f.Commit()
	if err != nil {
		t.Fatal(err)
	}
	return name, f.SHA256()
}

// place has a mail kept, by the spool or by us, and returns where, and its hash.
func place(t testing.TB, s *spool.Spool, mail string) (spool.Kept, string) {
	t.Helper()
	f, err := s.Create(key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, mail); err != nil {
		t.Fatal(err)
	}
	kept, err := f.Place()
	if err != nil {
		t.Fatal(err)
	}
	return kept, f.SHA256()
}

func read(s *spool.Spool, name spool.Name, k spool.Key, hash string) (string, error) {
	r, err := s.Read(name, k, hash)
	if err != nil {
		return "", err
	}
	defer r.Close() //nolint:errcheck // it was read
	b, err := io.ReadAll(r)
	return string(b), err
}

func TestReadsWhatWasWritten(t *testing.T) {
	dir, err := spool.OpenFolder(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close() //nolint:errcheck // only read
	s := open(t, dir)
	for _, size := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 3 << 20} {
		mail := strings.Repeat("社外秘\r\n", size/11+1)[:size]
		name, hash := save(t, s, mail)
		if got, err := read(s, name, key, hash); err != nil || got != mail {
			t.Errorf("%d octets: read %d, %v", size, len(got), err)
		}
	}
}

// TestOtherToolsRead: the file is plain age under the key that Identity spells.
func TestOtherToolsRead(t *testing.T) {
	path := t.TempDir()
	dir, err := spool.OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close() //nolint:errcheck // only read
	name, _ := save(t, open(t, dir), "hello")
	identity, err := age.ParseX25519Identity(key.Identity())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(path, string(name)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(raw), identity)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "hello" {
		t.Errorf("age reads %q, %v", got, err)
	}
	if bytes.Contains(raw, []byte("hello")) {
		t.Error("the mail stands in the file in the clear")
	}
}

func TestKeysAreSpeltAsAgeSpellsThem(t *testing.T) {
	for seed := range byte(50) {
		var secret [32]byte
		_, _ = rand.NewChaCha8([32]byte{seed}).Read(secret[:])
		if k, err := spool.NewKey(secret); err != nil || fmt.Sprintf("%v %#v", k, k) != "mail key (hidden) mail key (hidden)" {
			t.Errorf("seed %d: %v, %v", seed, k, err)
		}
	}
}

// TestOrder: a mail is synced before it has its name, and the name is synced before Commit returns.
func TestOrder(t *testing.T) {
	disk := spooltest.New()
	name, _ := save(t, open(t, disk), "mail")
	var calls []string
	for _, c := range disk.Calls() {
		if verb, _, _ := strings.Cut(c, " "); verb != "write" && verb != "free" {
			calls = append(calls, c)
		}
	}
	begun := ".new-" + string(name)
	want := []string{"create " + begun, "sync " + begun, "close " + begun, "rename " + begun + " " + string(name), "syncdir "}
	if !slices.Equal(calls, want) {
		t.Errorf("calls\n got %q\nwant %q", calls, want)
	}
}

// TestPowerCut: whatever Commit has said yes to is there when the power went at that moment.
func TestPowerCut(t *testing.T) {
	disk := spooltest.New()
	s := open(t, disk)
	for n := range 20 {
		mail := fmt.Sprintf("mail %d", n)
		name, hash := save(t, s, mail)
		unfinished, err := s.Create(key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(unfinished, "never accepted"); err != nil {
			t.Fatal(err)
		}
		disk.Cut()
		s = open(t, disk)
		if got, err := read(s, name, key, hash); err != nil || got != mail {
			t.Errorf("after the power cut: %q, %v, want %q", got, err, mail)
		}
	}
}

// TestPlaced: what is on the disk under its name outlives a power cut once Sync has returned, and one call is enough for all.
func TestPlaced(t *testing.T) {
	disk := spooltest.New()
	s := open(t, disk)
	long := strings.Repeat("long\r\n", spool.Short/6+1)
	placed := func(mail string) spool.Name {
		t.Helper()
		kept, hash := place(t, s, mail)
		if got, err := read(s, kept.Name, key, hash); err != nil || got != mail || kept.Body != nil {
			t.Errorf("placed: %d octets, %v, want a file of %d", len(got), err, len(mail))
		}
		return kept.Name
	}
	first, second := placed("first"+long), placed("second"+long)
	if err := s.Sync(); err != nil {
		t.Fatal(err)
	}
	late := placed("late" + long)
	disk.Cut()
	for name, want := range map[spool.Name]string{first: "first" + long, second: "second" + long} {
		if got, err := read(s, name, key, ""); err != nil || got != want {
			t.Errorf("synced, after the power cut: %.10q, %v, want %.10q", got, err, want)
		}
	}
	if _, err := read(s, late, key, ""); !errors.Is(err, spool.ErrMissing) {
		t.Errorf("placed after the sync, then the power cut: %v, want ErrMissing", err)
	}
	disk.Fail = func(call, _ string) error {
		if call == "syncdir" {
			return syscall.ENOSPC
		}
		return nil
	}
	if err := s.Sync(); !errors.Is(err, spool.ErrFull) {
		t.Errorf("a sync that fails: %v, want ErrFull", err)
	}
}

// TestFailures: any call that fails is the mail's end: an error, no file, nothing tried again.
func TestFailures(t *testing.T) {
	for _, call := range []string{"create", "write", "sync", "close", "rename", "syncdir", "free"} {
		t.Run(call, func(t *testing.T) {
			disk := spooltest.New()
			disk.Fail = func(c, _ string) error {
				if c == call {
					return syscall.ENOSPC
				}
				return nil
			}
			s := open(t, disk)
			err := attempt(s)
			if !errors.Is(err, spool.ErrFull) {
				t.Errorf("got %v, want ErrFull", err)
			}
			disk.Fail = nil
			if left, _ := disk.List(); len(left) > 0 {
				t.Errorf("files are left: %v", left)
			}
			tries := 0
			for _, c := range disk.Calls() {
				if strings.HasPrefix(c, call+" ") {
					tries++
				}
			}
			if tries != 1 && call != "close" { // what could not be closed is closed once more to give it up
				t.Errorf("%s was called %d times, want once", call, tries)
			}
		})
	}
}

func attempt(s *spool.Spool) error {
	f, err := s.Create(key)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(f, strings.Repeat("mail", 1<<16)); err != nil {
		f.Abort()
		return err
	}
	_, err = f.Commit()
	return err
}

func TestDamageIsFound(t *testing.T) {
	mail := strings.Repeat("mail\r\n", 50_000)
	for name, harm := range map[string]func(*spooltest.Disk, string){
		"head":       func(d *spooltest.Disk, n string) { d.Flip(n, 30) },
		"middle":     func(d *spooltest.Disk, n string) { d.Flip(n, 100_000) },
		"end":        func(d *spooltest.Disk, n string) { d.Flip(n, -1) },
		"one octet":  func(d *spooltest.Disk, n string) { d.Shorten(n, 1) },
		"last block": func(d *spooltest.Disk, n string) { d.Shorten(n, 64<<10) },
		"empty":      func(d *spooltest.Disk, n string) { d.Shorten(n, 1<<30) },
	} {
		disk := spooltest.New()
		s := open(t, disk)
		file, hash := save(t, s, mail)
		harm(disk, string(file))
		if _, err := read(s, file, key, hash); !errors.Is(err, spool.ErrDamaged) {
			t.Errorf("%s: got %v, want ErrDamaged", name, err)
		}
	}
}

func TestWrongKeyHashOrName(t *testing.T) {
	s := open(t, spooltest.New())
	name, hash := save(t, s, "mail")
	other, err := spool.NewKey([32]byte{9})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read(s, name, other, hash); !errors.Is(err, spool.ErrDamaged) {
		t.Errorf("another organisation's key: got %v, want ErrDamaged", err)
	}
	if _, err := read(s, name, key, strings.Repeat("0", 64)); !errors.Is(err, spool.ErrDamaged) {
		t.Errorf("another hash: got %v, want ErrDamaged", err)
	}
	for _, bad := range []spool.Name{"", "x", "../../etc/passwd", "/etc/passwd", ".new-" + name, name + "x", spool.Name(strings.ToUpper(string(name)))} {
		if _, err := s.Read(bad, key, ""); !errors.Is(err, spool.ErrMissing) {
			t.Errorf("read %q: got %v, want ErrMissing", bad, err)
		}
		if err := s.Remove(bad); !errors.Is(err, spool.ErrMissing) {
			t.Errorf("remove %q: got %v, want ErrMissing", bad, err)
		}
	}
	if err := errors.Join(s.Remove(name), s.Remove(name)); err != nil {
		t.Errorf("remove twice: %v", err)
	}
	if _, err := s.Read(name, key, hash); !errors.Is(err, spool.ErrMissing) {
		t.Errorf("read what is gone: got %v, want ErrMissing", err)
	}
}

// TestSyncsAreShared: commits that come together wait for few syncs of the folder, each for one that began after its rename.
func TestSyncsAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := spooltest.New()
		disk.Fail = func(call, _ string) error {
			if call == "syncdir" {
				time.Sleep(time.Millisecond) // a disk takes its time; in the bubble it costs nothing
			}
			return nil
		}
		s := open(t, disk)
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() { _, _ = save(t, s, "mail") })
		}
		wg.Wait()
		syncs := 0
		for _, c := range disk.Calls() {
			if c == "syncdir " {
				syncs++
			}
		}
		if syncs > 3 {
			t.Errorf("100 commits at once took %d syncs of the folder, want at most 3", syncs)
		}
		disk.Cut()
		if left, _ := disk.List(); len(left) != 100 {
			t.Errorf("after the power cut %d mails are there, want 100", len(left))
		}
	})
}

func TestSweep(t *testing.T) {
	disk := spooltest.New()
	now := time.Unix(1_800_000_000, 0)
	disk.Now = func() time.Time { return now }
	s := open(t, disk)
	wanted, _ := save(t, s, "has a row")
	orphan, _ := save(t, s, "was never accepted")
	unfinished, err := s.Create(key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := unfinished.Write(make([]byte, spool.Short+1)); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	young, _ := save(t, s, "its row is being written")
	n, err := s.Sweep(now.Add(-time.Minute), func(name spool.Name) (bool, error) { return name == wanted, nil })
	if err != nil || n != 2 {
		t.Errorf("swept %d, %v, want 2", n, err)
	}
	for name, there := range map[spool.Name]bool{wanted: true, young: true, orphan: false} {
		if _, err := read(s, name, key, ""); (err == nil) != there {
			t.Errorf("%s: %v, want there %v", name, err, there)
		}
	}
	if _, err := s.Sweep(now.Add(time.Hour), func(spool.Name) (bool, error) { return false, io.ErrUnexpectedEOF }); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the store's error: got %v", err)
	}
	if _, err := read(s, wanted, key, ""); err != nil {
		t.Errorf("a sweep that could not ask removed a mail: %v", err)
	}
}

func TestFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "spool")
	dir, err := spool.OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close() //nolint:errcheck // only read
	name, _ := save(t, open(t, dir), "mail")
	for file, want := range map[string]os.FileMode{"": 0o700, string(name): 0o600} {
		info, err := os.Stat(filepath.Join(path, file))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%q: mode %v, %v, want %v", file, info.Mode().Perm(), err, want)
		}
	}
	if err := os.WriteFile(filepath.Join(path, "README"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if entries, err := dir.List(); err != nil || len(entries) != 1 {
		t.Errorf("listed %v, %v, want the mail alone", entries, err)
	}
	if _, err := dir.Create(string(name)); !errors.Is(err, os.ErrExist) {
		t.Errorf("create over a mail: %v, want ErrExist", err)
	}
	if free, err := dir.Free(); err != nil || free <= 0 {
		t.Errorf("free: %d, %v", free, err)
	}
}

func BenchmarkCommit(b *testing.B) {
	for _, size := range []int{10 << 10, 1 << 20, 25 << 20} {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			dir, err := spool.OpenFolder(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			defer dir.Close() //nolint:errcheck // only read
			s, mail := open(b, dir), bytes.Repeat([]byte("0123456789abcde\n"), size/16)
			b.SetBytes(int64(size))
			for b.Loop() {
				f, err := s.Create(key)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := f.Write(mail); err != nil {
					b.Fatal(err)
				}
				name, err := f.Commit()
				if err != nil {
					b.Fatal(err)
				}
				if err := s.Remove(name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
