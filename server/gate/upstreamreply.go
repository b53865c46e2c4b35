package gate

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Bounds of an upstream's reply.
const (
	maxUpstreamLine  = 4 << 10
	maxUpstreamLines = 200
)

// command sends one line and reads the reply.
func (c *client) command(line string) (Reply, error) {
	if err := c.send(line); err != nil {
		return Reply{}, err
	}
	return c.reply(c.u.orElse(c.u.Command, 5*time.Minute))
}

// send writes one line. Whoever calls has checked that it is one.
func (c *client) send(lines ...string) error {
	_ = c.conn.SetWriteDeadline(time.Now().Add(c.u.orElse(c.u.Write, 3*time.Minute)))
	for _, line := range lines {
		if strings.ContainsAny(line, "\r\n\x00") {
			return errors.New("gate: line break in a command to the upstream")
		}
		if _, err := c.w.WriteString(line + "\r\n"); err != nil {
			return fmt.Errorf("write to upstream: %w", err)
		}
	}
	if err := c.w.Flush(); err != nil {
		return fmt.Errorf("write to upstream: %w", err)
	}
	return nil
}

// reply reads one reply as the upstream wrote it: Text holds its lines with their enhanced codes.
func (c *client) reply(within time.Duration) (Reply, error) {
	_ = c.conn.SetReadDeadline(time.Now().Add(within))
	var r Reply
	var text []string
	for range maxUpstreamLines {
		line, err := c.r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return r, errProtocol
		}
		if err != nil {
			return r, fmt.Errorf("read from upstream: %w", err)
		}
		code, more, rest, ok := parseReplyLine(strings.TrimRight(string(line), "\r\n"))
		if !ok || r.Code != 0 && code != r.Code {
			return r, errProtocol
		}
		r.Code = code
		text = append(text, printable(rest))
		if !more {
			r.Text = strings.Join(text, "\n")
			return r, nil
		}
	}
	return r, errProtocol
}

// parseReplyLine reads "250-text", "250 text" or "250".
func parseReplyLine(s string) (code int, more bool, text string, ok bool) {
	if len(s) < 3 {
		return 0, false, "", false
	}
	for i := range 3 {
		if s[i] < '0' || s[i] > '9' {
			return 0, false, "", false
		}
		code = 10*code + int(s[i]-'0')
	}
	if code < 200 || code > 599 || len(s) > 3 && s[3] != ' ' && s[3] != '-' {
		return 0, false, "", false
	}
	if len(s) > 3 {
		more, text = s[3] == '-', s[4:]
	}
	return code, more, text, true
}
