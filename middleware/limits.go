package middleware

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/combo-web/combo"
)

// MaxBody bounds what a request may send here to n bytes; more is a 413. It can
// only lower the limit of a site, which is usually set by [combo.Limits] and
// [combo.Route.MaxBody], and it must stand outside of what reads the body.
//
// It panics if n is not positive.
func MaxBody(n int64) func(http.Handler) http.Handler {
	if n <= 0 {
		panic(fmt.Sprintf("middleware.MaxBody(%d): not a positive number of bytes", n))
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > n { // refused before it is invited
				sendError(w, r, &http.MaxBytesError{Limit: n})
				return
			}
			if r.Body != nil && r.Body != http.NoBody {
				limited := *r
				limited.Body = http.MaxBytesReader(bottom(w), r.Body, n)
				r = &limited
			}
			next.ServeHTTP(w, r)
		})
	}
}

// bottom returns the writer of the server: MaxBytesReader tells it to close the
// connection.
func bottom(w http.ResponseWriter) http.ResponseWriter {
	for {
		outer, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return w
		}
		w = outer.Unwrap()
	}
}

// Timeout ends the context of requests after a time. A handler that returns after
// that without having written anything gets a 503; one that does not look at its
// context is not stopped, since only it can tell what must not be left half done.
// It can only lower the limit of a site, which is usually set by [combo.Limits]
// and [combo.Route.MaxTime].
//
// It panics if limit is not positive.
func Timeout(limit time.Duration) func(http.Handler) http.Handler {
	if limit <= 0 {
		panic(fmt.Sprintf("middleware.Timeout(%s): not a positive time", limit))
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithTimeout(r.Context(), limit)
			defer cancel()
			before, inside := fieldsOf(w), &watched{ResponseWriter: w}
			next.ServeHTTP(inside, r.WithContext(ctx))
			if inside.status == 0 && errors.Is(ctx.Err(), context.DeadlineExceeded) {
				replace(inside, r, before, func(*http.Request) (*combo.Response, error) {
					return nil, fmt.Errorf("nothing was written in time: %w", ctx.Err())
				})
			}
		})
	}
}
