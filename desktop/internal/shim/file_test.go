package shim

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
)

// TestFilesOfAMailThatWaits: a person may look into a file before they answer, as long as the program waits.
func TestFilesOfAMailThatWaits(t *testing.T) {
	at(t, "", nil, func(d *desk) {
		p := d.dial()
		p.give("From: taro@a.example\nTo: hanako@b.example\nContent-Disposition: attachment; filename=a.txt\n\nin the file\n", "hanako@b.example")
		synctest.Wait()
		m := d.queue.Waiting()[0]
		file := func(name string) (string, error) {
			var b strings.Builder
			err := d.shim.File(d.t.Context(), m, name, &b)
			return b.String(), err
		}
		if got, err := file("a.txt"); err != nil || got != "in the file" {
			t.Errorf("the file is %q, %v", got, err)
		}
		if _, err := file("b.txt"); !errors.Is(err, ErrNoFile) {
			t.Errorf("a file that is not there: %v", err)
		}
		p.want("451")
		if _, err := file("a.txt"); !errors.Is(err, ErrNoFile) {
			t.Errorf("a file of a mail that nobody waits for: %v", err)
		}
	})
}
