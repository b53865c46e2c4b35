package desk

import (
	"context"
	"fmt"
)

// Asks tells what the policy in force wants to know of files: their texts, and what is inside them.
func (d *Desk) Asks(ctx context.Context, p Person) (texts, marks bool, err error) {
	pol, _, err := d.policies.Current(ctx, p.Org)
	if err != nil {
		return false, false, fmt.Errorf("read the policy: %w", err)
	}
	return pol.AsksForFileText(), pol.AsksForFileMarks(), nil
}
