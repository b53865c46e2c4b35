package httpapi

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"sekisho/server/api"
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

// TestUploadsInBase64: the same octets, and the same hash, as those sent as they are.
func TestUploadsInBase64(t *testing.T) {
	f := newFixture(t)
	octets := strings.Repeat("\x00\xff見積\r\n", 100_000)
	var plain, coded api.Upload
	f.ask(f.token, "POST", "/v1/uploads", octets, &plain)
	if w := f.ask(f.token, "POST", "/v1/uploads?encoding=base64", base64.StdEncoding.EncodeToString([]byte(octets)), &coded); w.Code != http.StatusCreated {
		t.Fatalf("upload: %d %s", w.Code, w.Body)
	}
	if coded.Sha256 != plain.Sha256 || coded.Size != int64(len(octets)) {
		t.Errorf("got %d octets, %s; want %d, %s", coded.Size, coded.Sha256, plain.Size, plain.Sha256)
	}
	f.refused(f.ask(f.token, "POST", "/v1/uploads?encoding=base64", "AAAA!AAA", nil), 400, "upload-encoding", "The body is not base64. It goes wrong at character 4.")
	f.refused(f.ask(f.token, "POST", "/v1/uploads?encoding=gzip", "x", nil), 400, "draft-invalid", `The draft is not valid. encoding is "gzip"; it is one of [base64].`)
}
