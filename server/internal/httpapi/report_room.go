package httpapi

import (
	"net/http"
	"sync"
	"time"
)

const (
	ownReports  = 500       // mails that one person tells of in a window; a door keeps 50 at most
	reportsEach = time.Hour // a window
)

var errManyReports = &problem{
	status: http.StatusTooManyRequests, code: "too-many-reports", title: "Too many mails were reported at once.",
	detail: "One person tells of 500 mails an hour at most; tell of the others later.", retry: 3600,
}

// reportRoom bounds what one person writes into the audit log by reports: rows of it are kept for years, and what a report says
// is the door's word alone. The windows of all persons end together, so there is no more to keep than the persons of one hour.
type reportRoom struct {
	now func() time.Time

	mu    sync.Mutex
	began time.Time
	told  map[string]int // by owner
}

// take takes room for n mails of owner's, or gives errManyReports and takes none.
func (r *reportRoom) take(owner string, n int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.now(); r.told == nil || now.Sub(r.began).Abs() >= reportsEach {
		r.began, r.told = now, make(map[string]int)
	}
	if r.told[owner]+n > ownReports {
		return errManyReports
	}
	r.told[owner] += n
	return nil
}
