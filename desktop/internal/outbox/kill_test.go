package outbox

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
)

// kills is how often the program is killed.
const kills = 8

// TestKilled: of a program that is killed while it takes mails, every mail that was accepted is there, whole, and nothing else.
func TestKilled(t *testing.T) {
	if dir := os.Getenv("SEKISHO_OUTBOX_CHILD"); dir != "" {
		takeMails(t, dir)
		return
	}
	key, err := age.GenerateX25519Identity()
	must(t, err)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "key"), []byte(key.String()), 0o600))
	accepted := map[string]bool{}
	for i := range kills {
		for _, id := range runAndKill(t, dir, 3+5*i) {
			accepted[id] = true
		}
	}
	o := &office{t: t, dir: dir, key: key, on: disk{}}
	o.open()
	t.Cleanup(func() { _ = o.st.Close() })
	held, err := o.st.AllHeld(t.Context())
	must(t, err)
	found := map[string]bool{}
	for _, h := range held {
		content, err := o.box.open(h.File)
		must(t, err)
		got, err := io.ReadAll(content)
		if err != nil || string(got) != text {
			t.Errorf("mail %s reads %q (%v)", h.Mail, got, err)
		}
		must(t, content.Close())
		found[h.Mail] = true
	}
	for id := range accepted {
		if !found[id] {
			t.Errorf("mail %s was accepted and is gone", id)
		}
	}
	if more := len(found) - len(accepted); more > kills || len(accepted) == 0 {
		t.Errorf("%d accepted and %d held: at most one more at each of %d kills", len(accepted), len(found), kills)
	}
	names, err := disk{}.List(filepath.Join(dir, "outbox"))
	if err != nil || len(names) != len(held) {
		t.Errorf("%d files for %d mails (%v)", len(names), len(held), err)
	}
}

// runAndKill starts the program, kills it after so many mails, and returns those that it accepted.
func runAndKill(t *testing.T, dir string, after int) (accepted []string) {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestKilled$")
	cmd.Env = append(os.Environ(), "SEKISHO_OUTBOX_CHILD="+dir)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "accepted "); ok {
			if accepted = append(accepted, id); len(accepted) == after {
				must(t, cmd.Process.Kill())
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the program was not killed")
	}
	return accepted
}

// takeMails is the program: it takes mails until it is killed.
func takeMails(t *testing.T, dir string) {
	raw, err := os.ReadFile(filepath.Join(dir, "key"))
	must(t, err)
	key, err := age.ParseX25519Identity(string(raw))
	must(t, err)
	o := &office{t: t, dir: dir, key: key, on: disk{}}
	o.open()
	for i := 0; ; i++ {
		l := o.letterOf(fmt.Sprintf("%d-%d", os.Getpid(), i), group("tanaka@b.example", wait("24h", nil)))
		k, err := o.box.Keep(t.Context(), l, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
		must(t, err)
		must(t, k.Commit(t.Context()))
		held, err := o.box.Held(t.Context())
		must(t, err)
		row, err := o.st.Held(t.Context(), held[len(held)-1].ID)
		must(t, err)
		fmt.Println("accepted " + row.Mail)
		if time.Since(l.Entry.Time) > time.Minute {
			return
		}
	}
}
