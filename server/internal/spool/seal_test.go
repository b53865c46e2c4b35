package spool

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"filippo.io/age"
)

func testKey(t *testing.T, first byte) Key {
	t.Helper()
	k, err := NewKey([32]byte{first, 2, 3})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// sealed writes a file in pieces.
func sealed(t *testing.T, s *seal, mail []byte, piece int) []byte {
	t.Helper()
	var out bytes.Buffer
	e, err := newSealer(&out, s)
	if err != nil {
		t.Fatal(err)
	}
	defer e.release()
	for rest := mail; len(rest) > 0; {
		n := min(piece, len(rest))
		if _, err := e.Write(rest[:n]); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestSealedIsAge has age itself read what we write, at every edge of a block.
func TestSealedIsAge(t *testing.T) {
	k := testKey(t, 1)
	s, err := newSeal(k.recipient, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, 100, block - 1, block, block + 1, 2 * block, 3*block + 7} {
		mail := bytes.Repeat([]byte("mail 1\r\n"), size/8+1)[:size]
		for _, piece := range []int{77, block, 3 * block} {
			file := sealed(t, s, mail, piece)
			r, err := age.Decrypt(bytes.NewReader(file), k.identity)
			if err != nil {
				t.Fatalf("%d octets: %v", size, err)
			}
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, mail) {
				t.Errorf("%d octets in pieces of %d: got %d octets and %v, want the mail", size, piece, len(got), err)
			}
		}
	}
}

// TestNoKeyServesTwice writes the same mail twice under one file key: nothing but the header is alike.
func TestNoKeyServesTwice(t *testing.T) {
	s, err := newSeal(testKey(t, 1).recipient, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	mail := bytes.Repeat([]byte("x"), block+5)
	a, b := sealed(t, s, mail, block), sealed(t, s, mail, block)
	at := len(s.header)
	if !bytes.Equal(a[:at], b[:at]) {
		t.Error("the header differs")
	}
	for _, part := range []struct {
		name     string
		from, to int
	}{{"nonce", at, at + nonceSize}, {"first block", at + nonceSize, at + nonceSize + 64}, {"last block", len(a) - 5 - tagSize, len(a)}} {
		if bytes.Equal(a[part.from:part.to], b[part.from:part.to]) {
			t.Errorf("the %s of two files is the same", part.name)
		}
	}
}

// TestSealsEnd counts how long and for how many files a file key serves.
func TestSealsEnd(t *testing.T) {
	now := time.Now()
	all := seals{now: func() time.Time { return now }}
	take := func(k Key) *seal {
		t.Helper()
		s, err := all.take(k)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	mine, other := testKey(t, 1), testKey(t, 9)
	first := take(mine)
	if take(mine) != first {
		t.Error("the second file has another file key, want the same")
	}
	if take(other) == first {
		t.Error("two organisations share a file key")
	}
	first.files = sealFiles
	second := take(mine)
	if second == first || bytes.Equal(second.key, first.key) {
		t.Error("a file key serves for more files than it may")
	}
	now = now.Add(sealLasts)
	third := take(mine)
	if third == second {
		t.Error("a file key serves longer than it may")
	}
	now = now.Add(-2 * sealLasts)
	if take(mine) == third {
		t.Error("a file key serves though the clock went back")
	}
}

// unsealed reads a file; pieces of one octet at a time where slow.
func unsealed(all *seals, k Key, file []byte, slow bool) ([]byte, error) {
	var r io.Reader = bytes.NewReader(file)
	if slow {
		r = iotest.OneByteReader(r)
	}
	u, err := newUnsealer(r, all, k)
	if err != nil {
		return nil, err
	}
	defer u.release()
	return io.ReadAll(u)
}

// TestUnsealReadsAge reads what age itself wrote, and what we did, at every edge of a block.
func TestUnsealReadsAge(t *testing.T) {
	k := testKey(t, 1)
	all := seals{now: time.Now}
	s, err := newSeal(k.recipient, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, block - 1, block, block + 1, 2 * block, 2*block + lead, 3*block + 7} {
		mail := bytes.Repeat([]byte("mail 1\r\n"), size/8+1)[:size]
		var theirs bytes.Buffer
		w, err := age.Encrypt(&theirs, k.recipient)
		if err == nil {
			_, err = w.Write(mail)
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		for by, file := range map[string][]byte{"age": theirs.Bytes(), "us": sealed(t, s, mail, block)} {
			for _, slow := range []bool{false, true} {
				if got, err := unsealed(&all, k, file, slow); err != nil || !bytes.Equal(got, mail) {
					t.Errorf("%d octets by %s: got %d octets and %v, want the mail", size, by, len(got), err)
				}
			}
			for _, cut := range []int{1, tagSize, block + tagSize} {
				if got, err := unsealed(&all, k, file[:max(len(file)-cut, 0)], false); err == nil {
					t.Errorf("%d octets by %s, %d cut off: got %d octets, want an error", size, by, cut, len(got))
				}
			}
		}
	}
}

// TestKeysAreKeptApart reads with one key what is for another, after its own reader has.
func TestKeysAreKeptApart(t *testing.T) {
	mine, other := testKey(t, 1), testKey(t, 9)
	all := seals{now: time.Now}
	s, err := newSeal(mine.recipient, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	file := sealed(t, s, []byte("mail"), 4)
	for range 2 {
		if got, err := unsealed(&all, mine, file, false); err != nil || string(got) != "mail" {
			t.Errorf("got %q and %v, want the mail", got, err)
		}
		var no *age.NoIdentityMatchError
		if _, err := unsealed(&all, other, file, false); !errors.As(err, &no) {
			t.Errorf("got %v with another's key, want that it does not match", err)
		}
	}
	if len(all.known) != 1 {
		t.Errorf("%d file keys are kept, want 1", len(all.known))
	}
	file[30] ^= 1
	if _, err := unsealed(&all, mine, file, false); err == nil {
		t.Error("a changed header is taken")
	}
}

// FuzzUnseal has us and age read what may be a file.
func FuzzUnseal(f *testing.F) {
	k, err := NewKey([32]byte{1, 2, 3})
	if err != nil {
		f.Fatal(err)
	}
	s, err := newSeal(k.recipient, time.Now())
	if err != nil {
		f.Fatal(err)
	}
	var file bytes.Buffer
	e, err := newSealer(&file, s)
	if err != nil {
		f.Fatal(err)
	}
	_, _ = e.Write([]byte("mail"))
	_ = e.Close()
	f.Add(0, byte(0), []byte(nil))
	f.Add(10, byte(1), []byte("more"))
	f.Add(-1, byte(1), []byte(nil))
	f.Fuzz(func(t *testing.T, at int, flip byte, more []byte) {
		b := bytes.Clone(file.Bytes())
		if at < 0 {
			b = b[:max(len(b)+at%len(b), 0)]
		} else {
			b[at%len(b)] ^= flip
		}
		b = append(b, more...)
		all := seals{now: time.Now}
		got, err := unsealed(&all, k, b, false)
		var want []byte
		r, theirs := age.Decrypt(bytes.NewReader(b), k.identity)
		if theirs == nil {
			want, theirs = io.ReadAll(r)
		}
		if (err == nil) != (theirs == nil) || err == nil && !bytes.Equal(got, want) {
			t.Errorf("got %q and %v, age reads %q and %v", got, err, want, theirs)
		}
	})
}
