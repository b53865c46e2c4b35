package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"mime"
	"strings"
)

// makers build files that are better not kept anywhere: what looks like a program or a macro. The argument is the recipe's own.
var makers map[string]func(argument string) ([]byte, error)

// The recipes that wrap a file name other recipes, so the map cannot be its own initial value.
func init() {
	makers = map[string]func(string) ([]byte, error){
		"raw":   raw,
		"macro": macro,
		"bomb":  bomb,
		"zip":   wrap(inZip),
		"tgz":   wrap(inTarGz),
		"eml":   wrap(inMail),
		"iso":   wrap(inISO),
		"tnef":  wrap(inTNEF),
	}
}

// member is a file inside another.
type member struct {
	name    string
	content []byte
}

// wrap makes a recipe of a container. Its argument is "NAME RECIPE ARGUMENT...": the name of the member (_ for a space) and how to
// make it. A second, harmless member comes first.
func wrap(container func(all []member) ([]byte, error)) func(string) ([]byte, error) {
	return func(argument string) ([]byte, error) {
		name, rest, _ := strings.Cut(argument, " ")
		recipe, arg, _ := strings.Cut(rest, " ")
		f, ok := makers[recipe]
		if !ok {
			return nil, fmt.Errorf("no recipe is called %q", recipe)
		}
		content, err := f(arg)
		if err != nil {
			return nil, err
		}
		first := member{"README.TXT", []byte("担当の皆さまへ\r\n同封のものをご確認ください。\r\n")}
		return container([]member{first, {strings.ReplaceAll(name, "_", " "), content}})
	}
}

func inZip(all []member) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range all {
		f, err := w.Create(m.name)
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(m.content); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

func inTarGz(all []member) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, m := range all {
		if err := w.WriteHeader(&tar.Header{Name: m.name, Mode: 0o644, Size: int64(len(m.content))}); err != nil {
			return nil, err
		}
		if _, err := w.Write(m.content); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	err := z.Close()
	return b.Bytes(), err
}

// inMail forwards the files with a mail, as message/rfc822 keeps them.
func inMail(all []member) ([]byte, error) {
	const edge = "=_part_20261124"
	var b strings.Builder
	b.WriteString("From: suzuki@own-company.example\r\nTo: kato@customer-one.example\r\nDate: Tue, 24 Nov 2026 09:10:00 +0900\r\n")
	b.WriteString("Subject: " + mime.BEncoding.Encode("utf-8", "資料の送付") + "\r\nMIME-Version: 1.0\r\n")
	b.WriteString("Content-Type: multipart/mixed; boundary=\"" + edge + "\"\r\n\r\n--" + edge + "\r\n")
	b.WriteString("Content-Type: text/plain; charset=utf-8\r\n\r\nお送りします。\r\n")
	for _, m := range all {
		b.WriteString("--" + edge + "\r\nContent-Type: application/octet-stream; name=\"" + mime.BEncoding.Encode("utf-8", m.name) + "\"\r\n")
		b.WriteString("Content-Disposition: attachment; filename=\"" + mime.BEncoding.Encode("utf-8", m.name) + "\"\r\n")
		b.WriteString("Content-Transfer-Encoding: base64\r\n\r\n")
		for text := base64.StdEncoding.EncodeToString(m.content); text != ""; {
			n := min(76, len(text))
			b.WriteString(text[:n] + "\r\n")
			text = text[n:]
		}
	}
	b.WriteString("--" + edge + "--\r\n")
	return []byte(b.String()), nil
}

// inISO makes an ISO 9660 image with all members in its root (ECMA-119, level 1 names in capitals).
func inISO(all []member) ([]byte, error) {
	const sector = 2048
	both32 := func(b []byte, v uint32) {
		binary.LittleEndian.PutUint32(b, v)
		binary.BigEndian.PutUint32(b[4:], v)
	}
	record := func(name string, at, size uint32, dir bool) []byte {
		length := 33 + len(name)
		length += length % 2
		r := make([]byte, length)
		r[0] = byte(length) //nolint:gosec // the files here are small
		both32(r[2:], at)
		both32(r[10:], size)
		copy(r[18:], []byte{126, 11, 24, 9, 0, 0, 36})
		if dir {
			r[25] = 2
		}
		r[28], r[31] = 1, 1
		r[32] = byte(len(name)) //nolint:gosec // the files here are small
		copy(r[33:], name)
		return r
	}
	const rootAt, first = 20, 21
	root := append(record("\x00", rootAt, sector, true), record("\x01", rootAt, sector, true)...)
	var files []byte
	for _, m := range all {
		at := uint32(first + len(files)/sector)                                                         //nolint:gosec // the files here are small
		root = append(root, record(strings.ToUpper(m.name)+";1", at, uint32(len(m.content)), false)...) //nolint:gosec // the files here are small
		files = append(files, m.content...)
		files = append(files, make([]byte, (sector-len(files)%sector)%sector)...)
	}
	if len(root) > sector {
		return nil, fmt.Errorf("too many members for one sector of names")
	}
	img := make([]byte, first*sector)
	d := img[16*sector:]
	copy(d, "\x01CD001\x01")
	copy(d[8:], fmt.Sprintf("%-32s%-32s", "LINUX", "DISC1"))
	both32(d[80:], uint32(first+len(files)/sector)) //nolint:gosec // the files here are small
	copy(d[120:], []byte{1, 0, 0, 1, 1, 0, 0, 1, 0, 8, 8, 0})
	both32(d[132:], 10)
	binary.LittleEndian.PutUint32(d[140:], 18)
	binary.BigEndian.PutUint32(d[148:], 19)
	copy(d[156:], record("\x00", rootAt, sector, true))
	d[881] = 1
	copy(img[17*sector:], "\xffCD001\x01")
	for at, order := range map[int]binary.ByteOrder{18: binary.LittleEndian, 19: binary.BigEndian} {
		t := img[at*sector:]
		t[0] = 1
		order.PutUint32(t[2:], rootAt)
		order.PutUint16(t[6:], 1)
	}
	copy(img[rootAt*sector:], root)
	return append(img, files...), nil
}

// inTNEF makes a winmail.dat (MS-OXTNEF) with the files.
func inTNEF(all []member) ([]byte, error) {
	le := binary.LittleEndian
	out := []byte("\x78\x9f\x3e\x22\x01\x00")
	attribute := func(level byte, id uint32, content []byte) {
		out = le.AppendUint32(append(out, level), id)
		out = le.AppendUint32(out, uint32(len(content))) //nolint:gosec // the files here are small
		var sum uint16
		for _, c := range content {
			sum += uint16(c)
		}
		out = le.AppendUint16(append(out, content...), sum)
	}
	attribute(1, 0x00089006, []byte{0, 0, 1, 0})
	attribute(1, 0x00069007, []byte{0xa4, 3, 0, 0, 0, 0, 0, 0})
	for _, m := range all {
		attribute(2, 0x00069002, []byte{1, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0})
		attribute(2, 0x00018010, append([]byte(m.name), 0))
		attribute(2, 0x0006800f, m.content)
	}
	return out, nil
}
