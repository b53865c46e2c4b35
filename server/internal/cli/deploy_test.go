package cli

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"sekisho/server/internal/config"
)

const deploy = "../../deploy"

func deployed(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(deploy, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestGuidesOfTheGateway: each guide is there in both languages with a check and a way back, says the same to the server in both, and that
// is taken; every command that it names is one.
func TestGuidesOfTheGateway(t *testing.T) {
	yaml := regexp.MustCompile("(?s)```yaml\n(.*?)```")
	code := regexp.MustCompile("(?s)```(?:powershell|main.cf|master.cf)\n(.*?)```")
	named := regexp.MustCompile("(?m)(?:^|`|\\| )sekisho ([a-z]+)")
	for _, name := range []string{"exchange-online", "google-workspace", "postfix", "README"} {
		en, ja := deployed(t, name+".md"), deployed(t, name+".ja.md")
		if name != "README" && (!strings.Contains(en, "\n## Check\n") || !strings.Contains(en, "\n## Undo\n") || !strings.Contains(ja, "\n## 確認\n") || !strings.Contains(ja, "\n## 元に戻す\n")) {
			t.Errorf("%s lacks a check or the way back", name)
		}
		a, b := yaml.FindAllStringSubmatch(en, -1), yaml.FindAllStringSubmatch(ja, -1)
		if len(a) != len(b) || len(code.FindAllString(en, -1)) != len(code.FindAllString(ja, -1)) {
			t.Fatalf("%s: the languages have different blocks", name)
		}
		for i := range a {
			if a[i][1] != b[i][1] {
				t.Errorf("%s: block %d differs:\n%s\n%s", name, i, a[i][1], b[i][1])
			}
			taken(t, name, a[i][1])
		}
		for _, text := range []string{en, ja} {
			for _, m := range named.FindAllStringSubmatch(text, -1) {
				if !slices.ContainsFunc(commands(), func(c command) bool { return c.name == m[1] }) {
					t.Errorf("%s names a command %q that is none", name, m[1])
				}
			}
		}
	}
}

// taken reads a block of a guide as the server would. Blocks that go on from an earlier one have its TLS.
func taken(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "s.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	config.Register(f)
	if err := f.Parse([]string{"--config", file}); err != nil {
		t.Fatal(err)
	}
	if _, err := config.Load(f, nil); err != nil {
		t.Errorf("%s: %v in\n%s", name, err, text)
	}
}

// TestUnit has systemd read the unit and say how much it leaves open.
func TestUnit(t *testing.T) {
	unit := deployed(t, "sekisho.service")
	for _, line := range []string{"User=sekisho", "ProtectSystem=strict", "StateDirectory=sekisho", "CapabilityBoundingSet=CAP_NET_BIND_SERVICE", "NoNewPrivileges=yes"} {
		if !strings.Contains(unit, "\n"+line+"\n") {
			t.Errorf("the unit lacks %s", line)
		}
	}
	if _, err := exec.LookPath("systemd-analyze"); errors.Is(err, exec.ErrNotFound) {
		t.Skip("systemd-analyze is not installed")
	}
	file := filepath.Join(t.TempDir(), "sekisho.service")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(unit, "/usr/local/bin/sekisho", "/bin/true")), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "systemd-analyze", "verify", file).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v %s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), "systemd-analyze", "security", "--offline=yes", "--threshold=20", file).CombinedOutput()
	if err != nil {
		t.Errorf("the unit leaves more open than 2.0: %v %s", err, out[max(0, len(out)-200):])
	}
}

// TestContainerfile reads what nobody could build here: it ends as nobody, without a shell, and each command in it is one of ours.
func TestContainerfile(t *testing.T) {
	text := deployed(t, "Containerfile")
	stages := strings.Split(text, "\nFROM ")
	last := stages[len(stages)-1]
	for _, part := range []string{"gcr.io/distroless/static", "USER 65532:65532", "HEALTHCHECK ", `"ready"`, `CMD ["serve"`, "STOPSIGNAL SIGTERM"} {
		if !strings.Contains(last, part) {
			t.Errorf("the last stage lacks %s:\n%s", part, last)
		}
	}
	if strings.Contains(last, "RUN ") {
		t.Error("the last stage runs something, and has no shell")
	}
	for _, m := range regexp.MustCompile(`(?m)^COPY (?:--\S+ )*(.+)$`).FindAllStringSubmatch(text, -1) {
		if strings.Contains(m[0], "--from") {
			continue
		}
		sources := strings.Fields(m[1])
		for _, s := range sources[:len(sources)-1] {
			if _, err := os.Stat(filepath.Join("../../..", s)); err != nil {
				t.Errorf("%s: %v", m[0], err)
			}
		}
	}
}

func TestReadyCommand(t *testing.T) {
	r := start(t, t.TempDir(), "--upstream", "127.0.0.1:9")
	args := []string{"ready", "--listen", strings.TrimPrefix(r.origin, "http://")}
	becomes := func(want string) {
		t.Helper()
		out := ""
		for end := time.Now().Add(30 * time.Second); out != want && time.Now().Before(end); {
			var status int
			if status, out, _ = run(t, "", args...); (status == exitOK) != (out == "ready\n") {
				t.Fatalf("%d %s", status, out)
			}
		}
		if out != want {
			t.Errorf("got %q, want %q", out, want)
		}
	}
	becomes("ready\n")
	if err := os.Rename(filepath.Join(r.data, "mail"), filepath.Join(r.data, "away")); err != nil {
		t.Fatal(err)
	}
	becomes("spool: no file can be written there\n")
	r.stop()
	if status, out, errs := run(t, "", args...); status != exitFound || out != "" || !strings.Contains(errs, "the server does not answer") {
		t.Errorf("of no server: %d %s %s", status, out, errs)
	}
}
