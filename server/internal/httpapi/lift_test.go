package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sekisho/server/api"
)

var longText = strings.Repeat("お世話になっております。\\n", 40)

// liftable are drafts as doors send them, and objects that are made to be misread.
var liftable = []string{
	`{"intent":"send","door":{"name":"outlook","version":"1"},"from":{"address":"a@b"},"recipients":[{"address":"body","field":"to"}],"subject":"\"body\":","body":"` + longText + `","attachments":[]}`,
	` { "attachments" : [ {"name":"}],","size":1} ] , "body" : "` + longText + `" } `,
	`{"body":"` + longText + `","body":"` + longText + `"}`,
	`{"body":"` + longText + `","subject":"x"`,
	`{"body":"` + longText + `"}}`,
	`{"body":"` + longText + `","unknown":1}`,
	`{"subject":1 "body":"` + longText + `"}`,
	`{"from":{"body":"` + longText + `"}}`,
	`{"from":{"address":"\\"},"body":"` + longText + `\\\\"}`,
	`{"from":[}],"body":"` + longText + `"}`,
	`{"bod\u0079":"` + longText + `"}`,
	`{"body":"` + longText + `\u3042\ud83d\ude00"}`,
	`{"body":"` + longText + `\ud83d"}`,
	`{"body":"` + longText + `\x"}`,
	`{"body":"` + longText + "\x01\xff" + `"}`,
	`{"body":"` + longText + "\xe3\x81" + `"}`,
	`{"body":"` + longText + "é😀\xed\xa0\x80" + `"}`,
	`{"body":"` + longText + `/\/\b\f\r\t\"é😀—"}`,
	`{"body":"` + longText, `{"body":` + longText, `{"body"`, `{`, ``, `[]`, `{"body":["` + longText + `"]}`, `{"body":null}`, `{"body":"short"}`,
}

// checkLift holds what is read with lifting against what is read without.
func checkLift(t *testing.T, data []byte) (lifted bool) {
	t.Helper()
	var got, want api.Draft
	before := bytes.Clone(data)
	gotErr, wantErr := unmarshalDraft(data, &got), strictly(data, &want)
	if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
		t.Errorf("%.200q: %v, want %v", data, gotErr, wantErr)
	}
	if !reflect.DeepEqual(got, want) && wantErr == nil {
		t.Errorf("%.200q: got %+v, want %+v", data, got, want)
	}
	if !bytes.Equal(data, before) {
		t.Errorf("%.200q was changed", before)
	}
	_, _, lifted = lift(data, "body")
	return lifted
}

func TestLift(t *testing.T) {
	for _, s := range liftable {
		checkLift(t, []byte(s))
	}
	for _, i := range [...]int{0, 1, 8, 17} {
		if !checkLift(t, []byte(liftable[i])) {
			t.Errorf("nothing is lifted out of %q", liftable[i])
		}
	}
	own, err := json.Marshal(draft(func(d *api.Draft) { d.Body = letter(1) }))
	if err != nil || !checkLift(t, own) {
		t.Errorf("nothing is lifted out of a letter: %v", err)
	}
}

func FuzzLift(f *testing.F) {
	for _, s := range liftable {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkLift(t, []byte(s))
		checkLift(t, []byte(strings.ReplaceAll(s, `"x"`, `"`+longText+`"`)))
	})
}

func BenchmarkReadDraft(b *testing.B) {
	data, err := json.Marshal(draft(func(d *api.Draft) { d.Body = letter(1) }))
	if err != nil {
		b.Fatal(err)
	}
	for name, read := range map[string]func(*api.Draft) error{
		"lifted": func(d *api.Draft) error { return unmarshalDraft(data, d) }, "whole": func(d *api.Draft) error { return strictly(data, d) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var d api.Draft
				if err := read(&d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
