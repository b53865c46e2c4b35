package gate

import (
	"context"
	"fmt"
	"time"
)

// Settled is what became of a Decision.
type Settled struct {
	Used  bool          // it was carried out; false: the client left, or time was up, before anything was sent
	Reply Reply         // what the client is told, if the Decider does not know better
	Sent  bool          // the upstream accepted the mail
	Lost  bool          // the connection ended before the upstream's answer: it may have the mail
	Tried bool          // relaying was begun
	Took  time.Duration // for relaying
}

// settle tells the Decider, once, and returns the answer.
func (d *Decision) settle(ctx context.Context, s Settled) Reply {
	if d.Settle == nil {
		return s.Reply
	}
	settle := d.Settle
	d.Settle = nil
	if own := settle(ctx, s); own.Code != 0 {
		return own
	}
	return s.Reply
}

// lacksError: the upstream no longer offers what the client was told it may use.
type lacksError struct {
	extension string
	size      int64 // for SIZE: what it takes
}

func (e *lacksError) Error() string { return "gate: upstream does not offer " + e.extension }

func (e *lacksError) explain(id string) Reply {
	if e.extension == "SIZE" {
		return notice(552, "5.3.4", "メールサーバーが受け取れる大きさを超えています", "not sent, larger than the mail server accepts", fmt.Sprintf("%d octets", e.size), id)
	}
	return notice(451, "4.3.3", "メールサーバーの対応が変わったため送信していません", "not sent, the mail server does not offer this any more; send again", e.extension, id)
}

// lacks reports what of a mail's needs the upstream does not offer. A client may have been greeted before its upstream was known.
func (c *client) lacks(t *Transaction, recipients []Recipient) error {
	has := func(word string) bool { _, ok := c.ext[word]; return ok }
	dsn := t.Mail.Ret != "" || t.Mail.EnvID != ""
	for _, r := range recipients {
		dsn = dsn || r.Notify != "" || r.ORcpt != ""
	}
	switch size := c.extensions().Size; {
	case t.Mail.Body == "8BITMIME" && !has("8BITMIME"):
		return &lacksError{extension: "8BITMIME"}
	case t.Mail.SMTPUTF8 && !has("SMTPUTF8"):
		return &lacksError{extension: "SMTPUTF8"}
	case dsn && !has("DSN"):
		return &lacksError{extension: "DSN"}
	case size > 0 && t.Spool.Size() > size:
		return &lacksError{"SIZE", size}
	}
	return nil
}
