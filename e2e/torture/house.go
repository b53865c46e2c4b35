package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"sekisho/e2e/support/postgres"
)

// house is where a scenario happens: servers over one set of data, and the sink that they deliver to.
type house struct {
	dir      string
	victims  []*victim
	sink     *sink
	database *postgres.Server // nil: SQLite
	faults   int
	mounted  bool
}

var errSkip = errors.New("not run")

// newHouse makes what a scenario needs.
func newHouse(ctx context.Context, binary string, s scenario) (h *house, err error) {
	h = &house{}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	if h.dir, err = os.MkdirTemp("", "sekisho-torture-"); err != nil {
		return nil, err
	}
	if s.disk > 0 {
		if err := h.mount(ctx, s.disk); err != nil {
			return nil, err
		}
	}
	if h.sink, err = newSink(ctx); err != nil {
		return nil, err
	}
	var env []string
	if s.postgres {
		if _, err := postgres.Program("initdb"); err != nil {
			return nil, fmt.Errorf("%w: %w", errSkip, err)
		}
		h.database = &postgres.Server{Sync: true}
		if err := h.database.Start(); err != nil {
			return nil, err
		}
		url, err := h.database.Database()
		if err != nil {
			return nil, err
		}
		env = []string{"SEKISHO_DATABASE_URL=" + url}
	}
	for range max(s.servers, 1) {
		v, err := newVictim(ctx, binary, h.dir, h.sink.addr, env...)
		if v != nil {
			h.victims = append(h.victims, v)
		}
		if err != nil {
			return nil, err
		}
	}
	return h, nil
}

// mount puts a small disk in memory in place of the folder.
func (h *house) mount(ctx context.Context, octets int) error {
	if os.Geteuid() != 0 {
		return fmt.Errorf("%w: a small disk can be mounted by root only", errSkip)
	}
	out, err := exec.CommandContext(ctx, "mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%d", octets), "tmpfs", h.dir).CombinedOutput() //nolint:gosec // our own folder
	if err != nil {
		return fmt.Errorf("%w: mount: %w: %s", errSkip, err, out)
	}
	h.mounted = true
	return nil
}

// addrs are where the servers take mail.
func (h *house) addrs() []string {
	var all []string
	for _, v := range h.victims {
		all = append(all, v.smtp)
	}
	return all
}

// close ends everything and leaves nothing behind.
func (h *house) close() {
	for _, v := range h.victims {
		v.close()
	}
	if h.database != nil {
		_ = h.database.Remove()
	}
	if h.mounted {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_ = exec.CommandContext(ctx, "umount", h.dir).Run() //nolint:gosec // our own folder
	}
	_ = os.RemoveAll(h.dir)
}
