package service

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"sekisho/server/internal/config"
)

// withDatabase is a set-up that opens nothing to anybody.
func withDatabase(t *testing.T, url string) config.Config {
	t.Helper()
	return config.Config{Listen: "127.0.0.1:0", SMTPListen: "127.0.0.1:0", DataDir: t.TempDir(), Database: config.Database{URL: url}}
}

// TestWarnsOfUnprovenDatabase: both the log of a start and `config check` name a database that need not prove who it is. Nothing is asked:
// the start has ended before it begins.
func TestWarnsOfUnprovenDatabase(t *testing.T) {
	ended, end := context.WithCancel(t.Context())
	end()
	for url, want := range map[string]int{
		"postgres://sekisho@db.example/sekisho?sslmode=require":       1,
		"postgres://sekisho@db.example/sekisho?sslmode=verify-full":   0,
		"postgres://sekisho@/sekisho?host=/nowhere&sslmode=require":   0,
		"postgres://sekisho@127.0.0.1:1/sekisho?sslmode=disable":      0,
		"postgres://sekisho:open-sesame@db.example/s?sslmode=require": 1, // the password stays out of the log
	} {
		t.Run(url, func(t *testing.T) {
			c := withDatabase(t, url)
			var log bytes.Buffer
			err := Run(ended, c, slog.New(slog.NewTextHandler(&log, nil)), func(Addresses) { t.Error("it started") })
			if err == nil {
				t.Error("a start that has ended began")
			}
			if got := strings.Count(log.String(), "level=WARN msg=\"database.url "); got != want || strings.Contains(log.String(), "sesame") {
				t.Errorf("%d warnings, want %d, and no password: %s", got, want, &log)
			}
			told := 0
			for _, l := range Lacks(c) {
				if l.Key == "database.url" {
					told++
					if l.Serious || !strings.Contains(l.JA, "verify-full") || !strings.Contains(l.EN, "verify-full") {
						t.Errorf("%+v, want a note that says what to write", l)
					}
				}
			}
			if told != want {
				t.Errorf("config check tells it %d times, want %d", told, want)
			}
		})
	}
}
