package text

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// soften writes alike what people write in several ways. It is no part of folding: a policy's words say what they mean.
func soften(folded string) string {
	r := softer()
	var b strings.Builder
	done := 0
	for i := r.begins.next(folded, 0); i < len(folded); i = r.begins.next(folded, i) {
		first, size := utf8.DecodeRuneInString(folded[i:])
		p, ok := prefixIn(r.pairs[first], folded[i:])
		if !ok {
			i += size
			continue
		}
		if done == 0 {
			b.Grow(len(folded) + len(folded)/8)
		}
		b.WriteString(folded[done:i])
		b.WriteString(p.soft)
		i += len(p.hard)
		done = i
	}
	if done == 0 {
		return folded
	}
	b.WriteString(folded[done:])
	return b.String()
}

// pair is a spelling and the one that the phrases know.
type pair struct{ hard, soft string }

// prefixIn returns the first pair whose spelling s begins with.
func prefixIn(pairs []pair, s string) (pair, bool) {
	for _, p := range pairs {
		if strings.HasPrefix(s, p.hard) {
			return p, true
		}
	}
	return pair{}, false
}

// replacer finds pairs by their first character.
type replacer struct {
	begins beginnings
	pairs  map[rune][]pair
	firsts [1 << 10]uint64 // a bit for each
	coded  [64][]codedPair // by the first's last bits
}

// codedPair is a pair as numbers of characters.
type codedPair struct{ hard, soft []uint16 }

// at returns the first pair whose spelling a text of numbers begins with, or nil.
func (r *replacer) at(s []uint16) *codedPair {
	pairs := r.coded[s[0]&63]
	for i := range pairs {
		if hard := pairs[i].hard; hard[0] == s[0] && len(s) >= len(hard) && slices.Equal(s[:len(hard)], hard) {
			return &pairs[i]
		}
	}
	return nil
}

// add takes in a pair; both are of characters below U+10000.
func (r *replacer) add(p pair) {
	first, _ := utf8.DecodeRuneInString(p.hard)
	r.pairs[first] = append(r.pairs[first], p)
	r.begins.add(hiragana(p.hard)) // as next reads it
	coded := codedPair{utf16.Encode([]rune(p.hard)), utf16.Encode([]rune(p.soft))}
	r.coded[first&63] = append(r.coded[first&63], coded)
	r.firsts[first>>6] |= 1 << (first & 63)
}

var softer = sync.OnceValue(func() *replacer {
	r := &replacer{pairs: map[rune][]pair{}}
	for _, p := range [...]pair{
		{"頂戴", "頂戴"},
		{"頂", "いただ"},
		{"戴", "いただ"},
		{"下さ", "くださ"},
		{"致し", "いたし"},
		{"御", "ご"},
		{"無し", "なし"},
		{"無い", "ない"},
		{"有難", "ありがと"},
		{"出来", "でき"},
		{"有り", "あり"},
		{"良い", "よい"},
		{"下記", "以下"},
		{"参考まで", "参考"},
		{"付け", "つけ"},
		{"貼付", "添付"},
		{"添附", "添付"},
		{"べってん", "別添"},
		{"べつてん", "別添"},
		{"てんぷし", "添付し"},
		{"てんぷい", "添付い"},
		{"てんぷの", "添付の"},
		{"てんぷを", "添付を"},
		{"てんぷファイル", "添付ファイル"},
		{"アタッチし", "添付し"},
		{"アタッチの", "添付の"},
		{"アタッチい", "添付い"},
		{"アタッチファイル", "添付ファイル"},
		{"attachし", "添付し"},
		{"attachい", "添付い"},
		{"attachさせ", "添付させ"},
		{"attachedの", "添付の"},
		{"attachファイル", "添付ファイル"},
		{" atached", " attached"},
		{" attatch", " attach"},
		{" attched", " attached"},
		{"do not hesitate", "feel free"},
		{"don't hesitate", "feel free"},
		{"e-mail", "email"},
		{"’", "'"},
	} {
		r.add(p)
	}
	return r
})
