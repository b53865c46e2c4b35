package cli

import "context"

func policyReplay(_ context.Context, _ []string, s Streams) int { return complain(s, "policy replay") }
