package service

import (
	"net/url"
	"slices"

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
