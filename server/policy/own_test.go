package policy_test

import (
	"strings"
	"testing"

	"sekisho/server/policy"
)

func TestOwn(t *testing.T) {
	for name, c := range map[string]struct {
		organization string
		own, foreign []string
	}{
		"domains": {
			"domains: [minato.example, .group.example]",
			[]string{"sato@minato.example", "Sato@MINATO.example", "a@x.group.example"},
			[]string{"", "sato", "sato@", "x@rival.example", "sato@sub.minato.example", "sato@minato.example.rival.example", "sato@minato.example@rival.example"},
		},
		"subdomains":   {"domains: [minato.example], subdomains: true", []string{"a@b.minato.example"}, []string{"a@bminato.example"}},
		"senderDomain": {"domains: [minato.example], senderDomain: true", []string{"a@rival.example"}, []string{"", "sato"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := policy.Parse("p.yaml", []byte("version: 1\norganization: {name: M, "+c.organization+"}\nrules: []\n"), nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range c.own {
				if !p.Own(s) {
					t.Errorf("Own(%q) = false, want true", s)
				}
			}
			for _, s := range c.foreign {
				if p.Own(s) {
					t.Errorf("Own(%q) = true, want false", strings.ToValidUTF8(s, "?"))
				}
			}
		})
	}
}
