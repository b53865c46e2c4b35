package cli

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"sekisho/server/internal/config"
)

// ready asks the server on this machine whether it can do its work. Status 1: it cannot, or is not there.
func ready(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("ready")
	if status, done := parse(f, args, s); done {
		return status
	}
	if status, done := nothingElse(f, s); done {
		return status
	}
	c, err := config.Load(f, os.Environ())
	if err != nil {
		return complain(s, "ready: %v", err)
	}
	wrong, err := askReady(ctx, c)
	if err != nil {
		s.warnf("sekisho: ready: %s\n", plain(err.Error()))
		return exitFound
	}
	for _, w := range wrong {
		s.printf("%s\n", plain(w))
	}
	if len(wrong) > 0 {
		return exitFound
	}
	s.printf("ready\n")
	return exitOK
}

const readyWithin = 10 * time.Second

// askReady returns what the server says is wrong. The error is that it does not answer.
func askReady(ctx context.Context, c config.Config) ([]string, error) {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	scheme := "http"
	if c.TLS.Cert != "" {
		scheme = "https"
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return nil, err
	}
	// It is ourselves that we ask, by another name than the certificate's; nothing is told that must stay secret.
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} // #nosec G402 -- as said
	defer client.CloseIdleConnections()
	w, err := client.Do(q)
	if err != nil {
		return nil, fmt.Errorf("the server does not answer: %w", err)
	}
	defer func() { _ = w.Body.Close() }()
	var health struct{ Failing []string }
	if err := json.NewDecoder(io.LimitReader(w.Body, 64<<10)).Decode(&health); err != nil {
		return nil, fmt.Errorf("what answers at %s is no sekisho: %w", q.URL, err)
	}
	if w.StatusCode != http.StatusOK && len(health.Failing) == 0 {
		return []string{w.Status}, nil
	}
	return health.Failing, nil
}
