package check

import "sekisho/server/policy"

// Outlook is what the add-in can do: it holds nothing and has no copies of a mail, but it changes the draft.
func Outlook(kind policy.Kind, gateway bool) Door {
	return Door{Gateway: gateway, Draft: func(c policy.ChangeVerdict) bool { return inDraft(kind, c) }}
}

// inDraft tells whether Office.js makes this change safely: to the recipients of everybody's copy, and before the text. What
// comes after the text cannot be put there without writing all of it anew.
func inDraft(kind policy.Kind, c policy.ChangeVerdict) bool {
	if len(c.Recipients) > 0 || c.Args.Get("protected") != nil {
		return false
	}
	switch c.Kind {
	case "removeRecipients":
		return true
	case "forceBcc":
		return kind == policy.KindMail
	case "addRecipients":
		return kind == policy.KindMail || c.Args.Get("bcc") == nil
	case "addText":
		return c.Args.Get("tail") == nil
	}
	return false
}
