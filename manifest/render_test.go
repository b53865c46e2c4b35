package manifest

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestRenderGolden(t *testing.T) {
	got, err := Render("https://sekisho.example.co.jp:8443", ModeSoftBlock, "1.2.3.4")
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/softblock.xml"
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the manifest differs from %s; look at the difference and run with -update\ngot:\n%s", golden, got)
	}
}

func TestRenderRefuses(t *testing.T) {
	for _, tc := range []struct {
		origin, mode, version string
		want                  error
		part                  string
	}{
		{"https://a.example", "block", "1.0", ErrMode, "block is not made yet; use softblock"},
		{"https://a.example", "itemsend", "1.0", ErrMode, "itemsend is not made yet; use softblock"},
		{"https://a.example", "unified", "1.0", ErrMode, "unified is not made yet; use softblock"},
		{"https://a.example", "Softblock", "1.0", ErrMode, `"Softblock"; use softblock`},
		{"", "softblock", "1.0", ErrOrigin, "https only"},
		{"http://127.0.0.1:8480", "softblock", "1.0", ErrOrigin, "https only"},
		{"a.example", "softblock", "1.0", ErrOrigin, "https only"},
		{"https://", "softblock", "1.0", ErrOrigin, "no host"},
		{"https://a.example/", "softblock", "1.0", ErrOrigin, "more than an origin"},
		{"https://a.example/addin", "softblock", "1.0", ErrOrigin, "more than an origin"},
		{"https://a.example?x", "softblock", "1.0", ErrOrigin, "more than an origin"},
		{"https://u:p@a.example", "softblock", "1.0", ErrOrigin, "more than an origin"},
		{`https://a.example"/><x y="`, "softblock", "1.0", ErrOrigin, "write scheme and host only"},
		{"https://関所.example", "softblock", "1.0", ErrOrigin, "no host"},
		{"https://%zz", "softblock", "1.0", ErrOrigin, "cannot be read"},
		{"https://a.example", "softblock", "", ErrVersion, "one to four numbers"},
		{"https://a.example", "softblock", "v1.0", ErrVersion, "one to four numbers"},
		{"https://a.example", "softblock", "1.0.123456", ErrVersion, "one to four numbers"},
		{"https://a.example", "softblock", "1.0-dev", ErrVersion, "one to four numbers"},
	} {
		got, err := Render(tc.origin, tc.mode, tc.version)
		if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.part) || got != nil {
			t.Errorf("Render(%q, %q, %q): got %d bytes and error %v, want %v with %q", tc.origin, tc.mode, tc.version, len(got), err, tc.want, tc.part)
		}
	}
}

func TestWithOrigin(t *testing.T) {
	got := string(WithOrigin([]byte("a=`"+Placeholder+"`"), "https://a.example"))
	if want := "a=`https://a.example`"; got != want {
		t.Errorf("WithOrigin: got %s, want %s", got, want)
	}
}
