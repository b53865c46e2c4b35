package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// These values are written into a script as they are: none may hold a sign that ends a text there.
var (
	applicationID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	authorityForm = regexp.MustCompile(`^https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._-]+)+/?$`)
	resourceForm  = regexp.MustCompile(`^api://[A-Za-z0-9._:/-]+$`)
	scopeForm     = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
)

// addin checks how the add-in signs in. There is one way at most: a script is delivered before anybody has said who they are.
func (c *Config) addin() error {
	found := false
	for _, i := range c.OIDC {
		if i.AddinClient == "" {
			if i.Authority != "" || i.Resource != "" {
				return fmt.Errorf("oidc: issuer %q: authority and resource are for the add-in: write addinClient, or leave them out", i.Issuer)
			}
			continue
		}
		if found {
			return errors.New("oidc: addinClient is written twice: the add-in signs in in one way, so only one issuer can have it")
		}
		found = true
		if err := i.addin(); err != nil {
			return fmt.Errorf("oidc: issuer %q: %w", i.Issuer, err)
		}
	}
	return nil
}

func (i Issuer) addin() error {
	switch {
	case !applicationID.MatchString(i.AddinClient):
		return fmt.Errorf("addinClient %q is no application id: copy it from the app registration, in lower case, such as 11111111-2222-3333-4444-555555555555", i.AddinClient)
	case len(i.Clients) > 0 && !slices.Contains(i.Clients, i.AddinClient):
		return fmt.Errorf("addinClient %s is not in clients: the server would refuse the add-in's own tokens", i.AddinClient)
	case !scopeForm.MatchString(i.Scope):
		return fmt.Errorf("scope %q: the add-in needs the name of a scope, such as access_as_user", i.Scope)
	case i.Resource != "" && !resourceForm.MatchString(i.Resource):
		return fmt.Errorf("resource %q is no application id URI: write it as api://HOST/CLIENT", i.Resource)
	case !authorityForm.MatchString(i.SignInAt()) || !kept(i.SignInAt()):
		return fmt.Errorf("authority %q: write where people sign in, such as https://login.microsoftonline.com/organizations", i.SignInAt())
	case len(i.Audiences) > 0 && !slices.ContainsFunc(i.Audiences, i.audience):
		return fmt.Errorf("audiences %q has no application of Entra: write the application id, which is %s unless the API has one of its own", i.Audiences, i.AddinClient)
	}
	return nil
}

// audience tells whether Entra would write this into a token: an application's id, or its URI. Another issuer may write what it
// likes.
func (i Issuer) audience(a string) bool {
	entra := strings.Contains(i.Issuer, "{tenantid}") || strings.Contains(i.Issuer, ".microsoftonline.")
	return !entra || applicationID.MatchString(a) || resourceForm.MatchString(a)
}

// SignInAt is where people sign in for this issuer's tokens: Authority, or what follows from Issuer and Tenants.
func (i Issuer) SignInAt() string {
	if i.Authority != "" {
		return i.Authority
	}
	tenant := "organizations"
	if len(i.Tenants) == 1 {
		tenant = i.Tenants[0]
	}
	return strings.TrimSuffix(strings.ReplaceAll(i.Issuer, "{tenantid}", tenant), "/v2.0")
}

// kept reports whether nobody on the way can change what comes from there.
func kept(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || (u.Scheme == "http" && ((ip != nil && ip.IsLoopback()) || u.Hostname() == "localhost"))
}
