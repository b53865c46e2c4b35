package service

import (
	"context"

	"sekisho/server/internal/desk"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/notice"
	"sekisho/server/internal/outbound"
	"sekisho/server/internal/page"
)

// notices is what tells people of their mail.
func (s *service) notices(g *gateway, host string) *notice.Worker {
	return &notice.Worker{
		Org: s.org, Organization: s.config.Organization.Name, Records: s.store, Policies: s.policies, Tokens: s.links, Spool: g.spool,
		Originals: outbound.Spooled{Spool: g.spool, Records: s.store}, Origin: s.origin(), From: s.config.NoticesFrom, Host: host,
		Queued: g.queue.Wake, Log: s.log,
	}
}

// keeper moves held mails for people; the gateway has one like it.
func (s *service) keeper() *hold.Keeper {
	return &hold.Keeper{Records: s.store, People: hold.Directory{Store: s.store}, Policies: s.policies}
}

// pages are what links in notices lead to.
func (s *service) pages(confirms *desk.Desk) *page.Pages {
	return &page.Pages{Links: s.links, Records: s.store, Holds: s.keeper(), Desk: confirms, Policies: s.policies, Moved: s.moved, Log: s.log}
}

// origin is where people find our pages.
func (s *service) origin() string {
	switch {
	case s.config.PublicOrigin != "":
		return s.config.PublicOrigin
	case s.certificate != nil:
		return "https://" + s.listeners.addresses().HTTP
	}
	return "http://" + s.listeners.addresses().HTTP
}

// moved tells the workers that somebody moved a held mail. It never waits.
func (s *service) moved() {
	select {
	case s.stirred <- struct{}{}:
	default:
	}
}

// stir wakes the workers after each such move.
func (s *service) stir(ctx context.Context, wake ...func()) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.stirred:
			for _, w := range wake {
				w()
			}
		}
	}
}
