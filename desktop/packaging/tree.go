package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"sekisho/manifest/icon"
)

//go:embed linux windows
var texts embed.FS

// item is a file of a package.
type item struct {
	path string // without a leading slash
	mode fs.FileMode
	data []byte
}

// text is a file of this folder with the version filled in.
func (j *job) text(name string) []byte {
	data, err := texts.ReadFile(name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return []byte(strings.NewReplacer(
		"@VERSION@", j.version, "@DATE@", j.time.Format("2006-01-02"), "@YEAR@", j.time.Format("2006"),
	).Replace(string(data)))
}

// iconSizes are the widths that desktops look for (freedesktop.org, Icon Theme Specification).
func iconSizes() []int { return []int{16, 22, 24, 32, 48, 64, 128, 256} }

func picture(size int) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, icon.Draw(size)) // a buffer takes everything
	return b.Bytes()
}

// share are the files below a prefix's share folder, the same for the Debian package and the tarball.
func (j *job) share() []item {
	items := []item{
		{"share/applications/sekisho-desktop.desktop", 0o644, j.text("linux/sekisho-desktop.desktop")},
		{"share/metainfo/jp.sekisho.desktop.metainfo.xml", 0o644, j.text("linux/metainfo.xml")},
		{"share/man/man1/sekisho-desktop.1.gz", 0o644, j.gzipped(j.text("linux/sekisho-desktop.1"))},
		{"share/man/ja/man1/sekisho-desktop.1.gz", 0o644, j.gzipped(j.text("linux/sekisho-desktop.ja.1"))},
	}
	for _, size := range iconSizes() {
		items = append(items, item{fmt.Sprintf("share/icons/hicolor/%dx%d/apps/sekisho-desktop.png", size, size), 0o644, picture(size)})
	}
	return items
}

func (j *job) gzipped(data []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level exists
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

// archive writes files and their folders, sorted, as root's, all of one time.
func archive(w io.Writer, items []item, when time.Time) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	for _, i := range withFolders(items) {
		h := &tar.Header{Name: "./" + i.path, Mode: int64(i.mode.Perm()), Size: int64(len(i.data)), ModTime: when, Uname: "root", Gname: "root", Format: tar.FormatGNU, Typeflag: tar.TypeReg}
		if i.mode.IsDir() {
			h.Typeflag, h.Name = tar.TypeDir, h.Name+"/"
		}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		if _, err := t.Write(i.data); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return err
	}
	return z.Close()
}

// withFolders adds the folders of files, each before what is in it.
func withFolders(items []item) []item {
	all := slices.Clone(items)
	seen := map[string]bool{}
	for _, i := range items {
		for dir := path.Dir(i.path); dir != "." && !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
			all = append(all, item{dir, fs.ModeDir | 0o755, nil})
		}
	}
	slices.SortFunc(all, func(a, b item) int { return strings.Compare(a.path, b.path) })
	return all
}

// below puts files under a folder.
func below(dir string, items []item) []item {
	moved := make([]item, len(items))
	for n, i := range items {
		moved[n] = item{path.Join(dir, i.path), i.mode, i.data}
	}
	return moved
}
