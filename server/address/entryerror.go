package address

import (
	"errors"
	"fmt"
	"strings"
)

// EntryError tells what is wrong with one entry of a list and what to do about it.
type EntryError struct {
	List   string // the list's name; empty if it has none
	Index  int    // of the entry in its list, from 0; -1 if the whole list is meant
	Entry  string // as written, cut to 100 characters
	Reason string // lower case, no full stop
	Fix    string // what to do, in the imperative
}

// Error is one line.
func (e *EntryError) Error() string {
	var b strings.Builder
	b.WriteString("address: ")
	if e.List != "" {
		fmt.Fprintf(&b, "list %q: ", e.List)
	}
	if e.Index >= 0 {
		fmt.Fprintf(&b, "entry %d, %q: ", e.Index+1, e.Entry)
	}
	b.WriteString(e.Reason)
	if e.Fix != "" {
		b.WriteString("; " + e.Fix)
	}
	return b.String()
}

// EntryErrors returns the entry errors in err, in the order of the entries. NewList and NewLists report all there are.
func EntryErrors(err error) []*EntryError {
	var many interface{ Unwrap() []error }
	if errors.As(err, &many) {
		var all []*EntryError
		for _, one := range many.Unwrap() {
			all = append(all, EntryErrors(one)...)
		}
		return all
	}
	var one *EntryError
	if errors.As(err, &one) {
		return []*EntryError{one}
	}
	return nil
}

func misuse(reason, fix, entry string) *EntryError {
	return &EntryError{Reason: reason, Fix: fix, Entry: entry}
}

// asEntryError says of an address error what to do in a list.
func asEntryError(err *Error) *EntryError {
	fix := "write an address (taro@a.example), a domain (a.example, .a.example, *.a.example) or the name of a list"
	if err.Suggest != "" {
		fix = fmt.Sprintf("write %q", err.Suggest)
	}
	return &EntryError{Reason: explanations[err.Reason], Fix: fix}
}
