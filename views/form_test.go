package views_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/views"
	"github.com/combo-web/combo/webtest"
)

type newPost struct {
	Blog   int64         `path:"blog"`
	Title  string        `form:"title" check:"required,max=10"`
	Tags   []string      `form:"tag"`
	Stars  int           `form:"stars"`
	Photo  *combo.Upload `form:"photo"`
	Author author        `form:"author"`
	Links  []link        `form:"links"`
	Admin  bool
}

type author struct {
	Name string `form:"name" check:"required"`
}

type link struct {
	URL   string `form:"url" check:"required"`
	Inner []link `form:"inner"`
}

// formSite has a form that notes what it was given.
func formSite(t *testing.T, got *newPost, err error) *combo.Site {
	add := func(_ context.Context, in newPost) (views.Place, error) {
		*got = in
		return views.To("blog", in.Blog), err
	}
	return siteOf(t,
		combo.Path("blogs/<int:blog>/add/", views.Form("add.html", add)),
		combo.Get("blogs/<int:blog>/", page("", nil)).Name("blog"),
	)
}

func TestFormIsShown(t *testing.T) {
	t.Parallel()
	c := webtest.New(t, formSite(t, new(newPost), nil))
	c.Get("/blogs/3/add/").Status(200).
		See(`add.html {"form":{"Values":null,"Lists":null,"Errors":null,"NonFieldErrors":null}}`)
	c.Head("/blogs/3/add/").Status(200)
}

func TestFormIsTaken(t *testing.T) {
	t.Parallel()
	var got newPost
	c := webtest.New(t, formSite(t, &got, nil))
	c.PostForm("/blogs/3/add/", url.Values{
		"title": {"Nuages"}, "tag": {"a", "b"}, "author.name": {"Django"}, "links[0].url": {"/x"},
		"Admin": {"true"}, "blog": {"9"},
	}).Status(http.StatusSeeOther).RedirectsTo("/blogs/3/")
	if got.Blog != 3 || got.Title != "Nuages" || len(got.Tags) != 2 || got.Author.Name != "Django" || got.Links[0].URL != "/x" {
		t.Errorf("the input is %+v", got)
	}
	if got.Admin {
		t.Error("a field without a tag was filled")
	}
}

func TestFormIsShownAgain(t *testing.T) {
	t.Parallel()
	var got newPost
	c := webtest.New(t, formSite(t, &got, nil))
	page := c.PostForm("/blogs/3/add/", url.Values{
		"title": {"longer than ten"}, "tag": {"a", "b"}, "stars": {"many"}, "author.name": {""},
		"links.0.url": {"/x"}, "links.1.url": {""}, "links.2.url": {"/z"}, "links.2.inner.0.url": {"/y"}, "other": {"z"},
	}).Status(http.StatusUnprocessableEntity)
	page.See(
		`"title":"longer than ten"`, `"stars":"many"`, `"tag":["a","b"]`, `"tag":"a"`, `"author.name":""`,
		`"links.0.url":"/x"`, `"links.1.url":""`, `"links.2.inner.0.url":"/y"`,
		`"title":["Ensure this value has at most 10 characters (it has 15)."]`,
		`"stars":["Enter a whole number."]`, `"author.name":["This field is required."]`,
		`"links.1.url":["This field is required."]`, `"NonFieldErrors":null`,
	).NotSee(`"other"`, "photo")
	if got.Blog != 0 {
		t.Error("the function was called with wrong fields")
	}
}

// node holds itself.
type node struct {
	URL   string `form:"url"`
	Inner *node  `form:"inner"`
}

// TestFormIsDeep shows the deepest name that a form may have, and comes to an end
// for a struct that holds itself.
func TestFormIsDeep(t *testing.T) {
	t.Parallel()
	add := func(context.Context, struct {
		Title string `form:"title" check:"required"`
		Node  node   `form:"node"`
	}) (string, error) {
		return "/", nil
	}
	c := webtest.New(t, siteOf(t, combo.Path("", views.Form("add.html", add))))
	name := "node" + strings.Repeat(".inner", 6) + ".url"
	c.PostForm("/", url.Values{name: {"deep"}}).Status(422).See(`"` + name + `":"deep"`)
	c.PostForm("/", url.Values{"x." + name: {"deep"}}).Status(400)
}

// TestFormManyItems shows the first thousand items of a list.
func TestFormManyItems(t *testing.T) {
	t.Parallel()
	values := url.Values{"title": {""}}
	for i := range 1002 {
		values.Set("links."+strconv.Itoa(i)+".url", "/"+strconv.Itoa(i))
	}
	add := func(context.Context, newPost) (string, error) { return "/", nil }
	site := webtest.Site(t, combo.Config{
		URLs:      combo.URLs{combo.Path("<int:blog>/", views.Form("add.html", add))},
		Templates: plainTemplates{}, Limits: combo.Limits{Fields: 5000},
	})
	webtest.New(t, site).PostForm("/3/", values).Status(422).See(`"links.999.url":"/999"`).NotSee(`"links.1000.url"`)
}

func TestFormRefusedByFunction(t *testing.T) {
	t.Parallel()
	refusal := combo.FieldErrors{
		{Field: "title", Code: "unique", Message: "It is taken."},
		{Code: "closed", Message: "The blog is closed."},
		{Field: "blog", Code: "full", Message: "It is full."},
	}
	c := webtest.New(t, formSite(t, new(newPost), refusal))
	c.PostForm("/blogs/3/add/", url.Values{"title": {"Nuages"}, "author.name": {"D"}}).Status(422).See(
		`"title":"Nuages"`, `"Errors":{"title":["It is taken."]}`,
		`"NonFieldErrors":["The blog is closed.","blog: It is full."]`,
	)
}

func TestFormErrors(t *testing.T) {
	t.Parallel()
	c := webtest.New(t, formSite(t, new(newPost), combo.Errorf(409, "Too late.")))
	form := url.Values{"title": {"Nuages"}, "author.name": {"D"}}
	c.PostForm("/blogs/3/add/", form).Status(409)
	for _, test := range []struct {
		err    error
		status int
	}{
		{combo.Errorf(409, "Too late.").Because(combo.FieldErrors{{Field: "title", Message: "It is taken."}}), 409},
		{fmt.Errorf("add: %w", combo.FieldErrors{}), 422},
	} {
		c := webtest.New(t, formSite(t, new(newPost), test.err))
		c.PostForm("/blogs/3/add/", form).Status(test.status).NotSee("add.html")
	}
	c.PostJSON("/blogs/3/add/", map[string]string{"title": "Nuages"}).Status(http.StatusUnsupportedMediaType)
	c.PostForm("/blogs/3/add/", url.Values{"title": {strings.Repeat("a", 2<<20)}}).Status(http.StatusRequestEntityTooLarge)
	c.Put("/blogs/3/add/", form).Status(http.StatusMethodNotAllowed).HeaderIs("Allow", "GET, HEAD, POST, OPTIONS")
}

func TestFormTargets(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		target string
		status int
	}{
		{"/posts/", 303}, {"next/", 303}, {"https://evil.example/", 400}, {"//evil.example/", 400},
	} {
		f := func(context.Context, views.None) (string, error) { return test.target, nil }
		site := siteOf(t, combo.Post("", views.Form("x.html", f)))
		if got := webtest.New(t, site).PostForm("/", nil).Code; got != test.status {
			t.Errorf("a form that leads to %q answers %d, want %d", test.target, got, test.status)
		}
	}
}

// TestFormWithoutTarget leads back to the form, or keeps the browser on the page
// that has it: the function has done its work, and must not be called again.
func TestFormWithoutTarget(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	f := func(context.Context, views.None) (views.Place, error) { return views.To("nowhere"), nil }
	site := webtest.Site(t, combo.Config{
		URLs: combo.URLs{
			combo.Path("a/", views.Form("x.html", f)), combo.Post("b/", views.Form("x.html", f)),
		},
		Templates: plainTemplates{}, Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	outer := siteOf(t, combo.Mount("app/", site))
	webtest.New(t, site).PostForm("/a/?q=1", nil).RedirectsTo("/a/?q=1")
	contains(t, log.String(), "level=ERROR", "nowhere")
	webtest.New(t, outer).PostForm("/app/a/", nil).RedirectsTo("/app/a/")
	webtest.New(t, site).PostForm("/b/", nil).Status(204)
}
