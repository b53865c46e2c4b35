package policy

import "strings"

// pieces is a rule's text, taken apart where the values of a mail go.
type pieces []piece

// piece is some text and the value behind it.
type piece struct {
	text  string
	value value
}

// value is what a rule held on that its text can name.
type value uint8

const (
	noValue value = iota
	valueRecipients
	valueFiles
	valueWords
	valueCount
	valueLimit
)

var valueNames = [...]string{valueRecipients: "{recipients}", valueFiles: "{files}", valueWords: "{words}", valueCount: "{count}", valueLimit: "{limit}"}

// piecesOf takes a text apart. A name in braces that is no value stays as it is.
func piecesOf(s string) pieces {
	var list pieces
	text := ""
	for {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			break
		}
		length := strings.IndexByte(s[open:], '}')
		if length < 0 {
			break
		}
		end := open + length + 1
		text += s[:open]
		if v := valueOf(s[open:end]); v != noValue {
			list = append(list, piece{text, v})
			text = ""
		} else {
			text += s[open:end]
		}
		s = s[end:]
	}
	return append(list, piece{text: text + s})
}

func valueOf(name string) value {
	for v, known := range valueNames {
		if known == name {
			return value(v)
		}
	}
	return noValue
}

// names reports whether a text names one of some values.
func (l pieces) names(values ...value) bool {
	for _, p := range l {
		for _, v := range values {
			if p.value == v {
				return true
			}
		}
	}
	return false
}
