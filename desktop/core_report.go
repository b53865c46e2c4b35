package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"sekisho/desktop/internal/cli"
	"sekisho/desktop/internal/doctor"
	"sekisho/desktop/internal/tray"
)

// Diagnostics implements selfBound.
func (s *service) Diagnostics() Report {
	const patience = time.Minute
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	start, implicit := s.flags.addresses()
	checks := doctor.Examine(ctx, doctor.Patient{Places: s.places, Listen: start, ListenTLS: implicit, Policy: s.flags.policy, Trial: s.companion.Accounts().Trial})
	lang := s.language()
	report := Report{Version: cli.Version, Checks: []Check{}, Files: []File{}, Text: reportText(checks)}
	for _, c := range checks {
		report.Checks = append(report.Checks, Check{State: c.State, Title: c.Title(lang), Said: c.Say(lang)})
	}
	report.Checks = append(report.Checks, trayCheck(lang))
	for _, f := range s.places.Files() {
		if !f.Lock {
			report.Files = append(report.Files, File{Name: f.About(lang), Path: f.Path})
		}
	}
	return report
}

// reportText is for whoever helps: codes and states, and none of the sentences, which name accounts.
func reportText(checks []doctor.Check) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Sekisho %s %s/%s %s\n", cli.Version, runtime.GOOS, runtime.GOARCH, runtime.Version())
	for _, c := range checks {
		fmt.Fprintf(&b, "%s: %s (%s)\n", c.Code, c.State, c.Sentence)
	}
	fmt.Fprintf(&b, "tray: %t\n", tray.Hosted())
	return b.String()
}

func trayCheck(lang string) Check {
	c := Check{State: doctor.OK, Title: "トレイアイコン", Said: "表示されています"}
	if lang == "en" {
		c.Title, c.Said = "Tray icon", "shown"
	}
	if tray.Hosted() {
		return c
	}
	c.State, c.Said = doctor.Warning, "このデスクトップには表示する場所がありません。もう一度関所を起動すると、この画面が開きます"
	if lang == "en" {
		c.Said = "this desktop has no place for it; start Sekisho once more to open this window"
	}
	return c
}
