package main

import (
	"context"
	"errors"
	"fmt"
	"net/smtp"
	"net/textproto"
	"sync"
	"sync/atomic"
	"time"
)

// clients send letters until each is accepted, as mail servers do.
type clients struct {
	addrs []string // of the servers, in turns
	turn  atomic.Int64

	mu    sync.Mutex
	given map[letter]int // how often a letter was given whole: its yes was heard, or nothing was
	noes  int            // answers 4xx
}

// start sends letters from first on, and reports the end. each is called after each one, in between.
func (c *clients) start(ctx context.Context, first letter, mails, at int) <-chan error {
	todo := make(chan letter)
	go func() {
		defer close(todo)
		for n := range mails {
			select {
			case todo <- first + letter(n):
			case <-ctx.Done():
				return
			}
		}
	}()
	done, failed := make(chan error, 1), make(chan error, at)
	var wg sync.WaitGroup
	for range at {
		wg.Go(func() {
			for l := range todo {
				if err := c.accepted(ctx, l); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	go func() {
		wg.Wait()
		select {
		case err := <-failed:
			done <- err
		default:
			done <- ctx.Err()
		}
	}()
	return done
}

// accepted gives a letter until the answer is yes.
func (c *clients) accepted(ctx context.Context, l letter) error {
	for wait := 5 * time.Millisecond; ctx.Err() == nil; wait = min(2*wait, 200*time.Millisecond) {
		heard, whole, err := give(c.addrs[int(c.turn.Add(1))%len(c.addrs)], l)
		var no *textproto.Error
		refused := errors.As(err, &no)
		c.mu.Lock()
		if heard || whole {
			c.given[l]++
		}
		if refused {
			c.noes++
		}
		c.mu.Unlock()
		switch {
		case heard:
			return nil
		case refused && no.Code >= 500:
			return fmt.Errorf("mail %d is refused: %w", l, err)
		}
		time.Sleep(wait)
	}
	return ctx.Err()
}

// give gives a letter once. whole tells that all of it was given and the answer was not heard.
func give(addr string, l letter) (heard, whole bool, err error) {
	k, err := smtp.Dial(addr)
	if err != nil {
		return false, false, err
	}
	defer k.Close() //nolint:errcheck // the connection is not used again
	if err := k.Mail(l.from()); err != nil {
		return false, false, err
	}
	if err := k.Rcpt(l.to()); err != nil {
		return false, false, err
	}
	w, err := k.Data()
	if err != nil {
		return false, false, err
	}
	if _, err := fmt.Fprint(w, l.text()); err != nil {
		return false, false, err
	}
	err = w.Close()
	var no *textproto.Error
	return err == nil, err != nil && !errors.As(err, &no), err
}

// times is how often a letter may have been accepted, as far as its sender knows.
func (c *clients) times(l letter) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.given[l]
}
