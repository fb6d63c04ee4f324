package combo_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

type part struct{ err error }

func (p part) Check() error { return p.err }

// Anybody on the way can have written a page that came without encryption.
func TestPostFromThePlainPage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		trusted, scheme string
		fields          []string
		want            int
	}{
		{"", "https", []string{"Origin: http://localhost"}, 403},
		{"", "https", []string{"Origin: https://localhost"}, 200},
		{"", "http", []string{"Origin: http://localhost"}, 200},
		{"", "http", []string{"Origin: https://localhost"}, 200},
		{"http://localhost", "https", []string{"Origin: http://localhost"}, 200},
		{"", "https", []string{"Origin: http://localhost", "Sec-Fetch-Site: same-origin"}, 200},
	} {
		config := combo.Config{TrustedProxies: []string{"192.0.2.1"}, URLs: combo.URLs{combo.Post("", say("in"))}}
		if test.trusted != "" {
			config.TrustedOrigins = []string{test.trusted}
		}
		fields := append(test.fields, "X-Forwarded-Proto: "+test.scheme)
		if got := ask(newSite(t, config), "POST", "/", "", fields...).Code; got != test.want {
			t.Errorf("%+v: the status is %d", test, got)
		}
	}
}

// A token in the header is nothing that a browser adds by itself; a cookie beside
// it is.
func TestCrossSiteByBearer(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Post("", say("in")))
	for _, test := range []struct {
		authorization, cookie string
		want                  int
	}{
		{"Bearer abc", "", 200},
		{"bearer abc", "", 200},
		{"Bearer abc", "sessionid=1", 403},
		{"Basic abc", "", 403},
		{"Bearerabc", "", 403},
		{"", "", 403},
	} {
		fields := []string{"Sec-Fetch-Site: cross-site", "Authorization: " + test.authorization}
		if test.cookie != "" {
			fields = append(fields, "Cookie: "+test.cookie)
		}
		if got := ask(site, "POST", "/", "", fields...).Code; got != test.want {
			t.Errorf("with %q and the cookie %q the status is %d, want %d", test.authorization, test.cookie, got, test.want)
		}
	}
}

func TestReady(t *testing.T) {
	t.Parallel()
	broken := errors.New("no route to host")
	app := func(name string, err error) combo.App {
		return combo.App{Name: name, Ready: func(context.Context) error { return err }}
	}
	site := newSite(t, combo.Config{Apps: []combo.App{app("a", nil), app("b", broken), {Name: "c"}, app("d", broken)}})
	if err := site.Ready(t.Context()); !errors.Is(err, broken) || err.Error() != "b: no route to host\nd: no route to host" {
		t.Errorf("Ready = %v", err)
	}
	if err := newSite(t, combo.Config{Apps: []combo.App{app("a", nil)}}).Ready(t.Context()); err != nil {
		t.Errorf("Ready = %v", err)
	}
}

func TestAllowsCrossSite(t *testing.T) {
	t.Parallel()
	show := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(strconv.FormatBool(combo.AllowsCrossSite(r)))
	}
	site := siteOf(t, combo.Get("a/", show), combo.Get("b/", show).AllowCrossSite())
	for path, want := range map[string]string{"/a/": "false", "/b/": "true"} {
		if got := ask(site, "GET", path, "").Body.String(); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestSiteOf(t *testing.T) {
	t.Parallel()
	var inner, outer, seen *combo.Site
	inner = siteOf(t, combo.Get("", func(r *http.Request) (*combo.Response, error) {
		seen = combo.SiteOf(r)
		return combo.NoContent()
	}))
	outer = siteOf(t, combo.Mount("in/", inner))
	ask(outer, "GET", "/in/", "")
	if seen != inner {
		t.Errorf("SiteOf = %p, want the inner site %p", seen, inner)
	}
	if got := combo.SiteOf(httptest.NewRequest("GET", "/", nil)); got != nil {
		t.Errorf("SiteOf outside = %p", got)
	}
}

func TestNewChecksTheConfig(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 32)
	for _, test := range []struct {
		what   string
		config combo.Config
		want   string
	}{
		{"nothing", combo.Config{}, "Config.Secret is not set"},
		{"debug", combo.Config{Debug: true}, ""},
		{"a short secret", combo.Config{Secret: []string{long, "short"}}, "Config.Secret[1] has 5 bytes"},
		{"a host with a port", combo.Config{Debug: true, Hosts: []string{"a.test:80"}}, "not a host name"},
		{"a base URL", combo.Config{Debug: true, BaseURL: "https://a.test"}, ""},
		{"a base URL without scheme", combo.Config{Debug: true, BaseURL: "a.test"}, "BaseURL"},
		{"a base URL with a path", combo.Config{Debug: true, BaseURL: "https://a.test/x"}, ""},
		{"a base URL with a query", combo.Config{Debug: true, BaseURL: "https://a.test/?x"}, "BaseURL"},
		{"a base URL with dots", combo.Config{Debug: true, BaseURL: "https://a.test/../x"}, "dot segment"},
		{"a star before a host", combo.Config{Debug: true, Hosts: []string{"*.a.test"}}, `write ".a.test"`},
		{"a host with a final dot", combo.Config{Debug: true, Hosts: []string{"a.test."}}, "not a host name"},
		{"a host with two dots", combo.Config{Debug: true, Hosts: []string{"a..test"}}, "not a host name"},
		{"a host that is not ASCII", combo.Config{Debug: true, Hosts: []string{"bücher.test"}}, "not a host name"},
		{"hosts", combo.Config{Debug: true, Hosts: []string{"*", "a.test", ".b.test", "[::1]", "C.test"}}, ""},
		{"a limit below zero", combo.Config{Debug: true, Limits: combo.Limits{Fields: -1}}, "below zero"},
		{"no folder for files", combo.Config{Debug: true, Limits: combo.Limits{TempDir: "/nonexistent"}}, "is no directory"},
		{"nil as middleware", combo.Config{Debug: true, Middleware: []func(http.Handler) http.Handler{nil}}, "Config.Middleware[0] is nil"},
		{"nil as an app's middleware", combo.Config{Debug: true, Apps: []combo.App{{Name: "a", Middleware: []func(http.Handler) http.Handler{nil}}}}, "app a: App.Middleware[0] is nil"},
		{"a check that does nothing", combo.Config{Debug: true, Apps: []combo.App{{Name: "a", Checks: []combo.Check{{ID: "a.E1"}}}}}, `the check "a.E1" has no Run`},
		{"a proxy", combo.Config{Debug: true, TrustedProxies: []string{"10.0.0.0/8", "192.0.2.1", "::1"}}, ""},
		{"any proxy", combo.Config{Debug: true, TrustedProxies: []string{"0.0.0.0/0"}}, "TrustedProxies"},
		{"no proxy", combo.Config{Debug: true, TrustedProxies: []string{"proxy"}}, "TrustedProxies"},
		{"an origin", combo.Config{Debug: true, TrustedOrigins: []string{"shop.test"}}, "TrustedOrigins"},
		{"an app without a name", combo.Config{Debug: true, Apps: []combo.App{{}}}, "is empty or taken"},
		{"two apps of a name", combo.Config{Debug: true, Apps: []combo.App{{Name: "a"}, {Name: "a"}}}, "is empty or taken"},
		{"an app's part", combo.Config{Debug: true, Apps: []combo.App{{Name: "a", Models: part{errors.New("no key")}}}}, "app a: no key"},
		{"a check of a deployment", combo.Config{Debug: true, Apps: []combo.App{{Name: "a", Checks: []combo.Check{{ID: "a.E1", Deploy: true, Run: func(*combo.Site) error { return errors.New("odd") }}}}}}, ""},
		{"an app's check", combo.Config{Debug: true, Apps: []combo.App{{Name: "a", Checks: []combo.Check{{ID: "a.E1", Run: func(*combo.Site) error { return errors.New("odd") }}}}}}, "a.E1: odd"},
		{"a converter", combo.Config{Debug: true, Converters: map[string]combo.Converter{"x": {Pattern: "(a)"}}}, "captures"},
		{"a bad converter", combo.Config{Debug: true, Converters: map[string]combo.Converter{"x": {Pattern: "("}}}, "converter x"},
	} {
		_, err := combo.New(test.config)
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", test.what, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: %v, want %q", test.what, err, test.want)
		}
	}
}

// A site keeps what it was made of, whatever becomes of the Config.
func TestConfigIsCopied(t *testing.T) {
	t.Parallel()
	pages := map[int]func(*http.Request, error) (*combo.Response, error){}
	site := newSite(t, combo.Config{ErrorPages: pages, Hosts: []string{"localhost"}})
	pages[404] = func(*http.Request, error) (*combo.Response, error) { return combo.HTML("late") }
	site.Config().Hosts[0] = "evil.test"
	if w := ask(site, "GET", "/", "", browser); strings.Contains(w.Body.String(), "late") || site.AnswersTo("evil.test") {
		t.Errorf("a change after New took effect: %s", w.Body)
	}
}

// A site can stand below a path that http.StripPrefix or a proxy takes away.
func TestBaseURLWithAPath(t *testing.T) {
	t.Parallel()
	site := newSite(t, combo.Config{BaseURL: "https://example.com/app/", Hosts: []string{"localhost"}, URLs: combo.URLs{
		combo.Get("a/", func(r *http.Request) (*combo.Response, error) { return combo.RedirectTo(r, "b", 7) }),
		combo.Get("b/<int:id>/", say("b")).Name("b"),
	}})
	below := http.StripPrefix("/app", site)
	for path, want := range map[string]string{"/app/a/": "/app/b/7/", "/app/b/7": "/app/b/7/"} {
		if got := ask(below, "GET", path, "").Header().Get("Location"); got != want {
			t.Errorf("GET %s leads to %q, want %q", path, got, want)
		}
	}
	if u, err := site.AbsoluteURL("b", 7); u != "https://example.com/app/b/7/" || err != nil {
		t.Errorf("AbsoluteURL = %q, %v", u, err)
	}
	if u, err := newSite(t, combo.Config{}).AbsoluteURL("b"); err == nil {
		t.Errorf("AbsoluteURL without a BaseURL = %q", u)
	}
}

func TestConfigLeavesOut(t *testing.T) {
	t.Parallel()
	c := newSite(t, combo.Config{}).Config()
	if c.Secret != nil || c.URLs != nil || c.Limits.Body != 1<<20 || c.Clock == nil || c.Log == nil {
		t.Errorf("Config() = %+v", c)
	}
}

func TestStartAndStop(t *testing.T) {
	t.Parallel()
	var calls []string
	app := func(name string, err error) combo.App {
		return combo.App{Name: name,
			Start: func(context.Context) error { calls = append(calls, "start "+name); return err },
			Stop:  func(context.Context) error { calls = append(calls, "stop "+name); return nil },
		}
	}
	site := newSite(t, combo.Config{Apps: []combo.App{app("a", nil), {Name: "none"}, app("b", nil)}})
	if err := errors.Join(site.Start(t.Context()), site.Stop(t.Context())); err != nil {
		t.Error(err)
	}
	if want := []string{"start a", "start b", "stop b", "stop a"}; !slices.Equal(calls, want) {
		t.Errorf("calls are %q, want %q", calls, want)
	}
	calls = nil
	site = newSite(t, combo.Config{Apps: []combo.App{app("a", nil), app("b", errors.New("no disk")), app("c", nil)}})
	if err := site.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "start b: no disk") {
		t.Errorf("Start: %v", err)
	}
	if want := []string{"start a", "start b", "stop a"}; !slices.Equal(calls, want) {
		t.Errorf("after a failed start the calls are %q, want %q", calls, want)
	}
}

// Pages of other sites may not act in a visitor's name, unless a route says so.
func TestCrossSiteRequests(t *testing.T) {
	t.Parallel()
	site := newSite(t, combo.Config{
		TrustedOrigins: []string{"https://shop.test"},
		URLs: combo.URLs{
			combo.Path("closed", say("in")),
			combo.Include("open/", combo.URLs{combo.Path("a", say("in"))}).AllowCrossSite(),
			combo.Handle("handler", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {})),
		},
	})
	for _, test := range []struct {
		method, path, field string
		status              int
	}{
		{"POST", "/closed", "Sec-Fetch-Site: cross-site", 403},
		{"POST", "/closed", "Sec-Fetch-Site: same-site", 403},
		{"POST", "/closed", "Sec-Fetch-Site: same-origin", 200},
		{"POST", "/closed", "Sec-Fetch-Site: none", 200},
		{"POST", "/closed", "Origin: null", 403},
		{"POST", "/closed", "Origin: https://evil.test", 403},
		{"POST", "/closed", "Origin: https://shop.test", 200},
		{"POST", "/closed", "Origin: http://localhost", 200},
		{"POST", "/closed", "X-Nothing: 1", 200}, // no browser: no visitor to act for
		{"GET", "/closed", "Sec-Fetch-Site: cross-site", 200},
		{"DELETE", "/handler", "Sec-Fetch-Site: cross-site", 403},
		{"POST", "/open/a", "Origin: null", 200},
		{"POST", "/open/a", "Sec-Fetch-Site: cross-site", 200},
	} {
		if w := ask(site, test.method, test.path, "", test.field); w.Code != test.status {
			t.Errorf("%s %s with %q = %d, want %d", test.method, test.path, test.field, w.Code, test.status)
		}
	}
}
