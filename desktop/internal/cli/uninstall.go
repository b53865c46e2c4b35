package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"sekisho/desktop/internal/autostart"
	"sekisho/desktop/internal/client"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/secret"
)

// uninstall takes away all that the program wrote. Without --yes it lists that.
func (p *program) uninstall(ctx context.Context, args []string) int {
	const name = "uninstall"
	f := p.flags(name)
	yes := f.Bool("yes", false, p.text("flag.yes"))
	discard := f.Bool("discard-held", false, p.text("flag.discard-held"))
	if status, done := p.parse(f, args); done {
		return status
	}
	if f.NArg() > 0 {
		return p.complain("error.arguments", "command", name, "word", f.Arg(0))
	}
	places, err := p.places()
	if err != nil {
		return p.fail(name, err)
	}
	if !*yes {
		return p.listTraces(places)
	}
	if alone, err := runsAlone(ctx, places); err != nil || !alone {
		if err != nil {
			return p.fail(name, err)
		}
		return p.complain("uninstall.running")
	}
	if held, _ := os.ReadDir(places.Outbox()); len(held) > 0 && !*discard {
		return p.complain("uninstall.held", "n", strconv.Itoa(len(held)))
	}
	if err := p.takeAway(ctx, places); err != nil {
		return p.sorry(name, err)
	}
	p.say("uninstall.done")
	return exitOK
}

// runsAlone tells whether no companion runs.
func runsAlone(ctx context.Context, places locations.Places) (bool, error) {
	if _, err := os.Stat(places.Instance()); errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	const soon = 100 * time.Millisecond
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	release, err := locations.Lock(ctx, strings.TrimSuffix(places.Instance(), locations.LockSuffix))
	if errors.Is(err, context.DeadlineExceeded) {
		return false, nil
	}
	if err == nil {
		release()
	}
	return err == nil, err
}

// listTraces says what uninstall would take away.
func (p *program) listTraces(places locations.Places) int {
	pending, err := client.ForUndo(places).Pending()
	if err != nil {
		return p.fail("uninstall", err)
	}
	p.say("uninstall.list")
	for _, profile := range pending {
		p.print("  " + p.text("uninstall.profile", "profile", profile))
	}
	if autostart.On(places) {
		p.print("  " + p.text("uninstall.autostart") + ": " + places.Autostart)
	}
	if there(places.Vault()) && !there(places.VaultKey()) {
		p.print("  " + p.text("uninstall.keychain", "name", locations.Keychain))
	}
	for _, f := range traces(places) {
		p.print("  " + f)
	}
	return exitOK
}

// takeAway undoes and removes everything, what can fail for a reason that a person can mend first.
func (p *program) takeAway(ctx context.Context, places locations.Places) error {
	undone, err := client.ForUndo(places).Undo(ctx, "")
	p.undone(undone)
	if err != nil {
		return err
	}
	if autostart.On(places) {
		if err := autostart.Set(places, "", false); err != nil {
			return err
		}
	}
	o := secret.At(places)
	o.Keychain = p.keychain
	wait, cancel := context.WithTimeout(ctx, unlockWait)
	defer cancel()
	if there(places.Vault()) {
		if err := secret.Destroy(wait, o); err != nil {
			return err
		}
	}
	var failed []error
	for _, f := range traces(places) {
		failed = append(failed, remove(f, f == places.Config || f == places.State))
	}
	return errors.Join(failed...)
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// remove removes a file or folder. The two top folders may be somebody's own, by --state: they go when they are empty.
func remove(path string, top bool) error {
	if !top {
		return os.RemoveAll(path)
	}
	_ = os.Remove(path) // refused while there is something of others in it
	return nil
}

// traces are the files and folders of the list of locations that are there, with halves of files that a crash left; what is in a
// folder comes before the folder.
func traces(places locations.Places) []string {
	var found []string
	for _, f := range places.Files() {
		if f.Kind != locations.KindFile && f.Kind != locations.KindFolder {
			continue
		}
		dir, base := filepath.Split(f.Path)
		for _, pattern := range []string{f.Path, filepath.Join(dir, "."+base+".*.new")} {
			there, _ := filepath.Glob(pattern)
			found = append(found, there...)
		}
	}
	slices.SortFunc(found, func(a, b string) int { return strings.Compare(b, a) }) // longer paths first
	return slices.Compact(found)
}
