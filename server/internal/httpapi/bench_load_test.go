package httpapi

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"
)

// load is one connection that posts checks. It shares the server's cores, so it does no more than HTTP asks of it: package
// http's client hands each request through three goroutines, which is a fifth of what the whole check costs, and even its reader of
// answers keeps every field of every head.
type load struct {
	net.Conn
	read   *bufio.Reader
	head   []byte // of a request, without the length and what follows
	send   []byte
	answer []byte
}

func dial(host, token string) (*load, error) {
	c, err := net.Dial("tcp", host)
	if err != nil {
		return nil, err
	}
	head := "POST /v1/checks HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\nAuthorization: Bearer " + token + "\r\nContent-Length: "
	return &load{Conn: c, read: bufio.NewReader(c), head: []byte(head)}, nil
}

// post sends one draft, reads the whole answer and looks at it, but does not decode it.
func (l *load) post(body []byte) error {
	l.send = strconv.AppendInt(append(l.send[:0], l.head...), int64(len(body)), 10)
	l.send = append(append(l.send, "\r\n\r\n"...), body...)
	if _, err := l.Write(l.send); err != nil {
		return err
	}
	ok, length, err := l.answerHead()
	if err != nil {
		return err
	}
	if cap(l.answer) < length {
		l.answer = make([]byte, length)
	}
	l.answer = l.answer[:length]
	if _, err := io.ReadFull(l.read, l.answer); err != nil || !ok || !bytes.Contains(l.answer, []byte(`"decision":"ask"`)) {
		return fmt.Errorf("status 200: %t, answer %q: %w", ok, l.answer, err)
	}
	return nil
}

// answerHead reads the head of an answer: whether its status is 200, and how long it says the answer is, as every short one does.
func (l *load) answerHead() (ok bool, length int, err error) {
	length = -1
	for first := true; ; first = false {
		line, err := l.read.ReadSlice('\n')
		if err != nil {
			return false, 0, fmt.Errorf("read the answer's head: %w", err)
		}
		line = bytes.TrimSuffix(line, []byte("\r\n"))
		value, isLength := bytes.CutPrefix(line, []byte("Content-Length: "))
		switch {
		case first:
			ok = bytes.HasPrefix(line, []byte("HTTP/1.1 200 "))
		case isLength:
			if length, err = strconv.Atoi(string(value)); err != nil {
				return false, 0, fmt.Errorf("the answer's length: %w", err)
			}
		case len(line) == 0 && length < 0:
			return false, 0, fmt.Errorf("the answer does not say how long it is (status 200: %t)", ok)
		case len(line) == 0:
			return ok, length, nil
		}
	}
}
