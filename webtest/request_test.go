package webtest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

func postURLs() combo.URLs {
	return combo.URLs{
		combo.Get("posts/<int:id>/", text("post")).Name("post"),
		combo.Post("posts/", text("new")).Name("new"),
	}
}

func TestRequest(t *testing.T) {
	r := webtest.Request(t, postURLs(), "GET", "/posts/7/?page=2", webtest.RequestOptions{Header: map[string]string{"X-A": "1"}})
	if got := combo.Param[int](r, "id"); got != 7 {
		t.Errorf("the parameter is %d", got)
	}
	if got, err := combo.URL(r, "post", 8); got != "/posts/8/" || err != nil {
		t.Errorf("the URL is %q, %v", got, err)
	}
	if got, err := combo.Query[int](r, "page"); got != 2 || err != nil {
		t.Errorf("the query says %d, %v", got, err)
	}
	if err := combo.BeforeSend(r, func(http.Header) error { return nil }); err != nil {
		t.Error(err)
	}
	if r.Header.Get("X-A") != "1" || r.Host != "localhost" || combo.RequestID(r) == "" {
		t.Errorf("the request is for %q with %v", r.Host, r.Header)
	}
}

func TestRequestBodies(t *testing.T) {
	type post struct {
		Title string `form:"title" json:"title" xml:"title"`
	}
	for _, o := range []webtest.RequestOptions{
		{Body: url.Values{"title": {"Hi"}}},
		{Body: map[string]string{"title": "Hi"}},
		{Body: `<post><title>Hi</title></post>`, Header: map[string]string{"Content-Type": "application/xml"}},
		{Body: []byte("title=Hi"), Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}},
	} {
		r := webtest.Request(t, postURLs(), "POST", "/posts/", o)
		if got, err := combo.Bind[post](r); got.Title != "Hi" || err != nil {
			t.Errorf("Bind of %v gave %v, %v", o.Body, got, err)
		}
	}
}

func TestRequestConfig(t *testing.T) {
	config := combo.Config{Secret: []string{strings.Repeat("s", 32)}, BaseURL: "https://example.com"}
	r := webtest.Request(t, postURLs(), "GET", "/posts/7/", webtest.RequestOptions{Config: config})
	if r.Host != "example.com" || combo.Scheme(r) != "https" {
		t.Errorf("the request is for %s://%s", combo.Scheme(r), r.Host)
	}
	r = webtest.Request(t, nil, "GET", "http://other.example/x/")
	if r.Host != "other.example" || r.URL.Path != "/x/" {
		t.Errorf("the request is for %s%s", r.Host, r.URL)
	}
}

func TestRequestFailures(t *testing.T) {
	for _, test := range []struct {
		name string
		fail func(t testing.TB)
		want string
	}{
		{"no route", func(t testing.TB) { webtest.Request(t, postURLs(), "GET", "/x/") }, "GET /x/: no route matches: 404 Not Found"},
		{"other method", func(t testing.TB) { webtest.Request(t, postURLs(), "PUT", "/posts/") }, "PUT /posts/: no route matches: 405"},
		{"bad path", func(t testing.TB) { webtest.Request(t, postURLs(), "GET", "/a%2fb/") }, "GET /a%2fb/: the site refuses the request: 400 The path has an encoded slash."},
		{"bad URLs", func(t testing.TB) {
			webtest.Request(t, combo.URLs{combo.Get("<wonder:x>/", text(""))}, "GET", "/x/")
		}, "make the site: "},
		{"bad body", func(t testing.TB) {
			webtest.Request(t, postURLs(), "POST", "/posts/", webtest.RequestOptions{Body: func() {}})
		}, "write func() as JSON"},
		{"unknown host", func(t testing.TB) {
			webtest.Request(t, nil, "GET", "http://other.example/", webtest.RequestOptions{Config: combo.Config{Hosts: []string{"example.com"}}})
		}, "the site refuses the request: 400"},
	} {
		t.Run(test.name, func(t *testing.T) { wantFailure(t, test.fail, test.want) })
	}
}
