package webtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/combo-web/combo/webtest"
)

func TestClick(t *testing.T) {
	page := show(t, `<a href="/one/#top">One</a> <a href=two/?a=1> Number <b>two</b> </a> <a href=/img/><img alt=Home></a>
<a href=/icon/ aria-label=Settings>*</a> <a href=/same/>Same</a> <a href=/same/>Same</a> <a>Nowhere</a>`)
	for _, test := range []struct{ link, want string }{
		{"One", "GET /one/"},
		{"Number two", "GET /page/two/?a=1"},
		{"Home", "GET /img/"},
		{"Settings", "GET /icon/"},
		{"Same", "GET /same/"},
	} {
		page.Click(test.link).See(test.want)
	}
	show(t, `<base href=/other/><a href=x>X</a>`).Click("X").See("GET /other/x")
	show(t, `<a href="">Again</a>`).Click("Again").See("<a href")
}

func TestClickFailures(t *testing.T) {
	many := strings.Repeat("<a href=/x/>X</a>", 40)
	for _, test := range []struct{ page, link, want string }{
		{"Hi", "One", `the page has no link "One"`},
		{"<a href=/one/>One</a> <a>Two</a>", "Two", `the page has no link "Two"; it has "One" (/one/)`},
		{many, "Two", `"X" (/x/), 10 more`},
		{"<a href=/1/>A</a><a href=/2/>A</a>", "A", `several links are "A": "A" (/1/), "A" (/2/)`},
		{"<a href=mailto:ann@example.com>Ann</a>", "Ann", `"mailto:ann@example.com" is not an address that is fetched`},
		{"<a href=//example.com/>Away</a>", "Away", "http://example.com/ is not on this site"},
	} {
		wantFailure(t, func(t testing.TB) { show(t, test.page).Click(test.link) }, test.want)
	}
	wantFailure(t, func(t testing.TB) { webtest.New(t, answer(200, "text/plain", "<a href=/>A</a>")).Get("/").Click("A") }, "the page has no link")
}

func TestNavigationHeader(t *testing.T) {
	var h http.Header
	site := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h = r.Header
		answer(200, "text/html", "<form method=post></form><a href=/>A</a>").ServeHTTP(w, r)
	})
	c := webtest.New(t, site)
	c.BaseURL = "https://localhost:8443"
	page := c.Get("/x/?a=1")
	if h.Get("Referer") != "" || h.Get("Accept") != "" {
		t.Errorf("a plain Get has the header %v", h)
	}
	page.Click("A")
	if h.Get("Referer") != "https://localhost:8443/x/?a=1" || h.Get("Origin") != "" || h.Get("Sec-Fetch-Site") != "same-origin" || !strings.HasPrefix(h.Get("Accept"), "text/html,") {
		t.Errorf("a click has the header %v", h)
	}
	page.Form("").Submit()
	if h.Get("Origin") != "https://localhost:8443" || h.Get("Sec-Fetch-Mode") != "navigate" {
		t.Errorf("a form has the header %v", h)
	}
	c.With("Accept", "text/plain").Get("/").Click("A")
	if h.Get("Accept") != "text/plain" {
		t.Errorf("Accept is %q, want the client's", h.Get("Accept"))
	}
}
