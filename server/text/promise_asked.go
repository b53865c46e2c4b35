package text

// maxAsked is about how many sentences of a mail the networks are asked. They are dear, and a promise is hardly ever further behind.
const maxAsked = 3

// likely is a sentence of a text, or a subject, in which a word in question stands and which may promise a file.
type likely struct {
	sentence
	folded    string // and softened
	text      string // where it stands
	isSubject bool
	sum       float32 // what it says to the weights
}

// judge weighs a sentence, and notes it if it may promise a file.
func (p *plea) judge(s likely) {
	if p.traits == nil {
		p.traits = newTraits()
		p.context = p.weights.bias + p.weighLetter()
	}
	s.sum = p.context + p.weighOne(&s)
	switch {
	case p.keep != nil:
		p.keep(nil, 0)
	case s.sum > p.weights.least:
		p.note(s)
	}
}

// note keeps a sentence if it is one of those that say most.
func (p *plea) note(s likely) {
	for i := range p.likely {
		if at := &p.likely[i]; at.text == "" || s.sum > at.sum {
			*at, s = s, *at
		}
		if s.text == "" {
			return
		}
	}
}

func (p *plea) weighOne(s *likely) float32 {
	if s.isSubject {
		return p.weighSubject(s.folded)
	}
	return p.weighSentence(s.sentence, s.folded)
}

// ask puts the sentences that say most to the networks.
func (p *plea) ask() {
	for i := range p.likely {
		s := &p.likely[i]
		if s.text == "" {
			return
		}
		if sum := p.opinionOf(s); sum > p.most {
			p.most, p.surest = sum, wordAround(s.text[:s.at], s.text[s.at:s.to])
		}
	}
}

// opinionOf returns what the networks say of a sentence.
func (p *plea) opinionOf(s *likely) float32 {
	p.asking = true
	if p.network == nil {
		p.network = theNetwork()
		p.weighLetter()
		p.whole = p.sums
	}
	p.sums = p.whole
	p.weighOne(s)
	p.asking = false
	return p.network.says(&p.sums)
}

// weighLetter weighs the mail as a whole.
func (p *plea) weighLetter() float32 {
	p.traits.ofLetter(p.subject, &p.letter)
	return p.weigh(contextCount)
}
