package main

import (
	"bytes"
	"debug/pe"
	"encoding/binary"
	"errors"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func newJob(t *testing.T) *job {
	t.Helper()
	return &job{out: t.TempDir(), scratch: t.TempDir(), version: "1.2.3", arch: "amd64", time: time.Unix(1700000000, 0).UTC(), log: t.Output()}
}

// needs skips where a program is not there, unless it has to be.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err == nil {
			continue
		}
		if os.Getenv("CI") == "true" || os.Getenv("SEKISHO_E2E") == "1" {
			t.Fatal(p + " is not installed")
		}
		t.Skip(p + " is not installed")
	}
}

// do runs a program that must work.
func do(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// files lists what is below a folder, files only.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, strings.TrimPrefix(path, dir+"/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// fake stands for the program; it says what it was called with.
const fake = "#!/bin/sh\necho \"$@\" >>\"$HOME/called\"\n"

// fakes are the programs of a package.
func fakes() []item {
	return []item{{"bin/sekisho-desktop", 0o755, []byte(fake)}, {"lib/sekisho-desktop/sekisho-desktop-window", 0o755, []byte(fake)}}
}

func writeDeb(t *testing.T, j *job) string {
	t.Helper()
	data, err := j.debian(fakes())
	if err != nil {
		t.Fatal(err)
	}
	again, err := j.debian(fakes())
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("the package is another one the second time (%v)", err)
	}
	path := filepath.Join(j.out, "s.deb")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDebianPackage(t *testing.T) {
	needs(t, "dpkg-deb")
	j := newJob(t)
	deb := writeDeb(t, j)
	info := do(t, nil, "dpkg-deb", "--info", deb)
	for _, want := range []string{"Package: sekisho-desktop", "Version: 1.2.3", "Architecture: amd64", "libwebkit2gtk-4.1-0", "Installed-Size: "} {
		if !strings.Contains(info, want) {
			t.Errorf("the package does not say %q:\n%s", want, info)
		}
	}
	if strings.Contains(info, "@") && strings.Contains(info, "@SIZE@") {
		t.Errorf("something is not filled in:\n%s", info)
	}
	dir := t.TempDir()
	do(t, nil, "dpkg-deb", "--extract", deb, dir)
	got := strings.Join(files(t, dir), " ")
	for _, want := range []string{"usr/bin/sekisho-desktop", "usr/lib/sekisho-desktop/sekisho-desktop-window", "usr/share/icons/hicolor/48x48/apps/sekisho-desktop.png", "usr/share/man/ja/man1/sekisho-desktop.1.gz", "usr/share/doc/sekisho-desktop/copyright"} {
		if !strings.Contains(got, want) {
			t.Errorf("the package lacks %s: %s", want, got)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "usr/bin/sekisho-desktop")); err != nil || info.Mode().Perm() != 0o755 || !info.ModTime().Equal(j.time) {
		t.Errorf("the program is %v, %v", info, err)
	}
	if strings.Contains(got, "autostart") {
		t.Error("the package starts it at login for everybody")
	}
}

// TestInstallAndPurge: dpkg itself puts the package into a root of its own, and takes all of it away again.
func TestInstallAndPurge(t *testing.T) {
	needs(t, "dpkg", "dpkg-deb")
	if os.Getuid() != 0 {
		t.Skip("dpkg installs as root alone")
	}
	deb := writeDeb(t, newJob(t))
	root := t.TempDir()
	admin := filepath.Join(root, "var/lib/dpkg")
	for _, dir := range []string{filepath.Join(admin, "info"), filepath.Join(admin, "updates"), filepath.Join(root, "var/log")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.WriteFile(filepath.Join(admin, "status"), nil, 0o600), os.WriteFile(filepath.Join(admin, "available"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	dpkg := func(args ...string) string {
		return do(t, nil, "dpkg", append([]string{"--root=" + root, "--force-script-chrootless", "--force-depends"}, args...)...)
	}
	dpkg("--install", deb)
	if out := do(t, nil, "dpkg", "--root="+root, "--verify", "sekisho-desktop"); out != "" {
		t.Errorf("dpkg --verify says %s", out)
	}
	if _, err := os.Stat(filepath.Join(root, "usr/bin/sekisho-desktop")); err != nil {
		t.Error(err)
	}
	if out := dpkg("--purge", "sekisho-desktop"); !strings.Contains(out, "sekisho-desktop uninstall") {
		t.Errorf("removing does not say what is left to do:\n%s", out)
	}
	if _, err := os.Stat(filepath.Join(root, "usr")); err == nil {
		t.Errorf("left: %v", files(t, filepath.Join(root, "usr")))
	}
	if left, _ := filepath.Glob(filepath.Join(admin, "info", "sekisho*")); len(left) > 0 {
		t.Errorf("dpkg keeps %v", left)
	}
}

func TestDesktopFilesAreValid(t *testing.T) {
	needs(t, "desktop-file-validate", "appstreamcli")
	dir := t.TempDir()
	for _, i := range newJob(t).share() {
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(i.path)), i.data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out := do(t, nil, "desktop-file-validate", filepath.Join(dir, "sekisho-desktop.desktop")); out != "" {
		t.Error(out)
	}
	do(t, nil, "appstreamcli", "validate", "--no-net", "--no-color", filepath.Join(dir, "jp.sekisho.desktop.metainfo.xml"))
}

// TestTarball: one person installs it, and uninstalling leaves nothing but what was there before.
func TestTarball(t *testing.T) {
	needs(t, "tar", "sh")
	j := newJob(t)
	var b bytes.Buffer
	if err := archive(&b, j.forOnePerson(fakes()), j.time); err != nil {
		t.Fatal(err)
	}
	file, home := filepath.Join(j.out, "t.tar.gz"), t.TempDir()
	mine := filepath.Join(home, ".local/share/applications/mine.desktop")
	if err := errors.Join(os.WriteFile(file, b.Bytes(), 0o600), os.MkdirAll(filepath.Dir(mine), 0o700), os.WriteFile(mine, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	do(t, nil, "tar", "-xzf", file, "-C", j.out)
	dir, env := filepath.Join(j.out, j.folder()), []string{"HOME=" + home}
	for _, c := range []struct{ args, called string }{{"", "client undo\n"}, {"--purge", "uninstall\nuninstall --yes\n"}} {
		do(t, env, "sh", filepath.Join(dir, "install.sh"))
		entry, err := os.ReadFile(filepath.Join(home, ".local/share/applications/sekisho-desktop.desktop"))
		if err != nil || !strings.Contains(string(entry), `Exec="`+home+`/.local/bin/sekisho-desktop"`) {
			t.Errorf("the desktop entry is %s, %v", entry, err)
		}
		do(t, env, "sh", append([]string{filepath.Join(dir, "uninstall.sh")}, strings.Fields(c.args)...)...)
		called, err := os.ReadFile(filepath.Join(home, "called"))
		if err := errors.Join(err, os.Remove(filepath.Join(home, "called"))); err != nil || string(called) != c.called {
			t.Errorf("uninstall.sh %s runs %q, %v, want %q", c.args, called, err, c.called)
		}
		if got := files(t, home); !reflect.DeepEqual(got, []string{".local/share/applications/mine.desktop"}) {
			t.Errorf("uninstall.sh %s leaves %v", c.args, got)
		}
		if _, err := os.Stat(filepath.Join(home, ".local/share/icons")); err == nil {
			t.Errorf("uninstall.sh %s leaves folders", c.args)
		}
	}
}

// TestResources: an object file of one section that the standard library reads, whose tree leads to the icon and the manifest.
func TestResources(t *testing.T) {
	images := iconImages()
	data := resources([]byte("<assembly/>"), images)
	f, err := pe.NewFile(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	s := f.Section(".rsrc")
	if f.Machine != pe.IMAGE_FILE_MACHINE_AMD64 || s == nil || len(s.Relocs) != len(images)+2 {
		t.Fatalf("the object is %+v with %+v", f.FileHeader, s)
	}
	section, err := s.Data()
	if err != nil {
		t.Fatal(err)
	}
	number := func(at uint32) uint32 { return binary.LittleEndian.Uint32(section[at:]) }
	found := map[uint32][]byte{}
	for k := range uint32(binary.LittleEndian.Uint16(section[14:])) {
		kind, second := number(16+8*k), number(20+8*k)&^uint32(subdirectory)
		third := number(second+20) &^ uint32(subdirectory)
		leaf := number(third + 20)
		found[kind] = section[number(leaf) : number(leaf)+number(leaf+4)]
	}
	if string(found[typeManifest]) != "<assembly/>" || !bytes.Equal(found[typeGroupIcon], group(images)) {
		t.Errorf("the resources are %d kinds", len(found))
	}
	if icon, err := png.DecodeConfig(bytes.NewReader(found[typeIcon])); err != nil || icon.Width != 16 {
		t.Errorf("the first icon is %+v, %v", icon, err)
	}
	for _, r := range s.Relocs {
		if at := number(r.VirtualAddress); int(at) >= len(section) || r.Type != 3 {
			t.Errorf("relocation %+v leads to %d of %d", r, at, len(section))
		}
	}
}

// TestInstallerIsBuilt: makensis itself takes the script, without a warning, and makes the same installer twice.
func TestInstallerIsBuilt(t *testing.T) {
	needs(t, "makensis")
	j := newJob(t)
	var made [2][]byte
	for i := range made {
		program := filepath.Join(j.scratch, "program.exe")
		if err := os.WriteFile(program, []byte("MZ"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := j.installer(t.Context(), []string{program, program, program}); err != nil {
			t.Fatal(err)
		}
		var err error
		if made[i], err = os.ReadFile(filepath.Join(j.out, "sekisho-desktop-1.2.3-windows-amd64-setup.exe")); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.HasPrefix(made[0], []byte("MZ")) || !bytes.Equal(made[0], made[1]) {
		t.Errorf("two installers of %d and %d octets differ", len(made[0]), len(made[1]))
	}
}

func TestUnknownPackage(t *testing.T) {
	if err := newJob(t).each(t.Context(), []string{"rpm"}); err == nil || !strings.Contains(err.Error(), "deb, tarball, windows") {
		t.Errorf("rpm: %v", err)
	}
}
