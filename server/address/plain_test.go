package address

import (
	"strings"
	"testing"
)

// What the short way reads, the long way reads equally.
func TestPlainIsParse(t *testing.T) {
	label := strings.Repeat("a", 63)
	locals := []string{"taro", "Taro.Yamada", "a..b", ".", "x+tag", "o'neil", "a_b-c", "a=b", "", "a b", `"a"`, "a@b", "a,b", "名前", "a\x7f", "{}|~"}
	domains := []string{
		"a.example", "A.Example", "localhost", "_x.a-b.example", "xn--r8jz45g.jp", "-.example", "a.example.", ".a.example", "a..example", "",
		"[192.0.2.1]", "a+b.example", "例え.jp", label + ".example", label + "a.example", strings.Repeat(label+".", 3) + label[:61], strings.Repeat(label+".", 4) + "x",
	}
	short := 0
	for _, local := range locals {
		for _, domain := range domains {
			checkPlain(t, local+"@"+domain, &short)
		}
	}
	if short < 60 {
		t.Errorf("%d addresses were read the short way, want at least 60", short)
	}
	checkPlain(t, strings.Repeat("l", maxAddress-len("@a.example"))+"@a.example", &short)
	checkPlain(t, strings.Repeat("l", maxAddress)+"@a.example", &short)
}

func checkPlain(t *testing.T, s string, short *int) {
	t.Helper()
	got, text, ok := Plain(s)
	if !ok {
		return
	}
	*short++
	if want := got.String(); text != want {
		t.Errorf("%q: the text is %q, want %q", s, text, want)
	}
	if want, err := parse(s); err != nil || got != want {
		t.Errorf("%q: the short way reads %v, the long way %v, %v", s, got, want, err)
	}
}

func TestPlainCostsNothing(t *testing.T) {
	if n := testing.AllocsPerRun(10, func() { _, _ = Parse("taro.yamada+x@mail.tsubame.example") }); n != 0 {
		t.Errorf("got %v allocations, want none", n)
	}
}
