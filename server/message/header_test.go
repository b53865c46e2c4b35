package message_test

import (
	"slices"
	"strings"
	"testing"

	"sekisho/server/message"
)

func TestHeaderAddresses(t *testing.T) {
	for name, c := range map[string]struct {
		header string
		want   []string
	}{
		"one":              {"From: A <a@own.example>\r\n", []string{"a@own.example"}},
		"two in one field": {"From: a@own.example, b@rival.example\r\n", []string{"a@own.example", "b@rival.example"}},
		"two fields":       {"From: a@own.example\r\nFROM : b@rival.example\r\n", []string{"a@own.example", "b@rival.example"}},
		"folded, comment":  {"From: (a@own.example)\r\n =?utf-8?B?YUBvd24uZXhhbXBsZQ==?=\r\n <b@rival(x).example>\r\n", []string{"b@rival.example"}},
		"a name alone":     {"From: \"Sato Hanako\"\r\n", []string{""}},
		"none":             {"To: a@own.example\r\n", nil},
	} {
		h, err := message.ReadHeader(strings.NewReader(c.header + "\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := h.Addresses("From"); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
