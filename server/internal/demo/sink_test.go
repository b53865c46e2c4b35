package demo

import (
	"fmt"
	"testing"
)

// TestSinkIsBounded: mails go by number and by size, the oldest first, and the newest always stays.
func TestSinkIsBounded(t *testing.T) {
	s := NewSink()
	for i := range maxKept + 5 {
		s.add(Stored{ID: fmt.Sprint(i), Size: 1})
	}
	if list := s.List(); len(list) != maxKept || list[maxKept-1].ID != "5" {
		t.Errorf("%d mails, the oldest %s; want %d and 5", len(list), list[len(list)-1].ID, maxKept)
	}
	for i := range 4 {
		s.add(Stored{ID: fmt.Sprint("big", i), Size: maxSink/2 - 100})
	}
	if list := s.List(); len(list) != 2 || list[1].ID != "big2" {
		t.Errorf("%d mails, the oldest %s; want 2 and big2", len(list), list[len(list)-1].ID)
	}
	s.add(Stored{ID: "huge", Size: maxSink + 1})
	if list := s.List(); len(list) != 1 || list[0].ID != "huge" {
		t.Errorf("%d mails; want the newest alone", len(list))
	}
}
