package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDKIMKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key.pem")
	status, out, said := run(t, "", "dkim", "key", "--domain", "minato.example", "--selector", "s1", "--type", "ed25519", "--out", file)
	if status != exitOK || !strings.HasPrefix(out, `s1._domainkey.minato.example. IN TXT ( "v=DKIM1; k=ed25519; p=`) || !strings.Contains(said, "selector: s1") {
		t.Errorf("key: %d %q %q", status, out, said)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
	if status, again, said := run(t, "", "dkim", "record", "--domain", "minato.example", "--selector", "s1", "--out", file); status != exitOK || again != out || said != "" {
		t.Errorf("record: %d %q %q, want %q", status, again, said, out)
	}
	for _, c := range []struct{ args, want string }{
		{"dkim", "say what to do"},
		{"dkim sign", `"sign" is not known`},
		{"dkim key", "--domain is missing"},
		{"dkim key --domain minato.example --out " + file, "is there already"},
		{"dkim key --domain minato.example --type dsa --out " + file + "2", `"dsa" is no kind of key`},
		{"dkim record --domain minato.example --out " + file + "3", "no such file"},
	} {
		if status, out, said := run(t, "", strings.Fields(c.args)...); status != exitInput || out != "" || !strings.Contains(said, c.want) || strings.Count(said, "\n") != 1 {
			t.Errorf("%s: %d %q %q, want %q", c.args, status, out, said, c.want)
		}
	}
	if _, err := os.Stat(file + "2"); err == nil {
		t.Error("a file was left of a key that could not be made")
	}
}
