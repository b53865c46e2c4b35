package account

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"sekisho/server/address"
)

// maxServers bounds how many servers of one answer are looked at.
const maxServers = 30

// clientConfig is what of Thunderbird's configuration format 1.1 is used (draft-ietf-mailmaint-autoconfig).
type clientConfig struct {
	XMLName   xml.Name `xml:"clientConfig"`
	Providers []struct {
		Name     string           `xml:"displayName"`
		Outgoing []outgoingServer `xml:"outgoingServer"`
	} `xml:"emailProvider"`
	OAuth []struct {
		Issuer string `xml:"issuer"`
	} `xml:"oAuth2"`
}

type outgoingServer struct {
	Type     string   `xml:"type,attr"`
	Host     string   `xml:"hostname"`
	Port     string   `xml:"port"`
	Socket   string   `xml:"socketType"`
	Username string   `xml:"username"`
	Auth     []string `xml:"authentication"`
}

// parseConfig reads a configuration and returns its outgoing servers that this program can use, in its order. It is at most
// maxConfig long, in UTF-8; XML without declarations of types has nothing that grows.
func parseConfig(data []byte, mail address.Address) ([]Found, error) {
	var c clientConfig
	if err := xml.Unmarshal(data, &c); err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	var found []Found
	for _, p := range c.Providers {
		for _, s := range p.Outgoing {
			if f, ok := s.found(mail, c.issuer()); ok && len(found) < maxServers {
				f.Provider = printable(p.Name)
				found = append(found, f)
			}
		}
	}
	if len(found) == 0 {
		return nil, errors.New("the configuration names no outgoing server that can be used")
	}
	return found, nil
}

func (c clientConfig) issuer() string {
	if len(c.OAuth) == 0 {
		return ""
	}
	return strings.TrimSpace(c.OAuth[0].Issuer)
}

func (s outgoingServer) found(mail address.Address, issuer string) (Found, bool) {
	fill := strings.NewReplacer("%EMAILADDRESS%", mail.String(), "%EMAILLOCALPART%", mail.Local, "%EMAILDOMAIN%", mail.Domain).Replace
	host := strings.TrimSpace(fill(s.Host))
	port, err := strconv.ParseUint(strings.TrimSpace(s.Port), 10, 16)
	security := map[string]string{"ssl": SecurityImplicit, "starttls": SecurityStartTLS, "plain": SecurityNone}[strings.ToLower(strings.TrimSpace(s.Socket))]
	if s.Type != "smtp" || err != nil || host == "" || security == "" {
		return Found{}, false
	}
	a := Account{Login: strings.TrimSpace(fill(s.Username)), Upstream: net.JoinHostPort(host, strconv.FormatUint(port, 10)), Security: security}
	if strings.Contains(a.Login, "%") && !strings.Contains(mail.Local, "%") { // a placeholder that nobody knows
		a.Login = ""
	}
	a.Auth, a.Provider = s.auth(host, issuer)
	return Found{Account: a}, a.Auth != ""
}

// auth chooses a way to log in: OAuth where the sign-in service is known, since providers that offer it are about to end passwords;
// else the password. Challenges (password-encrypted, NTLM, GSSAPI) cannot be passed on by anything between client and server.
func (s outgoingServer) auth(host, issuer string) (auth, provider string) {
	has := func(names ...string) bool {
		return slices.ContainsFunc(s.Auth, func(a string) bool { return slices.Contains(names, strings.ToLower(strings.TrimSpace(a))) })
	}
	if has("oauth2") {
		if provider := signIn(host, issuer); provider != "" {
			return AuthOAuth, provider
		}
	}
	if len(s.Auth) == 0 || has("password-cleartext", "plain", "none", "client-ip-address", "smtp-after-pop") {
		return AuthPassthrough, ""
	}
	return "", ""
}

// signIn names the sign-in service of a server: by the server, which its provider wrote, or by a known issuer.
func signIn(host, issuer string) string {
	for _, h := range hosted {
		if name, _, _ := net.SplitHostPort(h.upstream); strings.EqualFold(host, name) {
			return h.provider
		}
	}
	switch issuer {
	case "login.microsoftonline.com":
		return "microsoft"
	case "accounts.google.com":
		return "google"
	}
	return ""
}
