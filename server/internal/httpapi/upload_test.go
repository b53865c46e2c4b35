package httpapi

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
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

// zeros are so many octets of nothing.
func zeros(n int64) io.Reader { return io.LimitReader(zero{}, n) }

type zero struct{}

func (zero) Read(b []byte) (int, error) { return len(b), nil }

// sparse takes room as files of n octets would, without the disk's.
func (u *uploads) sparse(t *testing.T, owner string, n int64, want error) {
	t.Helper()
	p, err := u.place(owner)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = io.Copy(p, zeros(n)); err == nil {
		err = p.keep(randomID(), &upload{owner: owner, size: n, path: filepath.Join(u.dir, "none")})
	} else {
		p.leave()
	}
	if !errors.Is(err, want) {
		t.Errorf("%d octets of %s: %v, want %v", n, owner, err, want)
	}
}

// TestUploadedOctetsAreBounded: of one person, and of all.
func TestUploadedOctetsAreBounded(t *testing.T) {
	now := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	u, err := newUploads(t.TempDir(), 100, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = u.close() }()
	u.sparse(t, "0", ownOctets-100, nil)
	u.sparse(t, "0", 101, errBusy)
	if _, _, err := u.add("0", strings.NewReader(strings.Repeat("x", 60))); err != nil {
		t.Error(err)
	}
	if _, _, err := u.add("0", strings.NewReader(strings.Repeat("x", 60))); !errors.Is(err, errBusy) {
		t.Errorf("a file over one person's share: %v, want %v", err, errBusy)
	}
	if files, _ := os.ReadDir(u.dir); len(files) != 1 {
		t.Errorf("%d files, want 1: what found no room leaves nothing", len(files))
	}
	for n := 1; n < 10; n++ {
		u.sparse(t, fmt.Sprint(n), ownOctets, nil)
	}
	u.sparse(t, "10", 41, errBusy)
	u.sparse(t, "10", 40, nil)
	now = now.Add(keepUpload + time.Second)
	u.sparse(t, "0", ownOctets, nil)
	if want := (held{1, ownOctets}); u.taken != want || len(u.owned) != 1 || u.owned["0"] != want {
		t.Errorf("after the others expired: %+v taken, of %d people", u.taken, len(u.owned))
	}
}

// TestExpiredUploadsGoByThemselves: though nobody uploads again; and nothing is left that would come back after the end.
func TestExpiredUploadsGoByThemselves(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "uploads")
	left := func(want int) {
		t.Helper()
		if files, err := os.ReadDir(dir); err != nil || len(files) != want {
			t.Errorf("%d files, %v, want %d", len(files), err, want)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		u, err := newUploads(dir, 100, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		add := func() {
			t.Helper()
			if _, _, err := u.add("sato", strings.NewReader("x")); err != nil {
				t.Error(err)
			}
		}
		add()
		time.Sleep(keepUpload / 2) // of the bubble's clock
		add()
		left(2)
		time.Sleep(keepUpload/2 + sweepUploads)
		synctest.Wait()
		left(1)
		time.Sleep(keepUpload)
		synctest.Wait()
		left(0)
		if u.timer != nil || u.taken != (held{}) {
			t.Errorf("nothing waits, but the timer is %v and %+v is taken", u.timer, u.taken)
		}
		add()
		if err := u.close(); err != nil {
			t.Error(err)
		}
		if u.timer.Stop() {
			t.Error("the timer goes on after the end")
		}
		u.sweep() // had begun before
		if _, _, err := u.add("sato", strings.NewReader("x")); !errors.Is(err, errBusy) {
			t.Errorf("an upload after the end: %v, want %v", err, errBusy)
		}
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("after the end: %v, want no folder", err)
		}
	})
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
	f.refused(f.ask(f.token, "POST", "/v1/uploads?encoding=base64", "AAAAAA=", nil), 400, "upload-encoding", "The body is not whole. It ends too early.")
	f.refused(f.ask(f.token, "POST", "/v1/uploads?encoding=gzip", "x", nil), 400, "draft-invalid", `The draft is not valid. encoding is "gzip"; it is one of [base64].`)
}
