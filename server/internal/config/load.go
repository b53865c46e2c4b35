package config

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"sekisho/server/internal/input"
)

const fileMost = 1 << 20 // octets

// Register adds --config and a flag for every option to fs. The defaults it shows are those of Default.
func Register(fs *pflag.FlagSet) {
	def := Default()
	fs.String("config", "", "configuration file (YAML)")
	for _, o := range options() {
		if o.key == "demo" {
			fs.Bool(o.flag(), false, o.usage)
			continue
		}
		fs.String(o.flag(), o.get(&def), o.usage)
	}
}

// Load returns the set-up that the parsed flags fs, the environment ("NAME=value") and the file named by --config or SEKISHO_CONFIG come to.
func Load(fs *pflag.FlagSet, environ []string) (Config, error) {
	c := Default()
	env := map[string]string{}
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		env[name] = value
	}
	path := env["SEKISHO_CONFIG"]
	if f := fs.Lookup("config"); f != nil && f.Changed {
		path = f.Value.String()
	}
	if path != "" {
		if err := fromFile(&c, path); err != nil {
			return Config{}, err
		}
	}
	for _, o := range options() {
		if v, ok := env[o.variable()]; ok {
			if err := o.set(&c, v); err != nil {
				return Config{}, fmt.Errorf("%s: %w", o.variable(), err)
			}
		}
		if f := fs.Lookup(o.flag()); f != nil && f.Changed {
			if err := o.set(&c, f.Value.String()); err != nil {
				return Config{}, fmt.Errorf("--%s: %w", o.flag(), err)
			}
		}
	}
	c.UpstreamLogin.Password = Secret(env[passwordVariable])
	c.Database.Password = Secret(env[databasePassword])
	c.complete()
	return c, c.validate()
}

func fromFile(c *Config, path string) (err error) {
	f, err := input.Open(path)
	if err != nil {
		return fmt.Errorf("open configuration: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	b, err := io.ReadAll(io.LimitReader(f, fileMost+1))
	if err != nil {
		return fmt.Errorf("read configuration: %w", err)
	}
	if len(b) > fileMost {
		return fmt.Errorf("%s: a configuration file is at most %d octets", path, fileMost)
	}
	return parse(c, path, b)
}

// complete fills in what follows from other keys.
func (c *Config) complete() {
	for i := range c.OIDC {
		if c.OIDC[i].Org == "" {
			c.OIDC[i].Org = c.Organization.ID
		}
	}
}
