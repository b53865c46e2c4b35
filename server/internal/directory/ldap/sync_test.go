package ldap_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/server/internal/cli"
	"sekisho/server/internal/directory/ldap"
	"sekisho/server/internal/store"
)

// TestSyncCommand: the command brings the server's directory in, keeps what the server does not know, changes nothing the second time, and
// nothing when the server is away.
func TestSyncCommand(t *testing.T) {
	url, dir, end := ldap.StartFilled(t)
	data := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(data, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	st, err := store.Open(t.Context(), store.Options{Dir: filepath.Join(data, "d")})
	if err == nil {
		err = errors.Join(st.CreateOrganization(t.Context(), store.Organization{ID: "main"}), st.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	config := write("sekisho.yaml", fmt.Sprintf("dataDir: %q\nldap: {url: %q, authorities: %q, bindDn: %q, passwordFile: %q, base: %q}\n",
		filepath.Join(data, "d"), url, filepath.Join(dir, "cert.pem"), "cn=reader,ou=system,dc=minato,dc=example", filepath.Join(dir, "password"), "dc=minato,dc=example"))
	run := func(args ...string) (int, string, string) {
		var out, errs strings.Builder
		status := cli.Run(t.Context(), append(args, "--config", config), cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs})
		return status, out.String(), errs.String()
	}
	table := write("first.csv", "address,kind,deputies\np@partner.example,contact,\nsato@minato.example,person,ito@minato.example\nold@minato.example,person,\n")
	if status, _, said := run("directory", "import", table); status != 0 {
		t.Fatalf("import: %d %s", status, said)
	}
	if status, out, said := run("directory", "sync", "--dry-run"); status != 0 || out != "8 entries; nothing was changed\n" {
		t.Errorf("dry run: %d %q %q", status, out, said)
	}
	if status, out, said := run("directory", "sync"); status != 0 || !strings.HasPrefix(out, "6 added, 1 changed, 1 taken out, 1 as before\n") || !strings.Contains(out, "- old@minato.example") {
		t.Errorf("sync: %d %q %q", status, out, said)
	}
	_, before, _ := run("directory", "show")
	if !strings.Contains(before, "p@partner.example") || strings.Count(before, "\n") != 8 || !strings.Contains(before, `"manager":"boss@minato.example"`) {
		t.Errorf("the directory:\n%s", before)
	}
	if status, out, _ := run("directory", "sync"); status != 0 || out != "0 added, 0 changed, 0 taken out, 8 as before\n" {
		t.Errorf("again: %d %q", status, out)
	}
	var many strings.Builder
	many.WriteString("address\n")
	for i := range 20 {
		fmt.Fprintf(&many, "left%d@minato.example\n", i)
	}
	if status, _, said := run("directory", "import", write("many.csv", many.String())); status != 0 {
		t.Fatalf("import: %d %s", status, said)
	}
	for _, flag := range []string{"--dry-run", "--dry-run=false"} {
		if status, out, said := run("directory", "sync", flag); status == 0 || out != "" || !strings.Contains(said, "20 of the directory's 28 entries") || !strings.Contains(said, "--allow-shrink") {
			t.Errorf("%s, where most would go: %d %q %q", flag, status, out, said)
		}
	}
	if status, out, said := run("directory", "sync", "--allow-shrink"); status != 0 || !strings.HasPrefix(out, "0 added, 0 changed, 20 taken out, 8 as before\n") {
		t.Errorf("where most may go: %d %q %q", status, out, said)
	}
	end()
	if status, out, said := run("directory", "sync"); status == 0 || out != "" || strings.Count(said, "\n") != 1 {
		t.Errorf("without the server: %d %q %q", status, out, said)
	}
	if _, after, _ := run("directory", "show"); after != before {
		t.Errorf("without the server the directory became\n%s", after)
	}
}
