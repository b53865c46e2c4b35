package client

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sekisho/desktop/internal/locations"
)

// Authority is the certificate that mail programs have to trust.
type Authority struct {
	File        string // PEM
	Name        string // as programs show it
	Fingerprint string // SHA-256, in hexadecimal
	DER         []byte
}

// ReadAuthority reads the authority's certificate as package certificate exports it.
func ReadAuthority(file string) (Authority, error) {
	data, err := os.ReadFile(file) //nolint:gosec // a file of ours
	if err != nil {
		return Authority{}, fmt.Errorf("read the certificate for mail programs: %w", err)
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != "CERTIFICATE" {
		return Authority{}, fmt.Errorf("read the certificate for mail programs: %s holds none", file)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return Authority{}, fmt.Errorf("read the certificate for mail programs, %s: %w", file, err)
	}
	sum := sha256.Sum256(cert.Raw)
	return Authority{File: file, Name: cert.Subject.CommonName, Fingerprint: strings.ToUpper(hex.EncodeToString(sum[:])), DER: cert.Raw}, nil
}

// trust is what was imported into a profile, an authority after the other, and the files in which that is.
type trust struct {
	Names []string `json:"names"`
	Files []file   `json:"files"`
}

// file is one of the certificate store's.
type file struct {
	Name   string `json:"name"`
	Backup string `json:"backup,omitempty"` // as it was; empty: it was not there
	After  string `json:"after"`            // SHA-256 of what the import left
}

// storeFiles are what NSS keeps in a profile; certutil makes those that are missing.
func storeFiles() []string { return []string{"cert9.db", "key4.db", "pkcs11.txt"} }

// FindCertutil returns NSS's certutil, or nothing. The program of that name on Windows is another one.
func FindCertutil(system string) string {
	if system == "windows" {
		return ""
	}
	path, err := exec.LookPath("certutil")
	if err != nil {
		return ""
	}
	return path
}

// certutil runs NSS's certutil on a profile. It never asks for a password: where the profile has a primary password, it fails.
func (d *Desk) certutil(profile Profile, args ...string) ([]byte, error) {
	const patience = 30 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, d.Certutil, append(args, "-d", "sql:"+profile.Dir, "-f", os.DevNull)...) //nolint:gosec // our own arguments
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("certutil: %w: %s", err, strings.TrimSpace(said.String()))
	}
	return out, nil
}

// trusted tells whether a profile has our authority, and whether it can be given it.
func (d *Desk) trusted(profile Profile) (has, can bool) {
	if d.Certutil == "" {
		return false, false
	}
	if _, err := os.Stat(filepath.Join(profile.Dir, storeFiles()[0])); err != nil {
		return false, true
	}
	out, err := d.certutil(profile, "-L", "-n", d.Authority.Name, "-a")
	block, _ := pem.Decode(out)
	return err == nil && block != nil && bytes.Equal(block.Bytes, d.Authority.DER), true
}

// backUp copies the files of a profile's store of certificates.
func (d *Desk) backUp(profile Profile) ([]file, error) {
	var files []file
	for _, name := range storeFiles() {
		f := file{Name: name}
		data, err := os.ReadFile(filepath.Join(profile.Dir, name)) //nolint:gosec // a person's own profile
		if errors.Is(err, fs.ErrNotExist) {
			files = append(files, f)
			continue
		}
		if err == nil {
			f.Backup = d.backup(profile, name)
			err = locations.Write(f.Backup, data)
		}
		if err != nil {
			return nil, fmt.Errorf("keep a copy of %s: %w", name, err)
		}
		files = append(files, f)
	}
	return files, nil
}

// backup is where a copy of a profile's file is kept.
func (d *Desk) backup(profile Profile, name string) string {
	sum := sha256.Sum256([]byte(profile.Dir))
	return filepath.Join(d.Places.ClientBackups(), hex.EncodeToString(sum[:6])+"-"+name)
}

// trustUs imports the authority for servers alone ("C,,"). The copies are those of before the first import. What comes back is to be
// undone even where the import failed.
func (d *Desk) trustUs(profile Profile, before *trust) (*trust, error) {
	t := &trust{}
	if before != nil {
		t.Names, t.Files = slices.Clone(before.Names), slices.Clone(before.Files)
	} else {
		files, err := d.backUp(profile)
		if err != nil {
			return nil, err
		}
		t.Files = files
	}
	t.Names = append(t.Names, d.Authority.Name)
	_, err := d.certutil(profile, "-A", "-n", d.Authority.Name, "-t", "C,,", "-a", "-i", d.Authority.File)
	for i, f := range t.Files {
		t.Files[i].After = digest(filepath.Join(profile.Dir, f.Name))
	}
	return t, err
}

// distrust takes the certificate out of a profile: where its files are as the import left them, by the copies of before.
func (d *Desk) distrust(profile Profile, t *trust) error {
	same := true
	for _, f := range t.Files {
		same = same && digest(filepath.Join(profile.Dir, f.Name)) == f.After
	}
	if !same {
		return d.deleteNamed(profile, t.Names)
	}
	for _, f := range t.Files {
		if err := restore(f, filepath.Join(profile.Dir, f.Name)); err != nil {
			return err
		}
	}
	return nil
}

// deleteNamed deletes certificates that the person did not delete already.
func (d *Desk) deleteNamed(profile Profile, names []string) error {
	if d.Certutil == "" {
		return errors.New("certutil is gone; delete the certificate by hand")
	}
	var failed []error
	for _, name := range names {
		if _, err := d.certutil(profile, "-L", "-n", name); err != nil {
			continue
		}
		_, err := d.certutil(profile, "-D", "-n", name)
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

func restore(f file, path string) error {
	if f.Backup == "" {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	data, err := os.ReadFile(f.Backup)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if err := locations.Write(path, data); err != nil {
		return err
	}
	return os.Chmod(path, info.Mode().Perm())
}

// digest is a file's SHA-256; empty where it cannot be read.
func digest(path string) string {
	data, err := os.ReadFile(path) //nolint:gosec // a person's own profile
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
