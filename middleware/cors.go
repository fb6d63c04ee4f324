package middleware

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/rs/cors"

	"github.com/combo-web/combo/headers"
)

// CORSConfig says which pages of other sites may read answers from here.
type CORSConfig struct {
	// Origins are the sites whose pages may, as their browsers write them:
	// "https://app.example.com", "https://*.example.com" for any one label in place
	// of the star, or "*" alone for all. Required.
	Origins []string
	// Methods are what they may send. Defaults to GET, HEAD and POST.
	Methods []string
	// Headers are the fields of a request that they may set, besides those that any
	// page may; "*" alone for all. Defaults to Content-Type, which JSON needs.
	Headers []string
	// Expose are the fields of an answer that they may read, besides those that any
	// page may. Defaults to none.
	Expose []string
	// Credentials lets them send the visitor's cookies: what they read is then what
	// the visitor may. It cannot be had with "*". Defaults to false.
	Credentials bool
	// MaxAge is for how long a browser may remember the permission. Defaults to 0:
	// the browser's own few seconds.
	MaxAge time.Duration
}

// CORS lets pages of other sites read answers, as the Fetch standard asks for
// (django-cors-headers). It stands around a site, or by [combo.Route.Use] around
// the routes that are for others:
//
//	combo.Post("api/orders/", order).Use(middleware.CORS(config)).AllowCrossSite()
//
// The two belong together for what changes something: CORS lets the other page read
// the answer, [combo.Route.AllowCrossSite] lets its POST, PUT, PATCH or DELETE in.
// Without the second the site refuses the request, and the page may read the 403.
// AllowCrossSite lets in every site, not the Origins alone, and browsers may send
// cookies with it, whatever Credentials says: such a route must not act for whom a
// cookie names. Let it ask for a Bearer token, which no page has unless it was given
// one; a request with one and without cookies needs no AllowCrossSite. With Credentials,
// the Origins may read all that the visitor may.
//
// A preflight, the OPTIONS request with which a browser asks first, is answered
// here. The site sends it through the middleware of the first route at an address,
// so routes at one address need the same CORS. One that asks for fields of more than
// 4 KiB is refused. The origin "null" (files, sandboxes) is never allowed. Vary has
// Origin on all answers, so that caches keep them apart: CORS stands outside of
// [Cache].
func CORS(config CORSConfig) func(http.Handler) http.Handler {
	policy := newCORS(config)
	return func(next http.Handler) http.Handler {
		allowed := policy.Handler(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isOpaque(r) || asksMuch(r) {
				addVary(w.Header(), "Origin")
				next.ServeHTTP(w, r)
				return
			}
			allowed.ServeHTTP(w, r)
		})
	}
}

// isOpaque tells whether a request comes from a page that has no site, or does not
// say from which one of several.
func isOpaque(r *http.Request) bool {
	origins := r.Header["Origin"]
	return len(origins) > 1 || len(origins) == 1 && strings.EqualFold(origins[0], "null")
}

// maxAsked is how many bytes of names of fields a preflight may ask for. They are
// sent back.
const maxAsked = 4 << 10

func asksMuch(r *http.Request) bool {
	size := 0
	for _, line := range r.Header["Access-Control-Request-Headers"] {
		size += len(line)
	}
	return size > maxAsked
}

func newCORS(c CORSConfig) *cors.Cors {
	c.check()
	options := cors.Options{
		AllowedMethods:   c.Methods,
		AllowedHeaders:   c.Headers,
		ExposedHeaders:   c.Expose,
		AllowCredentials: c.Credentials,
		MaxAge:           int(c.MaxAge / time.Second),
	}
	if c.Methods == nil {
		options.AllowedMethods = []string{http.MethodGet, http.MethodHead, http.MethodPost}
	}
	if c.Headers == nil {
		options.AllowedHeaders = []string{"Content-Type"}
	}
	if slices.Equal(c.Origins, []string{"*"}) {
		options.AllowedOrigins = c.Origins
	} else {
		options.AllowOriginFunc = matchOrigin(c.Origins)
	}
	return cors.New(options)
}

// check panics if the configuration makes no sense.
func (c CORSConfig) check() {
	switch {
	case len(c.Origins) == 0:
		panic(`CORSConfig.Origins is empty: name the sites whose pages may read the answers`)
	case slices.Contains(c.Origins, "*") && len(c.Origins) > 1:
		panic(`CORSConfig.Origins has "*" and others: it stands alone`)
	case slices.Contains(c.Origins, "*") && c.Credentials:
		panic(`CORSConfig.Credentials cannot be had with the Origins "*": every site could act for the visitor`)
	case slices.Contains(c.Headers, "*") && (len(c.Headers) > 1 || c.Credentials):
		panic(`CORSConfig.Headers has "*": it stands alone, and not with Credentials`)
	case c.MaxAge < 0:
		panic(fmt.Sprintf("CORSConfig.MaxAge is %v, less than 0", c.MaxAge))
	}
	for _, origin := range c.Origins {
		if bad := badOrigin(origin); origin != "*" && bad != "" {
			panic(fmt.Sprintf("CORSConfig.Origins has %q: %s", origin, bad))
		}
	}
	for _, name := range slices.Concat(c.Methods, c.Headers, c.Expose) {
		if !headers.IsToken(name) {
			panic(fmt.Sprintf("CORSConfig.Methods, Headers or Expose has %q, which is no name", name))
		}
	}
}

// badOrigin says why a text is no origin as a browser writes it, or "".
func badOrigin(origin string) string {
	scheme, host, ok := strings.Cut(origin, "://")
	if !ok || scheme == "" || strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+-.") != "" {
		return `it is not like "https://app.example.com"`
	}
	host, wild := strings.CutPrefix(host, "*.")
	canonical, valid := headers.CanonicalHost(scheme, host)
	switch {
	case strings.Contains(host, "*"):
		return "a star stands for the first label of the host, whole"
	case !valid:
		return "what follows :// is not a host"
	case canonical != host || strings.ToLower(scheme) != scheme:
		return fmt.Sprintf("browsers write %s://%s", strings.ToLower(scheme), canonical)
	case wild && !strings.Contains(host, "."):
		return "the star would stand for a whole top-level domain"
	}
	return ""
}

// matchOrigin returns a function that tells whether an origin is one of a list. A
// star stands for one label.
func matchOrigin(origins []string) func(string) bool {
	exact := map[string]bool{}
	parents := map[string]bool{} // "https://example.com" for "https://*.example.com"
	for _, origin := range origins {
		if scheme, parent, ok := strings.Cut(origin, "://*."); ok {
			parents[scheme+"://"+parent] = true
		} else {
			exact[origin] = true
		}
	}
	return func(origin string) bool {
		if exact[origin] {
			return true
		}
		scheme, host, _ := strings.Cut(origin, "://")
		label, parent, _ := strings.Cut(host, ".")
		return isLabel(label) && parents[scheme+"://"+parent]
	}
}

// isLabel tells whether s is one label of a host name.
func isLabel(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}
