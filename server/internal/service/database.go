package service

import (
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"time"

	"sekisho/server/internal/config"
	"sekisho/server/internal/store"
)

// StoreOptions say where the configured data are. The database's password is read now.
func StoreOptions(c config.Config, log *slog.Logger) (store.Options, error) {
	o := store.Options{Dir: c.DataDir, URL: c.Database.URL, Log: log}
	if c.Database.PasswordFile == "" && c.Database.Password == "" {
		return o, nil
	}
	secret, err := firstLine("database.passwordFile", c.Database.Password, c.Database.PasswordFile)
	o.Password = secret
	return o, err
}

// alone tells whether no other server can work on our data: SQLite's belong to one.
func (s *service) alone() bool { return s.config.Database.URL == "" }

// sharedFor is how long another server may take between a mail's file and its row.
const sharedFor = time.Hour

// uploadsDir is a folder of this server's own, also where others share the folder of data.
func (s *service) uploadsDir() string {
	name := "uploads"
	if !s.alone() {
		_, port, _ := net.SplitHostPort(s.listeners.addresses().HTTP)
		name += "-" + strings.Map(letter, hostname()) + "-" + port
	}
	return filepath.Join(s.config.DataDir, name)
}

// letter replaces what does not belong into a file's name.
func letter(r rune) rune {
	if strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-", r) {
		return r
	}
	return '_'
}
