package manifest

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// digest is of everything that manifests say besides their version.
func digest(t *testing.T) string {
	t.Helper()
	sum := sha256.New()
	for _, mode := range Modes() {
		for _, launch := range []string{LaunchDevice, LaunchEntra} {
			o := Options{Origin: origin, Mode: mode, Launch: launch, Version: "0.0.0"}
			if launch == LaunchEntra {
				o.ClientID = clientID
			}
			sum.Write([]byte(rendered(t, o)))
		}
	}
	sum.Write(fmt.Append(nil, translation()))
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// TestRevision: what manifests say and its number change together. Each line of the file is a revision that was given out.
func TestRevision(t *testing.T) {
	const file = "testdata/revisions.txt"
	data, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	last, lastDigest := 0, ""
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		if _, err := fmt.Sscan(lines.Text(), &last, &lastDigest); err != nil {
			t.Fatalf("%s: %q: %v", file, lines.Text(), err)
		}
	}
	now := digest(t)
	switch {
	case Revision == last && now == lastDigest:
	case Revision == last+1 && now != lastDigest && *update:
		if err := os.WriteFile(file, append(data, fmt.Sprintf("%d %s\n", Revision, now)...), 0o600); err != nil {
			t.Fatal(err)
		}
	case now != lastDigest:
		t.Errorf("the manifests changed since revision %d (%s, now %s): set Revision to %d and run with -update", last, lastDigest, now, last+1)
	default:
		t.Errorf("Revision is %d, but the manifests are still those of revision %d", Revision, last)
	}
}

func TestFollow(t *testing.T) {
	soft := Options{Origin: origin}
	with := func(version string, o Options) string {
		o.Version = version
		return rendered(t, o)
	}
	for _, tc := range []struct {
		name      string
		installed string
		o         Options
		want      string
	}{
		{"the same", with("1.0.7", soft), soft, "1.0.7"},
		{"the same, as Windows ends lines", strings.ReplaceAll(with("1.0.7", soft), "\n", "\r\n"), soft, "1.0.7"},
		{"the same, of four numbers", with("1.0.0.9", soft), soft, "1.0.0.9"},
		{"another mode of the same version", with(Base(), soft), Options{Origin: origin, Mode: ModeBlock}, fmt.Sprintf("1.%d.1", Revision)},
		{"back", with("1.9.4", Options{Origin: origin, Mode: ModeBlock}), soft, "1.9.5"},
		{"sign-in", with(Base(), soft), Options{Origin: origin, Launch: LaunchEntra, ClientID: clientID}, fmt.Sprintf("1.%d.1", Revision)},
		{"an old revision", with("1.0.3", Options{Origin: origin, Mode: ModeBlock}), soft, Base()},
		{"four numbers", with("2.0.0.5", Options{Origin: origin, Mode: ModeBlock}), soft, "2.0.1"},
		{"the third at its end", with("2.5.99999", Options{Origin: origin, Mode: ModeBlock}), soft, "2.6.0"},
		{"unified, the same", with("1.0.7", Options{Origin: origin, Mode: ModeUnified}), Options{Origin: origin, Mode: ModeUnified}, "1.0.7"},
		{"unified, changed", strings.Replace(with("1.8.0", Options{Origin: origin, Mode: ModeUnified}), "softBlock", "block", 1), Options{Origin: origin, Mode: ModeUnified}, "1.8.1"},
	} {
		if got, err := Follow(tc.o, []byte(tc.installed)); err != nil || got != tc.want {
			t.Errorf("%s: got %s, %v, want %s", tc.name, got, err, tc.want)
		}
	}
	packed, err := Package(Options{Origin: origin, Version: "1.3.0"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Follow(Options{Origin: origin, Mode: ModeUnified}, packed); err != nil || got != "1.3.0" {
		t.Errorf("the same package: got %s, %v, want 1.3.0", got, err)
	}
	for name, installed := range map[string]string{
		"nothing": "", "no version": "<OfficeApp/>", "a word for a version": "<OfficeApp><Version>new</Version></OfficeApp>",
		"no document": "{", "no archive": "PK\x03\x04", "the last version of all": with("5.99999.99999", Options{Origin: origin, Mode: ModeBlock}),
	} {
		if got, err := Follow(soft, []byte(installed)); !errors.Is(err, ErrVersion) {
			t.Errorf("%s: got %q, %v, want ErrVersion", name, got, err)
		}
	}
	if got, err := Follow(Options{Origin: "http://a.example"}, []byte(with("1.0.0", soft))); !errors.Is(err, ErrOrigin) {
		t.Errorf("a wrong origin: got %q, %v, want ErrOrigin", got, err)
	}
}

func TestCompare(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{{"1.0", "1.0.0.0", 0}, {"1.10.0", "1.9.9", 1}, {"1.0.0.1", "1.0.1", -1}, {"2", "1.99999", 1}, {"", "0", 0}} {
		if got := Compare(tc.a, tc.b); got != tc.want {
			t.Errorf("Compare(%q, %q): got %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

// TestUpToDate: a manifest whose own kind did not change is not behind, whatever its number.
func TestUpToDate(t *testing.T) {
	const origin, client = "https://sekisho.example.co.jp", "11111111-2222-3333-4444-555555555555"
	for _, mode := range Modes() {
		for _, o := range []Options{{}, {SendOnly: true}, {Launch: LaunchEntra, ClientID: client}} {
			if mode == ModeItemSend && o.SendOnly {
				continue
			}
			o.Origin, o.Mode, o.Version = origin, mode, "1.1.7"
			made, err := Render(o)
			if err != nil {
				t.Fatal(err)
			}
			if !UpToDate(origin, made) {
				t.Errorf("%s %+v: behind, though making it anew gives the same", mode, o)
			}
			if UpToDate("https://other.example", made) || UpToDate(origin, bytes.Replace(made, []byte("icon-64"), []byte("icon-old"), 1)) && bytes.Contains(made, []byte("icon-64")) {
				t.Errorf("%s %+v: up to date, though another origin or another text is wanted", mode, o)
			}
			if got := OriginOf(made); got != origin {
				t.Errorf("%s: the origin is %q, want %q", mode, got, origin)
			}
		}
	}
	if UpToDate(origin, []byte("<a/>")) || OriginOf([]byte("<a/>")) != "" {
		t.Error("what is no manifest is up to date, or has an origin")
	}
}
