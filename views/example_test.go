package views_test

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/views"
)

// build makes a site for an Example: with a secret, a few templates, and without
// a log.
func build(urls combo.URLs) *combo.Site {
	site, err := combo.New(combo.Config{
		URLs: urls, Templates: goTemplates{pages},
		Secret: []string{"thirty-two characters or some more"}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		panic(err)
	}
	return site
}

// visit sends a request, written line by line as HTTP writes it, and prints the
// answer: its status, the address that it leads to and its text, in which "…"
// stands for the number of the request.
func visit(site http.Handler, lines ...string) {
	head, body, _ := strings.Cut(strings.Join(lines[1:], "\n"), "\n\n")
	method, target, _ := strings.Cut(lines[0], " ")
	r := httptest.NewRequest(method, "http://localhost"+target, strings.NewReader(body))
	for line := range strings.Lines(head) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	text := requestNumber.ReplaceAllString(w.Body.String(), "…")
	words := []string{fmt.Sprint(w.Code), w.Header().Get("Location"), text}
	fmt.Println(strings.Join(strings.Fields(strings.Join(words, " ")), " "))
}

var requestNumber = regexp.MustCompile(`\b[A-Z2-7]{26}\b`)

// What a body is, for visit.
const (
	asForm = "Content-Type: application/x-www-form-urlencoded"
	asJSON = "Content-Type: application/json"
)

// goTemplates are templates of html/template.
type goTemplates struct{ *template.Template }

func (t goTemplates) Render(w io.Writer, _ *http.Request, name string, data any) error {
	return t.ExecuteTemplate(w, name, data)
}

var pages = template.Must(template.New("").Parse(`
{{define "song.html"}}<h1>{{.Title}}</h1>{{end}}
{{define "songs.html"}}{{range .object_list}}<li>{{.Title}}</li>{{end}}{{end}}
{{define "add.html"}}<form method="post">
	<input name="title" value="{{.form.Values.title}}">{{range .form.Errors.title}} {{.}}{{end}}
	<button>Add</button>
</form>{{end}}`))

// A Song is what the API answers with.
type Song struct {
	ID    int64  `json:"id" doc:"Given by the server."`
	Title string `json:"title"`
	Year  int    `json:"year,omitempty"`
}

// Location is the address of a song: a POST that makes one answers with it.
func (s Song) Location() views.Place { return views.To("song", s.ID) }

// A newSong is what a client may send of a song.
type newSong struct {
	Title string `json:"title" form:"title" check:"required,max=80" doc:"What it is called."`
	Year  int    `json:"year" form:"year" check:"min=1900"`
}

type songID struct {
	ID int64 `path:"id"`
}

// A library holds songs. Its methods know nothing of HTTP.
type library struct {
	mu    sync.Mutex
	songs []Song
}

func (l *library) list(context.Context, views.None) ([]Song, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.songs), nil
}

func (l *library) show(_ context.Context, in songID) (Song, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if in.ID < 1 || in.ID > int64(len(l.songs)) {
		return Song{}, combo.Errorf(404, "There is no such song.")
	}
	return l.songs[in.ID-1], nil
}

func (l *library) add(_ context.Context, in newSong) (Song, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := Song{int64(len(l.songs) + 1), in.Title, in.Year}
	l.songs = append(l.songs, s)
	return s, nil
}

func (l *library) urls() combo.URLs {
	return combo.URLs{
		combo.Get("songs/", views.API(l.list)).Name("songs"),
		combo.Post("songs/", views.API(l.add, views.Doc{Summary: "Add a song"})).Name("add-song"),
		combo.Get("songs/<int:id>/", views.API(l.show)).Name("song"),
		combo.Get("openapi.json", views.OpenAPI(views.OpenAPIConfig{Title: "Songs"})),
	}
}

func Example() {
	songs := new(library)
	site := build(songs.urls())
	visit(site, "POST /songs/", asJSON, "", `{"title": "Nuages", "year": 1940}`)
	visit(site, "GET /songs/1/")
	visit(site, "GET /songs/")
	// Output:
	// 201 /songs/1/ {"id":1,"title":"Nuages","year":1940}
	// 200 {"id":1,"title":"Nuages","year":1940}
	// 200 [{"id":1,"title":"Nuages","year":1940}]
}

func ExamplePage() {
	songs := &library{songs: []Song{{ID: 1, Title: "Nuages"}, {ID: 2, Title: "Minor swing"}}}
	site := build(combo.URLs{
		combo.Get("", views.Page("songs.html", songs.list)),
		combo.Get("<int:id>/", views.Page("song.html", songs.show)),
	})
	visit(site, "GET /")
	visit(site, "GET /2/")
	visit(site, "GET /3/")
	// Output:
	// 200 <li>Nuages</li><li>Minor swing</li>
	// 200 <h1>Minor swing</h1>
	// 404 There is no such song.
}

func ExampleForm() {
	songs := new(library)
	add := func(ctx context.Context, in newSong) (views.Place, error) {
		song, err := songs.add(ctx, in)
		return song.Location(), err
	}
	site := build(combo.URLs{
		combo.Path("add/", views.Form("add.html", add)),
		combo.Get("<int:id>/", views.Page("song.html", songs.show)).Name("song"),
	})
	visit(site, "GET /add/")
	visit(site, "POST /add/", asForm, "", "title=")
	visit(site, "POST /add/", asForm, "", "title=Nuages")
	// Output:
	// 200 <form method="post"> <input name="title" value=""> <button>Add</button> </form>
	// 422 <form method="post"> <input name="title" value=""> This field is required. <button>Add</button> </form>
	// 303 /1/
}

// A form that its function refuses: what was typed is still there.
func ExampleForm_refused() {
	add := func(_ context.Context, in newSong) (string, error) {
		var wrong combo.FieldErrors
		if in.Title == "Nuages" {
			wrong.Add("title", "unique", "There is one already.")
		}
		return "/", wrong.Err()
	}
	site := build(combo.URLs{combo.Path("add/", views.Form("add.html", add))})
	visit(site, "POST /add/", asForm, "", "title=Nuages")
	visit(site, "POST /add/", asForm, "", "title=Daphne")
	// Output:
	// 422 <form method="post"> <input name="title" value="Nuages"> There is one already. <button>Add</button> </form>
	// 303 /
}

func ExampleAPI() {
	type search struct {
		Word  string `query:"q" check:"required"`
		Limit int    `query:"limit" check:"max=100"`
	}
	find := func(_ context.Context, in search) ([]Song, error) {
		return []Song{{ID: 1, Title: in.Word}}, nil
	}
	site := build(combo.URLs{combo.Get("search/", views.API(find))})
	visit(site, "GET /search/?q=Nuages")
	visit(site, "GET /search/?limit=many")
	// Output:
	// 200 [{"id":1,"title":"Nuages"}]
	// 422 {"title":"Unprocessable Entity","status":422,"detail":"Some of what you sent needs to be corrected.","instance":"urn:request:…","errors":[{"field":"q","code":"required","message":"This field is required."},{"field":"limit","code":"invalid","message":"Enter a whole number."}]}
}

// A list that is sent while it is read.
func ExampleAPI_stream() {
	export := func(context.Context, views.None) (iter.Seq2[Song, error], error) {
		return func(yield func(Song, error) bool) {
			for i := range 3 { // the rows of a query
				if !yield(Song{ID: int64(i + 1)}, nil) {
					return // the client has gone
				}
			}
		}, nil
	}
	visit(build(combo.URLs{combo.Get("export/", views.API(export))}), "GET /export/")
	// Output: 200 [{"id":1,"title":""},{"id":2,"title":""},{"id":3,"title":""}]
}

// Statuses that a function chooses.
func ExampleAPI_statuses() {
	remove := func(_ context.Context, in songID) (views.None, error) {
		if in.ID == 1 {
			return views.None{}, combo.Errorf(409, "It is being played.")
		}
		return views.None{}, nil
	}
	site := build(combo.URLs{combo.Delete("songs/<int:id>/", views.API(remove, views.Doc{Statuses: []int{409}}))})
	visit(site, "DELETE /songs/1/")
	visit(site, "DELETE /songs/2/")
	// Output:
	// 409 {"title":"Conflict","status":409,"detail":"It is being played.","instance":"urn:request:…"}
	// 204
}

// What does not fit is found before the first request.
func ExampleAPI_mistake() {
	_, err := combo.New(combo.Config{Debug: true, URLs: combo.URLs{
		combo.Get("songs/<int:song_id>/", views.API(new(library).show)),
	}})
	_, mistake, _ := strings.Cut(err.Error(), ": ")
	fmt.Println(mistake)
	// Output: the view of "/songs/<int:song_id>/": ID: the pattern has no parameter "id"
}

func ExampleOpenAPI() {
	site := build(new(library).urls())
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/openapi.json", nil))

	var document struct {
		OpenAPI    string
		Paths      map[string]map[string]struct{ OperationID, Summary string }
		Components struct{ Schemas map[string]json.RawMessage }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil {
		panic(err)
	}
	fmt.Println(document.OpenAPI)
	fmt.Println(document.Paths["/songs/"]["post"])
	fmt.Println(string(document.Components.Schemas["newSong"]))
	// Output:
	// 3.1.1
	// {add-song Add a song}
	// {"type":"object","properties":{"title":{"type":"string","description":"What it is called.","minLength":1,"maxLength":80},"year":{"type":"integer","minimum":1900,"format":"int64"}},"required":["title"],"additionalProperties":false}
}

// An API that asks for a token, and its document for those who have one.
func ExampleOpenAPI_security() {
	tokens := middleware.Bearer("songs", func(_ context.Context, token string) (user string, ok bool, err error) {
		return "Django", subtle.ConstantTimeCompare([]byte(token), []byte("secret")) == 1, nil
	})
	me := func(ctx context.Context, _ views.None) (string, error) {
		user, _ := middleware.User[string](ctx)
		return user, nil
	}
	site := build(combo.URLs{combo.Include("", combo.URLs{
		combo.Get("me/", views.API(me)),
		combo.Get("openapi.json", views.OpenAPI(views.OpenAPIConfig{
			Title:    "Songs",
			Schemes:  map[string]views.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}},
			Security: []string{"token"},
		})),
	}).Use(tokens)})
	visit(site, "GET /me/")
	visit(site, "GET /me/", "Authorization: Bearer secret")
	// Output:
	// 401 {"title":"Unauthorized","status":401,"detail":"Please sign in: the credentials are missing or wrong.","instance":"urn:request:…"}
	// 200 "Django"
}

func ExampleTo() {
	remove := func(_ context.Context, in songID) (views.Place, error) {
		return views.To("list"), nil
	}
	site := build(combo.URLs{
		combo.Get("songs/", views.Page("songs.html", new(library).list)).Name("list"),
		combo.Post("songs/<int:id>/delete/", views.Form("add.html", remove)),
	})
	visit(site, "POST /songs/7/delete/", asForm)
	// Output: 303 /songs/
}

// Song has a method Location, so a POST that returns one is a 201.
func ExampleLocated() {
	songs := new(library)
	site := build(combo.URLs{
		combo.Post("songs/", views.API(songs.add)),
		combo.Get("songs/<int:id>/", views.API(songs.show)).Name("song"),
	})
	visit(site, "POST /songs/", asJSON, "", `{"title": "Daphne"}`)
	// Output: 201 /songs/1/ {"id":1,"title":"Daphne"}
}
