package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const day = 24 * time.Hour

// Retention says how long what is over is kept.
type Retention struct {
	Files   time.Duration // the files of mails, after they have ended
	Mails   time.Duration // what is known of them, after they have ended
	Checks  time.Duration // checks and what was confirmed
	History time.Duration // to whom people wrote
	Audit   time.Duration // 0: for ever
}

// The bounds: a backup may take an hour, a mail may wait for months through several stages, companies answer for a year at least for what
// they sent, and nobody looks further back into the history than two years.
const (
	filesLeast   = time.Hour
	checksLeast  = 30 * day
	auditLeast   = 365 * day
	historyMost  = 730 * day
	retainedMost = 36500 * day
)

func (c *Config) retention() error {
	r := c.Retention
	switch {
	case r.Files < filesLeast:
		return fmt.Errorf("retention.files: %s is too short: 1h is the least, as long as a backup may take", spell(r.Files))
	case r.Mails < r.Files:
		return fmt.Errorf("retention.mails: %s is shorter than retention.files, %s", spell(r.Mails), spell(r.Files))
	case r.Checks < checksLeast:
		return fmt.Errorf("retention.checks: %s is too short: 30d is the least", spell(r.Checks))
	case r.Audit != 0 && r.Audit < auditLeast:
		return fmt.Errorf("retention.audit: %s is too short: 365d is the least, or 0 for ever", spell(r.Audit))
	case r.History < day || r.History > historyMost:
		return fmt.Errorf("retention.history: %s: write 1d to 730d", spell(r.History))
	}
	return nil
}

func period(key, usage string, field func(*Config) *time.Duration) option {
	return option{
		key: key, usage: usage,
		set: func(c *Config, v string) (err error) { *field(c), err = parsePeriod(v); return err },
		get: func(c *Config) string { return spell(*field(c)) },
	}
}

// parsePeriod reads days or hours, as 90d or 12h; 0 is for ever.
func parsePeriod(v string) (time.Duration, error) {
	if v == "0" {
		return 0, nil
	}
	for unit, length := range map[string]time.Duration{"d": day, "h": time.Hour} {
		digits, ok := strings.CutSuffix(v, unit)
		n, err := strconv.ParseInt(digits, 10, 64)
		if !ok || err != nil || n < 0 || strings.HasPrefix(digits, "+") {
			continue
		}
		if n > int64(retainedMost/length) {
			return 0, errors.New("the time must be at most 36500d")
		}
		return time.Duration(n) * length, nil
	}
	return 0, fmt.Errorf("%q is not a time: write it as 90d or 12h", v)
}

// spell writes what parsePeriod reads.
func spell(d time.Duration) string {
	switch {
	case d == 0:
		return "0"
	case d%day == 0:
		return fmt.Sprint(int64(d/day), "d")
	}
	return fmt.Sprint(int64(d/time.Hour), "h")
}
