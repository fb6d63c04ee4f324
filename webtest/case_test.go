package webtest_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/combo-web/combo/webtest"
)

func TestRun(t *testing.T) {
	site := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/missing/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("X-Lang", r.Header.Get("Accept-Language"))
		w.Header().Set("X-Cookie", r.Header.Get("Cookie"))
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
		echo(w, r)
	})
	webtest.Run(t, site, []webtest.Case{
		{URL: "/x/?a=1", Want: []string{"GET /x/?a=1"}, NotWant: []string{"POST"}},
		{Name: "missing", URL: "/missing/", WantStatus: 404, Want: []string{"404 page not found"}},
		{Method: "POST", URL: "/x/", Body: url.Values{"a": {"1"}}, Want: []string{"a=1"}},
		{Method: "POST", URL: "/x/", Body: "raw", Header: map[string]string{"Content-Type": "text/x-raw"}, Want: []string{"Type: text/x-raw", "raw"}},
		{Method: "PUT", URL: "/x/", Body: map[string]int{"a": 1}, Want: []string{`{"a":1}`}},
		{URL: "/x/", Header: map[string]string{"Accept-Language": "de"}, WantHeader: map[string]string{"X-Lang": "de", "X-Other": "", "X-Cookie": ""}},
		{URL: "/x/", Before: func(c *webtest.Client) { c.Get("/x/") }, WantHeader: map[string]string{"X-Cookie": "seen=1"}},
	})
}

func TestCaseFailures(t *testing.T) {
	site := http.HandlerFunc(echo)
	for _, test := range []struct {
		name string
		c    webtest.Case
		want string
	}{
		{"status", webtest.Case{URL: "/x/", WantStatus: 404}, "GET /x/: the status is 200, want 404"},
		{"wanted", webtest.Case{URL: "/x/", Want: []string{"Hi"}}, `GET /x/: the page does not show "Hi"`},
		{"unwanted", webtest.Case{Method: "PUT", URL: "/x/", NotWant: []string{"PUT"}}, `PUT /x/: the page shows "PUT"`},
		{"header", webtest.Case{URL: "/x/", WantHeader: map[string]string{"X-A": "1"}}, `the field X-A is "", want "1"`},
		{"body", webtest.Case{Method: "POST", URL: "/x/", Body: make(chan int)}, "write chan int as JSON"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantFailure(t, func(t testing.TB) { test.c.Run(t, site) }, test.want)
		})
	}
}

func TestCaseNames(t *testing.T) {
	var names []string
	site := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	note := func(t *testing.T) func(*webtest.Client) {
		return func(*webtest.Client) { names = append(names, t.Name()) }
	}
	webtest.Run(t, site, []webtest.Case{{Name: "first", URL: "/", Before: note(t)}, {URL: "/x/", Before: note(t)}})
	if len(names) != 2 {
		t.Errorf("%d cases were run, want 2", len(names))
	}
}
