package single

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"

	"sekisho/desktop/internal/locations"
)

func places(t *testing.T) locations.Places {
	t.Helper()
	p, err := locations.In(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheSecondShowsTheFirst(t *testing.T) {
	p := places(t)
	shown := make(chan struct{}, 8)
	release, err := Take(t.Context(), p, func() { shown <- struct{}{} })
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := Take(t.Context(), p, nil); !errors.Is(err, ErrRunning) {
			t.Fatalf("the second start gives %v, want ErrRunning", err)
		}
		<-shown
	}
	release()
	if _, err := os.Stat(p.Door()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the door's file is left behind: %v", err)
	}
	release, err = Take(t.Context(), p, nil)
	if err != nil {
		t.Fatalf("after the first ended the next start gives %v", err)
	}
	release()
}

func TestADoorThatACrashLeftIsNotBelieved(t *testing.T) {
	p := places(t)
	if err := locations.Write(p.Door(), []byte(`{"address":"127.0.0.1:1","token":"old"}`)); err != nil {
		t.Fatal(err)
	}
	release, err := Take(t.Context(), p, nil)
	if err != nil {
		t.Fatalf("a door without a lock stops the start: %v", err)
	}
	release()
}

func TestStrangersShowNothing(t *testing.T) {
	p := places(t)
	release, err := Take(t.Context(), p, func() { t.Error("a stranger brought the window up") })
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	data, err := os.ReadFile(p.Door())
	if err != nil {
		t.Fatal(err)
	}
	var d door
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(p.Door()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the door's file has mode %v (%v), want 0600", info.Mode(), err)
	}
	for _, said := range []string{"\n", "guess\n", d.Token[1:] + "\n", strings.Repeat("x", 10*maxLine) + "\n", d.Token + "more\n"} {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", d.Address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, said); err != nil {
			t.Fatal(err)
		}
		if reply, _ := io.ReadAll(c); len(reply) > 0 {
			t.Errorf("%.20q was answered %q, want nothing", said, reply)
		}
		_ = c.Close()
	}
}
