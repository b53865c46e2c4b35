package message

import "sekisho/server/policy"

// Take adds one change of a verdict. Kinds that are not made here (link, zip, sign …) add nothing; "separate" is the caller's.
func (c *Changes) Take(v policy.ChangeVerdict) {
	switch v.Kind {
	case "removeRecipients":
		c.Remove = append(c.Remove, listOf(v.Args.Get("addresses"))...)
	case "addRecipients":
		c.To = append(c.To, listOf(v.Args.Get("to"))...)
		c.Cc = append(c.Cc, listOf(v.Args.Get("cc"))...)
	case "forceBcc":
		c.Bcc = append(c.Bcc, listOf(v.Args.Get("addresses"))...)
		if to, ok := v.Args.Get("to").(string); ok && c.BccTo == "" {
			c.BccTo = to
		}
	case "addText":
		c.Subject = append(c.Subject, textsOf(v.Args.Get("subject"))...)
		c.Head = append(c.Head, textsOf(v.Args.Get("head"))...)
		c.Tail = append(c.Tail, textsOf(v.Args.Get("tail"))...)
	}
}

func listOf(v any) []string {
	list, _ := v.([]string)
	return list
}

func textsOf(v any) []policy.Text {
	list, _ := v.([]policy.Text)
	return list
}
