package oauth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"sekisho/desktop/internal/locations"
)

// Client is what a provider knows the program by. An administrator gets it by registering the program there.
type Client struct {
	ID     string   `json:"clientId"`
	Secret string   `json:"clientSecret,omitempty"` // no secret in a program on people's computers; some providers want one all the same
	Tenant string   `json:"tenant,omitempty"`       // Microsoft: the organisation; empty: common
	Scopes []string `json:"scopes,omitempty"`       // empty: the preset's
}

// Clients are clients by provider: a preset's name, or an issuer.
type Clients map[string]Client

// maxClients bounds a file of clients.
const maxClients = 64 << 10

// LoadClients reads the clients of an installation: a person's own file, and over it what an administrator set for the computer.
// Neither need be there.
func LoadClients(p locations.Places) (Clients, error) {
	all := Clients{}
	for _, path := range []string{p.Providers(), p.ManagedProviders()} {
		if err := all.read(path); err != nil {
			return nil, fmt.Errorf("read sign-in services %s: %w", path, err)
		}
	}
	return all, nil
}

func (c Clients) read(path string) error {
	f, err := os.Open(path) //nolint:gosec // a file of ours
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written
	data, err := io.ReadAll(io.LimitReader(f, maxClients+1))
	if err != nil {
		return err
	}
	if len(data) > maxClients {
		return fmt.Errorf("it is larger than %d octets", maxClients)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(&c)
}

// SetClient keeps a client in the person's own file.
func SetClient(p locations.Places, provider string, client Client) error {
	own := Clients{}
	if err := own.read(p.Providers()); err != nil {
		return fmt.Errorf("read sign-in services %s: %w", p.Providers(), err)
	}
	own[provider] = client
	data, err := json.MarshalIndent(own, "", "  ") //nolint:gosec // what a desktop program is given as a client secret is none (RFC 8252, 8.5)
	if err != nil {
		return err
	}
	return locations.Write(p.Providers(), append(data, '\n'))
}

// of returns the client of a provider.
func (c Clients) of(provider string) (Client, error) {
	client, ok := c[provider]
	if !ok || client.ID == "" {
		return Client{}, fmt.Errorf("%w: %q; ask your administrator for it, or register Sekisho there and name the client id with --client-id", ErrClient, provider)
	}
	return client, nil
}
