package policy

import "testing"

func TestPiecesOf(t *testing.T) {
	for _, test := range []struct {
		in   string
		want pieces
	}{
		{"", pieces{{text: ""}}},
		{"plain", pieces{{text: "plain"}}},
		{"{count}", pieces{{"", valueCount}, {}}},
		{"a{recipients}b{files}", pieces{{"a", valueRecipients}, {"b", valueFiles}, {}}},
		{"{odd}{words}{", pieces{{"{odd}", valueWords}, {text: "{"}}},
		{"a{b{limit}c", pieces{{text: "a{b{limit}c"}}},
		{"a} {limit} {", pieces{{"a} ", valueLimit}, {text: " {"}}},
	} {
		got := piecesOf(test.in)
		if len(got) != len(test.want) {
			t.Errorf("%q: got %v, want %v", test.in, got, test.want)
			continue
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("%q: piece %d is %v, want %v", test.in, i, got[i], test.want[i])
			}
		}
	}
}
