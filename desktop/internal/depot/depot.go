// Package depot puts together what the companion keeps: the history and the queue for the server in one database, the outbox beside
// it, the link to the organisation's server over both. A Depot is attached to the companion (companion.Options.Attach), and the window
// and the command line use its parts for what they show.
//
// It promises that nothing leaves and nothing is held before the database has it. A damaged database is set aside, and said so
// (Trouble); what the outbox has is then adopted, and its senders are asked. It does no work of its own.
package depot

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"filippo.io/age"

	"sekisho/desktop/internal/companion"
	"sekisho/desktop/internal/outbox"
	"sekisho/desktop/internal/secret"
	"sekisho/desktop/internal/serversync"
	"sekisho/desktop/internal/shim"
	"sekisho/desktop/internal/store"
	"sekisho/server/history"
)

// TroubleSetAside is the code of a Trouble: the database was damaged. Its argument is path.
const TroubleSetAside = "history-set-aside"

// outboxKey is the secret that encrypts the outbox's files.
const outboxKey = "outbox/key"

// Depot is what one installation keeps. Its fields are there once Attach returned.
type Depot struct {
	Store  *store.Store
	Outbox *outbox.Outbox
	Sync   *serversync.Sync
}

// Attach opens all of it for a companion; it is companion.Options.Attach.
func (d *Depot) Attach(ctx context.Context, b companion.Base) (companion.Parts, error) {
	var err error
	if d.Store, err = store.Open(ctx, store.Options{Path: b.Places.Database()}); err != nil {
		return companion.Parts{}, err
	}
	if err := d.open(ctx, b); err != nil {
		return companion.Parts{}, errors.Join(err, d.Store.Close())
	}
	return companion.Parts{
		Policy: d.Sync, Recorder: d.Sync, Outbox: d.Outbox, Gateway: d.Sync, Server: d.Sync.Server, Held: d.held, LongestPause: d.Sync.LongestPause,
		Trouble: d.trouble, Run: d.run, Close: d.Store.Close,
	}, nil
}

func (d *Depot) open(ctx context.Context, b companion.Base) error {
	key, err := keyOf(b.Vault)
	if err != nil {
		return err
	}
	name, err := os.Hostname()
	if err != nil {
		name = "" // a computer may have no name
	}
	d.Sync, err = serversync.Open(serversync.Options{
		Store: d.Store, Secrets: b.Vault, Missing: secret.ErrNotFound, Policy: b.Places.Policy(), Name: name, Version: b.Version, Log: b.Log,
		Changed: func() { b.Changed(companion.Status) },
	})
	if err != nil {
		return err
	}
	d.Outbox, err = outbox.Open(ctx, outbox.Options{
		Dir: b.Places.Outbox(), Store: d.Store, Key: key, Accounts: b.Accounts, Sender: sender(b.Send), Log: b.Log,
		Teaches: func(e shim.Entry) *history.Sent { return d.Sync.Teaches(e.Message, e.Fingerprint) },
		Ended:   d.Sync.HeldEnded,
		Changed: func() { b.Changed(companion.HeldMail); b.Changed(companion.Status); b.Changed(companion.History) },
	})
	return err
}

// keyOf returns the outbox's key, made at the first run.
func keyOf(v *secret.Vault) (*age.X25519Identity, error) {
	kept, err := v.Get(outboxKey)
	if err == nil {
		key, err := age.ParseX25519Identity(string(kept))
		if err != nil {
			return nil, errors.New("read the key of held mails: it is damaged")
		}
		return key, nil
	}
	if !errors.Is(err, secret.ErrNotFound) {
		return nil, fmt.Errorf("read the key of held mails: %w", err)
	}
	key, err := age.GenerateX25519Identity()
	if err == nil {
		err = v.Set(outboxKey, []byte(key.String()))
	}
	if err != nil {
		return nil, fmt.Errorf("make the key of held mails: %w", err)
	}
	return key, nil
}

// held is how many mails wait.
func (d *Depot) held() int {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	all, err := d.Outbox.Held(ctx)
	if err != nil {
		return 0 // the list itself says what is wrong
	}
	return len(all)
}

func (d *Depot) trouble() []companion.Trouble {
	var list []companion.Trouble
	if aside := d.Store.Aside(); aside != "" {
		list = append(list, companion.Trouble{Code: TroubleSetAside, Args: map[string]string{"path": aside}})
	}
	for _, t := range d.Sync.Trouble() {
		list = append(list, companion.Trouble{Code: t.Code, Args: t.Args})
	}
	return list
}

// run sends held mails and tells the server, until ctx ends.
func (d *Depot) run(ctx context.Context) error {
	done := make(chan error, 1)
	go func() { done <- d.Sync.Run(ctx) }()
	return errors.Join(d.Outbox.Run(ctx), <-done)
}
