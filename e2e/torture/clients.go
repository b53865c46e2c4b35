package main

import (
	"context"
	"errors"
	"fmt"
	"net/smtp"
	"net/textproto"
	"sync"
	"time"
)

// clients send mails until each is accepted, as mail servers do.
type clients struct {
	addr    string
	senders int

	mu    sync.Mutex
	given map[string]int // how often a mail was given whole, by Message-ID: heard yes, or heard nothing
	all   []string
}

func newClients(addr string, mails, senders int) *clients {
	c := &clients{addr: addr, senders: senders, given: map[string]int{}}
	for n := range mails {
		c.all = append(c.all, fmt.Sprintf("<%d@torture.example>", n))
	}
	return c
}

// start sends all mails and reports the end.
func (c *clients) start(ctx context.Context) <-chan error {
	todo := make(chan string)
	go func() {
		defer close(todo)
		for _, id := range c.all {
			select {
			case todo <- id:
			case <-ctx.Done():
				return
			}
		}
	}()
	done := make(chan error, 1)
	var wg sync.WaitGroup
	failed := make(chan error, c.senders)
	for range c.senders {
		wg.Go(func() {
			for id := range todo {
				if err := c.accepted(ctx, id); err != nil {
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
		close(done)
	}()
	return done
}

// accepted gives a mail until the answer is yes.
func (c *clients) accepted(ctx context.Context, id string) error {
	for wait := 5 * time.Millisecond; ctx.Err() == nil; wait = min(2*wait, 200*time.Millisecond) {
		heard, whole, err := c.give(id)
		if heard || whole {
			c.mu.Lock()
			c.given[id]++
			c.mu.Unlock()
		}
		var no *textproto.Error
		switch {
		case heard:
			return nil
		case errors.As(err, &no) && no.Code >= 500:
			return fmt.Errorf("mail %s is refused: %w", id, err)
		}
		time.Sleep(wait)
	}
	return ctx.Err()
}

// give gives a mail once. whole tells that all of it was given and the answer was not heard.
func (c *clients) give(id string) (heard, whole bool, err error) {
	k, err := smtp.Dial(c.addr)
	if err != nil {
		return false, false, err
	}
	defer k.Close() //nolint:errcheck // the connection is not used again
	if err := k.Mail("sato@minato.example"); err != nil {
		return false, false, err
	}
	if err := k.Rcpt("tanaka@hokuto.example"); err != nil {
		return false, false, err
	}
	w, err := k.Data()
	if err != nil {
		return false, false, err
	}
	if _, err := fmt.Fprintf(w, "From: sato@minato.example\r\nTo: tanaka@hokuto.example\r\nSubject: torture\r\nMessage-ID: %s\r\n\r\n%s\r\n", id, body); err != nil {
		return false, false, err
	}
	err = w.Close()
	var no *textproto.Error
	return err == nil, err != nil && !errors.As(err, &no), err
}

const body = "お世話になっております。\r\nHello, this is a letter that is not lost.\r\n"

func (c *clients) ids() []string { return c.all }

func (c *clients) tries() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.given
}

// unheard is how many mails were given once more because an answer was not heard.
func (c *clients) unheard() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, times := range c.given {
		n += times - 1
	}
	return n
}
