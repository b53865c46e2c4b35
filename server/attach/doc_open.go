package attach

import "sekisho/server/policy"

// document looks at a file that is neither ZIP nor compound file nor any other container: PDF, RTF, HTML, scripts, encrypted
// messages. It is called once a.Type is known. Files that lie inside go into a box (see walker.box).
func (w *walker) document(a *policy.Attachment, s source, depth int) {
	switch a.Type {
	case "application/x-encrypted":
		encrypted(a, "other")
	case "application/pdf":
		w.pdf(a, s, depth)
	}
}
