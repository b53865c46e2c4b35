package outbox

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"filippo.io/age"

	"sekisho/desktop/internal/shim"
	"sekisho/desktop/internal/store"
	"sekisho/server/history"
)

// ErrDamaged means that a held mail's file cannot be read: it is missing, cut, changed or under another key.
var ErrDamaged = errors.New("outbox: the mail's file is damaged")

const (
	ending   = ".mail"
	partial  = ".new"
	maxNotes = 16 << 20 // octets of the letters before a mail
)

// whole tells whether a name is that of a file that was written to its end.
func whole(name string) bool { return strings.HasSuffix(name, ending) }

// Keep writes a mail to disk. Nothing is sent, and nothing is shown, before Commit.
func (b *Outbox) Keep(ctx context.Context, l shim.Letter, write func(io.Writer) error) (shim.Kept, error) {
	rows, err := b.o.Store.AllHeld(ctx)
	if err != nil {
		return nil, fmt.Errorf("keep a mail: %w", err)
	}
	if len(rows) >= maxHeld {
		return nil, fmt.Errorf("keep a mail: %w: %d", ErrFull, len(rows))
	}
	var teaches *history.Sent
	if b.o.Teaches != nil {
		teaches = b.o.Teaches(l.Entry)
	}
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // never fails
	name := hex.EncodeToString(raw[:])
	all := letters(store.MailID(l.Entry.ID, l.Entry.Time), l, teaches)
	if err := b.save(name, all, write); err != nil {
		return nil, fmt.Errorf("keep a mail: %w", err)
	}
	return &kept{b: b, file: name + ending, letters: all}, nil
}

// save writes a file that is there after a loss of power, or not at all.
func (b *Outbox) save(name string, all []letter, write func(io.Writer) error) error {
	f, err := b.files.Create(b.o.Dir, name+partial)
	if err != nil {
		return err
	}
	err = b.seal(f, all, write)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = b.files.Rename(b.o.Dir, name+partial, name+ending)
	}
	if err != nil {
		return errors.Join(err, b.files.Remove(b.o.Dir, name+partial))
	}
	if err = b.files.SyncFolder(b.o.Dir); err != nil {
		return errors.Join(err, b.files.Remove(b.o.Dir, name+ending))
	}
	return nil
}

// seal writes letters and mail, encrypted: the length of the letters, the letters, the mail to the end.
func (b *Outbox) seal(w io.Writer, all []letter, write func(io.Writer) error) error {
	notes, err := json.Marshal(all)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(w, 64<<10)
	sealed, err := age.Encrypt(buffered, b.o.Key.Recipient())
	if err != nil {
		return err
	}
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(len(notes)))
	if _, err = sealed.Write(append(size[:], notes...)); err != nil {
		return err
	}
	if err := write(sealed); err != nil {
		return err
	}
	if err := sealed.Close(); err != nil {
		return err
	}
	return buffered.Flush()
}

// opened is a mail that is read from its file.
type opened struct {
	io.Reader
	io.Closer
}

// open returns a mail's octets.
func (b *Outbox) open(file string) (io.ReadCloser, error) {
	_, content, err := b.read(file)
	return content, err
}

// read opens a file and reads its letters. What is read of the mail is authentic: a cut file is an error before its end.
func (b *Outbox) read(file string) ([]letter, io.ReadCloser, error) {
	f, err := b.files.Open(b.o.Dir, file)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	all, mail, err := unseal(f, b.o.Key)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%w: %w", ErrDamaged, err), f.Close())
	}
	return all, opened{mail, f}, nil
}

func unseal(f io.Reader, key age.Identity) ([]letter, io.Reader, error) {
	plain, err := age.Decrypt(bufio.NewReaderSize(f, 64<<10), key)
	if err != nil {
		return nil, nil, err
	}
	var size [8]byte
	if _, err := io.ReadFull(plain, size[:]); err != nil {
		return nil, nil, err
	}
	n := binary.BigEndian.Uint64(size[:])
	if n > maxNotes {
		return nil, nil, fmt.Errorf("%d octets before the mail", n)
	}
	notes, err := io.ReadAll(io.LimitReader(plain, int64(n)))
	if err != nil {
		return nil, nil, err
	}
	var all []letter
	if err := json.Unmarshal(notes, &all); err != nil {
		return nil, nil, err
	}
	return all, plain, nil
}

// kept is a mail on disk that does not wait yet.
type kept struct {
	b       *Outbox
	file    string
	letters []letter
	done    bool
}

// Commit makes the mail one that waits from now on.
func (k *kept) Commit(ctx context.Context) error {
	now := k.b.o.Now()
	rows := make([]store.Held, len(k.letters))
	for i, l := range k.letters {
		data, err := json.Marshal(l)
		if err != nil {
			return fmt.Errorf("hold a mail: %w", err)
		}
		rows[i] = store.Held{
			ID: fmt.Sprintf("%s-%d", strings.TrimSuffix(k.file, ending), i), Mail: l.Mail, File: k.file, Letter: data,
			State: store.HeldWaiting, Began: now, Due: l.ends(0, now),
		}
	}
	if err := k.b.o.Store.AddHeld(ctx, rows...); err != nil {
		return fmt.Errorf("hold a mail: %w", err)
	}
	k.done = true
	k.b.changed()
	return nil
}

// Abort forgets the mail, unless it waits already.
func (k *kept) Abort() {
	if k.done {
		return
	}
	k.done = true
	if err := k.b.files.Remove(k.b.o.Dir, k.file); err != nil {
		k.b.log.Error("remove a mail that was not kept: " + err.Error())
	}
}

// adopt makes rows for a file whose rows were lost. Whether it was sent nobody knows, so its sender is asked.
func (b *Outbox) adopt(ctx context.Context, file string) error {
	all, content, err := b.read(file)
	if err != nil {
		return err
	}
	if err := content.Close(); err != nil {
		return err
	}
	rows := make([]store.Held, len(all))
	for i, l := range all {
		data, err := json.Marshal(l)
		if err != nil {
			return err
		}
		rows[i] = store.Held{
			ID: fmt.Sprintf("%s-%d", strings.TrimSuffix(file, ending), i), Mail: l.Mail, File: file, Letter: data, Stage: len(l.Stages),
			State: store.HeldAsking, Began: b.o.Now(), Due: time.Time{}, MaybeSent: true,
		}
	}
	return b.o.Store.AddHeld(ctx, rows...)
}
