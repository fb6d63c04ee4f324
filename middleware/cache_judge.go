package middleware

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// mayKeep judges the status and the header of an answer: whether anybody may get it
// who asks the same. vary are the fields of the request that it may depend on, in
// canonical spelling.
func mayKeep(h http.Header, vary []string) bool {
	for name, values := range h {
		switch strings.ToLower(name) {
		case "set-cookie", "content-range", "trailer", "connection", "transfer-encoding", "upgrade",
			"www-authenticate", "proxy-authenticate", "authentication-info", "clear-site-data":
			return false
		case "cache-control", "pragma":
			if !publicControl(values) {
				return false
			}
		case "vary":
			if !declaredVary(values, vary) {
				return false
			}
		case "content-encoding":
			if !strings.EqualFold(strings.Join(values, ","), "identity") {
				return false
			}
		case "content-security-policy", "content-security-policy-report-only":
			if containsFold(values, "'nonce-") {
				return false
			}
		}
		if strings.HasPrefix(name, http.TrailerPrefix) {
			return false
		}
	}
	return true
}

// publicControl tells whether Cache-Control lets anybody have the answer. It looks
// for the words in the whole field: one that is misspelled around them, as in
// "private; max-age=60", means what it says.
func publicControl(values []string) bool {
	return !containsFold(values, "private") && !containsFold(values, "no-store") && !containsFold(values, "no-cache")
}

func containsFold(values []string, word string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return strings.Contains(strings.ToLower(v), word) })
}

// declaredVary tells whether all names in Vary are declared. Accept-Encoding is
// allowed: the view has not seen it, and what compresses stands outside.
func declaredVary(values, declared []string) bool {
	for _, line := range values {
		for name := range strings.SplitSeq(line, ",") {
			name = strings.Trim(name, " \t")
			if name == "" || strings.EqualFold(name, "Accept-Encoding") {
				continue
			}
			if !slices.ContainsFunc(declared, func(d string) bool { return strings.EqualFold(d, name) }) {
				return false
			}
		}
	}
	return true
}

// varyNames are the fields that answers vary by, without the star.
func varyNames(h http.Header) []string {
	return slices.DeleteFunc(headers.ParseList(strings.Join(h["Vary"], ",")), func(name string) bool { return name == "*" })
}

// freshFor is how long a page with this header is fresh: config, or what the page
// says itself if it is shorter (RFC 9111 §4.2.1).
func freshFor(h http.Header, now time.Time, config time.Duration) time.Duration {
	control := headers.ParseCacheControl(h["Cache-Control"]...)
	for _, name := range []string{"s-maxage", "max-age"} {
		if control.Has(name) {
			own, _ := control.Duration(name) // one that cannot be read is stale
			return min(own, config)
		}
	}
	if values := h["Expires"]; len(values) > 0 {
		until, err := headers.ParseDate(values[0], now)
		if err != nil || len(values) > 1 {
			return 0 // "0" is the usual way to write that
		}
		return min(until.Sub(now), config)
	}
	return config
}

// mustRevalidate tells whether a page forbids to send it when it is no longer fresh.
// s-maxage does so as well (RFC 9111 §5.2.2.10).
func mustRevalidate(values ...string) bool {
	return containsFold(values, "must-revalidate") || containsFold(values, "proxy-revalidate") || containsFold(values, "s-maxage")
}

// isWhole tells whether a body is as long as the header says.
func isWhole(h http.Header, body []byte) bool {
	values := h["Content-Length"]
	return len(values) == 0 || len(values) == 1 && values[0] == strconv.Itoa(len(body))
}

// showsRequest tells whether an answer holds what belongs to one request: a nonce,
// or the request's id. What middleware outside has set is not the answer's.
func showsRequest(r *http.Request, h, outside http.Header, body []byte) bool {
	if combo.CSPNonceUsed(r) {
		return true
	}
	id := combo.RequestID(r)
	if id == "" {
		return false
	}
	for name, values := range h {
		if !slices.Equal(values, outside[name]) && containsFold(values, strings.ToLower(id)) {
			return true
		}
	}
	return bytes.Contains(body, []byte(id))
}
