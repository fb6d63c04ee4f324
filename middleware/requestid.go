package middleware

import (
	"net/http"

	"github.com/combo-web/combo"
)

// RequestID sends the identifier of the request, [combo.RequestID], as
// X-Request-Id: what a user reports is then found in the log. Outside of a
// [combo.Site] requests have none, and nothing is sent.
func RequestID() func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if id := combo.RequestID(r); id != "" {
				atSending(w, r, func(h http.Header) error {
					h["X-Request-Id"] = []string{id}
					return nil
				})
			}
			next.ServeHTTP(w, r)
		})
	}
}

// atSending changes the header just before it goes out: what is set earlier is
// lost where a page is replaced by that of an error. Outside of a site it
// happens now.
func atSending(w http.ResponseWriter, r *http.Request, change func(http.Header) error) {
	if combo.BeforeSend(r, change) != nil {
		_ = change(w.Header()) // those of this package that come here return nil
	}
}
