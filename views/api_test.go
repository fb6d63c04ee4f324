package views_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/views"
	"github.com/combo-web/combo/webtest"
)

// article is in JSON and XML, and has an address.
type article struct {
	ID    int64    `json:"id" xml:"id,attr"`
	Title string   `json:"title" xml:"title"`
	Tags  []string `json:"tags" xml:"tag"`
}

func (a article) Location() views.Place {
	if a.ID == 0 {
		return views.Place{}
	}
	return views.To("article", a.ID)
}

type newArticle struct {
	Title string   `json:"title" xml:"title" form:"title" check:"required,max=10"`
	Tags  []string `json:"tags" xml:"tag" form:"tag"`
	Page  int      `query:"page"`
	Items []struct {
		N int `json:"a/b" form:"n" xml:"n" check:"max=9"`
	} `json:"items" form:"items" xml:"item"`
}

func create(_ context.Context, in newArticle) (article, error) {
	if in.Title == "draft" {
		return article{Title: in.Title}, nil
	}
	return article{9, in.Title, in.Tags}, nil
}

func apiOf[Out any](v Out, err error) *combo.Endpoint {
	return views.API(func(context.Context, views.None) (Out, error) { return v, err })
}

func TestAPIAnswers(t *testing.T) {
	t.Parallel()
	text, err := combo.Text("as it is", combo.Status(202))
	text2, err2 := combo.Text("any")
	for _, test := range []struct {
		name   string
		api    *combo.Endpoint
		status int
		want   string
	}{
		{"struct", apiOf(article{1, "a", nil}, nil), 200, `{"id":1,"title":"a","tags":[]}`},
		{"nil slice", apiOf([]int(nil), nil), 200, `[]`},
		{"nil map", apiOf(map[string]int(nil), nil), 200, `{}`},
		{"text", apiOf("a", nil), 200, `"a"`},
		{"none", apiOf(views.None{}, nil), 204, ``},
		{"nil pointer", apiOf((*article)(nil), nil), 204, ``},
		{"nil", apiOf(any(nil), nil), 204, ``},
		{"nil in any", apiOf(any((*article)(nil)), nil), 204, ``},
		{"nil response", apiOf((*combo.Response)(nil), nil), 204, ``},
		{"response", apiOf(text, err), 202, `as it is`},
		{"response in any", apiOf(any(text2), err2), 200, `any`},
		{"nil stream", apiOf(iter.Seq2[int, error](nil), nil), 200, `[]`},
		{"empty stream", apiOf(numbers(0, nil), nil), 200, `[]`},
		{"stream of one", apiOf(numbers(1, nil), nil), 200, `[0]`},
		{"stream", apiOf(numbers(3, nil), nil), 200, `[0,1,2]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			page := webtest.New(t, siteOf(t, combo.Get("", test.api))).Get("/").Status(test.status)
			if page.Body != test.want {
				t.Errorf("the answer is %s, want %s", page.Body, test.want)
			}
		})
	}
}

// numbers is a sequence of n numbers that ends with an error.
func numbers(n int, err error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
		if err != nil {
			yield(0, err)
		}
	}
}

func TestAPIStreamBreaksOff(t *testing.T) {
	t.Parallel()
	site := siteOf(t,
		combo.Get("half/", apiOf(numbers(5000, errors.New("the cursor is gone")), nil)),
		combo.Get("none/", apiOf(numbers(2, nil), combo.Errorf(404, "No such list."))),
	)
	webtest.New(t, site).Get("/none/").Status(404)
	answer, err := http.Get(webtest.Serve(t, site) + "/half/")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if b, err := io.ReadAll(answer.Body); err == nil {
		t.Errorf("the %d bytes of a half answer arrived as if it were whole", len(b))
	}
}

// TestAPIStreamFails answers an error before the first item as any other.
func TestAPIStreamFails(t *testing.T) {
	t.Parallel()
	c := webtest.New(t, siteOf(t,
		combo.Get("", apiOf(numbers(0, combo.Errorf(409, "The list is locked.")), nil)),
		combo.Get("panic/", apiOf(iter.Seq2[int, error](func(func(int, error) bool) { panic("oh") }), nil)),
		combo.Get("channel/", apiOf(iter.Seq2[any, error](func(yield func(any, error) bool) { yield(make(chan int), nil) }), nil)),
	))
	c.Get("/").Status(409).HeaderIs("Content-Type", "application/problem+json").See("The list is locked.")
	c.Get("/panic/").Status(500)
	c.Get("/channel/").Status(500)
}

// TestAPIStreamStops ends a sequence whose answer is not sent or not read to its
// end, and does not begin one for HEAD.
func TestAPIStreamStops(t *testing.T) {
	t.Parallel()
	var begun, ended int
	list := views.API(func(context.Context, views.None) (iter.Seq2[int, error], error) {
		return func(yield func(int, error) bool) {
			begun++
			defer func() { ended++ }()
			for i := 0; yield(i, nil); i++ {
			}
		}, nil
	})
	fails := func(next combo.View) combo.View {
		return func(r *http.Request) (*combo.Response, error) {
			answer, err := next(r)
			if err == nil {
				err = combo.Errorf(503, "Not now.")
			}
			return answer, err
		}
	}
	site := siteOf(t, combo.Get("", list), combo.Get("dropped/", list).Wrap(fails))
	c := webtest.New(t, site)
	c.Head("/").Status(200).HeaderIs("Content-Type", "application/json")
	head, err := http.Head(webtest.Serve(t, site) + "/")
	if err != nil {
		t.Fatal(err)
	}
	head.Body.Close()
	if head.ContentLength != -1 {
		t.Errorf("HEAD says that the list has %d bytes", head.ContentLength)
	}
	if begun != 0 {
		t.Fatal("the sequence is run for HEAD")
	}
	c.Get("/dropped/").Status(503)
	if begun != 1 || ended != 1 {
		t.Errorf("dropped: %d sequences began and %d ended, want 1 and 1", begun, ended)
	}
	func() {
		defer func() { recover() }() // the connection is broken off
		site.ServeHTTP(gone{httptest.NewRecorder()}, httptest.NewRequest("GET", "http://localhost/", nil))
	}()
	if begun != 2 || ended != 2 {
		t.Errorf("the client is gone: %d sequences began and %d ended, want 2 and 2", begun, ended)
	}
}

// gone is a client that does not read.
type gone struct{ http.ResponseWriter }

func (gone) Write([]byte) (int, error) { return 0, errors.New("the client has gone") }

func TestAPICreates(t *testing.T) {
	t.Parallel()
	site := siteOf(t,
		combo.Path("articles/", views.API(create)),
		combo.Put("articles/9/", views.API(create)),
		combo.Get("articles/<int:id>/", page("", nil)).Name("article"),
	)
	c := webtest.New(t, site)
	c.PostJSON("/articles/", map[string]any{"title": "Nuages"}).Status(201).HeaderIs("Location", "/articles/9/").
		See(`{"id":9,"title":"Nuages","tags":[]}`)
	c.PostJSON("/articles/", map[string]any{"title": "draft"}).Status(200).HeaderIs("Location", "")
	c.Put("/articles/9/", map[string]any{"title": "Nuages"}).Status(200).HeaderIs("Location", "")
	c.Put("/articles/", map[string]any{"title": "Nuages"}).Status(405).HeaderIs("Allow", "POST, OPTIONS")
	c.PostForm("/articles/", url.Values{"title": {"Nuages"}, "tag": {"a"}}).Status(201)
	c.PostXML("/articles/", struct {
		XMLName struct{} `xml:"article"`
		Title   string   `xml:"title"`
	}{Title: "Nuages"}).Status(201)
	c.With("Content-Type", "text/csv").Post("/articles/", "a,b").Status(415)
}

// TestAPICreatesWithoutRoute says that the thing was made, so that no client makes
// it again, and tells the log what is missing.
func TestAPICreatesWithoutRoute(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	site := webtest.Site(t, combo.Config{
		URLs: combo.URLs{combo.Post("", views.API(create))}, Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	webtest.New(t, site).PostJSON("/", map[string]any{"title": "Nuages"}).Status(201).HeaderIs("Location", "").See("Nuages")
	contains(t, log.String(), "level=ERROR", "address of the answer", "article", "request=")
}

func TestAPIForms(t *testing.T) {
	t.Parallel()
	a := article{1, "a", []string{"x"}}
	calls := 0
	counted := views.API(func(context.Context, views.None) (article, error) { calls++; return a, nil })
	site := siteOf(t,
		combo.Get("one/", counted), combo.Get("list/", apiOf([]article{a}, nil)),
		combo.Get("json/", apiOf(post{1, "a"}, nil)), combo.Get("stream/", apiOf(numbers(1, nil), nil)),
	)
	for _, test := range []struct {
		path, accept string
		status       int
		contentType  string
		want         string
	}{
		{"/one/", "", 200, "application/json", `"id":1`},
		{"/one/", "*/*", 200, "application/json", `"id":1`},
		{"/one/", "application/xml", 200, "application/xml; charset=utf-8", `<article id="1"><title>a</title><tag>x</tag></article>`},
		{"/one/", "application/xml;q=0.5, application/json", 200, "application/json", `"id":1`},
		{"/list/", "application/xml", 200, "application/xml; charset=utf-8", `<list><article id="1"><title>a</title><tag>x</tag></article></list>`},
		{"/one/", "text/csv", 406, "text/plain; charset=utf-8", `application/json, application/xml`},
		{"/json/", "application/json, text/plain", 200, "application/json", `"Title":"a"`},
		{"/json/", "application/*;q=0.1", 200, "application/json", `"Title":"a"`},
		{"/json/", "text/html, application/xml", 406, "text/html; charset=utf-8", `application/json`},
		{"/json/", "application/json;q=0", 406, "text/plain; charset=utf-8", `application/json`},
		{"/stream/", "application/xml", 406, "text/plain; charset=utf-8", `application/json`},
	} {
		page := webtest.New(t, site).With("Accept", test.accept).Get(test.path)
		page.Status(test.status).HeaderIs("Content-Type", test.contentType)
		contains(t, page.Body, test.want)
	}
	if calls != 4 {
		t.Errorf("the function was called %d times, want 4: not for a client that gets a 406", calls)
	}
	if vary := webtest.New(t, site).Get("/one/").Header.Get("Vary"); vary != "Accept" {
		t.Errorf("Vary of an answer in two forms is %q", vary)
	}
	if vary := webtest.New(t, site).Get("/json/").Header.Get("Vary"); vary != "" {
		t.Errorf("Vary of an answer in one form is %q", vary)
	}
}

func TestAPIErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		err    error
		accept string
		status int
		form   string
	}{
		{"not found", missing{}, "", 404, "application/problem+json"},
		{"not found, any", missing{}, "*/*", 404, "application/problem+json"},
		{"other", errors.New("broken"), "", 500, "application/problem+json"},
		{"for the user", combo.Errorf(403, "Friends only."), "application/json", 403, "application/problem+json"},
		{"for a browser", combo.Errorf(403, "Friends only."), "text/html, application/json;q=0.9", 403, "text/html; charset=utf-8"},
		{"fields", combo.FieldErrors{{Field: "a", Code: "x", Message: "X."}}, "", 422, "application/problem+json"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := webtest.New(t, siteOf(t, combo.Get("", apiOf("", test.err))))
			c.With("Accept", test.accept).Get("/").Status(test.status).HeaderIs("Content-Type", test.form)
		})
	}
}

func TestAPIPanic(t *testing.T) {
	t.Parallel()
	api := views.API(func(context.Context, views.None) (views.None, error) { panic("oh") })
	webtest.New(t, siteOf(t, combo.Get("", api))).Get("/").Status(500).HeaderIs("Content-Type", "application/problem+json")
}

func TestAPIFieldErrors(t *testing.T) {
	t.Parallel()
	c := webtest.New(t, siteOf(t, combo.Post("", views.API(create))))
	var p struct {
		Errors combo.FieldErrors `json:"errors"`
	}
	body := map[string]any{"items": []any{map[string]any{"a/b": 10}}}
	c.PostJSON("/?page=x", body).Status(422).HeaderIs("Content-Type", "application/problem+json").JSON(&p)
	got := map[string]string{}
	for _, e := range p.Errors {
		got[e.Field+" "+e.Code] = e.Pointer
	}
	want := map[string]string{"title required": "#/title", "items.0.a/b max_value": "#/items/0/a~1b", "page invalid": ""}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the errors and their pointers are %v, want %v", got, want)
	}
	for name, want := range map[string]string{
		"ä %~/b": "#/items/0/%C3%A4%20%25~0~1b", strings.Repeat("x", 300): "", strings.Repeat("x", 200): "#/items/0/" + strings.Repeat("x", 200),
	} {
		p.Errors = nil
		c.PostJSON("/", map[string]any{"title": "a", "items": []any{map[string]any{name: 1}}}).Status(422).JSON(&p)
		if len(p.Errors) != 1 || p.Errors[0].Pointer != want {
			t.Errorf("the errors of a field %q are %+v, want one with the pointer %q", name, p.Errors, want)
		}
	}
	p.Errors = nil
	c.PostForm("/", url.Values{"title": {""}}).Status(422).JSON(&p)
	if len(p.Errors) != 1 || p.Errors[0].Pointer != "" {
		t.Errorf("the errors of a form are %+v, want one without a pointer", p.Errors)
	}
}

// TestAPIWhole fills an input that is no struct.
func TestAPIWhole(t *testing.T) {
	t.Parallel()
	sum := func(_ context.Context, list []int) (int, error) {
		total := 0
		for _, n := range list {
			total += n
		}
		return total, nil
	}
	c := webtest.New(t, siteOf(t, combo.Post("", views.API(sum))))
	c.PostJSON("/", []int{1, 2, 3}).Status(200).See("6")
	c.PostJSON("/", []any{1, "two"}).Status(422).See(`"pointer":"#/1"`)
	c.PostForm("/", url.Values{"a": {"1"}}).Status(415)
}

// TestOnErrorSeesTheError finds what the function returned, whatever the view
// put around it.
func TestOnErrorSeesTheError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	wrong := fmt.Errorf("store: %w: %w", broken, combo.FieldErrors{{Field: "title", Code: "x", Message: "X."}})
	fail := func(_ context.Context, in newArticle) (article, error) { return article{}, wrong }
	var seen error
	site := webtest.Site(t, combo.Config{
		URLs:    combo.URLs{combo.Get("", apiOf("", broken)), combo.Post("", views.API(fail))},
		OnError: func(_ *http.Request, err error) (*combo.Response, error) { seen = err; return nil, nil },
	})
	webtest.New(t, site).Get("/").Status(500)
	if seen != broken {
		t.Errorf("OnError saw %v, want %v", seen, broken)
	}
	webtest.New(t, site).PostJSON("/", map[string]any{"title": "a"}).Status(422).See(`"pointer":"#/title"`)
	if !errors.Is(seen, broken) || seen.Error() != wrong.Error() {
		t.Errorf("OnError saw %v, want %v", seen, wrong)
	}
}
