package desktop

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"sekisho/e2e/support/ports"
)

// driver speaks WebDriver (W3C) with the window of a companion that it started.
type driver struct {
	t       *testing.T
	base    string
	session string
}

// drive starts WebKitWebDriver on a desktop.
func (d *desk) drive() *driver {
	d.t.Helper()
	must(d.t, "WebKitWebDriver")
	addr := ports.For(d.t)
	_, port, _ := net.SplitHostPort(addr)
	cmd := exec.CommandContext(d.t.Context(), "WebKitWebDriver", "--host=127.0.0.1", "--port="+port)
	cmd.Env = append(os.Environ(), d.environment()...)
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	w := &driver{t: d.t, base: "http://" + addr}
	d.until("WebKitWebDriver answers", func() bool {
		res, err := http.Get(w.base + "/status")
		if err == nil {
			_ = res.Body.Close()
		}
		return err == nil
	})
	return w
}

// open has the driver start the companion. It returns once there is a window, so it needs something that brings one up.
func (w *driver) open(program string, args []string) error {
	options := map[string]any{"binary": program, "args": args}
	body := map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{"webkitgtk:browserOptions": options}}}
	var answer struct {
		SessionID string `json:"sessionId"`
	}
	err := w.post("/session", body, &answer)
	w.session = answer.SessionID
	return err
}

func (w *driver) post(path string, body, into any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	res, err := http.Post(w.base+path, "application/json", bytes.NewReader(data)) //nolint:bodyclose // value closes it
	if err != nil {
		return err
	}
	return value(res, into)
}

func value(res *http.Response, into any) error {
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("WebDriver: %s: %s", res.Status, data)
	}
	return json.Unmarshal(data, &struct {
		Value any `json:"value"`
	}{into})
}

// run runs a script in the page and returns what it does, as text.
func (w *driver) run(script string, args ...any) string {
	w.t.Helper()
	if args == nil {
		args = []any{}
	}
	var got string
	body := map[string]any{"script": "return String((function(){" + script + "}).apply(null, arguments))", "args": args}
	if err := w.post("/session/"+w.session+"/execute/sync", body, &got); err != nil {
		w.t.Fatal(err)
	}
	return got
}

// press clicks a button, or a box, whose words begin so; the click comes after the answer, because it may hide the window.
func (w *driver) press(label string) bool {
	w.t.Helper()
	return w.run(`
const words = (e) => (e.getAttribute('aria-label') || e.textContent || (e.labels && e.labels[0] && e.labels[0].textContent) || '').trim();
const found = [...document.querySelectorAll('button, input')].find((e) => words(e).startsWith(arguments[0]) && e.getAttribute('aria-disabled') !== 'true');
if (found) setTimeout(() => found.click(), 0);
return Boolean(found);`, label) == "true"
}

// tickAll ticks all boxes of the page.
func (w *driver) tickAll() string {
	w.t.Helper()
	return w.run(`const boxes = [...document.querySelectorAll('input[type=checkbox]')]; for (const b of boxes) if (!b.checked) b.click(); return boxes.length;`)
}

// text is all that the page says.
func (w *driver) text() string {
	w.t.Helper()
	return w.run(`return document.body.textContent`)
}

// picture keeps a picture of the page where SEKISHO_PICTURES says.
func (w *driver) picture(name string) {
	w.t.Helper()
	dir := os.Getenv("SEKISHO_PICTURES")
	if dir == "" {
		return
	}
	res, err := http.Get(w.base + "/session/" + w.session + "/screenshot") //nolint:bodyclose // value closes it
	var text string
	if err == nil {
		err = value(res, &text)
	}
	var data []byte
	if err == nil {
		data, err = base64.StdEncoding.DecodeString(text)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), data, 0o600)
	}
	if err != nil {
		w.t.Error(err)
	}
}
