package notice

import (
	"context"
	"errors"
	"fmt"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
)

// send puts a letter into the queue: its file, its link, and then the row, with which the notice is gone.
func (w *Worker) send(ctx context.Context, row store.Notice, l *letter) error {
	id := newMessageID(l.from)
	octets, err := l.write(id, w.now())
	if err != nil {
		return err
	}
	m := store.Message{ID: store.NewID(), MessageID: id, Kind: store.KindNotice, Size: int64(len(octets)), UTF8: !isASCII(l.to) || !isASCII(l.from)}
	m.EightBit = m.UTF8
	if l.status != "" {
		m.Kind = store.KindBounce
	}
	name, hash, err := w.file(ctx, octets)
	if err != nil {
		return err
	}
	m.File, m.Hash = string(name), hash
	if l.link != nil {
		if err := w.Records.AddLink(ctx, w.Org, l.token, *l.link); err != nil {
			return errors.Join(err, w.Spool.Remove(name))
		}
	}
	// The caller may end meanwhile; what is queued to be saved is saved.
	err = w.Records.AddMessage(context.WithoutCancel(ctx), w.Org, store.Accepted{
		Message: m, Deliveries: []store.Delivery{{ID: store.NewID(), Recipient: l.to, Due: w.now()}}, Told: row.ID,
	}, audit.Entry{
		Event: "notice.sent", Door: "gateway", Object: m.ID, Recipients: []string{l.to},
		Details: map[string]string{"kind": row.Kind, "hold": row.Hold, "message": l.about.ID},
	})
	if errors.Is(err, store.ErrConflict) { // nothing was saved
		err = errors.Join(err, w.Spool.Remove(name))
	}
	if err != nil {
		return fmt.Errorf("queue the notice: %w", err)
	}
	if w.Queued != nil {
		w.Queued()
	}
	return nil
}

// file writes a mail into the spool.
func (w *Worker) file(ctx context.Context, octets []byte) (spool.Name, string, error) {
	keys, err := w.Records.Keys(ctx, w.Org)
	if err != nil {
		return "", "", err
	}
	key, err := spool.NewKey(keys.Mail)
	if err != nil {
		return "", "", err
	}
	f, err := w.Spool.Create(key)
	if err != nil {
		return "", "", err
	}
	if _, err := f.Write(octets); err != nil {
		f.Abort()
		return "", "", err
	}
	name, err := f.Commit()
	return name, f.SHA256(), err
}
