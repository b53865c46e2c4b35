package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// resourceFile is what the go command links into a program for this system, because of its name.
const resourceFile = "rsrc_windows_amd64.syso"

// windows makes the program, once for the desktop and once for the command line, its window, and the installer around all. A .com is what a
// command line starts where a .exe of the same name stands beside it; only a program for the console can write there.
func (j *job) windows(ctx context.Context) error {
	if _, err := exec.LookPath("makensis"); err != nil {
		return errors.New("makensis is not installed; as root: apt-get install nsis")
	}
	const gui = "-H windowsgui"
	var programs []string
	for _, b := range []build{
		{name: "sekisho-desktop.exe", folder: "./desktop", ldflags: gui},
		{name: "sekisho-desktop.com", folder: "./desktop"},
		{name: "sekisho-desktop-window.exe", folder: "./desktop/window", tags: "desktop,production", ldflags: gui},
	} {
		file, err := j.windowsProgram(ctx, b)
		if err != nil {
			return err
		}
		programs = append(programs, file)
	}
	return j.installer(ctx, programs)
}

// windowsProgram builds a program with icon and manifest in it.
func (j *job) windowsProgram(ctx context.Context, b build) (string, error) {
	file := filepath.Join(b.folder, resourceFile)
	if err := os.WriteFile(file, resources(j.text("windows/app.manifest"), iconImages()), 0o644); err != nil { //nolint:gosec // for everybody
		return "", err
	}
	defer func() { _ = os.Remove(file) }()
	b.env = []string{"CGO_ENABLED=0", "GOOS=windows", "GOARCH=amd64"}
	return j.goBuild(ctx, b)
}

// installer runs makensis with the programs for the desktop, the command line and the window. The times it writes are those of the
// files, so these are set first.
func (j *job) installer(ctx context.Context, programs []string) error {
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
	for _, file := range append([]string{license, ico, script}, programs...) {
		if err := os.Chtimes(file, j.time, j.time); err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(ctx, "makensis", "-V2", "-WX", "-DVERSION="+j.version, "-DOUT="+out, "-DICON="+ico, "-DPROGRAM="+programs[0], "-DCONSOLE="+programs[1], "-DWINDOW="+programs[2], "-DLICENSE="+license, script) //nolint:gosec // our own arguments
	cmd.Env = append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", j.time.Unix()), "LC_ALL=C.UTF-8")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("makensis: %w\n%s", err, said)
	}
	return j.done(out)
}
