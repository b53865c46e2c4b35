package cli

import (
	"context"

	"sekisho/manifest"
)

// manifestCommand writes the add-in's manifest for one origin.
func manifestCommand(_ context.Context, args []string, s Streams) int {
	f := flags("manifest")
	origin := f.String("origin", "", "where the server is reached: https://sekisho.example.co.jp")
	mode := f.String("mode", "softblock", "what Outlook does when the add-in cannot run: softblock")
	if status, done := parse(f, args, s); done {
		return status
	}
	if *origin == "" || f.NArg() > 0 {
		return complain(s, "manifest: --origin is missing; write it like https://sekisho.example.co.jp")
	}
	xml, err := manifest.Render(*origin, *mode, Version)
	if err != nil {
		return complain(s, "manifest: %v", err)
	}
	if _, err := s.Out.Write(xml); err != nil {
		return complain(s, "manifest: %v", err)
	}
	return exitOK
}
