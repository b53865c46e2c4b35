package httpapi

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

// TestOnePersonCannotTakeAllPlaces: uploads that came and uploads that never end.
func TestOnePersonCannotTakeAllPlaces(t *testing.T) {
	now := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	u, err := newUploads(t.TempDir(), 10, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	add := func(owner string, want error) {
		t.Helper()
		if _, _, err := u.add(owner, strings.NewReader("x")); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", owner, err, want)
		}
	}
	slow, end := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, _, err := u.add("mallory", slow)
		done <- err
	}()
	if _, err := end.Write([]byte("x")); err != nil { // it is on its way now
		t.Fatal(err)
	}
	for range maxOwn - 1 {
		add("mallory", nil)
	}
	add("mallory", errBusy)
	add("sato", nil)
	if err := end.CloseWithError(io.ErrUnexpectedEOF); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the upload that broke off: %v", err)
	}
	add("mallory", nil) // in the place of the one that broke off
	add("mallory", errBusy)
	now = now.Add(keepUpload + time.Second)
	add("mallory", nil)
}
