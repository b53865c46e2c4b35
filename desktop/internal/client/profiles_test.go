package client

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestProfilesOfEachSystem(t *testing.T) {
	p := newPerson(t)
	for dir, name := range map[string]string{
		"snap/thunderbird/common/.thunderbird": "snap", ".var/app/org.mozilla.Thunderbird/.thunderbird": "flatpak", ".config/thunderbird": "xdg",
		"Thunderbird": "windows", "Library/Thunderbird": "mac",
	} {
		p.write(dir+"/profiles.ini", "[Profile0]\r\nName="+name+"\r\nIsRelative=1\r\nPath=Profiles/a.b\r\nDefault=1\r\n[Profile1]\nName=never used\nIsRelative=1\nPath=Profiles/none\n")
		p.write(dir+"/Profiles/a.b/prefs.js", before)
	}
	for system, want := range map[string]string{"linux": "既定 xdg snap flatpak", "windows": "windows", "darwin": "mac"} {
		p.System = system
		if got := strings.Join(names(p.Profiles()), " "); got != want {
			t.Errorf("on %s the profiles are %q, want %q", system, got, want)
		}
	}
}

func TestFindAProfile(t *testing.T) {
	p := newPerson(t)
	other := filepath.Join(p.home, "elsewhere")
	p.write("elsewhere/prefs.js", strings.ReplaceAll(before, "katsuki", "nother"))
	p.write(".thunderbird/profiles.ini", "[Profile0]\nName=work\nIsRelative=1\nPath=abc.default\nDefault=1\n[Profile1]\nName=work\nIsRelative=0\nPath="+other+"\n[Profile2]\nName=third\nIsRelative=1\nPath=third\n")
	p.write(".thunderbird/third/prefs.js", "")
	p.write(".thunderbird/installs.ini", "[Install9]\nDefault=third\nLocked=1\n")
	good := func(name, dir string) {
		if got, err := p.Find(name); err != nil || got.Dir != dir {
			t.Errorf("Find(%q) = %+v, %v, want %s", name, got, err, dir)
		}
	}
	bad := func(name, want string) {
		if got, err := p.Find(name); !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), want) {
			t.Errorf("Find(%q) = %+v, %v, want ErrUnknown with %q", name, got, err, want)
		}
	}
	good("", p.dir) // the one with our identity
	good("third", filepath.Join(p.home, ".thunderbird", "third"))
	good("abc.default", p.dir)
	good(other+"/", other)
	bad("work", p.dir) // two are called so
	if first := p.Profiles()[0]; first.Name != "third" {
		t.Errorf("the first profile is %+v, want the one that Thunderbird opens", first)
	}
	p.write("elsewhere/prefs.js", before)
	bad("", "several")
	p.Env = func(string) string { return "" }
	bad("", "no Thunderbird profile was found")
}

// TestHeldByAnotherProcess: as long as another process has the profile's lock, as Thunderbird has, nothing is changed or undone.
func TestHeldByAnotherProcess(t *testing.T) {
	p := newPerson(t)
	p.apply()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHolder$")
	cmd.Env = append(os.Environ(), "SEKISHO_HOLD="+p.dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	old := p.prefs()
	if got := p.program(); !got.Running {
		t.Errorf("Programs() = %+v, want running", got)
	}
	if _, err := p.Apply(t.Context(), p.only()); !errors.Is(err, ErrRunning) {
		t.Errorf("Apply() = %v, want ErrRunning", err)
	}
	if u, err := p.Undo(t.Context(), ""); !errors.Is(err, ErrRunning) || len(u) != 0 {
		t.Errorf("Undo() = %v, %v, want ErrRunning", u, err)
	}
	if p.prefs() != old {
		t.Error("prefs.js was changed")
	}
	_ = in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if u := p.undo(); len(u) != 1 || p.prefs() != before {
		t.Errorf("after the other process ended, Undo() = %v", u)
	}
}

// TestHolder is the other process.
func TestHolder(t *testing.T) {
	dir := os.Getenv("SEKISHO_HOLD")
	if dir == "" {
		t.Skip("this is part of TestHeldByAnotherProcess")
	}
	release, err := hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = os.Stdout.WriteString("held\n")
	_, _ = bufio.NewReader(os.Stdin).ReadByte()
	release()
}

func TestParseIni(t *testing.T) {
	got := parseIni("\ufeffx=1\r\n[A]\r\nk=v=w\r\n; c=1\r\n# d=1\r\nno value\r\n[B\n[C]\n")
	want := []section{{"A", map[string]string{"k": "v=w"}}, {"C", map[string]string{}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("parseIni() = %v, want %v", got, want)
	}
}
