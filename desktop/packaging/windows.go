package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// resourceFile is what the go command links into the program for this system, because of its name.
const resourceFile = "desktop/rsrc_windows_amd64.syso"

// windows makes the program, once with a window and once for the command line, and the installer around both. A .com is what a
// command line starts where a .exe of the same name stands beside it; only a program for the console can write there.
func (j *job) windows(ctx context.Context) error {
	if _, err := exec.LookPath("makensis"); err != nil {
		return errors.New("makensis is not installed; as root: apt-get install nsis")
	}
	if err := os.WriteFile(resourceFile, resources(j.text("windows/app.manifest"), iconImages()), 0o644); err != nil { //nolint:gosec // for everybody
		return err
	}
	defer func() { _ = os.Remove(resourceFile) }()
	env := []string{"CGO_ENABLED=0", "GOOS=windows", "GOARCH=amd64"}
	program, err := j.goBuild(ctx, "sekisho-desktop.exe", env, "desktop,production", "-H windowsgui")
	if err != nil {
		return err
	}
	console, err := j.goBuild(ctx, "sekisho-desktop.com", env, "desktop,production", "")
	if err != nil {
		return err
	}
	return j.installer(ctx, program, console)
}

// installer runs makensis. The times it writes are those of the files, so these are set first.
func (j *job) installer(ctx context.Context, program, console string) error {
	out, err := filepath.Abs(filepath.Join(j.out, fmt.Sprintf("sekisho-desktop-%s-windows-amd64-setup.exe", j.version)))
	if err != nil {
		return err
	}
	script, ico, license := filepath.Join(j.scratch, "installer.nsi"), filepath.Join(j.scratch, "sekisho.ico"), filepath.Join(j.scratch, "LICENSE.txt")
	for file, data := range map[string][]byte{
		// Without a byte order mark makensis takes a script for one in the system's code page.
		script: append([]byte("\ufeff"), j.text("windows/installer.nsi")...), ico: iconFile(iconImages()), license: j.text("linux/copyright"),
	} {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			return err
		}
	}
	for _, file := range []string{program, console, license, ico, script} {
		if err := os.Chtimes(file, j.time, j.time); err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(ctx, "makensis", "-V2", "-WX", "-DVERSION="+j.version, "-DOUT="+out, "-DICON="+ico, "-DPROGRAM="+program, "-DCONSOLE="+console, "-DLICENSE="+license, script) //nolint:gosec // our own arguments
	cmd.Env = append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", j.time.Unix()), "LC_ALL=C.UTF-8")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("makensis: %w\n%s", err, said)
	}
	return j.done(out)
}
