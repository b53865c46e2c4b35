package httpapi

import (
	"bytes"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"
)

// AddinSignIn is how people in Outlook sign in by OpenID Connect. Its values stand in scripts as they are, so whoever sets it
// has seen to it that they hold letters, digits and -._:/ alone. None of it is secret. The zero value: by enrolment codes.
type AddinSignIn struct {
	Client    string // application id, a GUID
	Authority string // URL at which people sign in
	Resource  string // application id URI; empty: api://, the host under which the add-in was fetched, and Client
	Scope     string // name of the scope
}

// What stands in launchevent-entra.js for the values.
const (
	clientMark    = "sekisho-client.invalid"
	authorityMark = "https://sekisho-authority.invalid"
	scopeMark     = "api://sekisho-scope.invalid"
)

// signInFile is what the add-in's pages read: launchevent-entra.js has the same written into it. Empty texts: there is no
// such sign-in.
type signInFile struct {
	ClientID  string `json:"clientId"`
	Authority string `json:"authority"`
	Scope     string `json:"scope"`
}

// at gives the values under an origin: Office compares the resource's host with the add-in's.
func (s AddinSignIn) at(origin string) signInFile {
	if s.Client == "" {
		return signInFile{}
	}
	resource := s.Resource
	if u, err := url.Parse(origin); resource == "" && err == nil {
		resource = "api://" + u.Host + "/" + s.Client
	}
	return signInFile{ClientID: s.Client, Authority: s.Authority, Scope: resource + "/" + s.Scope}
}

// write fills in a launch event's script; the one for device tokens has nothing to fill in.
func (s AddinSignIn) write(script []byte, origin string) []byte {
	f := s.at(origin)
	for _, p := range [][2]string{{clientMark, f.ClientID}, {authorityMark, f.Authority}, {scopeMark, f.Scope}} {
		script = bytes.ReplaceAll(script, []byte(p[0]), []byte(p[1]))
	}
	return script
}

// file tells anybody how to sign in, for that comes before everything else.
func (s AddinSignIn) file(reach Reach) echo.HandlerFunc {
	return func(c echo.Context) error {
		origin, ok := reach.Of(c.Request())
		if !ok {
			return badHost()
		}
		c.Response().Header().Set("Cache-Control", "no-cache")
		return c.JSON(http.StatusOK, s.at(origin))
	}
}
