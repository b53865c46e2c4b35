package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// tool is a program or file that shows whether a Debian package is there.
type tool struct{ path, pkg string }

// testTools are what `task test` needs: a C compiler for the race detector, a browser with Japanese letters, real mail
// programs.
var testTools = []tool{
	{"gcc", "gcc"},
	{"/usr/include/stdlib.h", "libc6-dev"},
	{"chromium", "chromium"},
	{"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk"},
	{"/usr/sbin/postfix", "postfix"},
	{"swaks", "swaks"},
	{"msmtp", "msmtp"},
	{"mutt", "mutt"},
	{"openssl", "openssl"},
	{"python3", "python3"},
	{"certutil", "libnss3-tools"},
	{"dbus-run-session", "dbus-daemon"},
	{"gnome-keyring-daemon", "gnome-keyring"},
	{"/usr/sbin/unbound", "unbound"},
	{"/usr/sbin/nsd", "nsd"},
	{"ldns-signzone", "ldnsutils"},
	{"/usr/lib/python3/dist-packages/dkim/__init__.py", "python3-dkim"},
	{"/usr/lib/python3/dist-packages/nacl/__init__.py", "python3-nacl"},
	{"/usr/sbin/slapd", "slapd"},
	{"ldapadd", "ldap-utils"},
	{"/usr/bin/pg_ctlcluster", "postgresql"},
	{"makensis", "nsis"},
	{"desktop-file-validate", "desktop-file-utils"},
	{"appstreamcli", "appstream"},
}

// desktopTools are what building the companion's window needs.
var desktopTools = []tool{
	{"gcc", "gcc"},
	{"/usr/include/stdlib.h", "libc6-dev"},
	{"pkg-config", "pkg-config"},
	{"/usr/include/gtk-3.0/gtk/gtk.h", "libgtk-3-dev"},
	{"/usr/include/webkitgtk-4.1/webkit2/webkit2.h", "libwebkit2gtk-4.1-dev"},
}

// allTools are what `task test:all` needs besides: the window, a screen for it, keys that arrive, and somebody to press buttons.
var allTools = append([]tool{
	{"Xvfb", "xvfb"},
	{"openbox", "openbox"},
	{"xdotool", "xdotool"},
	{"WebKitWebDriver", "webkit2gtk-driver"},
	{"thunderbird", "thunderbird"},
}, desktopTools...)

func absent(tools []tool) []string {
	var missing []string
	for _, t := range tools {
		if !there(t.path) && !slices.Contains(missing, t.pkg) {
			missing = append(missing, t.pkg)
		}
	}
	return missing
}

func there(path string) bool {
	if filepath.IsAbs(path) {
		_, err := os.Stat(path)
		return err == nil
	}
	_, err := exec.LookPath(path)
	return err == nil
}

// noService is Debian's agreed way to forbid starting services while packages are being installed.
const noService = "/usr/sbin/policy-rc.d"

func install(ctx context.Context, packages []string) error {
	if _, err := os.Stat(noService); os.IsNotExist(err) {
		if err := os.WriteFile(noService, []byte("#!/bin/sh\nexit 101\n"), 0o755); err != nil { //nolint:gosec // dpkg runs it
			return fmt.Errorf("forbid starting services: %w", err)
		}
		defer func() { _ = os.Remove(noService) }()
	}
	if slices.Contains(packages, "postfix") {
		if err := preseed(ctx); err != nil {
			return err
		}
	}
	for _, args := range [][]string{{"-q", "update"}, append([]string{"-qy", "install", "--no-install-recommends"}, packages...)} {
		if err := quiet(ctx, "apt-get", args...); err != nil {
			return err
		}
	}
	if slices.Contains(packages, "postfix") && there("systemctl") {
		_ = exec.CommandContext(ctx, "systemctl", "disable", "postfix").Run() // absent systemd: nothing to disable
	}
	return nil
}

// preseed answers Debian's questions so that Postfix comes without a configuration of its own.
func preseed(ctx context.Context) error {
	c := exec.CommandContext(ctx, "debconf-set-selections")
	c.Stdin = strings.NewReader("postfix postfix/main_mailer_type select No configuration\n")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("debconf-set-selections: %w\n%s", err, out)
	}
	return nil
}

// quiet runs a program and shows what it printed only if it did not succeed.
func quiet(ctx context.Context, name string, args ...string) error {
	c := exec.CommandContext(ctx, name, args...) //nolint:gosec // the callers above name fixed programs
	c.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	if out, err := c.CombinedOutput(); err != nil {
		tail := out[max(0, len(out)-2000):]
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, tail)
	}
	return nil
}
