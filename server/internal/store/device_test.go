package store

import (
	"context"
	"reflect"
	"testing"
	"time"
)

func TestUser(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	u := User{Who: sato, Account: "Sato@example.co.jp", Name: "佐藤", Language: "ja", Roles: []string{"sender", "admin"}}
	must(t, s.PutUser(ctx, org, u, entry("user.put")))
	c.at = noon.Add(time.Hour)
	u.Name, u.Disabled = "佐藤花子", c.at
	must(t, s.PutUser(ctx, org, u, entry("user.put")))
	want := u
	want.Account, want.Created = "sato@example.co.jp", noon // kept from the first time
	if got, err := s.User(ctx, org, sato); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("User = %+v, %v, want %+v", got, err, want)
	}
	if list, err := s.Users(ctx, org); err != nil || len(list) != 1 {
		t.Errorf("Users = %v, %v, want one", list, err)
	}
	u.Language = "fr"
	if err := s.PutUser(ctx, org, u, entry("user.put")); err == nil {
		t.Error("a language without catalogue was taken")
	}
	_, err := s.User(ctx, org, Who{"x", "y"})
	wantErr(t, "User", err, ErrNotFound)
}

func TestEnrolAndToken(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	u := User{Who: sato, Account: "sato@example.co.jp", Roles: []string{"sender"}}
	add := func(code string) {
		must(t, s.AddEnrolment(ctx, org, u, Enrolment{Code: code, Expires: noon.Add(time.Hour)}, entry("device.code-made")))
	}
	enrol := func(code, id string) error {
		_, err := s.Enrol(ctx, org, Enrolling{Code: code, DeviceID: id, Name: "PC", PublicKey: "k", Token: "t-" + id})
		return err
	}
	add("one")
	add("late")
	wantErr(t, "an unknown code", enrol("none", "d0"), ErrNotFound)
	must(t, enrol("one", "d1"))
	wantErr(t, "a used code", enrol("one", "d2"), ErrNotFound)
	_, err := s.Token(ctx, org, "t-d2")
	wantErr(t, "the token of a refused device", err, ErrNotFound)

	must(t, s.TouchDevice(ctx, org, "d1", noon.Add(time.Minute)))
	must(t, s.TouchDevice(ctx, org, "d1", noon)) // an older sighting changes nothing
	k, err := s.Token(ctx, org, "t-d1")
	want := Device{ID: "d1", Who: sato, Name: "PC", PublicKey: "k", Created: noon, Seen: noon.Add(time.Minute)}
	if err != nil || !reflect.DeepEqual(k.Device, want) || k.User.Account != u.Account || !k.Revoked.IsZero() {
		t.Errorf("Token = %+v, %v, want %+v", k, err, want)
	}
	c.at = noon.Add(time.Hour)
	wantErr(t, "a code past its time", enrol("late", "d3"), ErrExpired)
	must(t, s.RevokeDevice(ctx, org, "d1", entry("device.revoked")))
	if k, err := s.Token(ctx, org, "t-d1"); err != nil || !k.Revoked.Equal(c.at) || !k.Device.Revoked.Equal(c.at) {
		t.Errorf("after RevokeDevice Token = %+v, %v, want both revoked", k, err)
	}
	wantErr(t, "RevokeDevice of none", s.RevokeDevice(ctx, org, "d9", entry("x")), ErrNotFound)
	if list, err := s.Devices(ctx, org); err != nil || len(list) != 1 || list[0].Revoked.IsZero() {
		t.Errorf("Devices = %+v, %v, want the revoked one", list, err)
	}
}

func TestSecretsAreKeptHashed(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	u := User{Who: sato, Account: "sato@example.co.jp"}
	must(t, s.AddEnrolment(ctx, org, u, Enrolment{Code: "the-code", Expires: noon.Add(time.Hour)}, entry("x")))
	_, err := s.Enrol(ctx, org, Enrolling{Code: "the-code", DeviceID: "d", Token: "the-token"})
	must(t, err)
	for _, q := range []string{`SELECT COUNT(*) FROM tokens WHERE org = ? AND hash = ?`, `SELECT COUNT(*) FROM enrolments WHERE org = ? AND hash = ?`} {
		for secret, want := range map[string]int{"the-token": 0, "the-code": 0} {
			var n int
			must(t, s.row(ctx, q, org.id, secret).Scan(&n))
			if n != want {
				t.Errorf("%q is kept in clear", secret)
			}
		}
	}
}
