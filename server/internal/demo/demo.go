package demo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/labstack/echo/v4"
)

// Options say what the playground works with.
type Options struct {
	Sink         *Sink
	Gate         string // address of the demo's gate
	Account      string // who the playground sends as
	Name         string
	Organization string
	Now          func() time.Time // nil: time.Now
}

type demo struct{ Options }

// Register adds the demo's routes to g, which must stand behind Guard.
func Register(g *echo.Group, o Options) {
	if o.Now == nil {
		o.Now = time.Now
	}
	d := demo{o}
	g.GET("/config", d.config)
	g.POST("/send", d.send)
	g.GET("/sink", d.list)
	g.GET("/sink/:id", d.raw)
	g.DELETE("/sink", d.clear)
}

func (d demo) config(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string]string{"account": d.Account, "name": d.Name, "organization": d.Organization})
}

// Sent is what the gate answered.
type Sent struct {
	Accepted bool     `json:"accepted"`
	Replies  []string `json:"replies"`
}

func (d demo) send(c echo.Context) error {
	var draft Draft
	r := http.MaxBytesReader(c.Response(), c.Request().Body, maxMail*3/2)
	if err := json.NewDecoder(r).Decode(&draft); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The draft is not valid JSON: "+err.Error())
	}
	raw, err := compose(draft, d.Now())
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, err.Error())
	}
	reply, err := d.submit(draft.From.Address, draft.recipients(), raw)
	if err != nil {
		return fmt.Errorf("submit to the gate: %w", err)
	}
	return c.JSON(http.StatusOK, Sent{Accepted: reply[0] == '2', Replies: []string{reply}})
}

// submit hands the mail to the gate as any client would and returns the reply that decided.
func (d demo) submit(from string, to []string, raw []byte) (string, error) {
	client, err := smtp.Dial(d.Gate)
	if err != nil {
		return refusal(err)
	}
	defer func() { _ = client.Close() }()
	if err := client.Mail(from, &smtp.MailOptions{Size: int64(len(raw))}); err != nil {
		return refusal(err)
	}
	for _, r := range to {
		if err := client.Rcpt(r, nil); err != nil {
			return refusal(err)
		}
	}
	w, err := client.Data()
	if err != nil {
		return refusal(err)
	}
	if _, err := bytes.NewReader(raw).WriteTo(w); err != nil {
		return "", err
	}
	done, err := w.CloseWithResponse()
	if err != nil {
		return refusal(err)
	}
	_ = client.Quit()
	return "250 " + done.StatusText, nil
}

// refusal turns the gate's no into its reply line. Other errors stay errors.
func refusal(err error) (string, error) {
	var no *smtp.SMTPError
	if !errors.As(err, &no) {
		return "", err
	}
	e := no.EnhancedCode
	return fmt.Sprintf("%d %d.%d.%d %s", no.Code, e[0], e[1], e[2], no.Message), nil
}

func (d demo) list(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string][]Stored{"messages": d.Sink.List()})
}

func (d demo) raw(c echo.Context) error {
	raw, ok := d.Sink.Raw(c.Param("id"))
	if !ok {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return c.Blob(http.StatusOK, "text/plain; charset=utf-8", raw)
}

func (d demo) clear(c echo.Context) error {
	d.Sink.Clear()
	return c.NoContent(http.StatusNoContent)
}
