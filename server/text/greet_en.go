package text

import (
	"slices"
	"strings"
	"unicode"
)

// joined are the ways in which several names follow one greeting.
var joined = strings.NewReplacer(" and ", ",", " & ", ",", "/", ",", "&", ",", " und ", ",")

// openings begin a greeting in English, longest first.
var openings = []string{"good morning", "good afternoon", "good evening", "greetings", "dear", "hello", "hey", "hi"}

// personTitles stand before names.
var personTitles = []string{"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "doctor"}

// impersonal are words of greetings that name nobody.
var impersonal = []string{
	"all", "team", "everyone", "everybody", "colleagues", "colleague", "sir", "sirs", "madam", "madame", "ma'am", "customer", "customers", "client",
	"clients", "partner",
	"partners", "folks", "guys", "there", "both", "friends", "friend", "members", "member", "manager", "support", "ladies", "gentlemen", "whom",
	"valued", "user", "users",
	"recruiter", "committee", "editor", "editors", "sales", "hr", "staff", "again", "and", "to", "the", "my", "you", "supplier", "suppliers",
	"candidate", "applicant",
	"investor", "investors", "shareholder", "students", "parents", "group", "department", "office", "desk", "service", "guest", "person", "concern",
	"it", "in", "from", "of",
	"hope", "thanks", "thank", "just", "we", "i", "i'm", "this", "yes", "no", "ok", "okay", "sure", "good", "great", "morning", "afternoon",
	"evening", "please", "sorry",
	"hiring", "accounting", "billing", "finance", "legal", "marketing", "engineering", "world", "ai", "crew", "gang", "y'all", "mate", "boss",
	"buddy", "dude", "noted",
}

// greetedInEnglish takes "Dear Ms Sato and Mr. Lee,", "Hello Tanaka-san", "John," apart.
func greetedInEnglish(line string, add func(Name, bool)) {
	rest, opened := cutOpening(line)
	end := strings.IndexAny(rest, "!:;?(–—")
	ended := end >= 0
	if ended {
		rest = rest[:end]
	}
	// A sentence that follows begins behind the last comma: "Hi John, thank you for …".
	parts := strings.FieldsFunc(joined.Replace(rest), func(r rune) bool { return r == ',' || r == '、' })
	if !opened && (len(parts) != 1 || !ended && !strings.HasSuffix(strings.TrimSpace(rest), ",")) {
		return
	}
	for _, part := range parts {
		name, ok := latinGreeting(part, opened)
		if !ok {
			return
		}
		add(name, true)
	}
}

func cutOpening(line string) (rest string, opened bool) {
	for _, o := range openings {
		if len(line) > len(o) && strings.EqualFold(line[:len(o)], o) && (line[len(o)] == ' ' || line[len(o)] == ',') {
			return strings.TrimLeft(line[len(o):], " ,"), true
		}
	}
	return line, false
}

// latinGreeting reads one name. Without an opening only a known given name, or a title or -san, makes one.
func latinGreeting(part string, opened bool) (Name, bool) {
	words := strings.Fields(strings.ReplaceAll(part, ".", " "))
	titled := false
	for len(words) > 0 && slices.Contains(personTitles, strings.ToLower(words[0])) {
		words, titled = words[1:], true
	}
	if len(words) > 0 {
		last := &words[len(words)-1]
		for _, suffix := range [...]string{"-san", "-sama", "-sensei", "-kun", "san", "sama", "sensei"} {
			cut := len(*last) - len(suffix)
			if cut >= 0 && strings.EqualFold((*last)[cut:], suffix) && (suffix[0] == '-' || cut == 0) {
				*last, titled = (*last)[:cut], true
				break
			}
		}
		if *last == "" {
			words = words[:len(words)-1]
		}
	}
	if len(words) == 0 || len(words) > 3 {
		return Name{}, false
	}
	for _, w := range words {
		if r, _ := first(w); !unicode.IsUpper(r) && !titled && !opened {
			return Name{}, false
		}
	}
	name, ok := latinName(latinWords(Fold(strings.Join(words, " "))))
	if ok && !opened && !titled {
		ok = len(words) == 1 && (names().given[name.Text] != nil || names().sounds[sound(name.Text)])
	}
	name.Text = asWritten(name.Text, strings.Join(words, " "))
	return name, ok
}

// asWritten returns a name with the capitals it was written with, if nothing but those tells the two apart.
func asWritten(folded, written string) string {
	if strings.EqualFold(folded, written) {
		return written
	}
	return folded
}

func first(s string) (rune, bool) {
	for _, r := range s {
		return r, true
	}
	return 0, false
}

// latinName makes a name of Latin words; initials say too little.
func latinName(words []string) (Name, bool) {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return len(w) < 2 })
	if len(words) == 0 || len(words) > 3 || slices.ContainsFunc(words, func(w string) bool { return slices.Contains(impersonal, w) }) {
		return Name{}, false
	}
	if len(words) == 1 && len(words[0]) < 3 {
		return Name{}, false
	}
	n := Name{Text: strings.Join(words, " "), words: words}
	for _, w := range words {
		n.sounds = append(n.sounds, sound(w))
	}
	return n, true
}
