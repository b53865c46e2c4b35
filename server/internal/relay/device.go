package relay

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"sekisho/server/internal/store"
	"sekisho/server/pass"
)

// signedByDevice is a pass that a device signed while it could not reach the server, and whose it is.
type signedByDevice struct {
	claims pass.Claims
	key    pass.Key // of its fingerprints and marks
	who    store.Who
}

// useDevicePass uses a device's pass up for this mail, or says why it cannot serve. What it was signed for may have been recorded by
// now: then the record counts, so that nothing serves twice.
func (g *Gateway) useDevicePass(ctx context.Context, m *mail, device string) (string, error) {
	p, reason, err := g.verifyDevice(ctx, m, device)
	if err != nil || reason != "" {
		return reason, err
	}
	r, err := g.Records.ConfirmationOfCheck(ctx, g.Org, p.who, p.claims.ID)
	switch {
	case err == nil:
		return g.use(ctx, m, r)
	case !errors.Is(err, store.ErrNotFound):
		return "", fmt.Errorf("look for the record of a pass: %w", err)
	case pass.TransitLike(p.key, p.claims.Transit, m.message) != p.claims.Transit:
		return "確認後に内容が変わりました / the mail was changed after it was confirmed", nil
	case !pass.Marked(p.key, p.claims.Marks, m.Addresses(), m.verdict.Confirm, m.members):
		return "確認後に確認項目が増えています / something is asked now that was not confirmed", nil
	}
	details := map[string]string{"pass": p.claims.ID, "device": device}
	err = g.Records.UsePass(ctx, g.Org, p.claims.ID, m.messageID, m.Addresses(), p.claims.ExpiresAt, m.entry("mail.confirmed", details))
	if used := (*store.UsedError)(nil); errors.As(err, &used) {
		return "確認は一度しか使えません / this confirmation was used up by another mail", nil
	}
	if err != nil {
		return "", fmt.Errorf("use the pass: %w", err)
	}
	return "", nil
}

// verifyDevice reads the pass with the device's own key. A device that was revoked, or whose person may no longer sign in, signs nothing.
func (g *Gateway) verifyDevice(ctx context.Context, m *mail, device string) (signedByDevice, string, error) {
	if !m.settings.Pass.Offline {
		return signedByDevice{}, invalidPass("the policy takes no passes that devices sign"), nil
	}
	d, u, err := g.Records.Device(ctx, g.Org, device)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return signedByDevice{}, invalidPass("no such device"), nil
	case err != nil:
		return signedByDevice{}, "", fmt.Errorf("look for a device: %w", err)
	case !d.Revoked.IsZero() || !u.Disabled.IsZero():
		return signedByDevice{}, invalidPass("the device was revoked"), nil
	}
	public, ok := publicKey(d)
	if !ok {
		return signedByDevice{}, invalidPass("the device has no key"), nil
	}
	keys := pass.Keys{Organization: g.Org.ID(), Public: map[string]ed25519.PublicKey{pass.DeviceSigner(device): public}}
	c, err := pass.Verify(keys, m.token, g.now())
	switch {
	case err != nil:
		return signedByDevice{}, badPass(err), nil
	case c.Issuer != pass.DeviceSigner(device):
		return signedByDevice{}, invalidPass("it is issued by another"), nil
	case !g.now().Before(c.IssuedAt.Add(m.settings.Pass.Gateway)): // a device does not set how long its word counts
		return signedByDevice{}, invalidPass("expired: " + c.IssuedAt.Add(m.settings.Pass.Gateway).UTC().Format(time.RFC3339)), nil
	}
	return signedByDevice{c, pass.DeviceKey(m.keys.Fingerprint, device), d.Who}, "", nil
}

// publicKey is the key that a device registered; false: none that could be one.
func publicKey(d store.Device) (ed25519.PublicKey, bool) {
	key, err := base64.StdEncoding.DecodeString(d.PublicKey)
	return key, err == nil && len(key) == ed25519.PublicKeySize
}
