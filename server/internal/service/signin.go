package service

import (
	"net/url"
	"slices"
	"strings"

	"sekisho/server/internal/config"
	"sekisho/server/internal/httpapi"
)

// addinSignIn is how the add-in gets tokens for this server; the zero value: by enrolment codes alone.
func addinSignIn(issuers []config.Issuer) httpapi.AddinSignIn {
	for _, i := range issuers {
		if i.AddinClient != "" {
			return httpapi.AddinSignIn{Client: i.AddinClient, Authority: i.SignInAt(), Resource: i.Resource, Scope: i.Scope}
		}
	}
	return httpapi.AddinSignIn{}
}

// desktopSignIn is how the desktop companion gets a token to enrol with; the zero value: by enrolment codes alone.
func desktopSignIn(issuers []config.Issuer) httpapi.DesktopSignIn {
	for _, i := range issuers {
		if i.DesktopClient == "" {
			continue
		}
		scope, at := i.Scope, i.Issuer
		if len(i.Tenants) > 0 { // Entra's scopes bear the name of what they are of
			resource := i.Resource
			if resource == "" {
				resource = "api://" + i.Audiences[0]
			}
			scope, at = resource+"/"+scope, strings.ReplaceAll(at, "{tenantid}", i.Tenants[0])
		}
		return httpapi.DesktopSignIn{Issuer: at, Client: i.DesktopClient, Scopes: []string{"openid", scope}}
	}
	return httpapi.DesktopSignIn{}
}

// signInOrigins are where the add-in's pages ask for tokens: the issuers' own origins.
func signInOrigins(issuers []config.Issuer) []string {
	var origins []string
	for _, i := range issuers {
		u, err := url.Parse(i.Issuer)
		if err != nil || u.Scheme != "https" || u.Host == "" {
			continue // package auth refuses it
		}
		if o := "https://" + u.Host; !slices.Contains(origins, o) {
			origins = append(origins, o)
		}
	}
	return origins
}
