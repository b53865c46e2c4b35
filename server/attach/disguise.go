package attach

import "strings"

// disguises reports whether an extension promises something else than the content is. It is silent where programs do the
// same for good reasons: a table in HTML called .xls, an Office file called .zip, pictures and films under one another's
// extension. Plain text has no mark of its own: only a picture, a film or a PDF that is one is disguised.
func disguises(ext, mime string) bool {
	promised, known := extensions[ext]
	content := Groups(mime, "")[0]
	switch {
	case !known || content == "unknown" || promised.class == "executable" || promised.class == "script":
		return false
	case content == promised.class:
		return strings.Contains(mime, "macroEnabled") && !strings.Contains(promised.mime, "macroEnabled") && strings.HasSuffix(ext, "x")
	case mime == typeCFB: // somebody's own format in a compound file
		return promised.class != "mail" && promised.class != "cad"
	case promised.class == "archive":
		return !zipBased(mime) && content != "text" && content != "mail"
	case content == "executable":
		return promised.class != "text" || !strings.HasPrefix(mime, "text/") || tabular(ext)
	case content == "text":
		return mime == "text/html" && zipBased(promised.mime) || ext != "svg" && (promised.class == "pdf" || promised.class == "image" || promised.class == "media")
	case content == "mail":
		return promised.class != "text" && promised.class != "office" // web archives are mails by their form
	case promised.class == "cad" || promised.class == "disk-image":
		return content == "archive"
	}
	return true
}

// zipBased reports whether a file of this type is a ZIP under another name.
func zipBased(mime string) bool {
	return strings.HasPrefix(mime, ooxml) || strings.HasPrefix(mime, odf) || strings.Contains(mime, "macroEnabled") ||
		mime == "application/java-archive" || mime == "application/vnd.android.package-archive" || mime == "application/epub+zip"
}

// tabular reports whether other programs than editors open a text under this name.
func tabular(ext string) bool {
	return ext == "csv" || ext == "tsv" || ext == "ics" || ext == "vcf"
}
