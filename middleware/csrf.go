package middleware

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// CSRFConfig says which requests [CSRF] looks at, and where its secret is kept.
type CSRFConfig struct {
	// SessionCookies are names of cookies by which visitors are known, besides
	// sessionid and __Host-sessionid. Defaults to none.
	SessionCookies []string
	// Cookie (CSRF_COOKIE_NAME) is the name of the cookie with the secret. A site
	// that shares its visitors with a Django site over https sets Django's:
	// csrftoken. Defaults to csrftoken by http and __Host-csrftoken by https, which
	// no other host of the domain can set.
	Cookie string
	// MaxAge (CSRF_COOKIE_AGE) is for how long browsers keep the cookie. Defaults
	// to 52 weeks.
	MaxAge time.Duration
	// Exempt tells which requests need no token (csrf_exempt), besides those for
	// routes with [combo.Route.AllowCrossSite]. Defaults to none.
	Exempt func(*http.Request) bool
}

// The names that forms and scripts know from Django.
const (
	csrfField  = "csrfmiddlewaretoken"
	csrfHeader = "X-CSRFToken"
)

// ErrCSRF is in the error of a request whose token is missing or wrong, for
// [combo.Config.OnError].
var ErrCSRF = errors.New("the CSRF check failed")

// CSRF asks for a token where a browser does not say from which site a request
// comes. The kernel refuses what Sec-Fetch-Site or Origin show to be of another
// site; browsers that send neither are old, but their visitors can be made to post
// a form all the same. So a request that could change something (not GET, HEAD or
// OPTIONS), has neither field and carries a session cookie needs the token of
// [CSRFToken]: in the form field csrfmiddlewaretoken or in the header X-CSRFToken.
// Without a valid token the answer is a 403.
//
// Names and algorithm are Django's, which reads the same cookies and tokens. The
// cookie with the secret counts as a session cookie, so that signing in is
// guarded, too; it is no secret from scripts of the site, which send its value in
// the header.
//
// Credentials of [BasicAuth] are not looked at: browsers add them by themselves,
// and those that send neither Sec-Fetch-Site nor Origin are not guarded then.
//
// Outside of a [combo.Site] it makes the kernel's check, too, without trusted
// origins, and forms are read by net/http.
func CSRF(config CSRFConfig) func(http.Handler) http.Handler {
	c := newCSRF(config)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = c.attach(w, r)
			if err := c.check(r); err != nil {
				sendError(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// attach lets CSRFToken find the middleware. A state of the request is made when a
// page needs it; outside of a site, where nothing can be added then, it is made now.
func (c *csrf) attach(w http.ResponseWriter, r *http.Request) *http.Request {
	if combo.SetValue(r, csrfKey{}, c) {
		return r
	}
	s := &csrfState{csrf: c, w: w}
	s.r = r.WithContext(context.WithValue(r.Context(), csrfKey{}, s))
	return s.r
}

// A csrf is a CSRFConfig made ready.
type csrf struct {
	config    CSRFConfig
	crossSite *http.CrossOriginProtection // outside of a site
	mu        sync.Mutex                  // held while a request gets its state
}

func newCSRF(config CSRFConfig) *csrf {
	for _, name := range config.SessionCookies {
		if !headers.IsToken(name) {
			panic(fmt.Sprintf("middleware.CSRFConfig.SessionCookies: %q is not the name of a cookie", name))
		}
	}
	if config.Cookie != "" && !headers.IsToken(config.Cookie) {
		panic(fmt.Sprintf("middleware.CSRFConfig.Cookie: %q is not the name of a cookie", config.Cookie))
	}
	config.SessionCookies = append([]string{"sessionid", "__Host-sessionid"}, config.SessionCookies...)
	if config.MaxAge == 0 {
		config.MaxAge = 52 * 7 * 24 * time.Hour
	}
	if config.MaxAge < time.Second {
		panic(fmt.Sprintf("middleware.CSRFConfig.MaxAge: %s is too short", config.MaxAge))
	}
	return &csrf{config: config, crossSite: http.NewCrossOriginProtection()}
}

// check refuses a request that another site may have made a browser send.
func (c *csrf) check(r *http.Request) error {
	if isSafe(r.Method) || c.exempts(r) {
		return nil
	}
	if err := c.checkOrigin(r); err != nil {
		return err
	}
	if originSaid(r) {
		return nil
	}
	cookies, err := headers.ParseCookies(r.Header["Cookie"]...)
	if err != nil {
		return combo.Errorf(http.StatusRequestHeaderFieldsTooLarge, "The request has too many cookies.").Because(err)
	}
	if !c.known(r, cookies) {
		return nil
	}
	return c.checkToken(r, cookies)
}

func isSafe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

func (c *csrf) exempts(r *http.Request) bool {
	return combo.AllowsCrossSite(r) || c.config.Exempt != nil && c.config.Exempt(r)
}

// checkOrigin asks the site, which does so itself after the middleware: what stands
// in between may act, too.
func (c *csrf) checkOrigin(r *http.Request) error {
	if combo.SiteOf(r) != nil {
		return combo.CheckCrossSite(r)
	}
	return c.checkOutside(r)
}

// checkOutside is the kernel's check, for handlers without a site.
func (c *csrf) checkOutside(r *http.Request) error {
	scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") && r.Header["Cookie"] == nil {
		return nil
	}
	err := c.crossSite.Check(r)
	if err == nil && r.TLS != nil && r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "http://"+r.Host {
		err = errors.New("a page that came by http")
	}
	if err != nil {
		return combo.Errorf(http.StatusForbidden, "This request came from a page of another site.").Because(err)
	}
	return nil
}

// originSaid tells whether the browser says where the request comes from, so that
// the site's own check decides.
func originSaid(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != ""
}

// known tells whether the request carries a cookie by which its visitor is known.
func (c *csrf) known(r *http.Request, cookies headers.Cookies) bool {
	return slices.ContainsFunc(cookies, func(cookie headers.Cookie) bool {
		return cookie.Name == c.cookieName(r) || slices.Contains(c.config.SessionCookies, cookie.Name)
	})
}

func (c *csrf) cookieName(r *http.Request) string {
	switch {
	case c.config.Cookie != "":
		return c.config.Cookie
	case combo.Scheme(r) == "https":
		return "__Host-csrftoken"
	}
	return "csrftoken"
}

func (c *csrf) checkToken(r *http.Request, cookies headers.Cookies) error {
	cookie, _ := cookies.Get(c.cookieName(r))
	secret := secretOf(cookie)
	if secret == "" {
		return refuseToken("there is no CSRF cookie")
	}
	token, err := sentToken(r)
	switch {
	case err != nil:
		return err
	case token == "":
		return refuseToken("there is no token")
	case !sameSecret(secretOf(token), secret):
		return refuseToken("the token is not the one of the cookie")
	}
	return nil
}

func refuseToken(why string) error {
	return combo.Errorf(http.StatusForbidden, "Please allow cookies, reload the page and send it again: "+
		"the request did not show that it comes from this site. Programs send the header %s.", csrfHeader).
		Because(fmt.Errorf("%w: %s", ErrCSRF, why))
}

// sentToken returns the token of the header, or that of the form. A form is read
// through the site, which keeps it for the view.
func sentToken(r *http.Request) (string, error) {
	if token := r.Header.Get(csrfHeader); token != "" {
		return token, nil
	}
	kind, _ := headers.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case kind != "application/x-www-form-urlencoded" && kind != "multipart/form-data":
		return "", nil
	case combo.SiteOf(r) == nil:
		return r.PostFormValue(csrfField), nil
	}
	return combo.Form(r, csrfField, "")
}
