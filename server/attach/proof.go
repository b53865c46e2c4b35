package attach

import (
	"bytes"

	"sekisho/server/policy"
)

// tailed is how many octets of the end are looked at for a file's last mark: that of a disk image is the longest.
const tailed = 512

// longestEnd is how many octets of the end must be known to know that no ZIP ends there: its end record with the longest
// comment there can be (APPNOTE.TXT 4.3.16).
const longestEnd = 22 + 65535

// proven reports whether the two ends of a file tell as much about it as the whole would: it is encrypted from begin to end,
// or of a kind that neither holds files nor acts when it is opened. Of anything else, what was not seen may be anything, and
// silence would read as "nothing found".
func (e *ends) proven(a *policy.Attachment) bool {
	for _, m := range a.Marks {
		if m.Flag == "encrypted" && m.Args["partial"] == false {
			return true
		}
	}
	if len(a.Inside) > 0 || int64(len(e.head)) < min(peeked, e.size) || !e.withoutZip() {
		return false
	}
	switch a.Type {
	case "text/csv", "text/tab-separated-values", "text/html", "application/xhtml+xml", "text/xml", "application/xml", "image/svg+xml":
		return false // links, scripts and sources of data may stand anywhere in these
	case "image/jpeg", "image/png":
		return e.closed(a.Type)
	}
	switch group(a.Type) {
	case "text", "script", "image", "media", "cad", "unknown":
		return true
	}
	return false
}

// withoutZip reports whether no ZIP lies behind what the file begins with. Programs look for one from the end, whatever stands
// before it, and its entries may all be in what was not seen.
func (e *ends) withoutZip() bool {
	return int64(len(e.tail)) >= min(longestEnd, e.size) && !bytes.Contains(e.tail, []byte(sigEnd))
}

// closed reports whether a picture ends at its own end. Behind that an archive may lie, whose begin was not seen.
func (e *ends) closed(mime string) bool {
	last := e.tail[len(e.tail)-min(len(e.tail), tailed):]
	if mime == "image/png" {
		return bytes.HasSuffix(last, []byte("IEND\xaeB`\x82"))
	}
	return bytes.HasSuffix(bytes.TrimRight(last, "\x00"), []byte("\xff\xd9"))
}
