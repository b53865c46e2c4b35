package gate

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

var (
	replyGo       = Reply{354, "", "End data with <CR><LF>.<CR><LF>"}
	replyBareCR   = Reply{554, "5.6.0", "The message holds a CR that is not part of a line end; nothing was sent"}
	replyNUL      = Reply{554, "5.6.0", "The message holds a NUL character; nothing was sent"}
	replyNoRoom   = Reply{452, "4.3.1", "No room to store the message; nothing was sent"}
	replyNoAnswer = Reply{451, "4.3.0", "The message could not be judged; nothing was sent"}
)

// data carries out DATA: reads the mail to its real end, then lets the Backend answer.
func (s *session) data() Reply {
	switch {
	case !s.mailing:
		return replyMailFirst
	case len(s.recipients) == 0:
		return replyRcptFirst
	}
	spool := &Spool{dir: s.SpoolDir, memory: s.limits.Memory, room: s.room}
	defer func() {
		if err := spool.Close(); err != nil {
			s.log.Error("remove spooled mail", slog.Any("error", err))
		}
	}()
	if err := s.reply(replyGo); err != nil {
		return s.cut(err)
	}
	d := &dataReader{wire: s.wire, dst: spool, max: s.max, pace: pace{time.Now(), s.limits.DataGrace, s.limits.DataRate}}
	if err := d.read(); err != nil {
		return s.cut(err)
	}
	if err := spool.Finish(); err != nil && d.err == nil {
		d.err = err
	}
	t := s.transaction(spool)
	s.messages++
	s.reset()
	reply := s.verdict(d, t)
	if s.Record != nil {
		s.Record(t, reply)
	}
	return reply
}

// cut ends the session in the middle of a mail, which is thereby not accepted.
func (s *session) cut(err error) Reply {
	s.broken = true
	s.log.Info("mail cut short", slog.Any("reason", err))
	if errors.Is(err, errFlood) {
		return replyTooLarge
	}
	return half(err)
}

func (s *session) transaction(spool *Spool) *Transaction {
	return &Transaction{
		ID: newID(), Time: time.Now(), Peer: s.peer, Helo: s.helo, ESMTP: s.esmtp, Login: s.login,
		From: s.from, Mail: s.mail, Recipients: s.recipients, Spool: spool,
	}
}

// verdict is the answer to a mail that was read whole.
func (s *session) verdict(d *dataReader, t *Transaction) Reply {
	t.Refused = !d.clean()
	switch {
	case d.over:
		return replyTooLarge
	case d.bareCR:
		return replyBareCR
	case d.nul:
		return replyNUL
	case d.err != nil:
		s.log.Error("spool mail", slog.Any("error", d.err))
		return replyNoRoom
	}
	return s.deliver(t)
}

// deliver asks the Backend while watching whether the client is still there.
func (s *session) deliver(t *Transaction) (reply Reply) {
	ctx, cancel := context.WithCancelCause(s.hard)
	defer cancel(nil)
	end := s.wire.watch(func() { cancel(ErrHangUp) })
	defer func() {
		end()
		if errors.Is(context.Cause(ctx), ErrHangUp) {
			s.broken, s.unheard = true, ErrHangUp
		}
		s.told = t.Told
		// One mail's fault must not end the process, nor be taken for a yes.
		if p := recover(); p != nil {
			s.log.Error("backend panicked", slog.String("id", t.ID))
			reply = replyNoAnswer
		}
	}()
	reply = s.backend.Deliver(ctx, t)
	if reply.Code < 200 || reply.Code > 599 || reply.Code/100 == 3 {
		reply = replyNoAnswer
	}
	return reply
}
