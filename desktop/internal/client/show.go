package client

import (
	"embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"sekisho/desktop/internal/words"
)

//go:embed en.json ja.json
var sentences embed.FS

var book = sync.OnceValue(func() *words.Book { return words.Must(sentences) })

// Guides names the programs that there are instructions for.
func Guides() []string {
	return []string{Thunderbird, Apple, "outlook", "becky", "shuriken", "claws", "mutt", "msmtp", "other"}
}

// Guide is what to do in one mail program.
type Guide struct {
	Program string
	Title   string
	Steps   []string
	Snippet string // a text to copy into a file; empty: there is none
}

// Guide returns the instructions for a program in a language (ja, en) and one account. The password is not in them.
func (d *Desk) Guide(lang, program string, w Way) (Guide, error) {
	if !book().Has(program + ".title") {
		return Guide{}, fmt.Errorf("%w: %q; there are: %s", ErrUnknown, program, strings.Join(Guides(), ", "))
	}
	port, starts := w.port()
	security := "STARTTLS"
	if !starts {
		security = "SSL/TLS"
	}
	args := words.Args{
		"host": w.Host, "port": strconv.Itoa(port), "security": security, "starttls": strconv.Itoa(w.StartTLS), "tls": strconv.Itoa(w.TLS),
		"login": w.Login, "address": w.Address, "certificate": d.Authority.File, "name": d.Authority.Name,
		"password": book().Say(lang, "password.own", nil),
	}
	here := ""
	if d.Window {
		here = "-window"
	}
	if w.Password != "" {
		args["password"] = book().Say(lang, "password.local"+here, nil)
	}
	if how := program + ".how" + here; book().Has(how) {
		args["how"] = book().Say(lang, how, nil)
	}
	g := Guide{Program: program, Title: book().Say(lang, program+".title", args)}
	for step := range strings.Lines(book().Say(lang, program+".steps", args)) {
		g.Steps = append(g.Steps, strings.TrimSuffix(step, "\n"))
	}
	switch program {
	case "mutt":
		g.Snippet = d.Muttrc(w)
	case "msmtp":
		g.Snippet = d.Msmtprc(w)
	}
	return g, nil
}

// Msmtprc is an account for ~/.msmtprc. Without a password in it, msmtp asks.
func (d *Desk) Msmtprc(w Way) string {
	port, starts := w.port()
	return fmt.Sprintf(`account sekisho
host %s
port %d
tls on
tls_starttls %s
tls_trust_file %s
auth on
user %s
from %s
account default : sekisho
`, w.Host, port, map[bool]string{true: "on", false: "off"}[starts], word(d.Authority.File), word(w.Login), word(w.Address))
}

// word quotes what has blanks in it, as msmtp wants it.
func word(s string) string {
	if strings.ContainsAny(s, " \t#") {
		return `"` + s + `"`
	}
	return s
}

// Muttrc is what goes into ~/.muttrc. mutt asks for the password, and trusts the file's certificates.
func (d *Desk) Muttrc(w Way) string {
	port, starts := w.port()
	u := url.URL{Scheme: "smtp", User: url.User(w.Login), Host: net.JoinHostPort(w.Host, strconv.Itoa(port)), Path: "/"}
	rest := "set ssl_starttls = yes\nset ssl_force_tls = yes\n"
	if !starts {
		u.Scheme, rest = "smtps", "set ssl_force_tls = yes\n"
	}
	// In a user name a URL may have characters that mutt would take for its own.
	login := strings.NewReplacer("@", "%40", "$", "%24", "`", "%60").Replace(u.User.String())
	return fmt.Sprintf("set from = %s\nset smtp_url = %s\n%sset ssl_ca_certificates_file = %s\n",
		single(w.Address), single(u.Scheme+"://"+login+"@"+u.Host+"/"), rest, single(d.Authority.File))
}

// single quotes for mutt, which looks into nothing between such quotes; what is a quote itself stands apart.
func single(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// autoconfig is Thunderbird's configuration format 1.1 (draft-ietf-mailmaint-autoconfig).
type autoconfig struct {
	XMLName  xml.Name `xml:"clientConfig"`
	Version  string   `xml:"version,attr"`
	Provider provider `xml:"emailProvider"`
}

type provider struct {
	ID       string     `xml:"id,attr"`
	Domain   string     `xml:"domain"`
	Name     string     `xml:"displayName"`
	Short    string     `xml:"displayShortName"`
	Incoming mailServer `xml:"incomingServer"`
	Outgoing mailServer `xml:"outgoingServer"`
}

type mailServer struct {
	Type     string `xml:"type,attr"`
	Host     string `xml:"hostname"`
	Port     int    `xml:"port"`
	Socket   string `xml:"socketType"`
	Auth     string `xml:"authentication"`
	Username string `xml:"username"`
}

// Autoconfig makes a configuration for new accounts of the address's domain: saved as DOMAIN.xml in the folder isp of Thunderbird's
// own folder, or served as https://autoconfig.DOMAIN/mail/config-v1.1.xml inside an organisation where every computer has a companion.
func (d *Desk) Autoconfig(w Way, in Incoming) ([]byte, error) {
	_, domain, ok := strings.Cut(w.Address, "@")
	if !ok {
		return nil, fmt.Errorf("%w: %q has no domain", ErrUnknown, w.Address)
	}
	user := "%EMAILADDRESS%"
	if !strings.EqualFold(w.Login, w.Address) {
		user = "%EMAILLOCALPART%"
	}
	socket := func(starts bool) string {
		return map[bool]string{true: "STARTTLS", false: "SSL"}[starts]
	}
	port, starts := w.port()
	c := autoconfig{Version: "1.1", Provider: provider{
		ID: domain, Domain: domain, Name: domain + " (Sekisho)", Short: "Sekisho",
		Incoming: mailServer{in.Protocol, in.Host, in.Port, socket(in.startTLS()), "password-cleartext", user},
		Outgoing: mailServer{"smtp", w.Host, port, socket(starts), "password-cleartext", user},
	}}
	data, err := xml.MarshalIndent(c, "", "  ")
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), append(data, '\n')...), nil
}

// Policies makes a policies.json for the Thunderbird of this computer: it trusts the authority without being asked. It goes into the
// folder distribution of Thunderbird's own folder, or on Linux into /etc/thunderbird/policies.
func (d *Desk) Policies() ([]byte, error) {
	type certificates struct {
		Install []string `json:"Install"`
	}
	type policies struct {
		Certificates certificates `json:"Certificates"`
	}
	data, err := json.MarshalIndent(map[string]policies{"policies": {certificates{[]string{d.Authority.File}}}}, "", "  ")
	return append(data, '\n'), err
}
