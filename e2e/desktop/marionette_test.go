package desktop

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// marionette reads what Thunderbird says in a dialog, by the protocol of Firefox's Marionette: numbered commands as JSON, each behind
// its length and a colon. Everything else in the stories a person's keys do.
type marionette struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	last int
}

// marionetteArgs switch it on, on the port that the profile names.
func marionetteArgs() []string { return []string{"--marionette", "-remote-allow-system-access"} }

func (d *desk) marionette(addr string) *marionette {
	d.t.Helper()
	m := &marionette{t: d.t}
	d.until("Thunderbird listens to Marionette", func() bool {
		var err error
		m.conn, err = net.DialTimeout("tcp", addr, time.Second)
		return err == nil
	})
	d.t.Cleanup(func() { _ = m.conn.Close() })
	m.in = bufio.NewReader(m.conn)
	if _, err := m.read(); err != nil {
		d.t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args map[string]any
	}{
		{"WebDriver:NewSession", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{"unhandledPromptBehavior": "ignore"}}}},
		{"Marionette:SetContext", map[string]any{"value": "chrome"}},
	} {
		if _, err := m.do(c.name, c.args); err != nil {
			d.t.Fatal(err)
		}
	}
	return m
}

func (m *marionette) read() (json.RawMessage, error) {
	_ = m.conn.SetDeadline(time.Now().Add(patience))
	text, err := m.in.ReadString(':')
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text, ":"))
	if err != nil {
		return nil, err
	}
	data := make([]byte, n)
	_, err = io.ReadFull(m.in, data)
	return data, err
}

// do sends a command and returns its result.
func (m *marionette) do(name string, args map[string]any) (json.RawMessage, error) {
	m.last++
	if args == nil {
		args = map[string]any{}
	}
	data, err := json.Marshal([]any{0, m.last, name, args})
	if err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(m.conn, "%d:%s", len(data), data); err != nil {
		return nil, err
	}
	if data, err = m.read(); err != nil {
		return nil, err
	}
	var answer [4]json.RawMessage // 1, number, error, result
	if err := json.Unmarshal(data, &answer); err != nil {
		return nil, err
	}
	if string(answer[2]) != "null" {
		return nil, fmt.Errorf("%s: %s", name, answer[2])
	}
	return answer[3], nil
}

// dialog is the text of the dialog that is open in a window; empty: there is none.
func (m *marionette) dialog() string {
	m.t.Helper()
	list, err := m.do("WebDriver:GetWindowHandles", nil)
	if err != nil {
		m.t.Fatal(err)
	}
	var handles []string
	if err := json.Unmarshal(list, &handles); err != nil {
		m.t.Fatal(err)
	}
	for _, h := range handles {
		if _, err := m.do("WebDriver:SwitchToWindow", map[string]any{"handle": h}); err != nil {
			continue // it closed meanwhile
		}
		said, err := m.do("WebDriver:GetAlertText", nil)
		if err != nil {
			continue // no dialog in this one
		}
		var answer struct{ Value string }
		if err := json.Unmarshal(said, &answer); err != nil {
			m.t.Fatal(err)
		}
		return answer.Value
	}
	return ""
}
