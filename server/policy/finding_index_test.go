package policy

import (
	"fmt"
	"testing"
)

// Findings are told apart by all that makes them, however many there are, and equal ones are one.
func TestInternTellsFindingsApart(t *testing.T) {
	e := newEvaluation(parse(t, head))
	different := []func() int32{
		func() int32 { return e.intern(codeMailNoBody) },
		func() int32 { return e.intern(codeMailNoSubject) },
		func() int32 { return e.intern(codePolicyRule, word(argRule, "a")) },
		func() int32 { return e.intern(codePolicyRule, word(argBy, "a")) },
		func() int32 { return e.intern(codePolicyRule, word(argRule, "")) },
		func() int32 { return e.intern(codePolicyRule, number(argRule, 0)) },
		func() int32 { return e.intern(codePolicyRule, number(argRule, 7)) },
		func() int32 { return e.intern(codeContentWords, words(argWords, []string{"ab", "c"})) },
		func() int32 { return e.intern(codeContentWords, words(argWords, []string{"a", "bc"})) },
		func() int32 { return e.intern(codeContentWords, words(argWords, nil)) },
		func() int32 { return e.intern(codeAttachmentMacro, sortedArgs(map[string]any{"odd": "a"})...) },
		func() int32 { return e.intern(codeAttachmentMacro, sortedArgs(map[string]any{"other": "a"})...) },
		func() int32 { return e.intern(codeAttachmentMacro, sortedArgs(map[string]any{"odd": true})...) },
		func() int32 { return e.intern(codeAttachmentMacro, sortedArgs(map[string]any{"odd": false})...) },
	}
	for i := range 5 * fewFindings {
		different = append(different, func() int32 { return e.intern(codePolicyRule, word(argRule, fmt.Sprint("r", i))) })
	}
	for round := range 2 {
		for want, intern := range different {
			if got := intern(); int(got) != want {
				t.Errorf("round %d: got finding %d, want %d", round, got, want)
			}
		}
	}
	if len(e.index.slots) == fewFindings {
		t.Errorf("%d findings in %d slots, want more slots", len(e.findings), len(e.index.slots))
	}
}

// A huge mail leaves no slots behind that each mail after it with more than a few findings would have to clear.
func TestIndexForgetsHugeMails(t *testing.T) {
	x := newFindingIndex()
	x.slots = make([]int32, 2*manyFindings)
	if x.shrink(); len(x.slots) != fewFindings {
		t.Errorf("got %d slots, want %d", len(x.slots), fewFindings)
	}
}

// Arguments are sorted by number where both are known, so numbers have to be in the order of names.
func TestArgumentsAreInOrderOfNames(t *testing.T) {
	for i := argOther + 2; i < argIDs; i++ {
		if argNames[i-1] >= argNames[i] {
			t.Errorf("%q is before %q, want the order of the alphabet", argNames[i-1], argNames[i])
		}
	}
	for _, c := range codeTable {
		for _, name := range c.Args {
			if argNumbers[name] == argOther {
				t.Errorf("%s has an argument %q without a number", c, name)
			}
		}
	}
	args := sortedArgs(map[string]any{"reason": "r", "odd": "o", "by": "b", "zip": 1})
	for i, want := range []string{"by", "odd", "reason", "zip"} {
		if got := args[i].nameOf(); got != want {
			t.Errorf("argument %d: got %q, want %q", i, got, want)
		}
	}
}

// A flag below flagManager has the number of its code.
func TestFlagsAreInOrderOfCodes(t *testing.T) {
	for bit := flagExternal; bit < flagManager; bit <<= 1 {
		if got, want := bit.code().String(), "recipient."+flagNames[bit.number()]; got != want {
			t.Errorf("flag %s: got code %s, want %s", flagNames[bit.number()], got, want)
		}
	}
}
