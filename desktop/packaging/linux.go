package main

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // what dpkg calls md5sums: against accidents
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// linuxPrograms builds the companion, which needs no library of the system, and its window, which nobody calls by name.
func (j *job) linuxPrograms(ctx context.Context) ([]item, error) {
	items := []item{{"bin/sekisho-desktop", 0o755, nil}, {"lib/sekisho-desktop/sekisho-desktop-window", 0o755, nil}}
	for i, b := range []build{
		{name: "sekisho-desktop", folder: "./desktop", env: []string{"CGO_ENABLED=0"}},
		{name: "sekisho-desktop-window", folder: "./desktop/window", env: []string{"CGO_ENABLED=1"}, tags: "desktop,production,webkit2_41"},
	} {
		b.env = append(b.env, "GOOS=linux", "GOARCH="+j.arch)
		file, err := j.goBuild(ctx, b)
		if err != nil {
			return nil, err
		}
		if items[i].data, err = os.ReadFile(file); err != nil { //nolint:gosec // what was just built
			return nil, err
		}
	}
	return items, nil
}

// deb makes the Debian package.
func (j *job) deb(ctx context.Context) error {
	programs, err := j.linuxPrograms(ctx)
	if err != nil {
		return err
	}
	data, err := j.debian(programs)
	if err != nil {
		return err
	}
	path := filepath.Join(j.out, fmt.Sprintf("sekisho-desktop_%s_%s.deb", j.version, j.arch))
	if err := os.WriteFile(path, data, 0o644); err != nil { //nolint:gosec // for everybody
		return err
	}
	return j.done(path)
}

// debian is the package (deb(5)): three members of an ar archive.
func (j *job) debian(programs []item) ([]byte, error) {
	files := below("usr", append(append(j.share(), programs...),
		item{"share/doc/sekisho-desktop/copyright", 0o644, j.text("linux/copyright")},
		item{"share/doc/sekisho-desktop/changelog.gz", 0o644, j.gzipped(j.text("linux/changelog"))},
	))
	var size int
	var sums strings.Builder
	for _, f := range withFolders(files) {
		if !f.mode.IsDir() {
			size += len(f.data)
			sum := md5.Sum(f.data) //nolint:gosec // see above
			fmt.Fprintf(&sums, "%s  %s\n", hex.EncodeToString(sum[:]), f.path)
		}
	}
	control := strings.NewReplacer("@ARCH@", j.arch, "@SIZE@", fmt.Sprint((size+1023)/1024)).Replace(string(j.text("linux/control")))
	var controls, data bytes.Buffer
	err := archive(&controls, []item{
		{"control", 0o644, []byte(control)}, {"md5sums", 0o644, []byte(sums.String())}, {"prerm", 0o755, j.text("linux/prerm")},
	}, j.time)
	if err != nil {
		return nil, err
	}
	if err := archive(&data, files, j.time); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("!<arch>\n")
	for _, m := range []struct {
		name string
		data []byte
	}{{"debian-binary", []byte("2.0\n")}, {"control.tar.gz", controls.Bytes()}, {"data.tar.gz", data.Bytes()}} {
		fmt.Fprintf(&b, "%-16s%-12d%-6d%-6d%-8s%-10d`\n", m.name, j.time.Unix(), 0, 0, "100644", len(m.data))
		b.Write(m.data)
		if len(m.data)%2 == 1 {
			b.WriteByte('\n')
		}
	}
	return b.Bytes(), nil
}

// tarball makes what a person without root installs for themselves.
func (j *job) tarball(ctx context.Context) error {
	programs, err := j.linuxPrograms(ctx)
	if err != nil {
		return err
	}
	path := filepath.Join(j.out, j.folder()+".tar.gz")
	var b bytes.Buffer
	if err := archive(&b, j.forOnePerson(programs), j.time); err != nil {
		return err
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil { //nolint:gosec // for everybody
		return err
	}
	return j.done(path)
}

func (j *job) folder() string { return fmt.Sprintf("sekisho-desktop-%s-linux-%s", j.version, j.arch) }

// forOnePerson are the tarball's files. install.sh puts those of the list, and no others, below a prefix.
func (j *job) forOnePerson(programs []item) []item {
	files := append(j.share(), programs...)
	var list strings.Builder
	for _, f := range withFolders(files) {
		if !f.mode.IsDir() {
			list.WriteString(f.path + "\n")
		}
	}
	return below(j.folder(), append(files,
		item{"files.txt", 0o644, []byte(list.String())}, item{"LICENSE.txt", 0o644, j.text("linux/copyright")},
		item{"install.sh", 0o755, j.text("linux/install.sh")}, item{"uninstall.sh", 0o755, j.text("linux/uninstall.sh")},
	))
}
