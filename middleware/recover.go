package middleware

import (
	"maps"
	"net/http"

	"github.com/combo-web/combo"
)

// Recover makes the site's 500 page of a panic inside of it, so that what stands
// outside sees a finished answer: the log its status, the compression a body. The
// site logs the panic with its stack. Without Recover the site does the same
// around all middleware.
//
// Once something was written, the panic goes on: the site logs it and breaks the
// connection off, so that nobody takes the part for the whole.
// [http.ErrAbortHandler] goes on always. Outside of a [combo.Site] the page is the
// framework's and the log is slog.Default().
func Recover() func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			before := fieldsOf(w)
			inside, ok := w.(sender)
			if !ok {
				inside = &watched{ResponseWriter: w}
			}
			defer func() {
				if p := recover(); p != nil {
					answerPanic(inside, r, p, before)
				}
			}()
			next.ServeHTTP(inside, r)
		})
	}
}

// answerPanic is called while the stack of the panic is still there: the view that
// panics again stands on top of it, so the log shows where it came from.
func answerPanic(w sender, r *http.Request, p any, before http.Header) {
	if status, _ := w.Sent(); p == http.ErrAbortHandler || status != 0 {
		panic(p)
	}
	replace(w, r, before, func(*http.Request) (*combo.Response, error) { panic(p) })
}

// A sender is a writer that knows what was written through it: a site's, or one
// that is watched.
type sender interface {
	http.ResponseWriter
	Sent() (status int, bytes int64)
}

// fieldsOf is what stands in the header now, nil if nothing.
func fieldsOf(w http.ResponseWriter) http.Header {
	if h := w.Header(); len(h) > 0 {
		return maps.Clone(h)
	}
	return nil
}

// replace answers with a view in place of a handler that has written nothing. What
// the handler put into the header was meant for another answer.
func replace(w http.ResponseWriter, r *http.Request, before http.Header, view combo.View) {
	h := w.Header()
	clear(h)
	maps.Copy(h, before)
	view.ServeHTTP(w, r)
}

// A watched writer knows what was written through it. It hides nothing of the one
// below.
type watched struct {
	http.ResponseWriter
	status int // 0 until something is written
	bytes  int64
}

// sendError sends the page of an error, as a view would that returns it.
func sendError(w http.ResponseWriter, r *http.Request, err error) {
	combo.View(func(*http.Request) (*combo.Response, error) { return nil, err }).ServeHTTP(w, r)
}
