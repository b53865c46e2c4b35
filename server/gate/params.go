package gate

import (
	"strconv"
	"strings"
)

var (
	replyParamSyntax  = Reply{501, "5.5.4", "A parameter is written KEYWORD or KEYWORD=value, each once"}
	replyParamUnknown = Reply{555, "5.5.4", "This parameter is not offered"}
	replyTooLarge     = Reply{552, "5.3.4", "The message is larger than this server accepts"}
)

// params are the ESMTP parameters of MAIL and RCPT (RFC 5321, 4.1.1.11): keyword in upper case and value as written.
type params map[string]string

// parseParams reads what follows a path.
func parseParams(s string) (params, *Reply) {
	p := params{}
	if s != "" && s[0] != ' ' {
		return nil, &replyParamSyntax
	}
	for _, field := range strings.Fields(s) {
		key, value, _ := strings.Cut(field, "=")
		key = strings.ToUpper(key)
		if _, twice := p[key]; twice || key == "" || !isASCII(field) {
			return nil, &replyParamSyntax
		}
		p[key] = value
	}
	return p, nil
}

// Mail holds the parameters of MAIL FROM that travel with a mail. Values are in the form they had on the wire.
type Mail struct {
	Body     string // 7BIT, 8BITMIME or empty (RFC 6152)
	SMTPUTF8 bool   // RFC 6531
	Ret      string // FULL, HDRS or empty (RFC 3461, 4.3)
	EnvID    string // xtext or empty (RFC 3461, 4.4)
}

// mail reads the parameters of MAIL FROM. size is -1 when not declared.
func (p params) mail(ext Extensions) (m Mail, size int64, refusal *Reply) {
	size = -1
	for key, value := range p {
		switch key {
		case "SIZE":
			n, err := strconv.ParseInt(value, 10, 64)
			if err != nil || n < 0 || len(value) > 20 {
				return m, size, &replyParamSyntax
			}
			size = n
		case "BODY":
			m.Body = strings.ToUpper(value)
			refusal = unless(ext.EightBitMIME, m.Body == "7BIT" || m.Body == "8BITMIME")
		case "SMTPUTF8":
			m.SMTPUTF8 = true
			refusal = unless(ext.SMTPUTF8, value == "")
		case "RET":
			m.Ret = strings.ToUpper(value)
			refusal = unless(ext.DSN, m.Ret == "FULL" || m.Ret == "HDRS")
		case "ENVID":
			m.EnvID = value
			refusal = unless(ext.DSN, len(value) <= 100 && isXtext(value))
		case "AUTH": // RFC 4954, 5: it may be ignored by who does not trust the client
			refusal = unless(len(ext.Auth) > 0, value == "<>" || isXtext(value))
		default:
			refusal = &replyParamUnknown
		}
		if refusal != nil {
			return m, size, refusal
		}
	}
	return m, size, nil
}

// recipient reads the parameters of RCPT TO into r.
func (p params) recipient(r *Recipient, ext Extensions) (refusal *Reply) {
	for key, value := range p {
		switch key {
		case "NOTIFY":
			r.Notify = strings.ToUpper(value)
			refusal = unless(ext.DSN, validNotify(r.Notify))
		case "ORCPT":
			kind, address, ok := strings.Cut(value, ";")
			r.ORcpt = value
			refusal = unless(ext.DSN, ok && validDomain(kind) && isXtext(address) && len(value) <= 500)
		default:
			refusal = &replyParamUnknown
		}
		if refusal != nil {
			return refusal
		}
	}
	return nil
}

func unless(offered, valid bool) *Reply {
	switch {
	case !offered:
		return &replyParamUnknown
	case !valid:
		return &replyParamSyntax
	}
	return nil
}

// validNotify accepts NEVER alone, or a list of the others (RFC 3461, 4.1).
func validNotify(s string) bool {
	if s == "NEVER" {
		return true
	}
	for word := range strings.SplitSeq(s, ",") {
		if word != "SUCCESS" && word != "FAILURE" && word != "DELAY" {
			return false
		}
	}
	return true
}

// isXtext reports whether s is xtext (RFC 3461, 4) of at least one character.
func isXtext(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < '!' || c > '~' || c == '=':
			return false
		case c == '+':
			if i+2 >= len(s) || !isUpperHex(s[i+1]) || !isUpperHex(s[i+2]) {
				return false
			}
			i += 2
		}
	}
	return s != ""
}

func isUpperHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' }
