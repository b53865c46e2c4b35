package gate

import "sync/atomic"

// room is the memory that the messages of one server share, for those too long for their own part of it. A nil room is full.
type room struct{ left atomic.Int64 }

// sharedMemory is the room of a server: for ten mails of a mebibyte and more at a time, and little beside what their connections take.
const sharedMemory = 16 << 20

// mostLent is what one message can have of it at a time: longer ones would take it from many others, and go to a file in the end.
const mostLent = 2 << 20

func newRoom(octets int) *room {
	r := &room{}
	r.left.Store(int64(octets))
	return r
}

// take lends the octets of one more block to a message that has so many; false: there is no room.
func (r *room) take(lent int) bool {
	if r == nil || lent+spoolBlock > mostLent {
		return false
	}
	if r.left.Add(-spoolBlock) >= 0 {
		return true
	}
	r.left.Add(spoolBlock)
	return false
}

func (r *room) giveBack(lent int) {
	if r != nil {
		r.left.Add(int64(lent))
	}
}
