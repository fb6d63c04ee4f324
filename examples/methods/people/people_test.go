package people_test

import (
	"net/url"
	"path/filepath"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/examples/methods/people"
	"github.com/combo-web/combo/examples/pages"
	"github.com/combo-web/combo/orm/sqlite"
	"github.com/combo-web/combo/webtest"
)

// open starts a site on a file; the test stops it.
func open(t *testing.T, file string) *combo.Site {
	t.Helper()
	templates, err := pages.New(people.Templates)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	app := people.New(db)
	site := webtest.Site(t, combo.Config{Apps: []combo.App{app}, URLs: app.URLs, Templates: templates})
	if err := site.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { site.Stop(t.Context()) })
	return site
}

func newClient(t *testing.T) *webtest.Client {
	t.Helper()
	return webtest.New(t, open(t, filepath.Join(t.TempDir(), "p.db")))
}

type person struct {
	ID   int64  `json:"id" xml:"id"`
	Name string `json:"name" xml:"name"`
	Age  int    `json:"age" xml:"age"`
}

func TestEveryMethod(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	var got person
	c.Get("/people/").Status(200).HeaderIs("Content-Type", "application/json").See("[]")
	c.PostJSON("/people/", map[string]any{"name": "John", "age": 30}).Status(201).HeaderIs("Location", "/people/1/").JSON(&got)
	if want := (person{1, "John", 30}); got != want {
		t.Errorf("added %+v, want %+v", got, want)
	}
	c.Head("/people/1/").Status(200)
	c.Put("/people/1/", map[string]any{"name": "Jane", "age": 31}).Status(200).JSON(&got)
	if want := (person{1, "Jane", 31}); got != want {
		t.Errorf("replaced by %+v, want %+v", got, want)
	}
	c.Patch("/people/1/", map[string]any{"age": 32}).Status(200).JSON(&got)
	if want := (person{1, "Jane", 32}); got != want {
		t.Errorf("changed to %+v, want %+v", got, want)
	}
	c.Delete("/people/1/").Status(204)
	c.Get("/people/1/").Status(404)
	c.Delete("/people/1/").Status(404)
	c.Put("/people/1/", map[string]any{"name": "x", "age": 1}).Status(404)
}

func TestFormsOfAnswerAndBody(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	c.PostForm("/people/", url.Values{"name": {"Form"}, "age": {"1"}}).Status(201)
	c.Post("/people/", map[string]any{"name": "JSON", "age": 2}).Status(201)
	c.With("Content-Type", "application/xml").Post("/people/", "<person><name>XML &amp; co</name><age>3</age></person>").Status(201)
	var list struct {
		People []person `xml:"person"`
	}
	c.With("Accept", "application/xml").Get("/people/").Status(200).HeaderIs("Vary", "Accept").XML(&list)
	if len(list.People) != 3 || list.People[2] != (person{3, "XML & co", 3}) {
		t.Errorf("the list is %+v", list)
	}
	c.With("Accept", "text/html").Get("/people/3/").Status(200).See("XML & co")
	c.With("Accept", "image/png").Get("/people/").Status(406)
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	site := open(t, filepath.Join(t.TempDir(), "p.db"))
	for _, test := range []webtest.Case{
		{Method: "POST", URL: "/people/", Body: map[string]any{"name": "", "age": -1}, WantStatus: 422, Want: []string{`"field":"name"`, `"code":"required"`, `"field":"age"`, `"code":"min_value"`}},
		{Method: "POST", URL: "/people/", Body: map[string]any{"name": "x", "age": 1, "id": 9}, WantStatus: 422, Want: []string{`"code":"unknown"`}},
		{Method: "POST", URL: "/people/", Body: map[string]any{"name": "x"}, WantStatus: 422, Want: []string{`"field":"age"`}},
		{Method: "PATCH", URL: "/people/1/", Body: map[string]any{"age": "old"}, WantStatus: 422},
		{Method: "OPTIONS", URL: "/people/1/", WantStatus: 204, WantHeader: map[string]string{"Allow": "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"}},
		{Method: "POST", URL: "/people/1/", WantStatus: 405},
		{URL: "/people/x/", WantStatus: 404},
	} {
		test.Header = map[string]string{"Accept": "application/json"}
		test.Run(t, site)
	}
	webtest.New(t, site).Get("/people/").See("[]")
}

// A visitor with a browser adds and removes without JavaScript.
func TestPages(t *testing.T) {
	t.Parallel()
	c := newClient(t).With("Accept", "text/html")
	c.Get("/people/").See("Nobody is here yet.").
		Form("").Fill("name", "<b>Ann").Fill("age", "thirty").Submit().Status(422).See("Enter a whole number.", "thirty").NotSee("<b>").
		Form("").Fill("age", "30").Submit().Follow().Status(200).See("&lt;b&gt;Ann</a>", "30").NotSee("Nobody").
		Form("[action='/people/1/remove/']").Submit().Follow().See("Nobody is here yet.")
}

func TestRestartKeepsPeople(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a b?.db")
	site := open(t, file)
	webtest.New(t, site).PostJSON("/people/", person{Name: "Ann", Age: 30}).Status(422) // the id is not ours to give
	webtest.New(t, site).PostForm("/people/", url.Values{"name": {"Ann"}, "age": {"30"}}).Status(201)
	if err := site.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	webtest.New(t, open(t, file)).Get("/people/1/").Status(200).See(`"name":"Ann"`)
}
