// Package greet says hello: one URL, one view, a middleware that logs and an
// error that becomes a page.
package greet

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/combo-web/combo"
)

// New returns the app. It writes a line to log for every request of the site.
func New(log *slog.Logger) combo.App {
	return combo.App{
		Name:       "greet",
		URLs:       URLs(),
		Middleware: []func(http.Handler) http.Handler{logged(log)},
	}
}

// URLs maps /hello/ to the hello view, as urls.py does in Django.
func URLs() combo.URLs {
	return combo.URLs{
		combo.Get("hello/", hello).Name("hello"),
		combo.Get("hello/coffee/", coffee).Name("coffee"),
	}
}

func hello(r *http.Request) (*combo.Response, error) {
	return combo.Text("Hello, World!")
}

var errTeapot = errors.New("the pot holds tea")

func coffee(r *http.Request) (*combo.Response, error) {
	return nil, errTeapot
}

// OnError is the site's exception middleware: it turns an error that the views
// return into the page that the visitor sees.
func OnError(r *http.Request, err error) (*combo.Response, error) {
	if errors.Is(err, errTeapot) {
		return combo.Text("Sorry, this is a teapot.", combo.Status(http.StatusTeapot))
	}
	return nil, err
}

// logged is a middleware: it writes one line for each request.
func logged(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start := time.Now()
			next.ServeHTTP(w, r)
			status, _ := combo.Sent(r)
			log.InfoContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path,
				"status", status, "took", time.Since(start).Round(time.Microsecond), "id", combo.RequestID(r))
		})
	}
}
