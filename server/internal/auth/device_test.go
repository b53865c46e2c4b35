package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

var noon = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

// house is a store with two organisations, and a clock.
type house struct {
	*store.Store
	at      time.Time
	devices *Devices
}

func (h *house) now() time.Time { return h.at }

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{at: noon}
	st, err := store.Open(context.Background(), store.Options{Dir: t.TempDir(), Now: h.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, id := range []string{"main", "other"} {
		if err := st.CreateOrganization(context.Background(), store.Organization{ID: id}); err != nil {
			t.Fatal(err)
		}
	}
	h.Store, h.devices = st, NewDevices(st, h.now)
	return h
}

var main = store.OrgOf("main")

// enrol makes a code for account and enrols a device with it.
func (h *house) enrol(t *testing.T, account string) (store.Device, string) {
	t.Helper()
	code, _, err := h.devices.NewCode(context.Background(), main, Owner{Account: account, Name: "佐藤", Language: "ja"}, 0, store.Who{})
	if err != nil {
		t.Fatal(err)
	}
	dev, token, err := h.devices.Enrol(context.Background(), "192.0.2.1:1", Enrolment{Code: code, Name: "PC"})
	if err != nil {
		t.Fatal(err)
	}
	return dev, token
}

func TestDeviceFromCodeToRevocation(t *testing.T) {
	h, ctx := newHouse(t), context.Background()
	dev, token := h.enrol(t, "Sato@Example.co.jp")
	got, err := h.devices.Identify(ctx, token)
	want := Identity{
		Org: main, Issuer: IssuerDevice, Subject: dev.Who.Subject, Account: "sato@example.co.jp", Roles: []Role{RoleSender}, Language: "ja",
		Name: "佐藤", Device: dev.ID,
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Identify = %+v, %v, want %+v", got, err, want)
	}
	if list, err := h.devices.List(ctx, main); err != nil || len(list) != 1 || !list[0].Seen.Equal(noon) || list[0].Name != "PC" {
		t.Errorf("List = %+v, %v, want the device, seen at noon", list, err)
	}
	second, _ := h.enrol(t, "sato@example.co.jp")
	if second.Who != dev.Who {
		t.Errorf("a second device of one account is %v, want %v", second.Who, dev.Who)
	}
	if err := h.devices.Revoke(ctx, main, dev.ID, store.Who{Subject: "admin"}); err != nil {
		t.Fatal(err)
	}
	_, err = h.devices.Identify(ctx, token)
	if err == nil || err.Error() != "auth: token-revoked: the device was revoked" {
		t.Errorf("after Revoke Identify = %v", err)
	}
	if err := h.devices.Revoke(ctx, main, dev.ID, store.Who{}); !errors.Is(err, store.ErrConflict) {
		t.Errorf("Revoke again = %v, want ErrConflict", err)
	}
	if err := h.devices.Revoke(ctx, store.OrgOf("other"), second.ID, store.Who{}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Revoke by another organisation = %v, want ErrNotFound", err)
	}
	var events []string
	for r, err := range h.AuditRows(ctx, main, 0) {
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, r.Event)
	}
	wantEvents := []string{"organization.created", "device.code-made", "device.enrolled", "device.code-made", "device.enrolled", "device.revoked"}
	if !reflect.DeepEqual(events, wantEvents) {
		t.Errorf("audit = %v, want %v", events, wantEvents)
	}
}

func TestCodesServeOnceAndInTime(t *testing.T) {
	h, ctx := newHouse(t), context.Background()
	make := func() string {
		c, expires, err := h.devices.NewCode(ctx, main, Owner{Account: "a@example.com"}, time.Hour, store.Who{})
		if err != nil || !expires.Equal(h.at.Add(time.Hour)) {
			t.Fatal(expires, err)
		}
		return c
	}
	enrol := func(e Enrolment) error {
		_, _, err := h.devices.Enrol(ctx, fmt.Sprint(h.at.UnixNano()), e)
		h.at = h.at.Add(time.Nanosecond)
		return err
	}
	first := make()
	other := strings.Replace(first, "main.", "other.", 1)
	for name, c := range map[string]struct {
		e    Enrolment
		want string
	}{
		"unknown":               {Enrolment{Code: newCode("main")}, "auth: code-invalid: the code is unknown or was used"},
		"another organisation":  {Enrolment{Code: other}, "auth: code-invalid: the code is unknown or was used"},
		"no such organisation":  {Enrolment{Code: newCode("nowhere")}, "auth: code-invalid: the code is unknown or was used"},
		"not a code":            {Enrolment{Code: "x"}, "auth: code-invalid: the code has no dot after the organisation"},
		"long name":             {Enrolment{Code: first, Name: strings.Repeat("長", 101)}, "auth: device-invalid: the device's name is longer than 100 characters or not UTF-8"},
		"a key that is no key":  {Enrolment{Code: first, PublicKey: "AAAA"}, "auth: device-invalid: the public key is not 32 octets in base64"},
		"a key that is no text": {Enrolment{Code: first, PublicKey: "%"}, "auth: device-invalid: the public key is not 32 octets in base64"},
	} {
		if err := enrol(c.e); err == nil || err.Error() != c.want {
			t.Errorf("%s: Enrol = %v, want %s", name, err, c.want)
		}
	}
	if err := enrol(Enrolment{Code: strings.ToLower(first), PublicKey: base64.StdEncoding.EncodeToString(make32())}); err != nil {
		t.Errorf("Enrol = %v", err)
	}
	if err := enrol(Enrolment{Code: first}); code(err) != CodeEnrolment {
		t.Errorf("Enrol again = %v, want %s", err, CodeEnrolment)
	}
	late := make()
	h.at = h.at.Add(time.Hour)
	if err := enrol(Enrolment{Code: late}); err == nil || err.Error() != "auth: code-expired: the code has expired" {
		t.Errorf("Enrol late = %v", err)
	}
}

func make32() []byte { return []byte("0123456789abcdef0123456789abcdef") }

func TestOnlyOneOfManyEnrolsWithACode(t *testing.T) {
	h, ctx := newHouse(t), context.Background()
	c, _, err := h.devices.NewCode(ctx, main, Owner{Account: "a@example.com"}, 0, store.Who{})
	if err != nil {
		t.Fatal(err)
	}
	answers := make(chan error)
	for i := range 20 {
		go func() {
			_, _, err := h.devices.Enrol(ctx, fmt.Sprint("r", i), Enrolment{Code: c})
			answers <- err
		}()
	}
	won := 0
	for range 20 {
		if err := <-answers; err == nil {
			won++
		} else if code(err) != CodeEnrolment {
			t.Errorf("Enrol = %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d devices enrolled with one code, want 1", won)
	}
}

func TestNewCodeRefusesAccounts(t *testing.T) {
	h := newHouse(t)
	for _, a := range []string{"", "sato", "@example.com", "sato@", "sa to@example.com"} {
		_, _, err := h.devices.NewCode(context.Background(), main, Owner{Account: a}, 0, store.Who{})
		if want := fmt.Sprintf("make enrolment code: %q is not a mail address: write it as person@example.co.jp", a); err == nil || err.Error() != want {
			t.Errorf("NewCode(%q) = %v, want %s", a, err, want)
		}
	}
}

func TestIdentifyRefusesTokens(t *testing.T) {
	h, ctx := newHouse(t), context.Background()
	_, token := h.enrol(t, "a@example.com")
	for name, c := range map[string][2]string{
		"damaged":              {token + "x", "auth: token-invalid: the device token is damaged"},
		"unknown":              {newToken("main"), "auth: token-invalid: the device token is unknown"},
		"another organisation": {strings.Replace(token, "_main_", "_other_", 1), "auth: token-invalid: the device token is unknown"},
		"no such organisation": {newToken("nowhere"), "auth: token-invalid: the device token is unknown"},
	} {
		if _, err := h.devices.Identify(ctx, c[0]); err == nil || err.Error() != c[1] {
			t.Errorf("%s: Identify = %v, want %s", name, err, c[1])
		}
	}
	id, err := h.devices.Identify(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	u, err := h.User(ctx, main, id.Who())
	if err != nil {
		t.Fatal(err)
	}
	u.Disabled = noon
	if err := h.PutUser(ctx, main, u, audit.Entry{Event: "user.disabled"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.devices.Identify(ctx, token); err == nil || err.Error() != "auth: token-revoked: the account is disabled" {
		t.Errorf("disabled: Identify = %v", err)
	}
}

func TestExpiredDeviceToken(t *testing.T) {
	h, ctx := newHouse(t), context.Background()
	c, _, err := h.devices.NewCode(ctx, main, Owner{Account: "a@example.com"}, 0, store.Who{})
	if err != nil {
		t.Fatal(err)
	}
	token := newToken("main")
	_, err = h.Enrol(ctx, main, store.Enrolling{Code: c, DeviceID: "d", Token: token, Expires: noon.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.devices.Identify(ctx, token); err != nil {
		t.Errorf("in time: %v", err)
	}
	h.at = noon.Add(time.Hour)
	if _, err := h.devices.Identify(ctx, token); err == nil || err.Error() != "auth: token-expired: the device token has expired" {
		t.Errorf("late: %v", err)
	}
}

func TestTriesAreLimited(t *testing.T) {
	h, ctx := newHouse(t), context.Background()
	try := func(remote string) string {
		_, _, err := h.devices.Enrol(ctx, remote, Enrolment{Code: newCode("main")})
		return code(err)
	}
	for i := range triesAllowed {
		if got := try(fmt.Sprint("192.0.2.7:", 1000+i)); got != CodeEnrolment {
			t.Fatalf("try %d: %s", i, got)
		}
	}
	if got := try("192.0.2.7:2000"); got != CodeTooMany {
		t.Errorf("one more try: %s, want %s", got, CodeTooMany)
	}
	if got := try("192.0.2.8:2000"); got != CodeEnrolment {
		t.Errorf("another address: %s, want %s", got, CodeEnrolment)
	}
	h.at = h.at.Add(triesWindow)
	if got := try("192.0.2.7:2000"); got != CodeEnrolment {
		t.Errorf("after the window: %s, want %s", got, CodeEnrolment)
	}
}

func TestLimiterIsBounded(t *testing.T) {
	l := newLimiter(func() time.Time { return noon })
	for i := range triesKept + 10 {
		if !l.allow(fmt.Sprint("host", i)) {
			t.Fatalf("first try of host%d refused", i)
		}
	}
	if len(l.tries) > triesKept {
		t.Errorf("%d addresses kept, limit %d", len(l.tries), triesKept)
	}
	for _, c := range [][2]string{{"192.0.2.1:5", "192.0.2.1"}, {"[2001:db8::1]:5", "2001:db8::/64"}, {"2001:db8::2", "2001:db8::/64"}, {"::ffff:192.0.2.1", "192.0.2.1"}, {"pipe", "pipe"}, {"[fe80::1%eth0]:1", "fe80::/64"}} {
		if got := network(c[0]); got != c[1] {
			t.Errorf("network(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

func TestOperator(t *testing.T) {
	h := newHouse(t)
	if got, err := Operator(context.Background(), h.Store, "main"); err != nil || got != main {
		t.Errorf("Operator = %v, %v", got, err)
	}
	if got, err := Operator(context.Background(), h.Store, "nowhere"); !errors.Is(err, store.ErrNotFound) || got != (store.Org{}) {
		t.Errorf("Operator of an unknown organisation = %v, %v", got, err)
	}
}

func TestSomebodySignedInAddsADevice(t *testing.T) {
	h, ctx := newHouse(t), context.Background()
	who := Identity{Org: main, Issuer: "https://idp.example", Subject: "42", Account: "sato@example.co.jp", Name: "佐藤", Roles: []Role{RoleSender, RoleAdmin}}
	dev, token, err := h.devices.Add(ctx, who, Enrolment{Name: "PC"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.devices.Identify(ctx, token)
	want := Identity{Org: main, Issuer: who.Issuer, Subject: "42", Account: who.Account, Name: "佐藤", Roles: []Role{RoleSender}, Device: dev.ID}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Identify = %+v, %v, want %+v: roles of a token are not a device's", got, err, want)
	}
	_, _, err = h.devices.Add(ctx, got, Enrolment{Name: "another"})
	if own := (*Error)(nil); !errors.As(err, &own) || own.Code != CodeRole {
		t.Errorf("a device enrols a device: %v, want %s", err, CodeRole)
	}
	if _, _, err := h.devices.Add(ctx, who, Enrolment{Name: "PC", PublicKey: "x"}); err == nil {
		t.Error("a public key of one character was taken")
	}
}
