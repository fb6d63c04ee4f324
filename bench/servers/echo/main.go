// Echo is labstack/echo; with BENCH_STACK=1 within its own middleware.
package main

import (
	"encoding/json"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"

	"github.com/combo-web/combo/bench/serve"
	"github.com/combo-web/combo/bench/tasks"
)

func main() {
	e := echo.New()
	if serve.WithStack() {
		file := serve.LogFile()
		defer file.Close()
		e.Logger = slog.New(slog.NewJSONHandler(file, nil))
		e.Use(middleware.RequestID(), middleware.RequestLogger(), middleware.Recover(), middleware.Gzip(), secure,
			echo.WrapMiddleware(serve.CrossSite))
	}
	e.GET("/plaintext", func(c *echo.Context) error { return c.String(http.StatusOK, tasks.Text) })
	e.GET("/json", writePerson)
	e.GET("/page", func(c *echo.Context) error { return c.HTML(http.StatusOK, tasks.Page) })
	for _, r := range tasks.Routes(tasks.RouteCount) {
		e.GET(r.Segments(":%s"), func(c *echo.Context) error { return c.String(http.StatusOK, r.Answer(c.Param)) })
	}
	serve.HTTP(e)
}

func writePerson(c *echo.Context) error {
	body, err := json.Marshal(tasks.NewPerson()) // echo's own JSON adds a line end
	if err != nil {
		return err
	}
	return c.JSONBlob(http.StatusOK, body)
}

func secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		for _, f := range serve.SecurityFields {
			c.Response().Header().Set(f.Name, f.Value)
		}
		return next(c)
	}
}
