package combo_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/google/uuid"

	"github.com/combo-web/combo"
)

func reverseSite(t *testing.T) *combo.Site {
	shop := combo.URLs{
		combo.Get("", say("")).Name("index"),
		combo.Get("item/<int:id>/", say("")).Name("item"),
	}
	return newSite(t, combo.Config{BaseURL: "https://example.com", Hosts: []string{"localhost", ".example.com"}, URLs: combo.URLs{
		combo.Get("", say("")).Name("home"),
		combo.Get("post/<int:id>/", say("")).Name("post"),
		combo.Get("post/<slug:slug>/", say("")).Name("post"),
		combo.Get("list/", say("")).Name("list").Default("page", 1),
		combo.Get("list/<int:page>/", say("")).Name("list"),
		combo.Get("file/<path:name>", say("")).Name("file"),
		combo.Get("word/<word>/", say("")).Name("word"),
		combo.Get("id/<uuid:id>/", say("")).Name("id"),
		combo.Get("price/<float:x>/", say("")).Name("price"),
		combo.Get("v/<int:a>.<int:b>/", say("")).Name("version"),
		combo.Regexp(`^archive/(?P<year>\d{4})/(?:(?P<month>\d\d)/)?$`, say("")).Name("archive"),
		combo.Include("a/", shop).App("shop").Namespace("one"),
		combo.Include("b/", shop).App("shop").Namespace("two"),
		combo.Include("c/", combo.URLs{combo.Include("d/", shop).Namespace("inner")}).Namespace("outer"),
		combo.Get("t/", say("")).Host("<tenant>.example.com").Name("tenant"),
	}})
}

func TestURL(t *testing.T) {
	t.Parallel()
	site := reverseSite(t)
	id := uuid.MustParse("f47ac10b-58cc-4372-a567-0e02b2c3d479")
	for _, test := range []struct {
		name string
		args []any
		want string
	}{
		{"home", nil, "/"},
		{"post", []any{7}, "/post/7/"},
		{"post", []any{"a-b"}, "/post/a-b/"},
		{"post", []any{combo.Args{"id": 7}}, "/post/7/"},
		{"post", []any{combo.Args{"slug": "x"}}, "/post/x/"},
		{"list", nil, "/list/"},
		{"list", []any{2}, "/list/2/"},
		{"list", []any{combo.Args{"page": 1}}, "/list/1/"},
		{"file", []any{"a/b c?#.txt"}, "/file/a/b%20c%3F%23.txt"},
		{"word", []any{"Ünïcode&<script>"}, "/word/%C3%9Cn%C3%AFcode&%3Cscript%3E/"},
		{"word", []any{"100%"}, "/word/100%25/"},
		{"id", []any{id}, "/id/f47ac10b-58cc-4372-a567-0e02b2c3d479/"},
		{"price", []any{2.5}, "/price/2.5/"},
		{"price", []any{2}, "/price/2.0/"},
		{"version", []any{1, 26}, "/v/1.26/"},
		{"archive", []any{2024}, "/archive/2024/"},
		{"archive", []any{combo.Args{"year": 2024, "month": "05"}}, "/archive/2024/05/"},
		{"one:item", []any{3}, "/a/item/3/"},
		{"shop:item", []any{3}, "/b/item/3/"}, // no instance is called shop: the last one
		{"shop:item", []any{3, combo.CurrentApp("one")}, "/a/item/3/"},
		{"outer:inner:index", nil, "/c/d/"},
		{"post", []any{7, url.Values{"q": {"a b"}, "p": {"1"}}, combo.Fragment("top ")}, "/post/7/?p=1&q=a+b#top%20"},
		{"tenant", []any{"ann"}, "https://ann.example.com/t/"},
	} {
		got, err := site.URL(test.name, test.args...)
		if err != nil || got != test.want {
			t.Errorf("URL(%q, %v) = %q, %v; want %q", test.name, test.args, got, err, test.want)
		}
	}
}

func TestURLRefuses(t *testing.T) {
	t.Parallel()
	site := reverseSite(t)
	for _, test := range []struct {
		name string
		args []any
		want string
	}{
		{"pots", nil, `no route has the name "pots"; did you mean "post"?`},
		{"ones:item", []any{1}, `no namespace "ones"; did you mean "one"?`},
		{"post", nil, `the parameter "slug" is missing`},
		{"post", []any{1, 2}, "it has 1 parameters, 2 were given"},
		{"post", []any{combo.Args{"ID": 7}}, `the parameter "slug" is missing`},
		{"post", []any{combo.Args{"id": 7, "x": 1}}, `it has no parameter "x"`},
		{"post", []any{7, combo.Args{"id": 7}}, "in order and by name"},
		{"post", []any{-7.5}, "float64 is not an integer"},
		{"post", []any{"a b"}, `"a b" is not one that <slug:slug> matches`},
		{"word", []any{"a/b"}, `"a/b" is not one that <str:word> matches`},
		{"word", []any{""}, `"" is not one that`},
		{"word", []any{"."}, "dot segment"},
		{"file", []any{"a/../b"}, "dot segment"},
		{"file", []any{`a\b`}, "backslash"},
		{"file", []any{"a\x00"}, "control character"},
		{"file", []any{"a\xff"}, "not valid UTF-8"},
		{"word", []any{struct{}{}}, "has no text form"},
		{"archive", []any{24}, "would not match"},
		{"list", []any{combo.Args{"page": 0, "x": 1}}, `no parameter "x"`},
	} {
		got, err := site.URL(test.name, test.args...)
		if err == nil {
			t.Errorf("URL(%q, %v) = %q, want an error", test.name, test.args, got)
			continue
		}
		if !errors.Is(err, combo.ErrNoReverse) {
			t.Errorf("URL(%q, %v): %v is no ErrNoReverse", test.name, test.args, err)
		}
		wantText(t, "the error", err.Error(), test.want)
	}
}

// A template of an application links to its own instance.
func TestURLPrefersTheCurrentInstance(t *testing.T) {
	t.Parallel()
	link := func(r *http.Request) (*combo.Response, error) {
		u, err := combo.URL(r, "shop:link")
		if err != nil {
			return nil, err
		}
		return combo.Text(u)
	}
	shop := combo.URLs{combo.Get("link/", link).Name("link")}
	site := siteOf(t,
		combo.Include("a/", shop).App("shop").Namespace("one"),
		combo.Include("b/", shop).App("shop").Namespace("two"),
		combo.Get("", link),
	)
	for path, want := range map[string]string{"/a/link/": "/a/link/", "/b/link/": "/b/link/", "/": "/b/link/"} {
		if got := ask(site, "GET", path, "").Body.String(); got != want {
			t.Errorf("on %s the link is %q, want %q", path, got, want)
		}
	}
}

func TestURLOfAHost(t *testing.T) {
	t.Parallel()
	link := func(r *http.Request) (*combo.Response, error) {
		u, err := combo.URL(r, "page", "ann", 7)
		return combo.Redirect(u, combo.RedirectHosts("ann.example.com:8000"), combo.SetHeader("X-Err", fmt.Sprint(err)))
	}
	site := newSite(t, combo.Config{Hosts: []string{".example.com"}, URLs: combo.URLs{
		combo.Get("p/<int:id>/", say("")).Host("<tenant>.example.com").Name("page"),
		combo.Get("link/", link),
	}})
	for host, want := range map[string]string{"ann.example.com:8000": "/p/7/", "bob.example.com:8000": "http://ann.example.com:8000/p/7/"} {
		if got := ask(site, "GET", "/link/", "", "Host: "+host).Header().Get("Location"); got != want {
			t.Errorf("on %s the link is %q, want %q", host, got, want)
		}
	}
}
