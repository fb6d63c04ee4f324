package middleware

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/cache"
	"github.com/combo-web/combo/internal/complaints"
)

// RateLimitConfig says how many requests [RateLimit] lets pass, and how it tells
// clients apart.
type RateLimitConfig struct {
	// Limit is how many requests a client may send in Per. Required.
	Limit int
	// Per is the time in which Limit requests may come. Defaults to one minute.
	Per time.Duration
	// Burst is how many of them may come at once; after that they may come evenly.
	// Defaults to Limit.
	Burst int
	// Name tells this limit from others in the same Store, and in the answer: letters,
	// digits, hyphens. Required with a Store, where two limits of one name would count
	// together. Defaults to "default".
	Name string
	// Key tells clients apart; requests for which it is "" are not counted. Do not make
	// it of what a client can choose, such as a field of the header. Defaults to the
	// client's address as [combo.ClientIP] knows it, and to its /64 for IPv6, of which
	// one customer has a whole one.
	Key func(*http.Request) string
	// Store keeps the counts. Defaults to one in this process, for MaxKeys clients.
	Store RateStore
	// MaxKeys is how many clients the store in this process remembers, at about 100
	// bytes each. Defaults to 100,000.
	MaxKeys int
	// FailClosed answers 503 if the store does not work. Defaults to false: the
	// request passes.
	FailClosed bool
	// Clock tells the time to the store in this process, for tests. Defaults to
	// time.Now.
	Clock func() time.Time
	// Log receives the errors of the store, at most one in ten seconds. Defaults to
	// slog.Default().
	Log *slog.Logger
}

// A RateStore counts the requests of clients, for one or for several processes. The
// function cachetest.RunRate tests one.
type RateStore interface {
	// Take lets a request of a key pass or not, by the generic cell rate algorithm:
	//
	//	tat := what is stored for key, or now if that is later or there is none
	//	if tat > now + tolerance: the clock was set back; store tat = now + tolerance
	//	if tat + interval - now > tolerance: return tat - now, false
	//	store tat + interval for key, until then; return tat + interval - now, true
	//
	// now is the time of the store's own clock, one for all processes that share it.
	// The whole is one step: of two calls for one key, one sees what the other has
	// stored. A key may be forgotten when its time has passed, not before as far
	// as memory allows. ahead is never negative, nor more than tolerance. A store with a
	// network gives up by itself after some tenths of a second: pages wait for it. An
	// error says that the store does not work, or that ctx has ended.
	Take(ctx context.Context, key string, interval, tolerance time.Duration) (ahead time.Duration, ok bool, err error)
}

// RateLimit refuses a client that sends more requests than it may with a 429 page
// and Retry-After. Requests may come at once up to Burst and evenly otherwise; there
// is no window at whose end a client could send twice as many (GCRA). In one process
// the count is exact, however many requests come at once.
//
// Answers carry RateLimit-Policy and RateLimit, as the draft of the IETF
// (draft-ietf-httpapi-ratelimit-headers-11) writes them:
//
//	RateLimit-Policy: "login";q=5;w=60
//	RateLimit: "login";r=4;t=12
//
// r is how many requests may come at once now, t in how many seconds there will be
// one more. The store in this process is bounded. When it is full, the client that
// has used up least is forgotten first, so one who comes from many addresses does
// not wipe out the counts of those that are over their limit.
//
// Put a wide limit around the site and a tight one around what is worth guessing:
//
//	combo.Post("login/", login).Use(middleware.RateLimit(middleware.RateLimitConfig{Name: "login", Limit: 5}))
//
// Behind a proxy, name it in [combo.Config.TrustedProxies]: all clients have its
// address otherwise. Limits stand outside of [Cache], inside of which there is no
// address.
func RateLimit(config RateLimitConfig) func(http.Handler) http.Handler {
	l := newRateLimiter(config)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := l.check(w, r); err != nil {
				sendError(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// A rateLimiter is a RateLimitConfig that has been checked.
type rateLimiter struct {
	config     RateLimitConfig
	interval   time.Duration // between requests that come evenly
	tolerance  time.Duration // how far a client may be ahead of that
	policy     []string      // the RateLimit-Policy field
	complaints complaints.Log
}

func newRateLimiter(c RateLimitConfig) *rateLimiter {
	if c.Store != nil && c.Name == "" {
		panic("RateLimitConfig.Name is empty: say which limit of the Store it is")
	}
	c.Per = cmp.Or(c.Per, time.Minute)
	c.Burst = cmp.Or(c.Burst, c.Limit)
	c.Name = cmp.Or(c.Name, "default")
	c.MaxKeys = cmp.Or(c.MaxKeys, 100_000)
	c.check()
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Key == nil {
		c.Key = clientKey
	}
	if c.Store == nil {
		c.Store = newRateMemory(c.MaxKeys, c.Clock)
	}
	l := &rateLimiter{config: c, interval: c.Per / time.Duration(c.Limit)}
	l.tolerance = l.interval * time.Duration(c.Burst)
	l.policy = []string{fmt.Sprintf("%q;q=%d;w=%d", c.Name, c.Limit, ceilSeconds(c.Per))}
	l.complaints.Message, l.complaints.To, l.complaints.Clock = "the store of the rate limit does not work", c.Log, c.Clock
	return l
}

// check panics if the configuration makes no sense.
func (c RateLimitConfig) check() {
	switch {
	case c.Limit <= 0:
		panic(fmt.Sprintf("RateLimitConfig.Limit is %d: say how many requests a client may send", c.Limit))
	case c.Per < 0 || c.Per/time.Duration(c.Limit) <= 0:
		panic(fmt.Sprintf("RateLimitConfig.Per is %v, too short for %d requests", c.Per, c.Limit))
	case c.Per > maxPer:
		panic(fmt.Sprintf("RateLimitConfig.Per is %v, more than a year", c.Per))
	case c.Burst < 0 || c.Burst > c.Limit:
		panic(fmt.Sprintf("RateLimitConfig.Burst is %d, not between 1 and Limit", c.Burst))
	case c.MaxKeys < 0:
		panic(fmt.Sprintf("RateLimitConfig.MaxKeys is %d, less than 0", c.MaxKeys))
	case strings.Trim(c.Name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "":
		panic(fmt.Sprintf("RateLimitConfig.Name is %q, not of letters, digits and hyphens", c.Name))
	}
}

const maxPer = 366 * 24 * time.Hour

// clientKey is the address of a client: of an IPv6 address, the network that one
// customer has.
func clientKey(r *http.Request) string {
	addr := combo.ClientIP(r)
	switch {
	case !addr.IsValid(): // a socket of this machine: all are one client
		return "unknown"
	case addr.Is4():
		return addr.String()
	}
	network, err := addr.WithZone("").Prefix(64)
	if err != nil {
		return addr.String()
	}
	return network.String()
}

// check counts a request, and returns the error to answer with if it is one too many.
func (l *rateLimiter) check(w http.ResponseWriter, r *http.Request) error {
	key := l.config.Key(r)
	if key == "" {
		return nil
	}
	ahead, ok, err := l.config.Store.Take(r.Context(), cache.Key("rate", l.config.Name, key), l.interval, l.tolerance)
	if err != nil {
		return l.broken(r, err)
	}
	h := w.Header()
	remaining, wait := l.left(ahead)
	h["Ratelimit-Policy"] = append(h["Ratelimit-Policy"], l.policy...)
	h["Ratelimit"] = append(h["Ratelimit"], fmt.Sprintf("%q;r=%d;t=%d", l.config.Name, remaining, wait))
	if ok {
		return nil
	}
	return tooMany(max(wait, 1))
}

// left returns how many requests a client may send at once that is so far ahead,
// and in how many seconds there will be one more.
func (l *rateLimiter) left(ahead time.Duration) (remaining, wait int) {
	free := max(l.tolerance-max(ahead, 0), 0)
	remaining = int(free / l.interval)
	if ahead <= 0 {
		return remaining, 0
	}
	return remaining, ceilSeconds(l.interval - free%l.interval)
}

func ceilSeconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

func tooMany(seconds int) error {
	e := combo.Errorf(http.StatusTooManyRequests, "Too many requests. Please wait %s.", count(seconds, "second"))
	e.Header = http.Header{"Retry-After": {strconv.Itoa(seconds)}}
	return e
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// broken decides about a request that could not be counted.
func (l *rateLimiter) broken(r *http.Request, err error) error {
	l.complaints.Report(r.Context(), "take", err)
	if !l.config.FailClosed {
		return nil
	}
	e := combo.Errorf(http.StatusServiceUnavailable, "The server is busy. Please try again in a moment.").Because(err)
	e.Header = http.Header{"Retry-After": {"1"}}
	return e
}
