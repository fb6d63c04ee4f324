package pages_test

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/examples/pages"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/views"
	"github.com/combo-web/combo/webtest"
)

// files are templates of a struct, a list and a form.
var files = fstest.MapFS{
	"song.html":  {Data: []byte(`<h1>{{.Title}}</h1><a href="{{url "songs"}}">all</a>`)},
	"songs.html": {Data: []byte(`{{range .object_list}}<a href="{{url "song" .ID}}">{{.Title}}</a>{{end}}`)},
	"add.html": {Data: []byte(`{{template "top" "Add"}}<form method="post">{{template "csrf"}}
<input name="title" value="{{.form.Values.title}}">{{range .form.Errors.title}}{{.}}{{end}}
<input name="author.name" value="{{index .form.Values "author.name"}}">
</form><script nonce="{{csp_nonce}}"></script>{{template "bottom"}}`)},
}

type song struct {
	ID    int64
	Title string
}

type byID struct {
	ID int64 `path:"id"`
}

type newSong struct {
	Title  string `form:"title" check:"required"`
	Author struct {
		Name string `form:"name"`
	} `form:"author"`
}

func newSite(t *testing.T) *combo.Site {
	t.Helper()
	templates, err := pages.New(files)
	if err != nil {
		t.Fatal(err)
	}
	list := func(context.Context, views.None) ([]song, error) { return []song{{1, "Nuages"}}, nil }
	show := func(_ context.Context, in byID) (song, error) { return song{in.ID, fmt.Sprintf("No. %d", in.ID)}, nil }
	add := func(context.Context, newSong) (views.Place, error) { return views.To("songs"), nil }
	return webtest.Site(t, combo.Config{
		URLs: combo.URLs{
			combo.Get("", views.Page("songs.html", list)).Name("songs"),
			combo.Get("<int:id>/", views.Page("song.html", show)).Name("song"),
			combo.Path("add/", views.Form("add.html", add)),
		},
		Middleware: middleware.Default(middleware.Options{}),
		Templates:  templates,
	})
}

// TestPages gives templates what the views of package views return.
func TestPages(t *testing.T) {
	t.Parallel()
	c := webtest.New(t, newSite(t))
	contains(t, c.Get("/").Status(200), `<a href="/1/">Nuages</a>`)
	contains(t, c.Get("/2/").Status(200), `<h1>No. 2</h1><a href="/">all</a>`)
	again := c.PostForm("/add/", url.Values{"title": {""}, "author.name": {"Django <b>"}}).Status(422)
	contains(t, again, "This field is required.", `value="Django &lt;b&gt;"`)
}

// contains looks into the source of a page.
func contains(t *testing.T, page *webtest.Page, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(page.Body, want) {
			t.Errorf("no %s in:\n%s", want, page.Body)
		}
	}
}

// TestFormCarriesToken sends the form of a browser that does not say where it
// comes from.
func TestFormCarriesToken(t *testing.T) {
	t.Parallel()
	c := webtest.New(t, newSite(t))
	form := c.Get("/add/").Status(200).Form("")
	if token := form.Values().Get("csrfmiddlewaretoken"); len(token) != 64 {
		t.Fatalf("the token is %q", token)
	}
	form.Fill("title", "Nuages").Submit().RedirectsTo("/")
	c.PostForm("/add/", url.Values{"title": {"Nuages"}}).Status(403)
}

func TestNonce(t *testing.T) {
	t.Parallel()
	page := webtest.New(t, newSite(t)).Get("/add/")
	_, rest, _ := strings.Cut(page.Body, `nonce="`)
	nonce, _, _ := strings.Cut(rest, `"`)
	if policy := page.Header.Get("Content-Security-Policy"); nonce == "" || !strings.Contains(policy, "'nonce-"+nonce+"'") {
		t.Errorf("the nonce is %q, and the policy %q", nonce, policy)
	}
}

// TestRequestsAtOnce holds each page to its own request.
func TestRequestsAtOnce(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	outer := webtest.Site(t, combo.Config{URLs: combo.URLs{combo.Mount("<name>/", site)}})
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			name := "/" + strconv.Itoa(i)
			contains(t, webtest.New(t, outer).Get(name+"/2/"), `href="`+name+`/"`)
		})
	}
	all.Wait()
}
