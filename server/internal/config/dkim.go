package config

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// DKIM is one key that signs mail on its way out.
type DKIM struct {
	Domain   string
	Selector string
	KeyFile  string // PEM
	All      bool   // signs every mail, whoever wrote it; else that of authors at Domain and below
}

const maxDKIM = 16

var (
	selectorForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$`)
	domainForm   = regexp.MustCompile(`^[^\s@:/*]{1,250}\.[^\s@:/*.]{2,63}$`)
	dkimKeys     = []string{"domain", "selector", "keyFile", "all"}
)

// dkim reads the list of the file.
func (r *reader) dkim(v *yaml.Node) error {
	if v.Kind != yaml.SequenceNode {
		return r.errorf(v, "dkim must be a list, each beginning with \"- domain:\"")
	}
	r.config.DKIM = nil
	for _, item := range v.Content {
		var d DKIM
		err := r.mapping(item, "dkim.", func(key string, k, v *yaml.Node) (err error) {
			texts := map[string]*string{"domain": &d.Domain, "selector": &d.Selector, "keyFile": &d.KeyFile}
			name := strings.TrimPrefix(key, "dkim.")
			if into, ok := texts[name]; ok {
				*into, err = r.scalar(key, v)
				return err
			}
			if name != "all" {
				return r.unknown(key, k, dkimKeys)
			}
			if v.Value != "true" && v.Value != "false" {
				return r.errorf(v, "%s: %q is not true or false", key, v.Value)
			}
			d.All = v.Value == "true"
			return nil
		})
		if err != nil {
			return err
		}
		r.config.DKIM = append(r.config.DKIM, d)
	}
	return nil
}

// signing checks what can be told without the keys.
func (c *Config) signing() error {
	seen := map[string]bool{}
	for n, d := range c.DKIM {
		name := d.Selector + "._domainkey." + strings.ToLower(d.Domain)
		switch {
		case n == maxDKIM:
			return fmt.Errorf("dkim: more than %d keys", maxDKIM)
		case !domainForm.MatchString(d.Domain):
			return fmt.Errorf("dkim: domain of number %d: %q: write it as example.co.jp", n+1, d.Domain)
		case !selectorForm.MatchString(d.Selector):
			return fmt.Errorf("dkim: selector for %s: %q: write a name for the key, as s2026", d.Domain, d.Selector)
		case d.KeyFile == "":
			return fmt.Errorf("dkim: keyFile for %s is missing: make one with `sekisho dkim key --domain %s`", d.Domain, d.Domain)
		case seen[name]:
			return fmt.Errorf("dkim: %s is there twice: give the keys of a domain different selectors", name)
		}
		seen[name] = true
	}
	return nil
}
