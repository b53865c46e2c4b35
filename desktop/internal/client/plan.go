package client

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Plan is what setting up a profile would change.
type Plan struct {
	Profile Profile
	// Changes are lines of prefs.js.
	Changes []Change
	// Addresses are the mail addresses that will send through the companion.
	Addresses []string
	// Import tells that the authority's certificate is not trusted yet and can be imported; ByHand, that the person has to.
	Import, ByHand bool

	servers map[string]string
}

// Change is one line of prefs.js; an empty line is none.
type Change struct{ Before, After string }

// identity is who a person can write as in Thunderbird.
type identity struct {
	key string
	way Way
}

// identities are those whose address is that of an account here, of accounts that Thunderbird shows.
func (d *Desk) identities(p *prefs) []identity {
	var found []identity
	for _, account := range p.list("mail.accountmanager.accounts") {
		for _, key := range p.list("mail.account." + account + ".identities") {
			address := p.text("mail.identity." + key + ".useremail")
			for _, w := range d.Ways {
				seen := slices.ContainsFunc(found, func(i identity) bool { return i.key == key })
				if !seen && address != "" && strings.EqualFold(address, w.Address) {
					found = append(found, identity{key, w})
				}
			}
		}
	}
	return found
}

// server is the key of the outgoing server that an identity uses; empty: there is none.
func server(p *prefs, identity string) string {
	if key := p.text("mail.identity." + identity + ".smtpServer"); key != "" {
		return key
	}
	return p.text("mail.smtp.defaultserver")
}

// here tells whether an outgoing server is the companion.
func here(p *prefs, key string, w Way) bool {
	host, port := p.text("mail.smtpserver."+key+".hostname"), p.text("mail.smtpserver."+key+".port")
	local := host == w.Host || host == "localhost" || host == "127.0.0.1" || host == "::1"
	return key != "" && local && port != "0" && (port == strconv.Itoa(w.StartTLS) || port == strconv.Itoa(w.TLS))
}

// state says how many identities of ours send through the companion.
func (d *Desk) state(p *prefs) string {
	all := d.identities(p)
	through := 0
	for _, i := range all {
		if here(p, server(p, i.key), i.way) {
			through++
		}
	}
	switch {
	case through == 0:
		return Absent
	case through < len(all):
		return Partly
	}
	return Ready
}

// Plan finds out what would change in a profile for the accounts of d. Errors are ErrNoAccount, ErrUserJS, ErrPrefs and the file
// system's.
func (d *Desk) Plan(profile Profile) (Plan, error) {
	r, err := d.record()
	if err != nil {
		return Plan{}, err
	}
	p, err := readPrefs(profile.prefs())
	if err != nil {
		return Plan{}, err
	}
	done, _ := r.of(profile.Dir)
	plan, _, err := d.plan(profile, p, done)
	return plan, err
}

// plan returns what would change, and the preferences as they would be.
func (d *Desk) plan(profile Profile, now *prefs, done changed) (Plan, []pref, error) {
	plan := Plan{Profile: profile, servers: map[string]string{}}
	ours := d.identities(now)
	if len(ours) == 0 {
		return plan, nil, fmt.Errorf("%w (profile %s)", ErrNoAccount, profile.Name)
	}
	next := &prefs{slices.Clone(now.lines)}
	for _, i := range ours {
		plan.Addresses = append(plan.Addresses, i.way.Address)
		if here(now, server(now, i.key), i.way) {
			continue
		}
		key, made := plan.servers[i.way.Account]
		if !made {
			key = serverKey(now, plan, done, i.way)
			plan.servers[i.way.Account] = key
			putServer(next, key, i.way)
		}
		name := "mail.identity." + i.key + ".smtpServer"
		next.put(name, setText(name, key))
	}
	changes := difference(now, next)
	for _, c := range changes {
		plan.Changes = append(plan.Changes, Change{c.Before, c.After})
	}
	if err := overruled(profile, changes); err != nil {
		return plan, nil, err
	}
	trusted, can := d.trusted(profile)
	plan.Import, plan.ByHand = !trusted && can, !trusted && !can
	return plan, changes, nil
}

// serverKey is the key of an account's outgoing server: the one it had, else a new one.
func serverKey(p *prefs, plan Plan, done changed, w Way) string {
	if key, ok := done.Servers[w.Account]; ok {
		return key
	}
	for n := 1; ; n++ {
		key := "sekisho" + strconv.Itoa(n)
		taken := len(p.names("mail.smtpserver."+key+".")) > 0 || slices.Contains(p.list("mail.smtpservers"), key)
		for _, other := range plan.servers {
			taken = taken || other == key
		}
		for _, other := range done.Servers {
			taken = taken || other == key
		}
		if !taken {
			return key
		}
	}
}

// putServer writes one outgoing server of Thunderbird's (modules/SmtpServer.sys.mjs).
func putServer(p *prefs, key string, w Way) {
	const cleartextInTLS, tlsFromTheStart, startTLSAlways = 3, 3, 2
	port, starts := w.port()
	security := tlsFromTheStart
	if starts {
		security = startTLSAlways
	}
	at := "mail.smtpserver." + key + "."
	p.put(at+"authMethod", setNumber(at+"authMethod", cleartextInTLS))
	p.put(at+"description", setText(at+"description", "Sekisho"))
	p.put(at+"hostname", setText(at+"hostname", w.Host))
	p.put(at+"port", setNumber(at+"port", port))
	p.put(at+"try_ssl", setNumber(at+"try_ssl", security))
	p.put(at+"type", setText(at+"type", "smtp"))
	p.put(at+"username", setText(at+"username", w.Login))
	if list := p.list("mail.smtpservers"); !slices.Contains(list, key) {
		p.put("mail.smtpservers", setText("mail.smtpservers", strings.Join(append(list, key), ",")))
	}
}

// difference lists the preferences whose lines differ, in the order of the new ones.
func difference(old, fresh *prefs) []pref {
	var all []pref
	for _, name := range append(fresh.names(""), old.names("")...) {
		before, _ := old.line(name)
		after, _ := fresh.line(name)
		if before != after && !slices.ContainsFunc(all, func(p pref) bool { return p.Name == name }) {
			all = append(all, pref{name, before, after})
		}
	}
	return all
}

// overruled looks whether the profile's user.js, which holds at each start, sets something that is to be changed.
func overruled(profile Profile, changes []pref) error {
	path := filepath.Join(profile.Dir, "user.js")
	user, err := readPrefs(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrPrefs) {
		return nil // what Thunderbird cannot read does not hold
	}
	if err != nil {
		return err
	}
	for _, c := range changes {
		if i := user.find(c.Name); i >= 0 {
			return fmt.Errorf("%w: %s, line %d (%s)", ErrUserJS, path, i+1, c.Name)
		}
	}
	return nil
}
