package oauthtest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// Page is what a browser shows in the end.
type Page struct {
	Status int
	Text   string
	Header http.Header
	URL    string
	Err    error
}

// Browser is a person with a browser: Open goes to an address, presses a button and follows where that leads.
type Browser struct {
	Deny  bool      // presses Deny
	Pages chan Page // the last page of each visit; has room for ten
	ctx   context.Context
}

// NewBrowser makes a browser that ends with ctx.
func NewBrowser(ctx context.Context) *Browser {
	return &Browser{Pages: make(chan Page, 10), ctx: ctx} //nolint:containedctx // a browser lives as long as its test
}

// Open visits an address as the system's browser would: it returns at once.
func (b *Browser) Open(address string) error {
	go func() { b.Pages <- b.visit(address) }()
	return nil
}

var (
	hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	unhtml = strings.NewReplacer("&amp;", "&", "&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&#43;", "+")
)

func (b *Browser) visit(address string) Page {
	page := b.do(http.MethodGet, address, nil)
	if page.Err != nil || page.Status != http.StatusOK {
		return page
	}
	fields := url.Values{"decision": {"allow"}}
	if b.Deny {
		fields.Set("decision", "deny")
	}
	for _, field := range hidden.FindAllStringSubmatch(page.Text, -1) {
		fields.Set(unhtml.Replace(field[1]), unhtml.Replace(field[2]))
	}
	there, err := url.Parse(address)
	if err != nil {
		return Page{Err: err}
	}
	return b.do(http.MethodPost, fmt.Sprintf("%s://%s/authorize", there.Scheme, there.Host), fields)
}

func (b *Browser) do(method, address string, fields url.Values) Page {
	req, err := http.NewRequestWithContext(b.ctx, method, address, strings.NewReader(fields.Encode()))
	if err != nil {
		return Page{Err: err}
	}
	if fields != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return Page{Err: err}
	}
	defer func() { _ = answer.Body.Close() }() // was read
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	return Page{answer.StatusCode, string(text), answer.Header, answer.Request.URL.String(), err}
}
