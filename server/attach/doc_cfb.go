package attach

import "sekisho/server/policy"

// compoundDocument says what a compound file is, whether it is encrypted and whether it has macros. It is called for each one
// whose directory could be read.
func (w *walker) compoundDocument(a *policy.Attachment, s source, c *compound, _ int) {
	a.Type = c.mime(Extension(a.Name))
	how, known := c.encrypted(s)
	if how != "" {
		mark(a, "encrypted", "how", how, "partial", false)
	} else if !known {
		mark(a, "uninspectable", "reason", w.missing())
	}
	if c.macro() {
		mark(a, "macro")
	}
}
