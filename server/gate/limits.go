package gate

import "time"

// Limits bound what one client, and all of them together, can cost. The zero value of a field means its default.
type Limits struct {
	Connections int   // open connections in all; default 100
	PerIP       int   // open connections from one address; default 20
	CommandLine int   // octets of a command line with its CRLF; default 512 (RFC 5321, 4.5.3.1.4)
	AuthLine    int   // octets an AUTH line or answer may have beyond CommandLine; default 18,432: RFC 4954, 4 asks 12,288, a token of 12,288 octets takes 16,384
	Recipients  int   // of one message; default 10,000
	MessageSize int64 // octets of a message, dots not counted twice; exactly this many are accepted; default 150 MiB
	Errors      int   // refused commands of one session; default 20
	Messages    int   // messages of one session; default 1,000
	Memory      int   // octets of a message kept in memory before it goes to a file; default 1 MiB. 16 MiB more are for those that come at a time, up to 2 MiB each

	Idle      time.Duration // silence before a read gives up; default 5 minutes
	Command   time.Duration // from the first octet of a command line to its end; default 1 minute
	DataGrace time.Duration // how long DATA may be slower than DataRate; default 2 minutes
	DataRate  int64         // octets a second DATA must reach after DataGrace; default 1,024
	Write     time.Duration // for one reply to be taken; default 1 minute
	Shutdown  time.Duration // what mail in progress gets after the server was told to stop; default 10 seconds
}

func (l Limits) withDefaults() Limits {
	def(&l.Connections, 100)
	def(&l.PerIP, 20)
	def(&l.CommandLine, 512)
	def(&l.AuthLine, 18432)
	def(&l.Recipients, 10000)
	def(&l.MessageSize, 150<<20)
	def(&l.Errors, 20)
	def(&l.Messages, 1000)
	def(&l.Memory, 1<<20)
	def(&l.Idle, 5*time.Minute)
	def(&l.Command, time.Minute)
	def(&l.DataGrace, 2*time.Minute)
	def(&l.DataRate, 1024)
	def(&l.Write, time.Minute)
	def(&l.Shutdown, 10*time.Second)
	return l
}

func def[T int | int64 | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}
