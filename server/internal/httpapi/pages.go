package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Pages are what the links in notices lead to.
type Pages interface {
	// Serve answers a GET or POST of a link's page, asked for from an address.
	Serve(w http.ResponseWriter, r *http.Request, token, remote string)
}

// pages sets up the pages, whose links are their own credential.
func pages(e *echo.Echo, p Pages, style string) {
	handler := func(c echo.Context) error {
		p.Serve(c.Response(), c.Request(), c.Param("token"), c.RealIP())
		return nil
	}
	e.GET("/h/:token", handler)
	e.POST("/h/:token", handler)
	sheet := newAsset("style.css", []byte(style))
	e.GET("/h/style.css", func(c echo.Context) error {
		sheet.serve(c.Response(), c.Request())
		return nil
	})
}
