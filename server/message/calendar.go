package message

import (
	"strings"

	"sekisho/server/policy"
)

// maxCalendar is how much of a calendar part is read.
const maxCalendar = 1 << 20

// calendar is what an iCalendar object (RFC 5545) says of itself.
type calendar struct {
	valid      bool
	method     string
	event      bool
	todo       bool
	attachment bool // a file stands inside
	text       string
}

// invitation reads a text/calendar part that is the message itself. It sets the message's kind. One that holds files, or is
// no calendar, is an attachment too.
func (w *walker) invitation(t typed, encoding string, info leafInfo) result {
	c := w.content(encoding)
	defer c.close()
	cal := parseCalendar(toUTF8(t.get("charset"), c.head(maxCalendar), w.notes))
	if m := t.get("method"); m != "" {
		cal.method = m
	}
	var r result
	if !cal.valid || cal.attachment || c.size > maxCalendar {
		r.files = w.file(c, info)
	}
	if !cal.valid {
		return r
	}
	if cal.attachment && len(r.files) > 0 {
		mark(&r.files[0], "calendar-attachment")
	}
	if w.found == "" {
		w.found = cal.kind()
	}
	r.chunks = []chunk{{chunkCalendar, cal.text}}
	return r
}

// kind is what the message is (RFC 5546, 1.4): an answer, a task, or a meeting.
func (c calendar) kind() policy.Kind {
	switch strings.ToUpper(c.method) {
	case "REPLY", "COUNTER", "REFRESH":
		return policy.KindResponse
	}
	if c.todo && !c.event {
		return policy.KindTask
	}
	return policy.KindMeeting
}

// kind is what sort of item the message is.
func (w *walker) kind() policy.Kind {
	if w.found != "" {
		return w.found
	}
	return policy.KindMail
}

func parseCalendar(s string) calendar {
	s = strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\n ", "", "\n\t", "").Replace(s) // RFC 5545, 3.1: unfold
	var c calendar
	c.valid = strings.HasPrefix(strings.ToUpper(strings.TrimSpace(s[:min(len(s), 100)])), "BEGIN:VCALENDAR")
	var text []string
	for line := range strings.Lines(s) {
		head, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		name, params, _ := strings.Cut(strings.ToUpper(head), ";")
		switch name {
		case "METHOD":
			c.method = strings.TrimSpace(value)
		case "BEGIN":
			c.event = c.event || strings.EqualFold(strings.TrimSpace(value), "VEVENT")
			c.todo = c.todo || strings.EqualFold(strings.TrimSpace(value), "VTODO")
		case "SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT":
			text = append(text, calendarText(value))
		case "X-ALT-DESC": // Outlook's description in HTML
			rich, _ := htmlText([]byte(calendarText(value)), "utf-8", &notes{})
			text = append(text, rich)
		case "URL", "CONFERENCE":
			text = append(text, value)
		case "ATTACH": // RFC 5545, 3.8.1.1: the file itself, or where it is
			inside := strings.Contains(params, "BASE64") || strings.Contains(params, "BINARY") || hasPrefix(strings.ToLower(value[:min(len(value), 5)]), "data:")
			c.attachment = c.attachment || inside
			if !inside {
				text = append(text, value)
			}
		}
	}
	c.text = strings.Join(text, "\n")
	return c
}

// calendarText undoes the escapes of a TEXT value (RFC 5545, 3.3.11).
func calendarText(s string) string {
	return strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(s)
}
