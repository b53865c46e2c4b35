package httpapi

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sekisho/server/internal/store"
)

// put sends a table and returns the status and the answer.
func (f *heldFixture) put(token, kind, table string) (int, string) {
	f.t.Helper()
	r := httptest.NewRequest(http.MethodPut, "/v1/directory", strings.NewReader(table))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func TestPutDirectory(t *testing.T) {
	f := newHeld(t)
	const csv = "text/csv; charset=utf-8"
	people := func() (all []string) {
		list, err := f.store.People(t.Context(), f.org, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			all = append(all, p.Address)
		}
		return all
	}
	before := strings.Join(people(), " ")
	for name, c := range map[string]struct {
		token, kind, table string
		status             int
		want               string
	}{
		"a sender":        {f.token, csv, "address\na@minato.example\n", 403, "role"},
		"an approver":     {f.boss, csv, "address\na@minato.example\n", 403, "role"},
		"JSON":            {f.admin, "application/json", "{}", 415, "text/csv"},
		"errors by line":  {f.admin, csv, "address,manager\na@minato.example,\nnobody,\nb@minato.example,x\n", 422, "line 3, address"},
		"the second line": {f.admin, csv, "address,manager\na@minato.example,\nnobody,\nb@minato.example,x\n", 422, "line 4, manager"},
		"nobody":          {f.admin, csv, "address\n", 422, "directory-empty"},
		"no text":         {f.admin, csv, "address\n\xff\xfe\xfd", 422, "Shift_JIS"},
	} {
		if status, body := f.put(c.token, c.kind, c.table); status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s, want %d and %q", name, status, body, c.status, c.want)
		}
	}
	if after := strings.Join(people(), " "); after != before {
		t.Errorf("the directory is %s after refusals, want %s", after, before)
	}
	if status, body := f.put(f.admin, csv, "address,氏名,aliases\nsato@minato.example,佐藤,hanako@minato.example\n"); status != 200 || !strings.Contains(body, `"unchanged":0`) {
		t.Errorf("%d %s", status, body)
	}
	if after := strings.Join(people(), " "); after != "hanako@minato.example sato@minato.example" {
		t.Errorf("the directory is %s", after)
	}
	if p, err := f.store.Person(t.Context(), f.org, "hanako@minato.example"); err != nil || p.Kind != store.KindPerson || p.Name != "" {
		t.Errorf("the alias: %+v, %v", p, err)
	}
}
