package personal

import "strings"

// address reads the mail address around the sign at i.
func (x *scanner) address(i int) int {
	s := x.s
	from, to := i, i+1
	for from > 0 && i-from < 64 && isLocal(s[from-1]) {
		from--
	}
	dot := 0
	for to < len(s) && to-i < 255 && (isAlnum(s[to]) || s[to] == '-' || s[to] == '.') {
		if s[to] == '.' {
			dot = to
		}
		to++
	}
	for to > i && (s[to-1] == '.' || s[to-1] == '-') {
		to--
	}
	if dot >= to {
		dot = strings.LastIndexByte(s[i:to], '.') + i
	}
	local := strings.ToLower(strings.Trim(s[from:i], ".'"))
	if local == "" || dot <= i+1 || !topLevel(s[dot+1:to]) {
		return i + 1
	}
	if from > 0 && (s[from-1] == ':' && from > 1 && s[from-2] != '/' || s[from-1] == '/') && strings.HasSuffix(s[max(0, from-3):from], "//") {
		return to // user@host in the address of a page
	}
	v := value{pos: int32(from), end: int32(to), can: of(email), sure: of(email), quiet: isRole(local)} //nolint:gosec // texts are at most 4 MiB
	x.values = append(x.values, v)
	return to
}

func isLocal(c byte) bool {
	return isAlnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '\''
}

func topLevel(s string) bool {
	if len(s) < 2 {
		return false
	}
	for i := range len(s) {
		if !isLetter(s[i]) {
			return strings.HasPrefix(s, "xn--")
		}
	}
	return true
}

// roles are the local parts of mailboxes that belong to an office, not to a person.
var roles = func() map[string]bool {
	const list = "info|support|sales|contact|noreply|no-reply|no_reply|donotreply|do-not-reply|admin|administrator|webmaster|postmaster|hostmaster|help|helpdesk|" +
		"office|inquiry|enquiry|inquiries|enquiries|toiawase|recruit|recruiting|saiyo|saiyou|pr|press|privacy|soumu|eigyo|eigyou|jinji|keiri|kouhou|koho|service|services|" +
		"customer|customers|customerservice|cs|order|orders|shop|store|mail|hello|team|billing|accounts|accounting|invoice|legal|security|abuse|news|newsletter|mailer-daemon|root|git|" +
		"jobs|careers|career|hr|it|marketing|media|feedback|reservation|reservations|booking|bookings|reception|gyoumu|gyomu|kanri|honsha|madoguchi|jimu|jimukyoku|desk|system|notification|notifications|alert|alerts|" +
		"bounce|bounces|daemon|www|dev|ops|build|ci|test|example|user|username|name|you|someone|purchasing|procurement|export|hanbai|seizo|hinshitsu|quality|kobai|shien|kenshu|seminar|event|events|member|members|api|bot|service-desk|servicedesk|front|infra|dba|noc|soc|sysadmin|server|servers|fax|scan|scanner|copier|all|everyone|group"
	all := map[string]bool{}
	for role := range strings.SplitSeq(list, "|") {
		all[role] = true
	}
	return all
}()

func isRole(local string) bool {
	if roles[local] {
		return true
	}
	head, _, ok := strings.Cut(local, "-")
	return ok && roles[head] || len(local) > 40
}
