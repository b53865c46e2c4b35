package manifest

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// Revision counts the changes of what our manifests say for the same options. A test keeps it and a digest of them together,
// so neither changes without the other. The server names it to `manifest --check`, which tells when an installed manifest is
// behind.
const Revision = 2

// Base is the version of a manifest that replaces none: 1.Revision.0. It rises when what manifests say has changed and stays
// when only the program has: each new version of a manifest may have to be accepted by an administrator anew.
func Base() string { return fmt.Sprintf("1.%d.0", Revision) }

// parts of a version that is compared.
const parts = 4

// Follow is the version with which a manifest for these options may replace the one that is installed: the installed one's
// own if nothing but the version differs, else one that is higher. So the version rises exactly when something changed, and
// the installed manifest is all the memory that this needs. installed is XML, a manifest.json or its package.
func Follow(o Options, installed []byte) (string, error) {
	before, err := ReadVersion(installed)
	if err != nil {
		return "", err
	}
	o.Version = before
	if saysTheSame(o, installed) {
		return before, nil
	}
	o.Version = ""
	if _, err := o.withDefaults(); err != nil {
		return "", err
	}
	if Compare(Base(), before) > 0 {
		return Base(), nil
	}
	return above(before)
}

// UpToDate tells whether an installed manifest of this origin, of whatever mode, says what it would if it were made now. Its
// version may be lower than Base: another kind of manifest has changed since.
func UpToDate(origin string, installed []byte) bool {
	o, err := Read(installed)
	if err != nil {
		return false
	}
	if o.Version, err = ReadVersion(installed); err != nil {
		return false
	}
	o.Origin = origin
	for _, o.Mode = range Modes() {
		if saysTheSame(o, installed) {
			return true
		}
	}
	return false
}

// OriginOf is the origin that a manifest of ours is for; empty: it names none.
func OriginOf(installed []byte) string {
	document, err := Document(installed)
	if err != nil {
		return ""
	}
	if found := ownAddress.FindSubmatch(document); found != nil {
		return string(found[1])
	}
	return ""
}

// ownAddress is that of a page of ours.
var ownAddress = regexp.MustCompile(`"(https://[^/"\s]+)/addin/`)

// saysTheSame tells whether rendering again would give what is installed. Ends of lines do not count: editors and mail
// programs change them.
func saysTheSame(o Options, installed []byte) bool {
	if !isZip(installed) {
		now, err := Render(o)
		return err == nil && bytes.Equal(lines(now), lines(installed))
	}
	now, err := Package(o)
	if err != nil {
		return false
	}
	for _, name := range members() {
		a, errA := member(now, name)
		b, errB := member(installed, name)
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			return false
		}
	}
	return true
}

func lines(data []byte) []byte {
	return bytes.TrimSpace(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))
}

// above is the lowest version of three numbers over another.
func above(version string) (string, error) {
	n := numbers(version)
	switch {
	case n[2] < 99999:
		return fmt.Sprintf("%d.%d.%d", n[0], n[1], n[2]+1), nil
	case n[1] < 99999:
		return fmt.Sprintf("%d.%d.0", n[0], n[1]+1), nil
	}
	return "", fmt.Errorf("%w: nothing is above %s", ErrVersion, version)
}

// Compare tells whether version a is lower (-1), the same (0) or higher (1) than b. A number that is missing or none is 0.
func Compare(a, b string) int {
	x, y := numbers(a), numbers(b)
	for i := range x {
		if x[i] != y[i] {
			return map[bool]int{true: 1, false: -1}[x[i] > y[i]]
		}
	}
	return 0
}

func numbers(version string) (n [parts]int) {
	for i, part := range strings.SplitN(version, ".", parts) {
		if v, err := strconv.Atoi(part); err == nil {
			n[i] = v
		}
	}
	return n
}

// ReadVersion reads the version of a manifest of any kind. It gives ErrVersion if there is none.
func ReadVersion(data []byte) (string, error) {
	version, err := readVersion(data)
	if err == nil && !versionForm.MatchString(version) {
		err = fmt.Errorf("%q must be one to four numbers", version)
	}
	if err != nil {
		return "", fmt.Errorf("%w: the file is no manifest: %w", ErrVersion, err)
	}
	return version, nil
}

func readVersion(data []byte) (string, error) {
	data, err := Document(data)
	if err != nil {
		return "", err
	}
	if isJSON(data) {
		var m struct{ Version string }
		err := json.Unmarshal(data, &m)
		return m.Version, err
	}
	root, err := parse(data)
	if err != nil {
		return "", err
	}
	if n := root.child("Version"); n != nil {
		return n.text, nil
	}
	return "", errors.New("there is no <Version>")
}

// IDOf is the id in a manifest of any kind; empty: there is none.
func IDOf(data []byte) string {
	data, err := Document(data)
	if err != nil {
		return ""
	}
	if isJSON(data) {
		var m struct{ ID string }
		if json.Unmarshal(data, &m) != nil {
			return ""
		}
		return m.ID
	}
	root, err := parse(data)
	if err != nil || root.child("Id") == nil {
		return ""
	}
	return root.child("Id").text
}

// Document is the text of a manifest: manifest.json if data is a package, else data itself.
func Document(data []byte) ([]byte, error) {
	if isZip(data) {
		return member(data, manifestName)
	}
	return data, nil
}

func isZip(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

func isJSON(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n"), []byte("{"))
}

// member reads one file of a package, at most maxSize octets of it.
func member(data []byte, name string) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	inner, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err == nil && len(inner) > maxSize {
		err = fmt.Errorf("%s has more than %d bytes", name, maxSize)
	}
	return inner, err
}
