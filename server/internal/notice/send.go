package notice

import (
	"context"
	"errors"
	"fmt"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
)

// send puts a letter into the queue: its link, and then the row, with which the notice is gone.
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
	if err := w.keep(ctx, octets, &m); err != nil {
		return err
	}
	if l.link != nil {
		if err := w.Records.AddLink(ctx, w.Org, l.token, *l.link); err != nil {
			return errors.Join(err, w.forget(m))
		}
	}
	// The caller may end meanwhile; what is queued to be saved is saved.
	err = w.Records.AddMessage(context.WithoutCancel(ctx), w.Org, store.Accepted{
		Message: m, Deliveries: []store.Delivery{{ID: store.NewID(), Recipient: l.to, Due: w.now()}}, Told: row.ID, Files: w.Spool,
	}, audit.Entry{
		Event: "notice.sent", Door: "gateway", Object: m.ID, Recipients: []string{l.to},
		Details: map[string]string{"kind": row.Kind, "hold": row.Hold, "message": l.about.ID},
	})
	if errors.Is(err, store.ErrConflict) { // nothing was saved
		err = errors.Join(err, w.forget(m))
	}
	if err != nil {
		return fmt.Errorf("queue the notice: %w", err)
	}
	if w.Queued != nil {
		w.Queued()
	}
	return nil
}

// keep encrypts a mail for its row or, if it is long, into the spool.
func (w *Worker) keep(ctx context.Context, octets []byte, m *store.Message) error {
	keys, err := w.Records.Keys(ctx, w.Org)
	if err != nil {
		return err
	}
	key, err := w.Spool.Key(keys.Mail)
	if err != nil {
		return err
	}
	f, err := w.Spool.Create(key)
	if err != nil {
		return err
	}
	if _, err := f.Write(octets); err != nil {
		f.Abort()
		return err
	}
	kept, err := f.Place()
	m.File, m.Body, m.Hash = string(kept.Name), kept.Body, f.SHA256()
	return err
}

// forget removes the file of a mail that was not saved, if it has one.
func (w *Worker) forget(m store.Message) error {
	if m.File == "" {
		return nil
	}
	return w.Spool.Remove(spool.Name(m.File))
}
