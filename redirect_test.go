package combo_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/combo-web/combo"
)

func TestRedirect(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		target  string
		options []combo.Option
		status  int
		want    string
	}{
		{"/a/", nil, 303, "/a/"},
		{"/a/?next=https://b.test/", nil, 303, "/a/?next=https://b.test/"},
		{"?page=2", nil, 303, "?page=2"},
		{"b/c", nil, 303, "b/c"},
		{"/käse/", nil, 303, "/k%C3%A4se/"},
		{"/a/", []combo.Option{combo.Status(308)}, 308, "/a/"},
		{"https://b.test/x", []combo.Option{combo.RedirectHosts("b.test")}, 303, "https://b.test/x"},
		{"https://b.test/x", nil, 400, ""},
		{"https://b.test/x", []combo.Option{combo.RedirectHosts("a.test")}, 400, ""},
		{"//b.test/", nil, 400, ""},
		{`/\b.test/`, nil, 400, ""},
		{"javascript:alert(1)", []combo.Option{combo.RedirectHosts("b.test")}, 400, ""},
		{"", nil, 400, ""},
	} {
		site := siteOf(t, combo.Get("", func(*http.Request) (*combo.Response, error) { return combo.Redirect(test.target, test.options...) }))
		w := ask(site, "GET", "/", "")
		if w.Code != test.status || w.Header().Get("Location") != test.want {
			t.Errorf("Redirect(%q) = %d to %q, want %d to %q", test.target, w.Code, w.Header().Get("Location"), test.status, test.want)
		}
	}
}

func TestRedirectTo(t *testing.T) {
	t.Parallel()
	site := newSite(t, combo.Config{Hosts: []string{"localhost", "ann.test"}, URLs: combo.URLs{
		combo.Get("post/<int:id>/", say("")).Name("post"),
		combo.Get("there/", say("")).Name("there").Host("ann.test"),
		combo.Get("a", func(r *http.Request) (*combo.Response, error) {
			return combo.RedirectTo(r, "post", 7, url.Values{"page": {"2"}}, combo.Fragment("end"), combo.Status(302))
		}),
		combo.Get("b", func(r *http.Request) (*combo.Response, error) { return combo.RedirectTo(r, "there") }),
		combo.Get("c", func(r *http.Request) (*combo.Response, error) { return combo.RedirectTo(r, "nowhere") }),
	}})
	for _, test := range []struct {
		path   string
		status int
		want   string
	}{
		{"/a", 302, "/post/7/?page=2#end"},
		{"/b", 303, "http://ann.test/there/"},
		{"/c", 500, ""},
	} {
		w := ask(site, "GET", test.path, "")
		if w.Code != test.status || w.Header().Get("Location") != test.want {
			t.Errorf("%s = %d to %q, want %d to %q", test.path, w.Code, w.Header().Get("Location"), test.status, test.want)
		}
	}
}
