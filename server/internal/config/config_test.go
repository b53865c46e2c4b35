package config

import (
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// load is Load with arguments as on a command line.
func load(t *testing.T, environ []string, args ...string) (Config, error) {
	t.Helper()
	fs := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	Register(fs)
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	return Load(fs, environ)
}

func TestNothingGivenIsTheDefault(t *testing.T) {
	got, err := load(t, nil)
	if want := Default(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Load = %+v, %v, want %+v", got, err, want)
	}
}

func TestSampleIsTheDefault(t *testing.T) {
	got, err := load(t, nil, "--config", "sekisho.sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	if len(got.OIDC)+len(got.TrustedProxies) != 0 {
		t.Errorf("the sample has issuers %v, proxies %v", got.OIDC, got.TrustedProxies)
	}
	if len(got.OutlookOrigins) != 0 {
		t.Errorf("the sample has %v as origins of Outlook", got.OutlookOrigins)
	}
	if len(got.Connectors) != 0 {
		t.Errorf("the sample has connectors %v", got.Connectors)
	}
	if len(got.DKIM) != 0 {
		t.Errorf("the sample has keys %v", got.DKIM)
	}
	got.DKIM = nil
	got.OIDC, got.TrustedProxies, got.OutlookOrigins, got.Connectors = nil, nil, nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the sample is %+v, want %+v", got, want)
	}
}

func TestSampleNamesEveryKey(t *testing.T) {
	text, err := os.ReadFile("sekisho.sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	group := ""
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if !strings.Contains(line, "# Default: ") {
			t.Errorf("line %d does not say its default: %s", i+1, line)
		}
		key, _, _ := strings.Cut(strings.TrimSpace(line), ":")
		if !strings.HasPrefix(line, " ") {
			group = key + "."
			keys[key] = true
			continue
		}
		keys[group+key] = true
	}
	for _, o := range options() {
		if !keys[o.key] {
			t.Errorf("the sample lacks %s", o.key)
		}
	}
	for _, list := range []string{"oidc", "connectors", "dkim"} {
		if !keys[list] {
			t.Errorf("the sample lacks %s", list)
		}
	}
}

func TestBrokenSamples(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d broken samples, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(text), "\n")
		want := strings.Replace(strings.TrimPrefix(first, "# want: "), "FILE", file, 1)
		if _, err := load(t, nil, "--config", file); err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", file, err, want)
		}
	}
}

func TestOrderOfSources(t *testing.T) {
	file := filepath.Join(t.TempDir(), "s.yaml")
	const text = "listen: 127.0.0.1:1\nsmtpListen: 127.0.0.1:2\ndataDir: file\norganization:\n  name: 会社\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"SEKISHO_CONFIG=" + file, "SEKISHO_SMTP_LISTEN=127.0.0.1:3", "SEKISHO_DATA_DIR=env", "SEKISHO_LIMITS_JSON=1MiB", "OTHER=x"}
	c, err := load(t, env, "--data-dir", "flag", "--demo", "--organization-id=hq", "--log-level", "debug", "--trusted-proxies", "10.1.2.3, fd00::/8", "--outlook-origins", "https://mail.own.example, https://*.own.example:8443")
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Listen, want.SMTPListen, want.DataDir, want.Limits.JSON = "127.0.0.1:1", "127.0.0.1:3", "flag", 1<<20
	want.Demo, want.LogLevel, want.Organization = true, slog.LevelDebug, Organization{ID: "hq", Name: "会社"}
	want.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.1.2.3/32"), netip.MustParsePrefix("fd00::/8")}
	want.OutlookOrigins = []string{"https://mail.own.example", "https://*.own.example:8443"}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("Load =\n%+v, want\n%+v", c, want)
	}
}

func TestErrorsNameTheSource(t *testing.T) {
	for _, c := range []struct {
		env  []string
		args []string
		want string
	}{
		{[]string{"SEKISHO_DEMO=1"}, nil, `SEKISHO_DEMO: "1" is not true or false`},
		{nil, []string{"--limits-upload=x"}, `--limits-upload: "x" is not a size: write it as 2MiB, 150MB or a number of octets`},
		{nil, []string{"--config=no-such-file"}, "open configuration: open no-such-file: there is no such file"},
		{nil, []string{"--demo", "--listen=[::]:8480"}, `--demo lets anyone in who can connect, so it works on loopback only: listen is "[::]:8480"; write 127.0.0.1, or leave --demo out`},
	} {
		if _, err := load(t, c.env, c.args...); err == nil || err.Error() != c.want {
			t.Errorf("%v %v:\n got %v\nwant %s", c.env, c.args, err, c.want)
		}
	}
}

func TestDemoOnEveryLoopback(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "127.9.9.9", "[::1]", "localhost", "[::ffff:127.0.0.1]"} {
		if _, err := load(t, nil, "--demo", "--listen", host+":8480"); err != nil {
			t.Errorf("--demo on %s: %v", host, err)
		}
	}
	for _, safe := range [][]string{{"--tls-cert", "a.pem", "--tls-key", "a.key"}, {"--trusted-proxies", "10.1.2.3"}} {
		if _, err := load(t, nil, append(safe, "--listen", "0.0.0.0:8480")...); err != nil {
			t.Errorf("everywhere with %v: %v", safe, err)
		}
	}
}

func TestSignInAt(t *testing.T) {
	const template = "https://login.microsoftonline.com/{tenantid}/v2.0"
	for want, i := range map[string]Issuer{
		"https://login.microsoftonline.com/t1":            {Issuer: template, Tenants: []string{"t1"}},
		"https://login.microsoftonline.com/organizations": {Issuer: template, Tenants: []string{"t1", "t2"}},
		"https://login.microsoftonline.us/common":         {Issuer: template, Authority: "https://login.microsoftonline.us/common"},
	} {
		if got := i.SignInAt(); got != want {
			t.Errorf("SignInAt of %+v = %s, want %s", i, got, want)
		}
	}
}

func TestIssuers(t *testing.T) {
	const client = "22222222-3333-4444-5555-666666666666"
	file := filepath.Join(t.TempDir(), "s.yaml")
	const text = `organization: {id: hq}
oidc:
  - issuer: https://login.microsoftonline.com/{tenantid}/v2.0
    tenants: [t1, t2]
    audiences: [api://mail.example/x]
    clients: [22222222-3333-4444-5555-666666666666]
    scope: access_as_user
    addinClient: 22222222-3333-4444-5555-666666666666
    authority: https://login.microsoftonline.us/organizations
    resource: api://mail.example/x
  - issuer: https://id.example
    metadata: https://id.example/meta
    organization: other
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := load(t, nil, "--config", file)
	want := []Issuer{
		{Org: "hq", Issuer: "https://login.microsoftonline.com/{tenantid}/v2.0", Tenants: []string{"t1", "t2"}, Audiences: []string{"api://mail.example/x"}, Clients: []string{client}, Scope: "access_as_user", AddinClient: client, Authority: "https://login.microsoftonline.us/organizations", Resource: "api://mail.example/x"},
		{Org: "other", Issuer: "https://id.example", Metadata: "https://id.example/meta"},
	}
	if err != nil || !reflect.DeepEqual(c.OIDC, want) {
		t.Errorf("OIDC = %+v, %v, want %+v", c.OIDC, err, want)
	}
}

func TestSpellings(t *testing.T) {
	for _, c := range [][3]string{
		{"listen", "listen", "SEKISHO_LISTEN"},
		{"smtpListen", "smtp-listen", "SEKISHO_SMTP_LISTEN"},
		{"organization.id", "organization-id", "SEKISHO_ORGANIZATION_ID"},
	} {
		o := option{key: c[0]}
		if o.flag() != c[1] || o.variable() != c[2] {
			t.Errorf("%s: --%s, %s, want --%s, %s", c[0], o.flag(), o.variable(), c[1], c[2])
		}
	}
}

func TestParseSize(t *testing.T) {
	for s, want := range map[string]int64{"1": 1, "12B": 12, "2KiB": 2048, "2 MiB": 2 << 20, "150MB": 150_000_000, "1024GiB": 1 << 40} {
		if got, err := parseSize(s); err != nil || got != want {
			t.Errorf("parseSize(%q) = %d, %v, want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "B", "-1", "+1", "1.5MB", "1025GiB", "9223372036854775807GB", "0x10", "１MB"} {
		if got, err := parseSize(s); err == nil {
			t.Errorf("parseSize(%q) = %d, want an error", s, got)
		}
	}
}

func TestFileThatIsTooLong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "s.yaml")
	if err := os.WriteFile(file, []byte(strings.Repeat("#\n", fileMost)), 0o600); err != nil {
		t.Fatal(err)
	}
	want := file + ": a configuration file is at most 1048576 octets"
	if _, err := load(t, nil, "--config", file); err == nil || err.Error() != want {
		t.Errorf("Load = %v, want %s", err, want)
	}
}

func FuzzParse(f *testing.F) {
	sample, err := os.ReadFile("sekisho.sample.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	f.Add([]byte("oidc:\n- {issuer: a, audiences: [b]}\n"))
	f.Add([]byte("a: &x [*x]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c := Default()
		if err := parse(&c, "f", text); err != nil && !strings.HasPrefix(err.Error(), "f:") {
			t.Errorf("error does not begin with the file: %v", err)
		}
		c.complete()
		_ = c.validate()
	})
}
