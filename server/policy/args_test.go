package policy

import (
	"encoding/json"
	"reflect"
	"testing"
)

// Arguments are written as a map would be, and read again as they were.
func TestArgsAreAnObject(t *testing.T) {
	for _, values := range []map[string]any{
		nil, {}, {"a": "x"}, {"b": int64(-3), "a": `q"<\>&`, "c": []string{"ア", "\u2028"}, "d": true, "e": []string{}, "f": "line\nend", "g": "\xff"},
	} {
		args := ArgsOf(values)
		got, err := json.Marshal(args)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := json.Marshal(values)
		if values == nil {
			want = []byte("{}")
		}
		if string(got) != string(want) {
			t.Errorf("ArgsOf(%v) is written %s, want %s", values, got, want)
		}
		var again Args
		if err := json.Unmarshal(got, &again); err != nil {
			t.Fatal(err)
		}
		for name := range values {
			if name != "g" && !reflect.DeepEqual(again.Get(name), values[name]) {
				t.Errorf("%s is read again as %#v, want %#v", name, again.Get(name), values[name])
			}
		}
		if again.Get("none") != nil {
			t.Error("an argument that is not there has a value")
		}
	}
	var a Args
	if err := json.Unmarshal([]byte(`[]`), &a); err == nil {
		t.Error("a list was read as arguments")
	}
}
