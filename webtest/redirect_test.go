package webtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

// redirects leads from /from/ to where the query says, and echoes the rest.
func redirects(status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); r.URL.Path == "/from/" {
			w.Header().Set("Location", to)
			w.WriteHeader(status)
			return
		}
		echo(w, r)
	})
}

func TestRedirectsTo(t *testing.T) {
	for _, test := range []struct{ location, want string }{
		{"/x/", "/x/"},
		{"/x/?a=1#top", "/x/?a=1#top"},
		{"http://localhost/x/", "/x/"},
		{"/x/", "http://localhost/x/"},
		{"x/", "/from/x/"},
		{"../x/", "/x/"},
		{"https://example.com/x/", "https://example.com/x/"},
	} {
		webtest.New(t, answer(303, "", "", "Location", test.location)).Get("/from/").RedirectsTo(test.want)
	}
	for _, test := range []struct {
		site http.Handler
		want []string
	}{
		{answer(303, "", "", "Location", "/y/"), []string{"GET /from/: the page redirects to /y/, want /x/"}},
		{answer(303, "", "", "Location", "https://example.com/x/"), []string{"the page redirects to https://example.com/x/, want /x/"}},
		{answer(303, "", "", "Location", "http://[::1"), []string{`the redirect to "http://[::1" is not to an address`}},
		{answer(303, "", ""), []string{"the page does not redirect, want a redirect to /x/"}},
		{answer(201, "", "", "Location", "/x/"), []string{"the page does not redirect"}},
		{answer(200, "text/html", "<title>Hi</title>"), []string{"the page does not redirect", "title: Hi"}},
	} {
		wantFailure(t, func(t testing.TB) { webtest.New(t, test.site).Get("/from/").RedirectsTo("/x/") }, test.want...)
	}
	wantFailure(t, func(t testing.TB) {
		webtest.New(t, answer(303, "", "", "Location", "/")).Get("/").RedirectsTo("http://[::1")
	}, "is not an address")
	wantFailure(t, func(t testing.TB) { webtest.New(t, redirects(303)).Get("/from/?to=/x/").Follow().RedirectsTo("/x/") },
		"GET /x/: the page does not redirect, want a redirect to /x/; it was reached by a redirect from /from/?to=/x/ that has been followed")
}

func TestFollowMethods(t *testing.T) {
	for _, test := range []struct {
		method string
		status int
		want   string
	}{
		{"GET", 301, "GET /to/\nType: \nLength: 0\n\n"},
		{"GET", 303, "GET /to/\nType: \nLength: 0\n\n"},
		{"GET", 308, "GET /to/\nType: \nLength: 0\n\n"},
		{"POST", 301, "GET /to/\nType: \nLength: 0\n\n"},
		{"POST", 302, "GET /to/\nType: \nLength: 0\n\n"},
		{"POST", 303, "GET /to/\nType: \nLength: 0\n\n"},
		{"POST", 307, "POST /to/\nType: application/json\nLength: 1\n\n7"},
		{"POST", 308, "POST /to/\nType: application/json\nLength: 1\n\n7"},
		{"PUT", 302, "PUT /to/\nType: application/json\nLength: 1\n\n7"},
		{"PUT", 303, "GET /to/\nType: \nLength: 0\n\n"},
	} {
		c := webtest.Case{Method: test.method, URL: "/from/?to=/to/", Body: 7, WantStatus: test.status}
		if test.method == "GET" {
			c.Body = nil
		}
		page := c.Run(t, redirects(test.status)).Follow()
		if page.Body != test.want || page.URL.Path != "/to/" || page.Previous.URL.Path != "/from/" {
			t.Errorf("%s with %d leads to %s: %q, want %q", test.method, test.status, page.URL, page.Body, test.want)
		}
	}
	webtest.New(t, redirects(303)).Head("/from/?to=/to/").Follow().Status(200)
}

func TestFollowOnAndOn(t *testing.T) {
	c := webtest.New(t, redirects(303))
	page := c.Get("/from/?to=/from/%3Fto=/x/").Follow().See("GET /x/")
	if page.Previous.URL.String() != "http://localhost/from/?to=/x/" || page.Previous.Previous == nil || page.Previous.Previous.Previous != nil {
		t.Errorf("the page before was %s", page.Previous.URL)
	}
	c.FollowRedirects = true
	c.Get("/from/?to=/x/").Status(200).See("GET /x/")
	c.Get("/from/?to=https://example.com/").Status(303)
	c.Get("/from/?to=http://[::1").Status(303)
	c.With("X-A", "1").PostForm("/from/?to=/y/", nil).See("GET /y/")
	c.Get("/x/").Status(200)
	r, _ := http.NewRequest("GET", "/from/?to=/z/", nil)
	c.Do(r).See("GET /z/")
}

func TestFollowFailures(t *testing.T) {
	for _, test := range []struct{ target, want string }{
		{"/x/", "the page does not redirect, so there is nothing to follow"},
		{"/from/?to=https://example.com/", "the redirect leaves the site: https://example.com/"},
		{"/from/?to=http://[::1", `the redirect to "http://[::1" is not to an address`},
		{"/from/?to=ftp://localhost/", "the redirect leaves the site: ftp://localhost/"},
	} {
		wantFailure(t, func(t testing.TB) { webtest.New(t, redirects(303)).Get(test.target).Follow() }, test.want)
	}
	loop := answer(303, "", "", "Location", "/x/")
	wantFailure(t, func(t testing.TB) { webtest.New(t, loop).Get("/").Follow() }, "10 redirects, and the last page is one more: they run in a loop")
	wantFailure(t, func(t testing.TB) {
		c := webtest.New(t, loop)
		c.FollowRedirects = true
		c.Get("/")
	}, "they run in a loop")
}

func TestFollowToAnotherHostOfTheSite(t *testing.T) {
	site := newSite(t, combo.Config{Secret: []string{strings.Repeat("s", 32)}, Hosts: []string{".example.com"}, URLs: combo.URLs{
		combo.Get("", func(*http.Request) (*combo.Response, error) {
			return combo.Redirect("http://shop.example.com/", combo.RedirectHosts("shop.example.com"))
		}).Host("example.com"),
		combo.Get("", text("The shop")).Host("shop.example.com"),
	}})
	page := webtest.New(t, site).Get("/").RedirectsTo("http://shop.example.com/").Follow().See("The shop")
	if page.URL.Host != "shop.example.com" {
		t.Errorf("the page is at %s", page.URL)
	}
}
