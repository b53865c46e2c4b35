package httpapi

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sekisho/server/api"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/directory"
	"sekisho/server/internal/store"
)

// Directory is where the directory is kept.
type Directory interface {
	ImportPeople(ctx context.Context, org store.Org, people []store.Person, only bool, e audit.Entry) (store.DirectoryChange, error)
	ReplacePeople(ctx context.Context, org store.Org, people []store.Person, e audit.Entry) (store.DirectoryChange, error)
}

// PutDirectory replaces the directory by a table (PUT /v1/directory).
func (h *handlers) PutDirectory(c echo.Context, params api.PutDirectoryParams) error {
	ctx := c.Request().Context()
	id, err := auth.Require(ctx, auth.RoleAdmin)
	if err != nil {
		return err
	}
	if kind, _, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType)); err != nil || kind != "text/csv" {
		return &problem{status: http.StatusUnsupportedMediaType, code: "media-type", title: "Send text/csv."}
	}
	people, err := directory.Read(http.MaxBytesReader(c.Response(), c.Request().Body, directory.MaxFile))
	var broken *directory.Error
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return fmt.Errorf("the table: %w: at most %d MiB", errTooLarge, directory.MaxFile>>20)
	case errors.As(err, &broken), err != nil && strings.HasPrefix(err.Error(), "directory: "):
		return &problem{status: http.StatusUnprocessableEntity, code: "directory-invalid", title: "The table has errors; nothing was changed.", detail: err.Error()}
	case err != nil:
		return bad("request-invalid", "The table could not be read.", err.Error())
	case len(people) == 0:
		return &problem{status: http.StatusUnprocessableEntity, code: "directory-empty", title: "The table names nobody; nothing was changed.", detail: "Send everybody who is to be in the directory."}
	}
	done, err := h.replaceDirectory(ctx, id, people, params.AllowShrink != nil && *params.AllowShrink)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, api.DirectoryChange{Added: len(done.Added), Changed: len(done.Changed), Removed: len(done.Removed), Unchanged: done.Unchanged})
}

// replaceDirectory brings a whole directory in; with shrink, most of what was there may go.
func (h *handlers) replaceDirectory(ctx context.Context, id auth.Identity, people []store.Person, shrink bool) (store.DirectoryChange, error) {
	who := id.Who()
	e := audit.Entry{Event: "directory.imported", Issuer: who.Issuer, Subject: who.Subject, Account: id.Account, Door: "api"}
	if shrink {
		return h.directory.ReplacePeople(ctx, id.Org, people, e)
	}
	done, err := h.directory.ImportPeople(ctx, id.Org, people, true, e)
	var shrinks *store.ShrinkError
	if errors.As(err, &shrinks) {
		return done, &problem{
			status: http.StatusConflict, code: "directory-shrinks", title: "The table would take out most of the directory; nothing was changed.",
			detail: fmt.Sprintf("%d of %d entries are not in it. If that is right, send it again with allowShrink=true.", shrinks.Gone, shrinks.Before),
		}
	}
	return done, err
}
