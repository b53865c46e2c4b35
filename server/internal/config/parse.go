package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parse reads a YAML file over c. Errors begin with path and line.
func parse(c *Config, path string, text []byte) error {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return nil // nothing but comments
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: more than one document: leave out what follows the second ---", path)
	}
	r := reader{path: path, config: c, options: map[string]option{}, groups: map[string]bool{}}
	for _, o := range options() {
		r.options[o.key] = o
		if group, _, ok := strings.Cut(o.key, "."); ok {
			r.groups[group] = true
		}
	}
	return r.mapping(doc.Content[0], "", r.value)
}

type reader struct {
	path    string
	config  *Config
	options map[string]option
	groups  map[string]bool
}

func (r *reader) errorf(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", r.path, n.Line, fmt.Errorf(format, args...))
}

// mapping gives each key with its value to one, and refuses double keys.
func (r *reader) mapping(n *yaml.Node, prefix string, one func(key string, k, v *yaml.Node) error) error {
	if n.Kind != yaml.MappingNode {
		where := strings.TrimSuffix(prefix, ".")
		if where == "" {
			where = "the file"
		}
		return r.errorf(n, "%s must be keys with values, as in \"listen: 127.0.0.1:8480\"", where)
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		key := prefix + k.Value
		if line, ok := seen[key]; ok {
			return r.errorf(k, "%s is there twice, first on line %d", key, line)
		}
		seen[key] = k.Line
		if v.Kind == yaml.AliasNode || v.Anchor != "" || k.Kind != yaml.ScalarNode {
			return r.errorf(k, "%s: anchors and aliases are not taken: write the value out", key)
		}
		if v.Tag == "!!null" {
			return r.errorf(k, "%s has no value: write one, or leave the key out", key)
		}
		if err := one(key, k, v); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) value(key string, k, v *yaml.Node) error {
	switch o, ok := r.options[key]; {
	case ok:
		value, err := r.scalar(key, v)
		if err != nil {
			return err
		}
		if err := o.set(r.config, value); err != nil {
			return r.errorf(v, "%s: %w", key, err)
		}
		return nil
	case r.groups[key]:
		return r.mapping(v, key+".", r.value)
	case key == "oidc":
		return r.issuers(v)
	case key == "connectors":
		return r.connectors(v)
	case key == "dkim":
		return r.dkim(v)
	}
	return r.unknown(key, k, r.names())
}

// scalar returns a value as it would stand in the environment. Only trustedProxies and outlookOrigins may be lists.
func (r *reader) scalar(key string, v *yaml.Node) (string, error) {
	if v.Kind == yaml.ScalarNode {
		return v.Value, nil
	}
	if v.Kind == yaml.SequenceNode && (key == "trustedProxies" || key == "outlookOrigins") {
		items, err := r.list(key, v)
		return strings.Join(items, ","), err
	}
	return "", r.errorf(v, "%s must be one value", key)
}

func (r *reader) list(key string, v *yaml.Node) ([]string, error) {
	if v.Kind != yaml.SequenceNode {
		return nil, r.errorf(v, "%s must be a list, as in [a, b]", key)
	}
	var out []string
	for _, n := range v.Content {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			return nil, r.errorf(n, "%s: an item must be one value", key)
		}
		out = append(out, n.Value)
	}
	return out, nil
}

func (r *reader) issuers(v *yaml.Node) error {
	if v.Kind != yaml.SequenceNode {
		return r.errorf(v, "oidc must be a list of issuers, each beginning with \"- issuer:\"")
	}
	r.config.OIDC = nil
	for _, item := range v.Content {
		var i Issuer
		texts := map[string]*string{
			"organization": &i.Org, "issuer": &i.Issuer, "metadata": &i.Metadata, "scope": &i.Scope,
			"addinClient": &i.AddinClient, "authority": &i.Authority, "resource": &i.Resource,
			"desktopClient": &i.DesktopClient,
		}
		lists := map[string]*[]string{"audiences": &i.Audiences, "tenants": &i.Tenants, "clients": &i.Clients}
		err := r.mapping(item, "oidc.", func(key string, k, v *yaml.Node) (err error) {
			name := strings.TrimPrefix(key, "oidc.")
			if into, ok := texts[name]; ok {
				*into, err = r.scalar(key, v)
				return err
			}
			if into, ok := lists[name]; ok {
				*into, err = r.list(key, v)
				return err
			}
			return r.unknown(key, k, []string{"organization", "issuer", "metadata", "audiences", "tenants", "clients", "scope", "addinClient", "authority", "resource", "desktopClient"})
		})
		if err != nil {
			return err
		}
		r.config.OIDC = append(r.config.OIDC, i)
	}
	return nil
}

func (r *reader) names() []string {
	var out []string
	for _, o := range options() {
		out = append(out, o.key)
	}
	return append(out, "connectors", "dkim", "oidc")
}

func (r *reader) unknown(key string, k *yaml.Node, names []string) error {
	return r.errorf(k, "unknown key %q; the keys are %s", key, strings.Join(names, ", "))
}
