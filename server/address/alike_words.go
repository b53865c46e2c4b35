package address

import "strings"

// byParts looks for a known name inside q: in front of another one (a.co.jp.evil.example), with its dots as hyphens
// (a-co-jp.com), glued to an ending (acojp.com), or with a dot missing or moved (aco.jp, a.c.ojp).
func (s *search) byParts() {
	s.embedded()
	s.redotted(s.q.full)
	if s.q.full != s.q.site {
		s.redotted(s.q.site)
	}
	for rest := s.q.full; ; {
		label, behind, more := strings.Cut(rest, ".")
		if !more && rest != s.q.full {
			break
		}
		s.joined(label)
		if rest = behind; !more {
			break
		}
	}
	s.bySuffix()
	if rest, ok := cutGluedPrefix(s.q.site); ok {
		if at, known := s.a.sites[rest]; known {
			s.offer(&s.a.shapes[at], AlikeDots, 85)
		}
	}
}

// redotted looks for a known name of the same letters with the dots elsewhere. Where hyphens differ too, the name must be long
// enough to be nobody else's.
func (s *search) redotted(name string) {
	s.glued(name, func(k *shape) {
		switch {
		case s.q.bare == k.bare && s.q.suffix == k.suffix: // the dots are where they should be
		case strings.Contains(name, "-") != strings.Contains(k.site, "-") && letters(k.label) < 4:
		default:
			s.offer(k, AlikeDots, 90)
		}
	})
}

// bySuffix looks for a known label in front of an ending that is nearly the known one's: a.xo.jp, a.co.jpp.
func (s *search) bySuffix() {
	first, _, _ := strings.Cut(s.q.full, ".")
	inTown := isTownHall(first)
	start := 0
	for range maxParts {
		label, tail, more := strings.Cut(s.q.full[start:], ".")
		if !more {
			return
		}
		end := start + len(label)
		if tail != s.q.suffix && len(tail) <= maxLabel || inTown {
			if inTown {
				label = s.q.full[:end]
			}
			s.underSuffix(toUnicode(label), tail)
		}
		start = end + 1
	}
}

func (s *search) underSuffix(label, tail string) {
	s.exact(label, func(k *shape) {
		seen := tail
		if strings.Contains(tail, "xn--") {
			seen = Skeleton(toUnicodeDomain(tail))
		}
		switch {
		case k.suffix == tail:
		case isNearSuffix(k.suffix, seen):
			s.offer(k, AlikeSuffixSlip, 90)
		case k.place && tail != "jp" && plainSuffixes[tail]: // nobody but towns has "city." in front, and those are under jp
			s.offer(k, AlikeSuffix, 85)
		}
	})
}

// isNearSuffix reports whether got is one slip from a suffix of two parts, or sold to look like it.
func isNearSuffix(want, got string) bool {
	switch got {
	case "jp.com", "jpn.com", "co.com", "co.jp.com", "xo.jp", "vo.jp", "cp.jp", "coo.jp", "ci.jp", "c0.jp", "cojp.jp":
		return plainSuffixes[want]
	}
	if head := got[:max(strings.LastIndexByte(got, '.'), 0)]; head != "" && gluedIs(head, want) { // co-jp.com, cojp.net, com-id.net
		return true
	}
	if cut := want + "-"; strings.HasPrefix(got, cut) { // co.jp-login.com
		return true
	}
	if !strings.Contains(want, ".") {
		return false
	}
	if Skeleton(want) == Skeleton(got) {
		return true
	}
	kind, _, _, _ := oneSlip([]rune(want), []rune(got))
	return kind != slipNone
}

// maxParts bounds the runs of labels or of words between hyphens that are tried.
const maxParts = 12

// cuts appends where parts of text between separators end.
func cuts(at []int, text string, separator byte) []int {
	for i := range len(text) {
		if text[i] == separator {
			at = append(at, i)
		}
	}
	return append(at, len(text))
}

// embedded looks for a known name among the labels in front of the end.
func (s *search) embedded() {
	front := s.q.full[:max(strings.LastIndexByte(s.q.full, '.'), 0)]
	if s.q.valid { // com.vn is a suffix of its own
		front = strings.TrimSuffix(strings.TrimSuffix(s.q.full, s.q.suffix), ".")
	}
	if strings.IndexByte(front, '.') < 0 {
		return
	}
	var room [maxParts]int
	ends := cuts(room[:0], front, '.')
	ends = ends[:min(len(ends), maxParts)]
	start := 0
	for from := range ends {
		for _, end := range ends[min(from+1, len(ends)):] {
			if at, known := s.a.sites[front[start:end]]; known {
				s.offer(&s.a.shapes[at], AlikeSubdomain, 100)
			}
		}
		start = ends[from] + 1
	}
}

// joined looks for a known name in one label, whole or between its hyphens.
func (s *search) joined(label string) {
	if label == s.q.suffix {
		return
	}
	var room [maxParts]int
	ends := cuts(room[:0], label, '-')
	if len(ends) > maxParts {
		return
	}
	start := 0
	for from := range ends {
		for _, end := range ends[from:] {
			score := 92
			if end > ends[from] { // with hyphens where the dots were
				score = 96
			}
			s.glued(label[start:end], func(k *shape) {
				if letters(k.label) >= 3 {
					s.offer(k, AlikeJoined, score)
				}
			})
		}
		start = ends[from] + 1
	}
}

// strongWords beside a known name are what phishers write there; no firm calls its sister so.
var strongWords = wordSet("login logon signin signon secure security secured verify verification account accounts auth authentication sso mfa otp password passwd support helpdesk " +
	"update updates billing invoice invoices payment payments pay wallet confirm confirmation alert alerts notice notification unlock recovery recover reset admin administrator " +
	"webmail mail email mailer smtp imap owa www www1 www2 portal official customer customers client myaccount service-center 365 office365 help contact inquiry " +
	"remittance refund receipt estimate quotation mypage id-center membership validate validation authorize renewal redelivery delivery tracking secure1 " +
	"saihaitatsu haitatsu otodoke tsuchi ninsho ninshou kakunin honnin kaiin toroku touroku seikyu seikyuu seikyusho seikyuusho shiharai furikomi nyukin koza kouza kanpu henkin kyufu kyuufu " +
	"shinsei uketsuke madoguchi jimukyoku oshirase annai koshin koushin tetsuzuki toiawase otoiawase mitsumori hacchu hatchu nouhin keiyaku keiyakusho")

// weakWords are found at sisters too, but there rather under a suffix that not everybody gets.
var weakWords = wordSet("online info web service services jp japan center centre id my app cloud net-service user users member members file files share docs document documents co com ne or net hr it inc ltd kk corp office offices team contacts company hq intl international global asia tokyo osaka web1 site news press sales finance tax legal payroll careers jobs vendor supplier partner partners procurement")

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		set[w] = true
	}
	return set
}

// byWords looks for a known name with a word added that is there to make it look official: a-login.com, secure-a.com, wwwa.com.
func (s *search) byWords() {
	q := s.q
	if q.place {
		return
	}
	s.besideHyphens(q.mapped)
	for n := 2; n <= 12 && n < len(q.mapped)-3; n++ {
		s.beside(q.mapped[n:], q.mapped[:n])
		s.beside(q.mapped[:len(q.mapped)-n], q.mapped[len(q.mapped)-n:])
	}
}

// endings are words that are written behind a name without a hyphen to make it that of a country or place.
var endings = wordSet("jp jpn japan online")

// beside is about a word written without a hyphen: only the strong ones and endings, and only by names long enough to be nobody else's.
func (s *search) beside(name, word string) {
	country := endings[word] && !isRestricted(s.q.suffix)
	if !strongWords[word] && !country {
		return
	}
	s.exact(strings.Trim(name, "-"), func(k *shape) {
		if n := letters(k.label); n >= 5 || n == 4 && (len(word) >= 4 || word == "www") {
			s.offer(k, AlikeExtraWord, 85)
		}
	})
}

func (s *search) besideHyphens(name string) {
	weak, whole := false, len(name)
	is := func(w string) bool {
		if strongWords[w] {
			return true
		}
		known := weakWords[w] || strings.Trim(w, "0123456789") == ""
		weak = weak || known
		return known
	}
	for {
		first, last := strings.IndexByte(name, '-'), strings.LastIndexByte(name, '-')
		switch {
		case first < 0:
		case is(name[last+1:]):
			name = name[:last]
			continue
		case is(name[:first]):
			name = name[first+1:]
			continue
		}
		break
	}
	if len(name) == whole {
		return
	}
	s.exact(name, func(k *shape) {
		switch n := letters(k.label); {
		case n < 3 || weak && (n < 4 || isRestricted(s.q.suffix)):
		case weak:
			s.offer(k, AlikeExtraWord, 70)
		default:
			s.offer(k, AlikeExtraWord, 88)
		}
	})
}

// cutGluedPrefix takes off what ought to stand in front of a dot: wwwtsubame.co.jp.
func cutGluedPrefix(site string) (string, bool) {
	for _, prefix := range [...]string{"www.", "www-", "www", "mail-", "mail", "smtp", "mx"} {
		if rest, ok := strings.CutPrefix(site, prefix); ok && len(rest) > 6 {
			return rest, true
		}
	}
	return "", false
}
