package companion

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"sekisho/desktop/internal/accounts"
	"sekisho/desktop/internal/certificate"
	"sekisho/desktop/internal/confirm"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/secret"
	"sekisho/desktop/internal/shim"
	"sekisho/server/pass"
)

// Companion is one person's companion. Make it with New, run it with Run.
type Companion struct {
	o        Options
	log      *slog.Logger
	places   locations.Places
	vault    *secret.Vault
	accounts *accounts.Desk
	trust    *certificate.Keeper
	parts    Parts
	policy   *policyFile
	recent   *recent
	queue    *confirm.Queue
	shim     *shim.Shim
	pause    pause
	began    time.Time

	mu      sync.Mutex
	running bool
	doors   []door
	heard   map[int]func(string)
	nextEar int
	last    string // kind of the state that was seen last
	since   time.Time
}

// openWait is how long a person may take to unlock their keychain.
const openWait = 2 * time.Minute

// New opens or makes what a companion needs: folders, vault, certificate, accounts. It listens to nobody yet. A policy file that
// cannot be used is an error here; one that is broken later is a Trouble.
func New(o Options) (*Companion, error) {
	ctx, cancel := context.WithTimeout(context.Background(), openWait)
	defer cancel()
	c := &Companion{o: o, log: o.Log, queue: confirm.New(), recent: newRecent(), heard: map[int]func(string){}, began: time.Now(), since: time.Now(), last: Starting}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if err := c.checkListen(); err != nil {
		return nil, err
	}
	if err := c.open(ctx); err != nil {
		return nil, err
	}
	key, err := c.fingerprintKey()
	if err != nil {
		return nil, err
	}
	if c.policy, err = newPolicyFile(o.PolicyFile); err != nil {
		return nil, err
	}
	if o.Attach != nil {
		base := Base{c.places, c.vault, c.accounts, o.Version, c.log, c.send, c.changed}
		if c.parts, err = o.Attach(ctx, base); err != nil {
			return nil, err
		}
	}
	c.shim = shim.New(c.shimOptions(key))
	c.queue.Subscribe(func() { c.changed(Mails); c.changed(Status) })
	c.accounts.Subscribe(func() { c.changed(People); c.changed(Status) })
	return c, nil
}

// open opens what is on disk.
func (c *Companion) open(ctx context.Context) (err error) {
	if c.places, err = places(c.o.State); err != nil {
		return err
	}
	options := secret.At(c.places)
	options.Keychain = c.o.Keychain
	if c.vault, err = secret.Open(ctx, options); err != nil {
		return fmt.Errorf("open the vault: %w", err)
	}
	if c.trust, err = certificate.Open(ctx, certificate.At(c.places, c.vault)); err != nil {
		return fmt.Errorf("open the certificate: %w", err)
	}
	if c.accounts, err = accounts.Open(c.places, c.vault); err != nil {
		return fmt.Errorf("open the accounts: %w", err)
	}
	return nil
}

func places(state string) (locations.Places, error) {
	if state != "" {
		return locations.In(state)
	}
	return locations.System()
}

// fingerprintKey is the key under which mails and their repeats are known, made at the first run.
func (c *Companion) fingerprintKey() (key pass.Key, err error) {
	const name = "device/fingerprint"
	kept, err := c.vault.Get(name)
	if err == nil && len(kept) == len(key) {
		return pass.Key(kept), nil
	}
	if err != nil && !errors.Is(err, secret.ErrNotFound) {
		return key, fmt.Errorf("read the key of fingerprints: %w", err)
	}
	_, _ = rand.Read(key[:]) // never fails
	if err := c.vault.Set(name, key[:]); err != nil {
		return key, fmt.Errorf("keep the key of fingerprints: %w", err)
	}
	return key, nil
}

func (c *Companion) shimOptions(key pass.Key) shim.Options {
	recorder := shim.Recorder(c.recent)
	if c.parts.Recorder != nil {
		recorder = both{c.recent, c.parts.Recorder}
	}
	return shim.Options{
		Accounts: c.accounts, Secrets: c.vault, Tokens: c.accounts.Tokens, Policy: c, Queue: c.queue,
		Recorder: telling{recorder, c.changed}, Outbox: c.parts.Outbox, Gateway: c.parts.Gateway, Paused: c.pause.Paused,
		Events: c.recent.event, Host: "localhost", Key: key, Waits: c.o.Waits, Log: c.log,
	}
}

// Queue are the mails that wait for their sender.
func (c *Companion) Queue() *confirm.Queue { return c.queue }

// Accounts is what can be done with accounts.
func (c *Companion) Accounts() *accounts.Desk { return c.accounts }

// Places are where its files are.
func (c *Companion) Places() locations.Places { return c.places }

// Vault holds the secrets.
func (c *Companion) Vault() *secret.Vault { return c.vault }

// Certificate is what mail programs have to trust.
func (c *Companion) Certificate() certificate.Info { return c.trust.Info() }

// Recent are the last mails since the companion began, the newest first, and what the person should be told of.
func (c *Companion) Recent() (mails []shim.Entry, events []shim.Event) { return c.recent.list() }

// File writes an attachment of a mail that waits to w. Of a mail that is not connected only its program has the files: shim.ErrNoFile.
func (c *Companion) File(ctx context.Context, id, name string, w io.Writer) error {
	for _, m := range c.queue.Waiting() {
		if m.ID == id {
			return c.shim.File(ctx, m, name, w)
		}
	}
	return confirm.ErrGone
}

// Subscribe has heard called after each change of a topic, from any goroutine; it must not wait. The function it returns ends that.
func (c *Companion) Subscribe(heard func(topic string)) (cancel func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.nextEar
	c.nextEar++
	c.heard[n] = heard
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.heard, n)
	}
}

func (c *Companion) changed(topic string) {
	c.mu.Lock()
	ears := make([]func(string), 0, len(c.heard))
	for _, f := range c.heard {
		ears = append(ears, f)
	}
	c.mu.Unlock()
	for _, f := range ears {
		f(topic)
	}
}
