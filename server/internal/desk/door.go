package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"sekisho/server/api"
	"sekisho/server/internal/store"
)

// DoorPolicy is the part of the policy that a door needs while the server cannot be reached, signed by the
// organisation. Its version changes with the policy alone, so that a door fetches it once.
func (d *Desk) DoorPolicy(ctx context.Context, p Person) (api.SignedDoorPolicy, error) {
	pol, version, err := d.policies.Current(ctx, p.Org)
	if err != nil {
		return api.SignedDoorPolicy{}, fmt.Errorf("read the policy: %w", err)
	}
	doc := pol.Document()
	now := d.now().UTC().Truncate(time.Second)
	part := api.DoorPolicy{
		IssuedAt: now, ExpiresAt: now.Add(doc.Settings.CacheFor), Organization: doc.Organization.Name,
		Internal: doc.Organization.Domains.Items, Subdomains: doc.Organization.Subdomains, SenderDomain: doc.Organization.SenderDomain,
		Unreachable: api.DoorPolicyUnreachable(doc.Settings.Unreachable), Gateway: doc.Settings.Gateway.Present,
	}
	part.Version = fmt.Sprintf("%d-%s", version, digest(pol.Version()))
	signature, err := d.signDoor(ctx, p.Org, part)
	return api.SignedDoorPolicy{Policy: part, Signature: signature}, err
}

func digest(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:6])
}

// signDoor signs the JSON of a door's policy as a compact EdDSA JWS (RFC 7515, RFC 8037).
func (d *Desk) signDoor(ctx context.Context, org store.Org, part api.DoorPolicy) (string, error) {
	keys, err := d.records.Keys(ctx, org)
	if err != nil {
		return "", fmt.Errorf("read the keys: %w", err)
	}
	claims := jwt.MapClaims{}
	data, err := json.Marshal(part)
	if err == nil {
		err = json.Unmarshal(data, &claims)
	}
	if err != nil {
		return "", fmt.Errorf("sign the door's policy: %w", err)
	}
	return jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims).SignedString(keys.Pass)
}
