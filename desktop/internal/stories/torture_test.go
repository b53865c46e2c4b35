package stories

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sekisho/e2e/support/logins"
	"sekisho/e2e/support/postfix"
)

var (
	kills   = flag.Int("kills", 8, "how often TestKilled kills the companion")
	mails   = flag.Int("mails", 120, "how many mails TestKilled sends at least")
	senders = flag.Int("senders", 8, "how many send side by side in TestKilled")
)

// TestKilled kills the app at random moments while senders send. Each sends its mail until it hears yes. Then every mail arrived,
// and exactly as often as Postfix accepted it: a mail is doubled only where a kill came between Postfix's yes and the sender's.
// The full run: go test ./desktop/internal/stories -run TestKilled -kills 200 -mails 2000 -timeout 30m
func TestKilled(t *testing.T) {
	destination := startDestination(t)
	people := logins.Start(t, user, password, token)
	upstream := startPostfix(t, destination.addr, people.Addr)
	v, local := runApp(t, upstream.Addr)
	defer v.kill()

	var sent, tries atomic.Int64
	stop := make(chan struct{})
	var wg sync.WaitGroup
	accepted := make([][]string, *senders)
	for n := range *senders {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				id := fmt.Sprintf("m%d-%d", n, i)
				for !v.submit(local, id, i) {
					tries.Add(1)
				}
				accepted[n] = append(accepted[n], id)
				sent.Add(1)
			}
		})
	}
	for k := range *kills {
		share := int64(*mails * (k + 1) / *kills)
		eventually(t, "the next mails", func() bool { return sent.Load() >= share })
		time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond) // the moment is random
		v.kill()
		v.start()
	}
	close(stop)
	wg.Wait()
	eventually(t, "Postfix to have delivered everything", upstream.Idle)
	compare(t, upstream, destination, accepted)
	doubles := destination.count() - int(sent.Load())
	t.Logf("%d mails heard yes, %d arrived, %d tries failed, %d kills: %d may have been doubled", sent.Load(), destination.count(), tries.Load(), *kills, doubles)
	if doubles > *kills**senders {
		t.Errorf("%d mails too many, more than were under way at %d kills", doubles, *kills)
	}
}

// victim is the app's process.
type victim struct {
	t      *testing.T
	addr   string
	binary string
	args   []string
	out    bytes.Buffer
	cmd    *exec.Cmd
	ended  chan struct{}

	mu sync.Mutex
	up chan struct{} // closed while it runs; nil: it never ran
}

// running returns what is closed once the app runs.
func (v *victim) running() <-chan struct{} {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.up == nil {
		v.up = make(chan struct{})
	}
	return v.up
}

func (v *victim) start() {
	v.t.Helper()
	v.cmd = exec.Command(v.binary, v.args...)
	v.out.Reset()
	v.cmd.Stdout, v.cmd.Stderr = &v.out, &v.out
	if err := v.cmd.Start(); err != nil {
		v.t.Fatal(err)
	}
	ended := make(chan struct{})
	v.ended = ended
	go func() { defer close(ended); _ = v.cmd.Wait() }()
	eventually(v.t, "the app on "+v.addr, func() bool {
		select {
		case <-ended:
			v.t.Fatalf("the app ended; it said:\n%s", v.out.String())
		default:
		}
		return postfix.Greets(v.addr)
	})
	v.running()
	v.mu.Lock()
	defer v.mu.Unlock()
	close(v.up)
}

func (v *victim) kill() {
	v.mu.Lock()
	v.up = nil
	v.mu.Unlock()
	_ = v.cmd.Process.Kill()
	<-v.ended
}

// submit sends one mail and tells whether the yes was heard. Every seventh is large.
func (v *victim) submit(local, id string, i int) bool {
	<-v.running()
	d, err := dial(v.addr)
	if err != nil {
		return false
	}
	defer func() { _ = d.c.Close() }()
	if d.logIn(local) != nil {
		return false
	}
	for _, line := range []string{"MAIL FROM:<" + user + ">", "RCPT TO:<hanako@b.example>", "DATA"} {
		if got := d.do(line); got == "" || got[0] > '3' {
			return false
		}
	}
	size := 20
	if i%7 == 3 {
		size = 20_000
	}
	mail := "From: " + user + "\r\nTo: hanako@b.example\r\nMessage-ID: <" + id + "@akatsuki.example>\r\nX-Story: " + id + "\r\n\r\n" + strings.Repeat("0123456789012345678901234567890123456789012345678901234567890123456789\r\n", size)
	if _, err := io.WriteString(d.c, mail); err != nil {
		return false
	}
	ok := strings.HasPrefix(d.do("."), "250")
	if ok {
		d.do("QUIT")
	}
	return ok
}

var (
	logID     = regexp.MustCompile(`cleanup\[\d+\]: (\w+): message-id=<([^@>]+)@akatsuki\.example>`)
	logActive = regexp.MustCompile(`qmgr\[\d+\]: (\w+): from=<[^>]*>, size=\d+, nrcpt=\d+ \(queue active\)`)
)

// compare compares what Postfix took in, by its log, with what arrived and with what senders heard.
func compare(t *testing.T, p *postfix.Server, d *destination, accepted [][]string) {
	t.Helper()
	log := p.Log()
	ids, taken := map[string]string{}, map[string]int{}
	for _, m := range logID.FindAllStringSubmatch(log, -1) {
		ids[m[1]] = m[2]
	}
	for _, m := range logActive.FindAllStringSubmatch(log, -1) {
		taken[ids[m[1]]]++
	}
	wrong := 0
	for _, list := range accepted {
		for _, id := range list {
			n, _ := d.about(id)
			if n == 0 || n != taken[id] {
				if wrong++; wrong < 10 {
					t.Errorf("%s: arrived %d times, Postfix took it %d times, its sender heard yes", id, n, taken[id])
				}
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d mails are wrong", wrong)
	}
}
