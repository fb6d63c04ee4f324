package middleware_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/webtest"
)

// formPage shows a form with a token and takes it.
func formPage(r *http.Request) (*combo.Response, error) {
	if r.Method == http.MethodPost {
		return combo.Text("saved")
	}
	return combo.HTML(`<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="` + middleware.CSRFToken(r) + `">` +
		`<input name="a" value="1"><button>Save</button></form>`)
}

func signIn(r *http.Request) (*combo.Response, error) {
	if err := middleware.RotateCSRFToken(r); err != nil {
		return nil, err
	}
	return combo.Text(middleware.CSRFToken(r), combo.SetCookie(&http.Cookie{Name: "sessionid", Value: "abc"}))
}

func csrfSite(t testing.TB, config combo.Config, csrf middleware.CSRFConfig) *combo.Site {
	config.URLs = append(config.URLs, combo.Path("form/", formPage), combo.Path("sign-in/", signIn), combo.Post("hook-in/", formPage).AllowCrossSite())
	return siteAround(t, config, middleware.CSRF(csrf))
}

// A visitor with a browser that says nothing of where a request comes from.
func TestCSRFJourney(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"http://localhost", "https://example.com"} {
		site := csrfSite(t, combo.Config{Hosts: []string{"localhost", "example.com"}}, middleware.CSRFConfig{})
		c := webtest.New(t, site)
		c.BaseURL = base
		c.Get("/sign-in/").Status(200)
		c.Get("/form/").Form("").Submit().Status(200).See("saved")
		page := c.PostForm("/form/", nil)
		page.Status(403).See("reload the page", "X-CSRFToken")

		first, second := c.Get("/form/").Form("").Values().Get("csrfmiddlewaretoken"), c.Get("/form/").Form("").Values().Get("csrfmiddlewaretoken")
		if first == second || len(first) != 64 {
			t.Errorf("%s: two pages have the tokens %s and %s", base, first, second)
		}
		for _, token := range []string{first, second} {
			c.With("X-CSRFToken", token).Post("/form/", nil).Status(200)
		}
		c.Get("/sign-in/") // the old ones end
		c.With("X-CSRFToken", first).Post("/form/", nil).Status(403)
	}
}

// The cookie is the one of the scheme, in the form that browsers take.
// Whoever asks for a token first, at once with others and below a mount, all tokens
// of a page belong to the one cookie that it sets.
func TestCSRFOneSecretForAll(t *testing.T) {
	t.Parallel()
	many := func(r *http.Request) (*combo.Response, error) {
		tokens := make([]string, 8)
		var all sync.WaitGroup
		start := make(chan struct{})
		for i := range tokens {
			all.Go(func() {
				<-start
				tokens[i] = middleware.CSRFToken(r)
			})
		}
		close(start)
		all.Wait()
		return combo.Text(strings.Join(tokens, " "))
	}
	inner := siteAround(t, combo.Config{URLs: combo.URLs{combo.Get("many/", many)}})
	outer := func(asks bool) *combo.Site {
		ask := func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if asks {
					w.Header().Set("X-Outer", middleware.CSRFToken(r))
				}
				next.ServeHTTP(w, r)
			})
		}
		urls := combo.URLs{combo.Get("many/", many), combo.Path("form/", formPage), combo.Mount("in/", inner)}
		return siteAround(t, combo.Config{URLs: urls}, middleware.CSRF(middleware.CSRFConfig{}), ask)
	}
	for _, asks := range []bool{false, true} {
		site := outer(asks)
		for _, path := range slices.Repeat([]string{"/many/", "/in/many/"}, 200) {
			w := send(site, "GET", "http://localhost"+path, "")
			cookies := w.Result().Cookies()
			if len(cookies) != 1 {
				t.Fatalf("%s: cookies %v", path, cookies)
			}
			tokens := strings.Fields(w.Body.String() + " " + w.Header().Get("X-Outer"))
			if len(tokens) < 8 {
				t.Errorf("%s: tokens %q", path, tokens)
			}
			for _, token := range tokens {
				w := send(site, "POST", "http://localhost/form/", "", "Cookie: csrftoken="+cookies[0].Value, "X-CSRFToken: "+token)
				if w.Code != 200 {
					t.Errorf("%s: the token %q gives %d", path, token, w.Code)
				}
			}
		}
	}
}

func TestCSRFCookie(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		target string
		config middleware.CSRFConfig
		want   string // with the secret as S
	}{
		{"http://localhost/form/", middleware.CSRFConfig{}, "csrftoken=S; Max-Age=31449600; Path=/; SameSite=Lax"},
		{"https://localhost/form/", middleware.CSRFConfig{}, "__Host-csrftoken=S; Max-Age=31449600; Secure; Path=/; SameSite=Lax"},
		{"https://localhost/form/", middleware.CSRFConfig{Cookie: "csrftoken", MaxAge: 60e9}, "csrftoken=S; Max-Age=60; Secure; Path=/; SameSite=Lax"},
	} {
		w := send0(csrfSite(t, combo.Config{}, test.config), test.target)
		cookies := w.Header()["Set-Cookie"]
		if len(cookies) != 1 || len(w.Result().Cookies()[0].Value) != 32 {
			t.Fatalf("%s: %q", test.target, cookies)
		}
		if got := strings.Replace(cookies[0], w.Result().Cookies()[0].Value, "S", 1); got != test.want {
			t.Errorf("%s: %s, want %s", test.target, got, test.want)
		}
		again := send(csrfSite(t, combo.Config{}, test.config), "GET", test.target, "", "Cookie: "+strings.SplitN(cookies[0], ";", 2)[0])
		if got := again.Header()["Set-Cookie"]; got != nil {
			t.Errorf("%s: a browser that has the cookie gets %q", test.target, got)
		}
	}
	// A cookie that another host could have set by http counts for nothing over https.
	site := csrfSite(t, combo.Config{}, middleware.CSRFConfig{})
	planted := strings.Repeat("a", 32)
	w := send(site, "POST", "https://localhost/form/", "", "Cookie: sessionid=1; csrftoken="+planted, "X-CSRFToken: "+planted)
	if w.Code != 403 {
		t.Errorf("a planted cookie: %d", w.Code)
	}
	for _, bad := range []string{"", "short", strings.Repeat("a", 33), strings.Repeat("-", 32), strings.Repeat("a", 63) + "é", strings.Repeat("a", 1<<12)} {
		w := send(site, "POST", "http://localhost/form/", "", "Cookie: csrftoken="+bad, "X-CSRFToken: "+bad)
		if w.Code != 403 {
			t.Errorf("a cookie and a token %.40q: %d", bad, w.Code)
		}
		if w := send(site, "GET", "http://localhost/form/", "", "Cookie: csrftoken="+bad); len(w.Header()["Set-Cookie"]) != 1 {
			t.Errorf("a broken cookie is not replaced: %v", w.Header())
		}
	}
}

// Gauntlet D6: a page with a token is for one visitor, whatever the view says.
func TestCSRFPagesStayOutOfSharedCaches(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ said, vary, wantCache, wantVary string }{
		{"", "", "private", "Cookie"},
		{"no-store", "Accept", "no-store", "Accept, Cookie"},
		{"public, max-age=60", "Cookie", "max-age=60, private", "Cookie"},
		{"s-maxage=60", "*", "private", "*"},
		{"private, max-age=5", "cookie", "private, max-age=5", "cookie"},
	} {
		urls := combo.URLs{combo.Get("cached/", func(r *http.Request) (*combo.Response, error) {
			answer, err := formPage(r)
			if err == nil && test.said != "" {
				err = answer.Set(combo.SetHeader("Cache-Control", test.said))
			}
			if err == nil && test.vary != "" {
				err = answer.Set(combo.SetHeader("Vary", test.vary))
			}
			return answer, err
		})}
		h := send0(csrfSite(t, combo.Config{URLs: urls}, middleware.CSRFConfig{}), "http://localhost/cached/").Header()
		if cache, vary := h.Get("Cache-Control"), strings.Join(h["Vary"], ", "); cache != test.wantCache || vary != test.wantVary {
			t.Errorf("%q, %q became %q, %q, want %q, %q", test.said, test.vary, cache, vary, test.wantCache, test.wantVary)
		}
	}
	h := send0(csrfSite(t, combo.Config{}, middleware.CSRFConfig{}), "http://localhost/text/").Header()
	if h["Set-Cookie"] != nil || h["Vary"] != nil || h["Cache-Control"] != nil {
		t.Errorf("a page without a token is marked: %v", h)
	}
}

func TestCSRFWhoIsAsked(t *testing.T) {
	t.Parallel()
	csrf := middleware.CSRFConfig{SessionCookies: []string{"staff"}, Exempt: func(r *http.Request) bool { return r.URL.Path == "/text/" }}
	site := csrfSite(t, combo.Config{}, csrf)
	for _, test := range []struct {
		path, cookie string
		want         int
	}{
		{"/form/", "", 200}, {"/form/", "theme=dark", 200}, {"/form/", "sessionid=1", 403}, {"/form/", "theme=dark; __Host-sessionid=1", 403},
		{"/form/", "staff=1", 403}, {"/form/", "csrftoken=1", 403}, {"/text/", "sessionid=1", 200}, {"/hook-in/", "sessionid=1", 200},
	} {
		if w := send(site, "POST", "http://localhost"+test.path, "", "Cookie: "+test.cookie); w.Code != test.want {
			t.Errorf("%s with %q: %d, want %d", test.path, test.cookie, w.Code, test.want)
		}
	}
	if w := send(site, "POST", "http://localhost/form/", "", "Cookie: "+strings.Repeat("a=b;", 301)); w.Code != 431 {
		t.Errorf("301 cookies: %d", w.Code)
	}
}

// The limits of the site hold when the form is read for its token.
func TestCSRFKeepsLimits(t *testing.T) {
	t.Parallel()
	site := csrfSite(t, combo.Config{Limits: combo.Limits{Body: 1000}}, middleware.CSRFConfig{})
	form := "Content-Type: application/x-www-form-urlencoded"
	cookie := "Cookie: sessionid=1; csrftoken=" + strings.Repeat("a", 32)
	for _, test := range []struct {
		body string
		want int
	}{
		{"a=" + strings.Repeat("x", 1000), 413}, {"a=%zz", 400}, {"csrfmiddlewaretoken=" + strings.Repeat("a", 32), 200},
		{"csrfmiddlewaretoken=" + strings.Repeat("b", 32), 403}, {"", 403},
	} {
		if w := send(site, "POST", "http://localhost/form/", test.body, form, cookie); w.Code != test.want {
			t.Errorf("%.40s: %d, want %d", test.body, w.Code, test.want)
		}
	}
}

// A form that was read for its token is not there to be read as bytes.
func TestCSRFAndBody(t *testing.T) {
	t.Parallel()
	urls := combo.URLs{combo.Post("raw/", func(r *http.Request) (*combo.Response, error) {
		b, err := combo.Body(r)
		if err != nil {
			return nil, err
		}
		return combo.Text(string(b))
	})}
	site := csrfSite(t, combo.Config{URLs: urls}, middleware.CSRFConfig{})
	secret := strings.Repeat("a", 32)
	fields := []string{"Content-Type: application/x-www-form-urlencoded", "Cookie: csrftoken=" + secret}
	if w := send(site, "POST", "http://localhost/raw/", "csrfmiddlewaretoken="+secret, fields...); w.Code != 500 {
		t.Errorf("the token in the form: %d %s", w.Code, w.Body)
	}
	if w := send(site, "POST", "http://localhost/raw/", "a=b", append(fields, "X-CSRFToken: "+secret)...); w.Code != 200 || w.Body.String() != "a=b" {
		t.Errorf("the token in the header: %d %s", w.Code, w.Body)
	}
}

// The cause is in the log and in OnError, and holds no token.
func TestCSRFErrors(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("a", 32)
	for _, test := range []struct{ cookie, token, want string }{
		{"sessionid=1", "", "there is no CSRF cookie"},
		{"csrftoken=" + secret, "", "there is no token"},
		{"csrftoken=" + secret, strings.Repeat("b", 32), "the token is not the one of the cookie"},
	} {
		var log bytes.Buffer
		seen := false
		site := csrfSite(t, combo.Config{Log: slog.New(slog.NewTextHandler(&log, nil)), OnError: func(r *http.Request, err error) (*combo.Response, error) {
			seen = errors.Is(err, middleware.ErrCSRF)
			return nil, nil
		}}, middleware.CSRFConfig{})
		send(site, "POST", "http://localhost/form/", "", "Cookie: "+test.cookie, "X-CSRFToken: "+test.token)
		if !seen || !strings.Contains(log.String(), test.want) || strings.Contains(log.String(), "aaaa") {
			t.Errorf("%q: seen %v, log %s", test.want, seen, log.String())
		}
	}
}

// What fails after the token was asked for still gives the browser its cookie.
func TestCSRFCookieOnErrorPages(t *testing.T) {
	t.Parallel()
	urls := combo.URLs{combo.Get("late/", func(r *http.Request) (*combo.Response, error) {
		middleware.CSRFToken(r)
		return nil, errors.New("later")
	}), combo.Handle("stream/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(200)
		if token, err := middleware.CSRFToken(r), middleware.RotateCSRFToken(r); token != "" || err == nil {
			t.Errorf("after the header: %q, %v", token, err)
		}
	}))}
	site := csrfSite(t, combo.Config{URLs: urls}, middleware.CSRFConfig{})
	if w := send0(site, "http://localhost/late/"); w.Code != 500 || len(w.Header()["Set-Cookie"]) != 1 {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	send0(site, "http://localhost/stream/")
}

func TestCSRFOutside(t *testing.T) {
	t.Parallel()
	if token, err := middleware.CSRFToken(httptest.NewRequest("GET", "/", nil)), middleware.RotateCSRFToken(httptest.NewRequest("GET", "/", nil)); token != "" || err != nil {
		t.Errorf("without CSRF: %q, %v", token, err)
	}
	view := stack(combo.View(formPage), middleware.CSRF(middleware.CSRFConfig{}))
	c := webtest.New(t, view)
	c.SetCookie(&http.Cookie{Name: "sessionid", Value: "1"})
	page := c.Get("/")
	page.HeaderIs("Vary", "Cookie").HeaderIs("Cache-Control", "private").Form("").Submit().See("saved")
	c.PostForm("/", nil).Status(403)
	for _, test := range []struct {
		scheme, site, origin string
		want                 int
	}{
		{"http", "cross-site", "", 403}, {"http", "", "https://evil.test", 403}, {"http", "", "null", 403}, {"http", "same-origin", "", 200},
		{"http", "", "http://localhost", 200}, {"https", "", "http://localhost", 403}, {"https", "", "https://localhost", 200},
	} {
		fields := []string{"Cookie: sessionid=1", "Sec-Fetch-Site: " + test.site, "Origin: " + test.origin}
		if w := send(view, "POST", test.scheme+"://localhost/", "", fields...); w.Code != test.want {
			t.Errorf("%+v: %d", test, w.Code)
		}
	}
	if w := send(view, "POST", "http://localhost/", "", "Authorization: Bearer x", "Sec-Fetch-Site: cross-site"); w.Code != 200 {
		t.Errorf("a token of a program: %d", w.Code)
	}
	signing := stack(combo.View(signIn), middleware.CSRF(middleware.CSRFConfig{}))
	if w := send0(signing, "http://localhost/"); len(w.Header()["Set-Cookie"]) != 2 {
		t.Errorf("signing in sets %q", w.Header()["Set-Cookie"])
	}
}

func TestCSRFMistakes(t *testing.T) {
	t.Parallel()
	wantPanic(t, func() { middleware.CSRF(middleware.CSRFConfig{Cookie: "a b"}) }, "CSRFConfig.Cookie")
	wantPanic(t, func() { middleware.CSRF(middleware.CSRFConfig{SessionCookies: []string{""}}) }, "CSRFConfig.SessionCookies")
	wantPanic(t, func() { middleware.CSRF(middleware.CSRFConfig{MaxAge: -1}) }, "CSRFConfig.MaxAge")
}

// What stands between CSRF and the site's own check must not act on a request of
// another site either.
func TestCSRFGuardsMiddlewareInside(t *testing.T) {
	t.Parallel()
	acted := 0
	acts := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				acted++
			}
			next.ServeHTTP(w, r)
		})
	}
	site := siteAround(t, combo.Config{}, middleware.CSRF(middleware.CSRFConfig{}), acts)
	if w := send(site, "POST", "http://localhost/text/", "", "Sec-Fetch-Site: cross-site"); w.Code != 403 || acted != 0 {
		t.Errorf("%d, and the middleware acted %d times", w.Code, acted)
	}
	if w := send(site, "POST", "http://localhost/text/", "", "Sec-Fetch-Site: same-origin"); w.Code != 200 || acted != 1 {
		t.Errorf("%d, and the middleware acted %d times", w.Code, acted)
	}
}
