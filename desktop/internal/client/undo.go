package client

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// undo restores one profile.
func (d *Desk) undo(c changed) (Undone, error) {
	u := Undone{Profile: c.Name, Dir: c.Dir}
	profile := Profile{Name: c.Name, Dir: c.Dir}
	path := profile.prefs()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		u.Gone = true
		return u, nil
	}
	release, err := hold(c.Dir)
	if err != nil {
		return u, err
	}
	defer release()
	p, err := readPrefs(path)
	if err != nil {
		return u, err
	}
	before := string(p.octets())
	takeBack(p, c, &u)
	if string(p.octets()) != before {
		if err := p.write(path); err != nil {
			return u, err
		}
	}
	if c.Trust != nil {
		u.Certificate = d.distrust(profile, c.Trust)
	}
	return u, nil
}

// takeBack restores each preference that is as we left it, and takes away the outgoing servers that we made.
func takeBack(p *prefs, c changed, u *Undone) {
	for _, change := range c.Prefs {
		if ours(c, change.Name) || change.Name == serverList {
			continue // below, whatever became of them
		}
		switch line, _ := p.line(change.Name); {
		case same(line, change.After):
			put(p, change.Name, change.Before)
			u.Restored++
		case !same(line, change.Before):
			u.Left = append(u.Left, change.Name)
		}
	}
	takeServers(p, c, u)
	release(p, c, u)
}

const (
	serverList    = "mail.smtpservers"
	defaultServer = "mail.smtp.defaultserver"
)

// ours tells whether a preference belongs to an outgoing server that we made.
func ours(c changed, name string) bool {
	for _, key := range c.Servers {
		if strings.HasPrefix(name, "mail.smtpserver."+key+".") {
			return true
		}
	}
	return false
}

// takeServers takes our servers away with all that Thunderbird wrote about them, and out of its list. A list to which the person
// added others keeps those.
func takeServers(p *prefs, c changed, u *Undone) {
	for _, key := range c.Servers {
		for _, name := range p.names("mail.smtpserver." + key + ".") {
			p.remove(name)
			u.Restored++
		}
	}
	i := slices.IndexFunc(c.Prefs, func(p pref) bool { return p.Name == serverList })
	if i < 0 {
		return
	}
	if line, _ := p.line(serverList); same(line, c.Prefs[i].After) {
		put(p, serverList, c.Prefs[i].Before)
		u.Restored++
		return
	}
	old, rest := p.list(serverList), []string{}
	for _, key := range old {
		if !mine(c, key) {
			rest = append(rest, key)
		}
	}
	if len(rest) < len(old) {
		p.put(serverList, setText(serverList, strings.Join(rest, ",")))
		u.Restored++
	}
}

func mine(c changed, key string) bool {
	for _, k := range c.Servers {
		if k == key {
			return true
		}
	}
	return false
}

// release frees identities, and the default, that the person gave one of our servers: they would point at nothing. The default
// becomes the first server that is left; an identity without a server uses the default.
func release(p *prefs, c changed, u *Undone) {
	for _, name := range p.names("mail.identity.") {
		if strings.HasSuffix(name, ".smtpServer") && mine(c, p.text(name)) {
			p.remove(name)
			u.Restored++
		}
	}
	if !mine(c, p.text(defaultServer)) {
		return
	}
	p.remove(defaultServer)
	if rest := p.list(serverList); len(rest) > 0 {
		p.put(defaultServer, setText(defaultServer, rest[0]))
	}
	u.Restored++
}

// same tells whether two lines set the same: Thunderbird writes them anew, with its own blanks.
func same(a, b string) bool {
	if a == b {
		return true
	}
	an, al, aok := split(a)
	bn, bl, bok := split(b)
	return aok && bok && an == bn && al == bl
}

// put sets a line, or takes the preference away where the line is empty.
func put(p *prefs, name, line string) {
	if line == "" {
		p.remove(name)
		return
	}
	p.put(name, line)
}
