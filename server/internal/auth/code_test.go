package auth

import (
	"errors"
	"regexp"
	"strings"
	"testing"
)

// code returns the code of a refusal, or what else the error is.
func code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	if err != nil {
		return "error: " + err.Error()
	}
	return ""
}

func TestNewCode(t *testing.T) {
	form := regexp.MustCompile(`^main\.([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$`)
	seen := map[string]bool{}
	for range 100 {
		c := newCode("main")
		if !form.MatchString(c) || seen[c] {
			t.Fatalf("newCode = %q, seen before: %v", c, seen[c])
		}
		seen[c] = true
		if org, got, err := parseCode(c); org != "main" || got != c || err != nil {
			t.Fatalf("parseCode(%q) = %q, %q, %v", c, org, got, err)
		}
	}
}

func TestParseCode(t *testing.T) {
	good := func(typed string) {
		t.Helper()
		org, got, err := parseCode(typed)
		if want := "main.ABCD-EFGH-0011-WXYZ"; org != "main" || got != want || err != nil {
			t.Errorf("parseCode(%q) = %q, %q, %v, want %q", typed, org, got, err, want)
		}
	}
	bad := func(typed, want string) {
		t.Helper()
		if _, _, err := parseCode(typed); err == nil || err.Error() != "auth: code-invalid: "+want {
			t.Errorf("parseCode(%q) = %v, want %s", typed, err, want)
		}
	}
	good("main.ABCD-EFGH-0011-WXYZ")
	good("  MAIN.abcdefgh0011wxyz\n")
	good("main.ABCD EFGH OoIl WXYZ")
	good("ｍａｉｎ．ＡＢＣＤ－ＥＦＧＨ－００１１－ＷＸＹＺ")
	good("main.ABCDーEFGHー0011ーWXYZ")
	bad("", "the code has no dot after the organisation")
	bad("ABCD-EFGH-0011-WXYZ", "the code has no dot after the organisation")
	bad("main.ABCD", "the code has 4 characters after the dot, want 16")
	bad(".ABCD-EFGH-0011-WXYZ", "the code has 16 characters after the dot, want 16")
	bad("main.ABCD-EFGH-0011-WXYZ-0", "the code has 17 characters after the dot, want 16")
	bad("main.ABCD-EFGH-0011-WXYU", "the code has a character that no code has")
	bad("main.あBCD-EFGH-0011-WXYZ", "the code has a character that no code has")
	bad(strings.Repeat("x", 201), "the code is longer than 200 octets")
}

func FuzzParseCode(f *testing.F) {
	f.Add("main.ABCD-EFGH-0011-WXYZ")
	f.Add("ｍａｉｎ．ＡＢＣＤ")
	f.Fuzz(func(t *testing.T, typed string) {
		org, got, err := parseCode(typed)
		if err != nil {
			if code(err) != CodeEnrolment {
				t.Errorf("parseCode(%q) = %v", typed, err)
			}
			return
		}
		if again, same, err := parseCode(got); err != nil || again != org || same != got {
			t.Errorf("parseCode is not stable: %q -> %q -> %q, %v", typed, got, same, err)
		}
	})
}

func TestParseToken(t *testing.T) {
	token := newToken("head-office")
	if org, err := parseToken(token); org != "head-office" || err != nil {
		t.Errorf("parseToken(%q) = %q, %v", token, org, err)
	}
	if token == newToken("head-office") {
		t.Error("two tokens are equal")
	}
	for _, bad := range []string{"", "skd_", "skd_main", "skd_main_", "skd__" + token[len(token)-43:], token + "A", token[:len(token)-1], "skx" + token[3:], token + "\n"} {
		if _, err := parseToken(bad); code(err) != CodeInvalid {
			t.Errorf("parseToken(%q) = %v, want %s", bad, err, CodeInvalid)
		}
	}
}

func FuzzParseToken(f *testing.F) {
	f.Add(newToken("main"))
	f.Fuzz(func(t *testing.T, token string) {
		if org, err := parseToken(token); err == nil && (org == "" || !strings.HasPrefix(token, "skd_"+org+"_")) {
			t.Errorf("parseToken(%q) = %q", token, org)
		}
	})
}
