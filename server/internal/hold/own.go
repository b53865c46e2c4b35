package hold

import "sekisho/server/policy"

// Lengthen makes the first wait of each group last as long as its sender wants waits to last: never shorter than the policy says, and
// no longer than it lets a sender make it (adjust). A wait for a calendar stays as it is. What is no duration changes nothing.
func Lengthen(groups []Group, own string) {
	wanted, err := policy.ParseDuration(own)
	if err != nil {
		return
	}
	for _, g := range groups {
		for i, s := range g.Stages {
			if s.Kind != Wait {
				continue
			}
			longest, err := policy.ParseDuration(s.Adjust)
			said, ferr := policy.ParseDuration(s.For)
			if d := min(wanted, longest); err == nil && ferr == nil && d > said {
				g.Stages[i].For = policy.FormatDuration(d)
			}
			break
		}
	}
}
