package shim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"sekisho/desktop/internal/confirm"
	"sekisho/server/gate"
	"sekisho/server/message"
)

// ErrNoFile is the error of a file that the mail does not have, or whose mail no program waits for any more: only that one has it then.
var ErrNoFile = errors.New("shim: the file is not there; send the mail again to look into it")

// opened are the mails that wait for an answer, so that their files can be looked at.
type opened struct {
	mu     sync.Mutex
	spools map[[2]string]*gate.Spool // by login and fingerprint
}

func (o *opened) put(m *confirm.Mail, s *gate.Spool) (remove func()) {
	k := [2]string{m.Login, m.Fingerprint}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.spools == nil {
		o.spools = map[[2]string]*gate.Spool{}
	}
	o.spools[k] = s
	return func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.spools[k] == s { // a newer connection may have taken its place
			delete(o.spools, k)
		}
	}
}

// File writes an attachment of a mail that waits to w. The error is ErrNoFile, or one of reading and writing.
func (s *Shim) File(ctx context.Context, m confirm.Mail, name string, w io.Writer) error {
	s.opened.mu.Lock()
	spool := s.opened.spools[[2]string{m.Login, m.Fingerprint}]
	s.opened.mu.Unlock()
	if spool == nil {
		return ErrNoFile
	}
	found, err := message.Extract(ctx, spool.Reader(), name, w)
	if err != nil {
		return fmt.Errorf("open a mail's file: %w", err)
	}
	if !found {
		return ErrNoFile
	}
	return nil
}
