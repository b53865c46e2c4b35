package desk

import (
	"fmt"
	"time"

	"sekisho/server/internal/store"
	"sekisho/server/pass"
)

// ServerKey is the name under which an organisation's own pass key is known. Devices' keys have their own.
const ServerKey = "server"

// sign makes the pass that a confirmed mail carries to the gateway.
func (d *Desk) sign(org store.Org, keys store.Keys, door, transit string, until time.Time) (string, error) {
	now := d.now()
	token, err := pass.Sign(pass.Signer{ID: ServerKey, Key: keys.Pass}, pass.Claims{
		Issuer: ServerKey, ID: store.NewID(), Organization: org.ID(), Door: door, Transit: transit, IssuedAt: now, ExpiresAt: until,
	})
	if err != nil {
		return "", fmt.Errorf("sign a pass: %w", err)
	}
	return token, nil
}
