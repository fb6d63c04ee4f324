package middleware

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// DefaultPolicy is the Content-Security-Policy that [SecurityHeaders] sends: all
// comes from this site, and no code stands in the page itself, unless it has the
// nonce of [combo.CSPNonce].
//
//   - script-src and style-src are named, so that the nonce joins them and not
//     what images and fonts fall back to.
//   - img-src allows data: addresses, as style sheets use for icons; an image
//     runs no code.
//   - object-src and base-uri are none: plug-ins and a changed base are ways
//     around script-src.
//   - form-action keeps injected markup from sending a password elsewhere.
//     Browsers look at redirects after a form, too: a form that ends at a payment
//     service needs a policy that names it.
//   - frame-ancestors is what X-Frame-Options was.
const DefaultPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// defaultPermissions turns off what a page without camera, map or payment never
// asks for, for the page and for what is injected into it. It is short, as each
// answer has it.
const defaultPermissions = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

// SecurityConfig says what [SecurityHeaders] sends. The names in brackets are
// Django's settings.
type SecurityConfig struct {
	// ContentSecurityPolicy (SECURE_CSP) says what pages may load and run.
	// Defaults to [DefaultPolicy].
	ContentSecurityPolicy string
	// ReportOnlyPolicy (SECURE_CSP_REPORT_ONLY) is a policy that browsers report
	// on and do not enforce. Defaults to none.
	ReportOnlyPolicy string
	// FrameOptions (X_FRAME_OPTIONS) says who may show a page in a frame. It goes
	// out as X-Frame-Options where an answer has another policy than
	// ContentSecurityPolicy, or that says nothing of frame-ancestors: beside these
	// browsers ignore it (CSP3 §6.4.2). Defaults to DENY.
	FrameOptions string
	// ReferrerPolicy (SECURE_REFERRER_POLICY) says who is told where a visitor
	// comes from. Defaults to same-origin.
	ReferrerPolicy string
	// OpenerPolicy (SECURE_CROSS_ORIGIN_OPENER_POLICY) separates the page from
	// windows of other sites. Defaults to same-origin.
	OpenerPolicy string
	// ResourcePolicy is Cross-Origin-Resource-Policy: who may embed what is sent.
	// Defaults to same-origin.
	ResourcePolicy string
	// PermissionsPolicy says what of the device a page may use. Defaults to
	// neither camera, microphone, location, payment nor USB.
	PermissionsPolicy string
	// Without are names of fields that are not sent. Defaults to none.
	Without []string

	// HSTS (SECURE_HSTS_SECONDS) is for how long browsers use nothing but https,
	// once they have. It is sent over https only, and not as localhost. Negative
	// sends none. Defaults to one year.
	HSTS time.Duration
	// HSTSSubdomains (SECURE_HSTS_INCLUDE_SUBDOMAINS) is for all names below this
	// one, too. Defaults to false.
	HSTSSubdomains bool
	// HSTSPreload (SECURE_HSTS_PRELOAD) lets browsers ship the name in a list,
	// from which it is hard to get off. It needs HSTSSubdomains and one year.
	// Defaults to false.
	HSTSPreload bool

	// RedirectHTTP (SECURE_SSL_REDIRECT) sends clients that came by http to the
	// same address by https: 301 for GET and HEAD, else 308. Defaults to false.
	RedirectHTTP bool
	// RedirectHost (SECURE_SSL_HOST) is the host to send them to, with its port if
	// it is not 443. Defaults to the one they asked for.
	RedirectHost string
	// RedirectExempt (SECURE_REDIRECT_EXEMPT) tells which requests are answered
	// by http all the same. Defaults to those for /healthz and /readyz.
	RedirectExempt func(*http.Request) bool
}

// SecurityHeaders gives every answer the fields by which browsers protect the
// visitors of a site: pages, errors, files, JSON, redirects and 304s. What a
// handler sets itself stays; a field that it sets to nil is not sent. Which is
// https says [combo.Scheme].
//
// Outside of a [combo.Site] the fields are set before the handler runs, so that a
// handler's Add gives a second value; no proxy is believed, and the host of a
// redirect is checked by [AllowedHosts] or RedirectHost only.
func SecurityHeaders(config SecurityConfig) func(http.Handler) http.Handler {
	s := newSecurity(config)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			https := combo.Scheme(r) == "https"
			atSending(w, r, s.fieldsFor(r, https))
			if !https && s.config.RedirectHTTP && !s.config.RedirectExempt(r) {
				s.redirect(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// A security is a SecurityConfig made ready.
type security struct {
	config        SecurityConfig
	plain, secure func(http.Header) error // what atSending does by http and by https
}

// A field is one of a header, with a slice that all answers share.
type field struct {
	name   string
	values []string
}

func newSecurity(config SecurityConfig) *security {
	config.fill()
	fields, frames := config.fields(), shared("FrameOptions", frameOptions, config.FrameOptions, "DENY")
	for _, name := range config.Without {
		sent := func(f field) bool { return f.name == http.CanonicalHeaderKey(name) }
		if !slices.ContainsFunc(fields, sent) && !strings.EqualFold(name, hsts) && !strings.EqualFold(name, frameOptions) {
			panic(fmt.Sprintf("middleware.SecurityConfig.Without: %q is not sent anyway", name))
		}
	}
	fields = slices.DeleteFunc(fields, func(f field) bool { return config.without(f.name) })
	if config.without(frameOptions) {
		frames = field{}
	}
	s := &security{config: config, plain: setter(fields, frames)}
	s.secure = s.plain
	if config.HSTS > 0 && !config.without(hsts) {
		s.secure = setter(append(fields, shared("HSTS", hsts, config.transport())), frames)
	}
	return s
}

const (
	hsts         = "Strict-Transport-Security"
	frameOptions = "X-Frame-Options"
	policyField  = "Content-Security-Policy"
)

func (c *SecurityConfig) without(name string) bool {
	return slices.ContainsFunc(c.Without, func(n string) bool { return strings.EqualFold(n, name) })
}

const year = 365 * 24 * time.Hour

// fill puts the defaults in and refuses what makes no sense.
func (c *SecurityConfig) fill() {
	c.Without = slices.Clone(c.Without)
	if c.HSTS == 0 {
		c.HSTS = year
	}
	if c.HSTS > 0 && c.HSTS < time.Second {
		panic(fmt.Sprintf("middleware.SecurityConfig.HSTS: %s would end it everywhere; negative sends none", c.HSTS))
	}
	if c.HSTSPreload && (!c.HSTSSubdomains || c.HSTS < year) {
		panic("middleware.SecurityConfig.HSTSPreload: it needs HSTSSubdomains and an HSTS of a year")
	}
	if c.RedirectHost != "" {
		if _, _, ok := headers.SplitHost(c.RedirectHost); !ok {
			panic(fmt.Sprintf("middleware.SecurityConfig.RedirectHost: %q is not a host", c.RedirectHost))
		}
	}
	if c.RedirectExempt == nil {
		c.RedirectExempt = isHealthCheck
	}
}

func isHealthCheck(r *http.Request) bool { return r.URL.Path == "/healthz" || r.URL.Path == "/readyz" }

// fields are those of every answer.
func (c *SecurityConfig) fields() []field {
	fields := []field{
		shared("", "X-Content-Type-Options", "nosniff"),
		shared("ReferrerPolicy", "Referrer-Policy", c.ReferrerPolicy, "same-origin"),
		shared("OpenerPolicy", "Cross-Origin-Opener-Policy", c.OpenerPolicy, "same-origin"),
		shared("ResourcePolicy", "Cross-Origin-Resource-Policy", c.ResourcePolicy, "same-origin"),
		shared("PermissionsPolicy", "Permissions-Policy", c.PermissionsPolicy, defaultPermissions),
		shared("ContentSecurityPolicy", policyField, c.ContentSecurityPolicy, DefaultPolicy),
	}
	if c.ReportOnlyPolicy != "" {
		fields = append(fields, shared("ReportOnlyPolicy", "Content-Security-Policy-Report-Only", c.ReportOnlyPolicy))
	}
	return fields
}

// shared makes a field of the first value that is not empty. Its slice has no room
// to append to: a handler that adds a value gets a copy.
func shared(setting, name string, values ...string) field {
	i := slices.IndexFunc(values, func(v string) bool { return v != "" })
	if !headers.ValidValue(values[i]) {
		panic(fmt.Sprintf("middleware.SecurityConfig.%s: %q holds a control character", setting, values[i]))
	}
	return field{name, slices.Clip([]string{values[i]})}
}

func (c *SecurityConfig) transport() string {
	value := "max-age=" + strconv.FormatInt(int64(c.HSTS/time.Second), 10)
	if c.HSTSSubdomains {
		value += "; includeSubDomains"
	}
	if c.HSTSPreload {
		value += "; preload"
	}
	return value
}

// setter sets fields that nobody else has set, and frames unless the answer has the
// policy of the fields, with frame-ancestors. It is made once, not for each request.
func setter(fields []field, frames field) func(http.Header) error {
	fields = slices.Clone(fields)
	policy := framePolicy(fields)
	return func(h http.Header) error {
		for _, f := range fields {
			f.set(h)
		}
		if own := h[policyField]; frames.name != "" && (policy == "" || len(own) != 1 || own[0] != policy) {
			frames.set(h)
		}
		return nil
	}
}

func (f field) set(h http.Header) {
	if _, said := h[f.name]; !said {
		h[f.name] = f.values
	}
}

// framePolicy returns the policy among the fields, "" if it does not say who may
// show the page in a frame.
func framePolicy(fields []field) string {
	for _, f := range fields {
		if f.name == policyField && headers.ParseCSP(f.values[0]).Has("frame-ancestors") {
			return f.values[0]
		}
	}
	return ""
}

// fieldsFor chooses the fields. A developer's localhost must not be bound to https
// for a year by one try.
func (s *security) fieldsFor(r *http.Request, https bool) func(http.Header) error {
	if !https || isLocal(r) {
		return s.plain
	}
	return s.secure
}

func isLocal(r *http.Request) bool {
	name, _, _ := headers.SplitHost(combo.Host(r))
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// redirect sends the client to https, with the path and the query as they came.
func (s *security) redirect(w http.ResponseWriter, r *http.Request) {
	target, err := s.target(r)
	if err != nil {
		sendError(w, r, err)
		return
	}
	w.Header().Set("Location", target)
	status := http.StatusPermanentRedirect
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		status = http.StatusMovedPermanently
	}
	w.WriteHeader(status)
}

func (s *security) target(r *http.Request) (string, error) {
	host, _, ok := headers.SplitHost(combo.Host(r)) // its port is that of http
	if !ok {
		return "", unknownHost(combo.Host(r))
	}
	here, err := combo.AbsoluteURL(r, "")
	if err != nil {
		return "", err
	}
	there, err := url.Parse(here)
	if err != nil {
		return "", err
	}
	there.Scheme, there.Host = "https", cmp.Or(s.config.RedirectHost, host)
	return headers.ToURI(there.String()), nil
}
