package attach

import (
	"errors"
	"io"
)

var errPanic = errors.New("attach: a library gave up")

// calmly calls a library. What a library does not expect in a header can make it panic; for us that is a broken file.
func calmly(call func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errPanic
		}
	}()
	return call()
}

// calm reads what a library unpacks, likewise.
type calm struct{ r io.Reader }

func (c calm) Read(p []byte) (n int, err error) {
	err = calmly(func() (err error) {
		n, err = c.r.Read(p)
		return err
	})
	if err == errPanic { //nolint:errorlint // our own
		n = 0
	}
	return n, err
}
