// Package gatetest holds what tests of servers that take mail have in common: the ends of data that mail servers have fallen for. The gate,
// the whole server and the stories with a real Postfix try the same ones.
//
// It promises no more than a list: what a server is to answer is what our own answers.
package gatetest

// Smuggle is something in the middle of a mail that some server has taken for its end, so that what follows became a second mail.
type Smuggle struct {
	Name   string
	Octets string
	Want   string // what our reply to the whole mail begins with
}

// Taken tells whether the mail is taken, as one.
func (s Smuggle) Taken() bool { return s.Want == taken }

const (
	taken   = "250"
	refused = "554 5.6.0" // a bare CR or a NUL: nobody can say where its lines end
)

// Smuggles are all that we know, RFC 5321, 4.1.1.4 against what servers do.
func Smuggles() []Smuggle {
	return []Smuggle{
		{"LF . LF", "\n.\n", taken},
		{"LF . CRLF", "\n.\r\n", taken},
		{"CRLF . LF", "\r\n.\n", taken},
		{"CRLF . CR CRLF", "\r\n.\r\r\n", taken},
		{"CR CRLF . CR CRLF", "\r\r\n.\r\r\n", taken},
		{"CR CRLF . LF", "\r\r\n.\n", taken},
		{"LF LF . LF LF", "\n\n.\n\n", taken},
		{"CR . CR", "\r.\r", refused},
		{"CR . CRLF", "\r.\r\n", refused},
		{"CR . LF", "\r.\n", refused},
		{"LF . CR", "\n.\r", refused},
		{"CRLF . CR", "\r\n.\r", refused},
		{"CRLF NUL . CRLF", "\r\n\x00.\r\n", refused},
		{"CRLF . NUL CRLF", "\r\n.\x00\r\n", refused},
		{"CR CR . CR CRLF", "\r\r.\r\r\n", refused},
	}
}
