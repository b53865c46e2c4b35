package text

import (
	"os"
	"strings"
	"testing"
)

// promiseSet reads the working sets: what each mail says, and whether it promises a file.
func promiseSet(t testing.TB) (mails []promiseMail) {
	t.Helper()
	var data []byte
	for _, file := range [...]string{"testdata/promise.txt", "testdata/promise_trades.txt", "testdata/promise_ways.txt"} {
		part, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, part...)
	}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		subject, body, ok := strings.Cut(line[2:], " | ")
		if !ok {
			t.Fatalf("no subject in %q", line)
		}
		mails = append(mails, promiseMail{subject, strings.ReplaceAll(body, `\n`, "\n"), line[0] == '+'})
	}
	return mails
}

type promiseMail struct {
	subject, body string
	promises      bool
}

func TestPromise(t *testing.T) {
	for _, m := range promiseSet(t) {
		got := Promise(m.subject, NewText(m.body))
		if (got != "") != m.promises {
			t.Errorf("Promise(%q, %q) = %q, want a word: %t", m.subject, m.body, got, m.promises)
		}
	}
}
