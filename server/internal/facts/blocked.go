package facts

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"sekisho/server/address"
	"sekisho/server/internal/input"
	"sekisho/server/policy"
	"sekisho/server/text"
)

// The limits of a list of blocked hosts.
const (
	maxBlocked     = 500_000
	maxBlockedFile = 64 << 20
	blockedAgain   = 10 * time.Second // how often the file is looked at
)

// Blocked is a list of hosts that no link should lead to, from a file: a host a line, which stands for all below it, behind a comma
// or blanks a reason; "#" begins a remark. A changed file counts within ten seconds; one that cannot be read any more leaves
// the list as it was.
type Blocked struct {
	path string
	now  func() time.Time

	mu      sync.Mutex
	hosts   map[string]string // host -> reason
	changed time.Time
	looked  time.Time
}

// OpenBlocked reads the file. Errors name the line and what to write; now nil is time.Now.
func OpenBlocked(path string, now func() time.Time) (*Blocked, error) {
	if now == nil {
		now = time.Now
	}
	b := &Blocked{path: path, now: now, looked: now()}
	return b, b.read()
}

func (b *Blocked) read() error {
	file, err := input.Open(b.path)
	if err != nil {
		return fmt.Errorf("read blocked hosts: %w", err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("read blocked hosts: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(file, maxBlockedFile+1))
	if err != nil {
		return fmt.Errorf("read blocked hosts: %w", err)
	}
	if len(raw) > maxBlockedFile {
		return fmt.Errorf("read blocked hosts: %s has more than %d octets, which is all that is read", b.path, maxBlockedFile)
	}
	content, err := text.Decode(raw)
	if err != nil {
		return fmt.Errorf("read blocked hosts: %s: %w; save it as UTF-8", b.path, err)
	}
	hosts, err := blockedHosts(content)
	if err != nil {
		return fmt.Errorf("read blocked hosts: %s:%w", b.path, err)
	}
	b.hosts, b.changed = hosts, info.ModTime()
	return nil
}

func blockedHosts(content string) (map[string]string, error) {
	hosts := map[string]string{}
	n := 0
	for line := range strings.Lines(content) {
		n++
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		host, reason := line, ""
		if i := strings.IndexAny(line, ", \t"); i >= 0 {
			host, reason = line[:i], strings.TrimLeft(line[i:], ", \t")
		}
		name, err := address.Domain(strings.TrimPrefix(strings.TrimPrefix(host, "*."), "."))
		if err != nil || !strings.Contains(name, ".") {
			return nil, fmt.Errorf("%d: %q is no host; write one a line, as evil.example", n, host)
		}
		if reason == "" {
			reason = "blocked"
		}
		hosts[name] = reason
		if len(hosts) > maxBlocked {
			return nil, fmt.Errorf("%d: more than %d hosts", n, maxBlocked)
		}
	}
	return hosts, nil
}

// Name is what facts.incomplete calls this source.
func (*Blocked) Name() string { return "links" }

// Gather looks up the hosts that m's links lead to.
func (b *Blocked) Gather(_ context.Context, m *policy.Message) (func(*policy.Facts), error) {
	found := map[string]string{}
	hosts := b.current()
	for _, l := range m.Links {
		for host := l.Host; host != ""; _, host, _ = strings.Cut(host, ".") {
			if reason, ok := hosts[host]; ok {
				found[host] = reason
				break
			}
		}
	}
	if len(found) == 0 {
		return nil, nil //nolint:nilnil // nothing to say is no error
	}
	return func(f *policy.Facts) {
		for host, reason := range f.Links {
			found[host] = reason
		}
		f.Links = found
	}, nil
}

// current is the list, read again if the file has changed.
func (b *Blocked) current() map[string]string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := b.now(); now.Sub(b.looked) >= blockedAgain {
		b.looked = now
		if info, err := os.Stat(b.path); err == nil && !info.ModTime().Equal(b.changed) {
			_ = b.read() // the old list stays
		}
	}
	return b.hosts
}
