package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// outcome is a scenario's line in the table.
type outcome struct {
	name                                  string
	faults, mails                         int
	accepted                              int // on record; more than mails where an answer was not heard
	delivered, held, discarded            int
	lost, doubles, marked, unmarked, noes int
	took                                  time.Duration
	err                                   error
}

// row is what is read of a line of the audit.
type row struct {
	Event    string
	Personal []struct{ Kind, Clear string }
}

// letters are those that a row names as recipients.
func (r row) letters() (all []letter) {
	for _, p := range r.Personal {
		if l, ok := byRecipient(p.Clear); ok && p.Kind == "recipient" {
			all = append(all, l)
		}
	}
	return all
}

// judge compares what the servers wrote down with what clients heard and with what arrived.
func (o *outcome) judge(ctx context.Context, h *house, c *clients, letters []letter) error {
	v := h.victims[0]
	if err := v.verify(ctx); err != nil {
		return err
	}
	rows, err := command[row](ctx, v, "audit", "export", "--format", "jsonl")
	if err != nil {
		return err
	}
	accepted, marked := map[letter]int{}, map[letter]int{}
	for _, r := range rows {
		for _, l := range r.letters() {
			switch r.Event {
			case "mail.accepted":
				accepted[l]++
			case "mail.lease-lost":
				marked[l]++
			}
		}
	}
	if o.held, o.discarded, err = waiting(ctx, v); err != nil {
		return err
	}
	keeps, drops := 0, 0
	arrived := h.sink.counts()
	for _, l := range letters {
		o.accepted += accepted[l]
		o.marked += marked[l]
		if accepted[l] == 0 {
			o.lost++ // a yes without a record
		}
		switch l.end() {
		case kept:
			keeps += accepted[l]
		case dropped:
			drops += accepted[l]
		default:
			o.delivered += min(arrived[l], accepted[l])
			o.lost += max(accepted[l]-arrived[l], 0)
		}
		more := arrived[l]
		if l.end() == goes {
			more = max(arrived[l]-accepted[l], 0)
		}
		o.doubles += more
		o.unmarked += max(more-marked[l], 0)
	}
	o.noes = c.noes
	return o.verdict(keeps, drops)
}

// verdict is what is wrong; nil: nothing.
func (o *outcome) verdict(keeps, drops int) error {
	var wrong []string
	check := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	check(o.lost > 0, "%d mails are lost", o.lost)
	check(o.held != keeps, "%d mails are held, want %d", o.held, keeps)
	check(o.discarded != drops, "%d mails are discarded, want %d", o.discarded, drops)
	check(o.accepted != o.delivered+o.held+o.discarded, "%d accepted are not %d delivered, %d held and %d discarded", o.accepted, o.delivered, o.held, o.discarded)
	check(o.unmarked > 0, "%d doubles are not marked", o.unmarked)
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("%s", strings.Join(wrong, "; "))
}

// waiting counts mails that are held, and that were discarded.
func waiting(ctx context.Context, v *victim) (held, discarded int, err error) {
	for n := range senders {
		list, err := command[struct{ State string }](ctx, v, "hold", "list", "--json", "--all", "--account", letter(n).from())
		if err != nil {
			return 0, 0, err
		}
		for _, h := range list {
			switch {
			case slices.Contains([]string{"timed", "waiting-sender", "waiting-approval"}, h.State):
				held++
			case h.State == "discarded":
				discarded++
			}
		}
	}
	return held, discarded, nil
}
