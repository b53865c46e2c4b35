package spool_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"syscall"
	"testing"

	"filippo.io/age"

	"sekisho/server/internal/spool"
	"sekisho/server/internal/spool/spooltest"
)

// unseal reads a mail that Place gave back.
func unseal(s *spool.Spool, body []byte, k spool.Key, hash string) (string, error) {
	r, err := s.Unseal(body, k, hash)
	if err != nil {
		return "", err
	}
	defer r.Close() //nolint:errcheck // it was read
	b, err := io.ReadAll(r)
	return string(b), err
}

// TestShortMailsAreTheCallers up to one block, and nothing of them comes near the disk; one octet more makes a file.
func TestShortMailsAreTheCallers(t *testing.T) {
	disk := spooltest.New()
	s := open(t, disk)
	identity, err := age.ParseX25519Identity(key.Identity())
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, 10 << 10, spool.Short} {
		mail := strings.Repeat("社外秘\r\n", size/11+1)[:size]
		kept, hash := place(t, s, mail)
		if got, err := unseal(s, kept.Body, key, hash); err != nil || got != mail || kept.Name != "" {
			t.Errorf("%d octets: read %d, %v, from the file %q", size, len(got), err, kept.Name)
		}
		r, err := age.Decrypt(bytes.NewReader(kept.Body), identity)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != mail {
			t.Errorf("age reads %d of %d octets, %v", len(got), size, err)
		}
	}
	if calls := slices.DeleteFunc(disk.Calls(), func(c string) bool { return c == "free " }); len(calls) > 0 {
		t.Errorf("short mails made calls of the disk: %q", calls)
	}
	if kept, _ := place(t, s, strings.Repeat("x", spool.Short+1)); !kept.Name.Valid() || kept.Body != nil {
		t.Errorf("a mail of more than a block is kept as %q and %d octets, want a file", kept.Name, len(kept.Body))
	}
}

// TestBodiesAreProven as files are.
func TestBodiesAreProven(t *testing.T) {
	s := open(t, spooltest.New())
	kept, hash := place(t, s, "mail")
	other, err := spool.NewKey([32]byte{9})
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(kept.Body)
	flipped[len(flipped)-1] ^= 1
	for name, c := range map[string]struct {
		body []byte
		key  spool.Key
		hash string
	}{
		"another key":     {kept.Body, other, hash},
		"another hash":    {kept.Body, key, strings.Repeat("0", 64)},
		"an octet":        {flipped, key, hash},
		"the end is gone": {kept.Body[:len(kept.Body)-1], key, hash},
		"nothing":         {nil, key, hash},
	} {
		if _, err := unseal(s, c.body, c.key, c.hash); !errors.Is(err, spool.ErrDamaged) {
			t.Errorf("%s: got %v, want ErrDamaged", name, err)
		}
	}
}

// TestEndedOnce: a mail that was placed is neither placed nor written again, and what was given back is not another mail's buffer.
func TestEndedOnce(t *testing.T) {
	s := open(t, spooltest.New())
	f, err := s.Create(key)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := f.Place()
	if err != nil {
		t.Fatal(err)
	}
	before := bytes.Clone(kept.Body)
	f.Abort()
	if again, err := f.Place(); err == nil {
		t.Errorf("placed twice: %+v", again)
	}
	if _, err := f.Write([]byte("more")); err == nil {
		t.Error("wrote into a mail that is placed")
	}
	for range 10 {
		place(t, s, "another mail")
	}
	if !bytes.Equal(kept.Body, before) {
		t.Error("a mail that was given back changes when others are written")
	}
}

// TestAShortMailNeedsRoom too: where it is kept is on a disk as well.
func TestAShortMailNeedsRoom(t *testing.T) {
	disk := spooltest.New()
	disk.Fail = func(call, _ string) error {
		if call == "free" {
			return syscall.ENOSPC
		}
		return nil
	}
	if _, err := open(t, disk).Create(key); !errors.Is(err, spool.ErrFull) {
		t.Errorf("got %v, want ErrFull", err)
	}
}
