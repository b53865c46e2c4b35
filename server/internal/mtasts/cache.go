package mtasts

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
	"golang.org/x/sync/singleflight"

	"sekisho/server/internal/resolver"
)

const (
	refreshes  = 24 * time.Hour  // RFC 8461, 3.3: "e.g., once per day"
	rests      = 5 * time.Minute // after a fetch that did not succeed
	maxDomains = 10_000
)

// Cache finds and keeps policies. Its fields must not change once in use.
type Cache struct {
	Resolver *resolver.Resolver
	Fetcher  *Fetcher
	File     string           // where policies outlive the process; empty: nowhere
	Now      func() time.Time // nil: time.Now
	Log      *slog.Logger

	once   sync.Once
	mu     sync.Mutex
	known  map[string]entry
	failed map[string]time.Time // domains whose last fetch did not succeed
	fetch  singleflight.Group
	save   sync.Mutex
}

// entry is a policy and when it was fetched.
type entry struct {
	Policy  Policy    `json:"policy"`
	ID      string    `json:"id"`
	Fetched time.Time `json:"fetched"`
}

func (e entry) ends() time.Time { return e.Fetched.Add(e.Policy.MaxAge) }

func (c *Cache) now() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

// Policy returns the policy that is in force for a domain (in A-labels). ok is false where there is none, or none can be got and none was
// known.
func (c *Cache) Policy(ctx context.Context, domain string) (p Policy, ok bool) {
	c.once.Do(c.load)
	domain = strings.ToLower(domain)
	e, known := c.get(domain)
	id, published := c.id(ctx, domain)
	switch {
	case !published:
		return e.Policy, known // what was known stays in force until its time is over
	case known && e.ID == id && c.now().Sub(e.Fetched) < refreshes:
		return e.Policy, true
	case c.resting(domain):
		return e.Policy, known
	}
	fresh, err, _ := c.fetch.Do(domain, func() (any, error) { return c.renew(ctx, domain, id) })
	if err != nil {
		c.Log.LogAttrs(ctx, slog.LevelWarn, "get an MTA-STS policy", slog.String("domain", domain), slog.Bool("known", known), slog.Any("error", err))
		return e.Policy, known
	}
	return fresh.(entry).Policy, true //nolint:forcetypeassert // renew returns nothing else
}

// id is what the domain's TXT record says now.
func (c *Cache) id(ctx context.Context, domain string) (string, bool) {
	a, err := c.Resolver.Lookup(ctx, "_mta-sts."+domain, dns.TypeTXT)
	if err != nil {
		return "", false
	}
	var texts []string
	for _, rr := range a.Records {
		if t, ok := rr.(*dns.TXT); ok {
			texts = append(texts, strings.Join(t.Txt, ""))
		}
	}
	return ParseRecord(texts)
}

// renew fetches a policy and keeps it.
func (c *Cache) renew(ctx context.Context, domain, id string) (entry, error) {
	p, err := c.Fetcher.Fetch(context.WithoutCancel(ctx), domain) // others wait for it too
	e := entry{p, id, c.now()}
	c.mu.Lock()
	if err != nil {
		if len(c.failed) >= maxDomains {
			clear(c.failed)
		}
		c.failed[domain] = c.now()
		c.mu.Unlock()
		return e, err
	}
	delete(c.failed, domain)
	c.makeRoom()
	c.known[domain] = e
	c.mu.Unlock()
	c.store(ctx)
	return e, nil
}

// get returns what is known and not over.
func (c *Cache) get(domain string) (entry, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.known[domain]
	if ok && !c.now().Before(e.ends()) {
		delete(c.known, domain)
		return entry{}, false
	}
	return e, ok
}

func (c *Cache) resting(domain string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.failed[domain]
	return ok && c.now().Sub(at) < rests
}

// makeRoom forgets what is over; where that is not enough, what was fetched the longest ago. The lock is held.
func (c *Cache) makeRoom() {
	if len(c.known) < maxDomains {
		return
	}
	oldest, at := "", c.now()
	for domain, e := range c.known {
		if !c.now().Before(e.ends()) {
			delete(c.known, domain)
		} else if !e.Fetched.After(at) {
			oldest, at = domain, e.Fetched
		}
	}
	if len(c.known) >= maxDomains {
		delete(c.known, oldest)
	}
}
