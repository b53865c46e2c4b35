package address

// AlikeKind says whether a domain was made to be taken for another one, or slipped from the keyboard.
type AlikeKind string

// The kinds. The same domain can be either; the kind names the more likely story.
const (
	AlikeNone AlikeKind = "none"
	LookAlike AlikeKind = "look-alike"
	Typo      AlikeKind = "typo"
)

// AlikeReason says what makes a domain look like a known one.
type AlikeReason string

// The reasons. The first group makes a LookAlike, the second a Typo.
const (
	AlikeHomograph    AlikeReason = "homograph"     // characters of other scripts that are drawn like ASCII
	AlikeMixedScript  AlikeReason = "mixed-script"  // the same, beside Latin letters in one label
	AlikeDigits       AlikeReason = "digits"        // 0 for o, 1 for l …
	AlikeLetterShapes AlikeReason = "letter-shapes" // rn for m, vv for w, cl for d, i for l …
	AlikeKanaShapes   AlikeReason = "kana-shapes"   // 力 for カ …
	AlikeSubdomain    AlikeReason = "sub-domain"    // the known name in front of another one
	AlikeJoined       AlikeReason = "joined"        // the known name with its dots written as hyphens, or glued to an ending
	AlikeExtraWord    AlikeReason = "extra-word"    // login, secure, support … beside the known name

	AlikeSuffix      AlikeReason = "suffix"       // .com for .co.jp
	AlikeSuffixSlip  AlikeReason = "suffix-slip"  // .con, .co.ip
	AlikeDots        AlikeReason = "dots"         // a dot missing, moved or one too many
	AlikeHyphen      AlikeReason = "hyphen"       // a hyphen missing, moved or one too many
	AlikeDash        AlikeReason = "dash"         // a dash of an input method for the hyphen
	AlikeRomaji      AlikeReason = "romanisation" // si for shi, ou for o …
	AlikeInserted    AlikeReason = "inserted"
	AlikeRepeated    AlikeReason = "repeated"
	AlikeOmitted     AlikeReason = "omitted"
	AlikeSwapped     AlikeReason = "swapped"
	AlikeNeighbour   AlikeReason = "neighbour-key"
	AlikeVowel       AlikeReason = "vowel"
	AlikeReplaced    AlikeReason = "replaced"
	AlikeSeveral     AlikeReason = "several-slips"
	AlikeUnknownName AlikeReason = "unknown-suffix" // an ending nobody runs, and no known domain to compare with
)

// AlikeReasons returns all reasons, for catalogues.
func AlikeReasons() []AlikeReason {
	return []AlikeReason{
		AlikeHomograph, AlikeMixedScript, AlikeDigits, AlikeLetterShapes, AlikeKanaShapes, AlikeSubdomain, AlikeJoined, AlikeExtraWord,
		AlikeSuffix, AlikeSuffixSlip, AlikeDots, AlikeHyphen, AlikeDash, AlikeRomaji, AlikeInserted, AlikeRepeated, AlikeOmitted, AlikeSwapped,
		AlikeNeighbour, AlikeVowel, AlikeReplaced, AlikeSeveral, AlikeUnknownName,
	}
}

// Alike is what a domain may be mistaken for.
type Alike struct {
	Known  string      // the known domain, normalised; empty with AlikeNone
	Kind   AlikeKind   // never empty
	Reason AlikeReason // empty with AlikeNone
	Score  int         // 1 to 100, how sure it is; 0 with AlikeNone
}

var notAlike = Alike{Kind: AlikeNone}

// kind returns the story behind a reason.
func (r AlikeReason) kind() AlikeKind {
	switch r {
	case AlikeHomograph, AlikeMixedScript, AlikeDigits, AlikeLetterShapes, AlikeKanaShapes, AlikeSubdomain, AlikeJoined, AlikeExtraWord:
		return LookAlike
	}
	return Typo
}

// Alikes are known domains, compiled for the question which of them a domain may be mistaken for. It does not change and is
// safe for use from any goroutine. The zero Alikes knows no domain.
//
// # Limits
// A question looks at 65,536 candidates at most and compares 400 of them letter by letter, the most telling first, however many
// known names are nearly the one in question.
type Alikes struct {
	shapes []shape
	marks  []marks          // of shapes
	sites  map[string]int32 // what an owner registered -> one of its shapes
	table  hashTable
	famous bool // firms that hold their name under many endings
}

// NewAlikes compiles domains, normalised as Domain does. Doubles and address literals are passed over. A hundred thousand take
// about a second and 80 MB.
func NewAlikes(domains []string) *Alikes {
	a := &Alikes{sites: make(map[string]int32, len(domains)), shapes: make([]shape, 0, len(domains))}
	for _, below := range [...]bool{false, true} { // a name below its owner's says nothing where the owner's own is there
		for _, d := range domains {
			n := NameOf(d)
			if _, twice := a.sites[n.site]; twice || below != (d != n.site) {
				continue
			}
			if s, ok := shapeOf(n); ok {
				a.sites[n.site] = int32(len(a.shapes)) //nolint:gosec // there are never two thousand million of them
				a.shapes = append(a.shapes, s)
				a.marks = append(a.marks, marksOf(s.mapped))
			}
		}
	}
	a.table.build(a.shapes)
	return a
}

// Len returns how many owners' domains are known.
func (a *Alikes) Len() int { return len(a.sites) }

// Knows reports whether a domain, or one of the same owner, is among the known ones.
func (a *Alikes) Knows(n Name) bool {
	_, known := a.sites[n.site]
	return known
}

// Find returns what a normalised domain may be mistaken for, the likeliest of all. A domain that is known, that lies below a
// known one, or that is among the real names this program was shipped with is like none.
func (a *Alikes) Find(domain string) Alike { return NameOf(domain).Mistaken(a) }

// Mistaken is Find over several sets at once: a domain known to one of them is not like one of another.
func (n Name) Mistaken(sets ...*Alikes) Alike {
	for _, a := range sets {
		if a.Knows(n) {
			return notAlike
		}
	}
	if isReal(n) {
		return notAlike
	}
	best := notAlike
	if !findIn(n, sets, &best) || best.Score > 0 || n.listed {
		return best
	}
	return mended(mendSuffix(n.full), &best, sets)
}

// findIn looks in all sets; false means that the name cannot be compared.
func findIn(n Name, sets []*Alikes, best *Alike) bool {
	q, ok := shapeOf(n)
	if !ok {
		return false
	}
	s := search{q: &q, marks: marksOf(q.mapped), best: best}
	for _, s.a = range sets {
		if len(s.a.shapes) > 0 {
			s.run()
		}
	}
	return true
}

// mended is about a domain whose ending nobody runs, as it would be with the ending that was meant.
func mended(domain string, best *Alike, sets []*Alikes) Alike {
	if domain == "" {
		return notAlike
	}
	n := NameOf(domain)
	for _, a := range sets {
		if at, known := a.sites[n.site]; known {
			return Alike{Known: a.shapes[at].full, Kind: Typo, Reason: AlikeSuffixSlip, Score: 95}
		}
	}
	if !isReal(n) {
		findIn(n, sets, best)
	}
	if best.Score > 0 {
		best.Score = max(best.Score-10, 1)
		return *best
	}
	return Alike{Known: domain, Kind: Typo, Reason: AlikeUnknownName, Score: 50}
}

// gluedIs reports whether two names are the same but for dots and hyphens.
func gluedIs(a, b string) bool {
	i, j := 0, 0
	for {
		for i < len(a) && (a[i] == '.' || a[i] == '-') {
			i++
		}
		for j < len(b) && (b[j] == '.' || b[j] == '-') {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i] != b[j] {
			return false
		}
		i, j = i+1, j+1
	}
}
