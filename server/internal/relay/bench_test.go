package relay

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"sekisho/server/gate"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/spool"
	"sekisho/server/internal/store"
)

// BenchmarkTake is a mail from its octets to the disk and the store, by 16 clients at a time, without SMTP around it.
func BenchmarkTake(b *testing.B) {
	for _, size := range []int{10 << 10, 1 << 20} {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			d := benchDoor(b)
			body := "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b\r\n" +
				"Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUgAA\r\n" +
				strings.Repeat(strings.Repeat("QmVuY2htYXJr", 6)+"\r\n", size/74) + "--b--\r\n"
			b.SetBytes(int64(len(body)))
			b.SetParallelism(8)
			b.RunParallel(func(p *testing.PB) {
				for n := 0; p.Next(); n++ {
					t := &gate.Transaction{ID: "A", Time: time.Now(), From: "sato@minato.example", Recipients: []gate.Recipient{{Address: "ito@minato.example"}}, Spool: gate.NewSpool("", 1<<20)}
					_, err := fmt.Fprintf(t.Spool, "From: sato@minato.example\r\nTo: ito@minato.example\r\nSubject: %d\r\n%s", n, body)
					if err == nil {
						err = t.Spool.Finish()
					}
					if err != nil {
						b.Error(err)
						return
					}
					if r := (&session{d: d}).Deliver(b.Context(), t); r.Code != 250 {
						b.Error(r)
						return
					}
					_ = t.Spool.Close()
				}
			})
		})
	}
}

func benchDoor(b *testing.B) *Door {
	b.Helper()
	fatal := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	st, err := store.Open(b.Context(), store.Options{Dir: b.TempDir()})
	fatal(err)
	b.Cleanup(func() { fatal(st.Close()) })
	fatal(st.CreateOrganization(b.Context(), store.Organization{ID: "main"}))
	org, err := auth.Operator(b.Context(), st, "main")
	fatal(err)
	_, err = st.PutPolicy(b.Context(), org, store.PolicyChange{Document: fmt.Sprintf(waiting, ", confirm: send"), After: store.AnyVersion})
	fatal(err)
	dir, err := spool.OpenFolder(b.TempDir())
	fatal(err)
	b.Cleanup(func() { fatal(dir.Close()) })
	files, err := spool.Open(spool.Options{Files: dir})
	fatal(err)
	return &Door{
		Gateway: &Gateway{Org: org, Records: st, Policies: desk.NewCompiled(st), Log: slog.New(slog.DiscardHandler)}, Host: "gate.example", Spool: files, Mails: st,
		Holds: &hold.Keeper{Records: st, People: hold.Directory{Store: st}},
	}
}
