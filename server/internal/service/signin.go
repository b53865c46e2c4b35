package service

import (
	"net/url"
	"slices"

	"sekisho/server/internal/config"
)

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
