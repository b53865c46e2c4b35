package store

import (
	"context"
	"reflect"
	"testing"
	"time"
)

func TestFigures(t *testing.T) {
	c := &clock{at: noon}
	s, main := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	must(t, s.AddMessage(ctx, main, Accepted{
		Message: Message{ID: "m", File: "f"},
		Holds:   []Hold{{ID: "h", Stage: 1, State: HoldTimed, Stages: "[]", Due: noon.Add(time.Hour)}, {ID: "g", Stage: 1, State: HoldSender, Stages: "[]", Due: noon.Add(time.Hour)}},
		Deliveries: []Delivery{
			{ID: "1", Hold: "h", Recipient: "a@x"},
			{ID: "2", Recipient: "b@x", Due: noon.Add(-time.Minute)},
			{ID: "3", Recipient: "c@x", Due: noon.Add(-time.Hour)},
			{ID: "4", Recipient: "d@x", Due: noon.Add(time.Hour)},
		},
	}, entry("mail.accepted")))
	must(t, s.Checkpoint(ctx))
	got, err := s.Figures(ctx, noon)
	want := Figures{
		Deliveries: map[string]int64{DeliveryPending: 4, DeliverySending: 0, DeliveryDeferred: 0},
		Holds:      map[string]int64{HoldTimed: 1, HoldSender: 1, HoldApproval: 0},
		Due:        noon.Add(-time.Hour), Checkpoint: noon,
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Figures = %+v, %v\nwant %+v", got, err, want)
	}
	must(t, s.Writable(ctx))
	must(t, s.Close())
	if s.Writable(ctx) == nil {
		t.Error("a closed store can be written to")
	}
}
