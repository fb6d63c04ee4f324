package middleware

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/combo-web/combo/headers"
)

// check panics if the configuration makes no sense.
func (c CacheConfig) check() {
	for name, d := range map[string]time.Duration{"TTL": c.TTL, "Stale": c.Stale, "ClientTTL": c.ClientTTL} {
		if d < 0 {
			panic(fmt.Sprintf("CacheConfig.%s is %v, less than 0", name, d))
		}
	}
	if c.MaxBytes < 0 {
		panic(fmt.Sprintf("CacheConfig.MaxBytes is %d, less than 0", c.MaxBytes))
	}
	for _, status := range c.Statuses {
		if !slices.Contains(keepable, status) {
			panic(fmt.Sprintf("CacheConfig.Statuses has %d: only %v may be kept", status, keepable))
		}
	}
	for _, name := range c.Vary {
		checkVary(name)
	}
	for _, name := range slices.Concat(c.Query, c.IgnoreCookies) {
		if name == "" {
			panic("CacheConfig.Query or CacheConfig.IgnoreCookies has an empty name")
		}
	}
	if c.Public && c.ClientTTL == 0 {
		panic("CacheConfig.Public is set without ClientTTL: nothing is said to proxies")
	}
}

// keepable are the statuses that stand for a page as it is, whoever asks.
var keepable = []int{
	http.StatusOK, http.StatusMovedPermanently, http.StatusPermanentRedirect, http.StatusNotFound, http.StatusGone,
}

// undeclarable are fields that a request with them is not answered from the cache
// for, or that are read outside of it.
var undeclarable = headers.Set{
	"Accept-Encoding", "Authorization", "Connection", "Content-Length", "Cookie", "Host", "If-Match", "If-Modified-Since",
	"If-None-Match", "If-Range", "If-Unmodified-Since", "Proxy-Authorization", "Range", "Transfer-Encoding", "Upgrade",
}

func checkVary(name string) {
	switch {
	case !headers.IsToken(name) || name == "*":
		panic(fmt.Sprintf("CacheConfig.Vary has %q, which is not the name of a field", name))
	case undeclarable.Has(name):
		panic(fmt.Sprintf("CacheConfig.Vary has %s: pages are never told apart by it", name))
	}
}

// canonicalNames puts names of fields into one spelling and order, each once.
func canonicalNames(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = http.CanonicalHeaderKey(name)
	}
	slices.SortFunc(list, strings.Compare)
	return slices.Compact(list)
}
