package account

import (
	"context"
	"net"
	"strconv"
	"strings"
	"sync"
)

// srv asks for submission services, the encrypted ones first (RFC 8314, 5.1; RFC 6186, 3.1).
func (q query) srv(ctx context.Context) []Found {
	var found []Found
	for _, kind := range []struct{ service, security string }{{"submissions", SecurityImplicit}, {"submission", SecurityStartTLS}} {
		_, records, err := q.Resolver.LookupSRV(ctx, kind.service, "tcp", q.address.Domain)
		if err != nil {
			continue // the next may answer
		}
		for i, r := range records {
			host := strings.TrimSuffix(r.Target, ".")
			if i == maxServers || host == "" { // "." says that there is no such service (RFC 6186, 3.4)
				break
			}
			upstream := net.JoinHostPort(host, strconv.Itoa(int(r.Port)))
			found = append(found, Found{Source: SourceSRV, Account: Account{Upstream: upstream, Security: kind.security, Auth: AuthPassthrough}})
		}
	}
	return found
}

// hosted are providers by the end of their mail exchangers' names. The longer end stands first.
var hosted = [...]struct{ end, upstream, provider, title string }{
	{".olc.protection.outlook.com", "smtp-mail.outlook.com:587", "microsoft", "Outlook.com"},
	{".mail.protection.outlook.com", "smtp.office365.com:587", "microsoft", "Microsoft 365"},
	{".mx.microsoft", "smtp.office365.com:587", "microsoft", "Microsoft 365"},
	{".google.com", "smtp.gmail.com:587", "google", "Google"},
	{".googlemail.com", "smtp.gmail.com:587", "google", "Google"},
}

// mx tells Google's and Microsoft's customers by where their mail goes. What is named is built in, so that DNS cannot lead elsewhere.
func (q query) mx(ctx context.Context) []Found {
	records, err := q.Resolver.LookupMX(ctx, q.address.Domain)
	if err != nil {
		return nil
	}
	for _, r := range records {
		host := strings.ToLower(strings.TrimSuffix(r.Host, "."))
		for _, h := range hosted {
			if strings.HasSuffix(host, h.end) {
				return []Found{{Source: SourceMX, Provider: h.title, Account: Account{
					Upstream: h.upstream, Security: SecurityStartTLS, Auth: AuthOAuth, Provider: h.provider,
				}}}
			}
		}
	}
	return nil
}

// guess tries usual names: smtp and mail of the domain, and the server that takes its mail. Only one whose certificate is right
// counts.
func (q query) guess(ctx context.Context) []Found {
	hosts := []string{"smtp." + q.address.Domain, "mail." + q.address.Domain}
	if records, err := q.Resolver.LookupMX(ctx, q.address.Domain); err == nil && len(records) > 0 {
		hosts = append(hosts, strings.TrimSuffix(records[0].Host, "."))
	}
	var tries []Account
	for _, host := range hosts {
		tries = append(tries,
			Account{Upstream: net.JoinHostPort(host, "465"), Security: SecurityImplicit, Auth: AuthPassthrough},
			Account{Upstream: net.JoinHostPort(host, "587"), Security: SecurityStartTLS, Auth: AuthPassthrough})
	}
	answers := make([]bool, len(tries))
	var group sync.WaitGroup
	for i, a := range tries {
		group.Go(func() { answers[i] = q.trial().Try(ctx, a, Credentials{}).OK })
	}
	group.Wait()
	var found []Found
	for i, a := range tries {
		if answers[i] {
			found = append(found, Found{Source: SourceGuess, Account: a})
		}
	}
	return found
}

// trial connects as the search does.
func (q query) trial() Trial {
	return Trial{Dial: q.dialer("", false), Roots: q.Roots}
}
