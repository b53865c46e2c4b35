package httpapi

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sekisho/server/internal/store"
)

// put sends a table and returns the status and the answer.
func (f *heldFixture) put(token, kind, table string) (int, string) {
	f.t.Helper()
	return f.putAt("/v1/directory", token, kind, table)
}

func (f *heldFixture) putAt(path, token, kind, table string) (int, string) {
	f.t.Helper()
	r := httptest.NewRequest(http.MethodPut, path, strings.NewReader(table))
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

// TestPutDirectoryShrinks: half a table is not taken for the whole, unless the administrator says that it is.
func TestPutDirectoryShrinks(t *testing.T) {
	f := newHeld(t)
	const csv, few = "text/csv", "address\np0@minato.example\np1@minato.example\n"
	var many strings.Builder
	many.WriteString("address\n")
	for i := range 12 {
		fmt.Fprintf(&many, "p%d@minato.example\n", i)
	}
	if status, body := f.put(f.admin, csv, many.String()); status != 200 {
		t.Fatalf("everybody: %d %s", status, body)
	}
	entries := func() int {
		list, err := f.store.People(t.Context(), f.org, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	for _, path := range []string{"/v1/directory", "/v1/directory?allowShrink=false"} {
		status, body := f.putAt(path, f.admin, csv, few)
		if status != 409 || !strings.Contains(body, `"directory-shrinks"`) || !strings.Contains(body, "10 of 12 entries") || !strings.Contains(body, "allowShrink=true") || entries() != 12 {
			t.Errorf("%s: %d %s, %d entries; want 409 that names 10 of 12 and the way out, and all 12 kept", path, status, body, entries())
		}
	}
	if status, body := f.putAt("/v1/directory?allowShrink=perhaps", f.admin, csv, few); status != 400 || entries() != 12 {
		t.Errorf("perhaps: %d %s", status, body)
	}
	if status, body := f.putAt("/v1/directory?allowShrink=true", f.admin, csv, few); status != 200 || !strings.Contains(body, `"removed":10`) || entries() != 2 {
		t.Errorf("with allowShrink: %d %s, %d entries, want 2", status, body, entries())
	}
}
