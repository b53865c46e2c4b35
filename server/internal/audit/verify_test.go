package audit

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var start = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

func testKey(b byte) Key {
	var k Key
	for i := range k {
		k[i] = b
	}
	return k
}

func signer(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(slices.Repeat([]byte{b}, ed25519.SeedSize))
}

// chainOf makes n rows of organisation "main" under key.
func chainOf(t *testing.T, key Key, n int, subject string) []Row {
	t.Helper()
	var rows []Row
	var prev Value
	for i := range n {
		r, err := Seal(key, prev, "main", int64(i+1), Prepare(Entry{
			Time: start.Add(time.Duration(i) * time.Minute), Event: "check.recorded", Issuer: "sekisho-device", Subject: "u1", Door: "outlook",
			Object: fmt.Sprint("check-", i+1), Action: "confirm", PolicyVersion: 3, Details: map[string]string{"findings": "recipient.external"},
			Account: "sato@example.co.jp", Recipients: []string{"tanaka@example.com", "suzuki@example.org"}, MailSubject: subject,
		}))
		if err != nil {
			t.Fatal(err)
		}
		prev = r.Value
		rows = append(rows, r)
	}
	return rows
}

func chain(rows []Row, checkpoints ...Checkpoint) Chain {
	return Chain{
		Org: "main", Key: testKey(1), Public: signer(2).Public().(ed25519.PublicKey), Rows: sequence(rows), Checkpoints: checkpoints,
	}
}

func point(rows []Row, n int) Checkpoint {
	return Sign(signer(2), "main", int64(n), rows[n-1].Value, start.Add(time.Hour))
}

func TestVerify(t *testing.T) {
	whole := chainOf(t, testKey(1), 10, "見積書")
	good := func(name string, c Chain, want Report) {
		t.Helper()
		if got, err := Verify(c); err != nil || got != want {
			t.Errorf("%s: Verify = %+v, %v, want %+v, nil", name, got, err, want)
		}
	}
	bad := func(name string, c Chain, want string) {
		t.Helper()
		_, err := Verify(c)
		if err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", name, err, want)
		}
		if err != nil && !IsBroken(err) {
			t.Errorf("%s: %v is not a BrokenError", name, err)
		}
	}
	edit := func(f func(rows []Row) []Row) []Row { return f(slices.Clone(whole)) }

	good("whole", chain(whole), Report{Rows: 10})
	good("checkpoints", chain(whole, point(whole, 4), point(whole, 10)), Report{Rows: 10, Checkpoints: 2})
	good("empty", chain(nil), Report{})

	flipped := edit(func(r []Row) []Row { r[4].Event = "check.recordee"; return r })
	bad("flipped byte", chain(flipped), "row 5: the contents do not match the chain value")
	bad("flipped value", chain(edit(func(r []Row) []Row { r[4].Value[31] ^= 1; return r })), "row 5: the contents do not match the chain value")
	bad("flipped detail", chain(edit(func(r []Row) []Row {
		r[2].Details = map[string]string{"findings": "recipient.internal"}
		return r
	})), "row 3: the contents do not match the chain value")
	bad("clear text", chain(edit(func(r []Row) []Row {
		r[2].Personal = slices.Clone(r[2].Personal)
		r[2].Personal[1].Clear = "evil@example.com"
		return r
	})), "row 3: the clear text of a recipient does not match its hash")
	bad("hash", chain(edit(func(r []Row) []Row {
		r[2].Personal = personal(Entry{Account: "a", Recipients: []string{"b", "c"}, MailSubject: "d"})
		return r
	})), "row 3: the contents do not match the chain value")
	bad("removed middle", chain(slices.Delete(slices.Clone(whole), 4, 6)), "row 5: missing: the next row is 7")
	bad("removed and renumbered", chain(edit(func(r []Row) []Row {
		r = slices.Delete(r, 4, 5)
		for i := range r {
			r[i].N = int64(i + 1)
		}
		return r
	})), "row 5: the contents do not match the chain value")
	bad("removed tail", chain(whole[:7], point(whole, 4), point(whole, 10)),
		"row 8: missing: rows 8 to 10 were there at the checkpoint of 2026-04-01T10:00:00Z")
	bad("removed head", chain(whole[1:]), "row 1: missing: the next row is 2")
	bad("doubled row", chain(slices.Insert(slices.Clone(whole), 3, whole[2])), `row 4: found row 3 of "main" in its place`)
	bad("swapped contents", chain(edit(func(r []Row) []Row {
		r[3], r[4] = r[4], r[3]
		r[3].N, r[4].N = 4, 5
		return r
	})), "row 4: the contents do not match the chain value")
	bad("swapped rows", chain(edit(func(r []Row) []Row { r[3], r[4] = r[4], r[3]; return r })), "row 4: missing: the next row is 5")
	bad("another organisation's rows", Chain{Org: "other", Key: testKey(1), Rows: sequence(whole)}, `row 1: found row 1 of "main" in its place`)

	bad("rewritten without the key", chain(chainOf(t, testKey(9), 10, "別件")), "row 1: the contents do not match the chain value")
	rewritten := chainOf(t, testKey(1), 12, "別件")
	const old = "the chain was rewritten or an old copy of the database was put back"
	bad("old copy, written on with the key", chain(rewritten, point(whole, 10)),
		"row 10: the value is not that of the checkpoint of 2026-04-01T10:00:00Z: "+old)
	bad("old copy, checkpoint written again", chain(rewritten, point(whole, 10), point(rewritten, 10)),
		"row 10: two checkpoints (2026-04-01T10:00:00Z, 2026-04-01T10:00:00Z) have different values: "+old)

	forged := point(whole, 10)
	forged.Count = 7
	bad("forged checkpoint", chain(whole, forged), "checkpoint of 2026-04-01T10:00:00Z at 7 rows: the signature is not ours")
	foreign := Sign(signer(3), "main", 10, whole[9].Value, start)
	bad("foreign checkpoint", chain(whole, foreign), "checkpoint of 2026-04-01T09:00:00Z at 10 rows: the signature is not ours")
	known := chain(whole, point(whole, 4))
	known.Known = []Checkpoint{point(whole, 4), point(whole, 10)}
	bad("cut checkpoint file", known, "the checkpoint of 2026-04-01T10:00:00Z at 10 rows is missing from the checkpoint file")
}

func TestVerifyPassesOnReadErrors(t *testing.T) {
	cause := errors.New("disk gone")
	c := chain(nil)
	c.Rows = func(yield func(Row, error) bool) { yield(Row{}, cause) }
	if _, err := Verify(c); !errors.Is(err, cause) || IsBroken(err) {
		t.Errorf("Verify = %v, want the cause, not a broken chain", err)
	}
}

func TestEraseKeepsTheChain(t *testing.T) {
	rows := chainOf(t, testKey(1), 3, "面談の件")
	before := point(rows, 3)
	erased, n := Erase(rows[1], func(_, clear string) bool { return clear == "tanaka@example.com" })
	if n != 1 {
		t.Fatalf("Erase took %d values, want 1", n)
	}
	if text := fmt.Sprintf("%+v", erased); strings.Contains(text, "tanaka") {
		t.Errorf("the erased row still says tanaka: %s", text)
	}
	if !strings.Contains(fmt.Sprintf("%+v", erased), "suzuki@example.org") {
		t.Error("Erase took another recipient's address too")
	}
	if !strings.Contains(fmt.Sprintf("%+v", rows[1]), "tanaka@example.com") {
		t.Error("Erase changed the row it was given")
	}
	rows[1] = erased
	if _, err := Verify(chain(rows, before)); err == nil || err.Error() != "row 2: a value was erased and no row tells of it" {
		t.Errorf("without a record: Verify = %v", err)
	}
	record, err := Seal(testKey(1), rows[2].Value, "main", 4, Prepare(Entry{Time: start, Event: EventErased, Details: map[string]string{DetailRows: "2"}}))
	if err != nil {
		t.Fatal(err)
	}
	want := Report{Rows: 4, Checkpoints: 1, Erased: 1}
	if got, err := Verify(chain(append(rows, record), before)); err != nil || got != want {
		t.Errorf("with a record: Verify = %+v, %v, want %+v", got, err, want)
	}
	if _, n := Erase(erased, func(_, clear string) bool { return clear == "tanaka@example.com" }); n != 0 {
		t.Errorf("erasing twice took %d values, want 0", n)
	}
}

func TestSaltsDiffer(t *testing.T) {
	rows := chainOf(t, testKey(1), 2, "x")
	for i, p := range rows[0].Personal {
		if q := rows[1].Personal[i]; p.Hash == q.Hash || p.Salt == q.Salt {
			t.Errorf("%s: equal salt or hash in two rows: guesses could be tried against both", p.Kind)
		}
	}
}

func TestCanonicalIsInjective(t *testing.T) {
	forms := map[string]string{}
	for name, r := range map[string]Row{
		"a|bc":         {Org: "a", Event: "bc"},
		"ab|c":         {Org: "ab", Event: "c"},
		"issuer":       {Issuer: "x"},
		"subject":      {Subject: "x"},
		"number":       {N: 1},
		"version":      {PolicyVersion: 1},
		"one detail":   {Details: map[string]string{"a": "bc"}},
		"other detail": {Details: map[string]string{"ab": "c"}},
		"two details":  {Details: map[string]string{"a": "b", "c": ""}},
		"personal":     {Personal: []Personal{{Kind: "a", Hash: "bc"}}},
	} {
		form := string(r.canonical())
		if other, ok := forms[form]; ok {
			t.Errorf("rows %q and %q have one canonical form", name, other)
		}
		forms[form] = name
	}
}

func TestSealRefusesLongEntries(t *testing.T) {
	_, err := Seal(testKey(1), Value{}, "main", 1, Prepare(Entry{Event: "x", Details: map[string]string{"a": strings.Repeat("x", MaxRow)}}))
	if !errors.Is(err, ErrTooLong) {
		t.Errorf("Seal = %v, want ErrTooLong", err)
	}
}

func TestParseValue(t *testing.T) {
	v := chainOf(t, testKey(1), 1, "")[0].Value
	if got, err := ParseValue(v.String()); err != nil || got != v {
		t.Errorf("ParseValue(%s) = %s, %v", v, got, err)
	}
	for _, s := range []string{"", "zz", v.String() + "00", v.String()[2:]} {
		if _, err := ParseValue(s); err == nil {
			t.Errorf("ParseValue(%q) gave no error", s)
		}
	}
}
