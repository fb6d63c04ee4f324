package middleware

import (
	"net/http"
	"time"
)

// CORSConfig says which pages of other sites may read answers from here.
type CORSConfig struct {
	// Origins are the sites whose pages may: "https://app.example.com",
	// "https://*.example.com" for one label in place of the star, or "*" alone for
	// any. Required.
	Origins []string
	// Methods are what they may send. Defaults to GET, HEAD and POST.
	Methods []string
	// Headers are the fields that they may set, besides those that every page may.
	// Defaults to Content-Type.
	Headers []string
	// Expose are the fields of an answer that they may read, besides those that
	// every page may. Defaults to none.
	Expose []string
	// Credentials lets them send the visitor's cookies. Defaults to false.
	Credentials bool
	// MaxAge is for how long a browser may remember the permission. Defaults to 0:
	// the browser's own few seconds.
	MaxAge time.Duration
}

// CORS lets pages of other sites read answers.
func CORS(config CORSConfig) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return next }
}
