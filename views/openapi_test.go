package views_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/google/uuid"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/views"
	"github.com/combo-web/combo/webtest"
)

type (
	// everyInput has a field of every kind that a request can fill.
	everyInput struct {
		ID     int64     `path:"id" check:"max=1000" doc:"Which one."`
		Draft  bool      `query:"draft"`
		Tags   []string  `query:"tag" check:"oneof=a|b|c"`
		Page   *int      `query:"page" check:"min=1,max=99"`
		Filter filter    `query:"filter"`
		Since  time.Time `query:"since"`
		Depth  int32     `header:"X-Depth"`
		Token  string    `header:"Authorization"`
		Theme  string    `cookie:"theme" check:"oneof=light|dark"`

		everyBody
	}
	filter struct {
		Min int `query:"min"`
		Max int `query:"max"`
	}
	everyBody struct {
		Name    string            `json:"name" form:"name" check:"required,trim,max=20" doc:"What it is called."`
		Kind    string            `json:"kind" form:"kind" check:"oneof=big|small"`
		Size    *string           `json:"size" check:"oneof=s|m"`
		Small   int8              `json:"small" form:"small"`
		Port    uint16            `json:"port" form:"port" check:"min=1024"`
		Big     int64             `json:"big" form:"big"`
		Ratio   float64           `json:"ratio" form:"ratio" check:"min=0,max=1"`
		Open    bool              `json:"open" form:"open"`
		Born    time.Time         `json:"born" form:"born"`
		Lasts   time.Duration     `json:"lasts" form:"lasts" check:"max=24h"`
		Key     uuid.UUID         `json:"key" form:"key"`
		Level   level             `json:"level" form:"level"`
		Price   Decimal           `json:"price" form:"price"`
		Data    []byte            `json:"data"`
		Words   []string          `json:"words" form:"word" check:"required,max=3"`
		Numbers []int             `json:"numbers" form:"number" check:"oneof=1|2|3"`
		Labels  map[string]string `json:"labels" check:"max=2"`
		Extra   any               `json:"extra"`
		Raw     json.RawMessage   `json:"raw"`
		Parent  *everyPart        `json:"parent"`
		Part    everyPart         `json:"part" form:"part"`
		Parts   []everyPart       `json:"parts" form:"parts"`
		Inline  struct {
			A int `json:"a"`
		} `json:"inline"`
		Secret string
	}
	everyPart struct {
		Name  string       `json:"name" form:"name" check:"required"`
		Parts []*everyPart `json:"parts"`
	}
	// everyOutput has a field of every kind that an answer can have.
	everyOutput struct {
		embedded
		*embeddedPointer
		ID      int64                `json:"id"`
		Name    string               `json:"name,omitempty"`
		Kind    string               `json:"kind" check:"oneof=big|small"`
		Small   int8                 `json:"small"`
		Uint    uint32               `json:"uint"`
		Ratio   float32              `json:"ratio"`
		Quoted  int64                `json:"quoted,string"`
		Born    time.Time            `json:"born"`
		Lasts   time.Duration        `json:"lasts"`
		Key     uuid.UUID            `json:"key"`
		Keys    map[uuid.UUID]string `json:"keys"`
		Price   Decimal              `json:"price"`
		Data    []byte               `json:"data"`
		Hash    [4]byte              `json:"hash"`
		Pair    [2]int               `json:"pair"`
		Maybe   *string              `json:"maybe"`
		Next    *everyOutput         `json:"next"`
		Parts   []everyPart          `json:"parts"`
		Part    *everyPart           `json:"part,omitzero"`
		Any     any                  `json:"any"`
		Raw     json.RawMessage      `json:"raw"`
		Money   money                `json:"money"`
		Tree    twigs                `json:"tree"`
		Hidden  string               `json:"-"`
		Untaged bool
	}
	embedded        struct{ Depth int }
	embeddedPointer struct{ Deeper int }
)

// Decimal is written as its text.
type Decimal struct{ text string }

func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.text), nil }

func (d *Decimal) UnmarshalText(text []byte) error {
	d.text = string(text)
	return nil
}

// money makes its own JSON.
type money int

func (m money) MarshalJSON() ([]byte, error) { return json.Marshal([]any{int(m), "EUR"}) }

func every(_ context.Context, in everyInput) (everyOutput, error) {
	return everyOutput{
		ID: in.ID, Name: in.Name, Kind: "big", Price: in.Price, Parts: in.Parts, Raw: json.RawMessage("[]"), Any: "x",
		Next: &everyOutput{Kind: "small", Any: 1.5, Raw: json.RawMessage("1"), embeddedPointer: &embeddedPointer{2}},
		Keys: map[uuid.UUID]string{uuid.Nil: "zero"}, Tree: twigs{twigs{}}, Lasts: 90 * time.Microsecond,
	}, nil
}

type upload struct {
	Title string          `form:"title"`
	Photo *combo.Upload   `form:"photo" check:"required,max=100000"`
	More  []*combo.Upload `form:"more" check:"max=2"`
}

func apiURLs() combo.URLs {
	list := func(context.Context, views.None) (iter.Seq2[post, error], error) {
		return func(func(post, error) bool) {}, nil
	}
	save := func(_ context.Context, in upload) (string, error) { return in.Photo.Filename, nil }
	remove := func(_ context.Context, in byID) (views.None, error) { return views.None{}, nil }
	maybe := func(context.Context, byID) (*article, error) { return nil, nil }
	slug := func(context.Context, struct {
		Slug string `path:"slug"`
	}) ([]article, error) {
		return []article{{ID: 1}}, nil
	}
	return combo.URLs{
		combo.Include("api/", combo.URLs{
			combo.Post("every/<int(min=5):id>/", views.API(every, views.Doc{
				Summary: "Every kind", Description: "All of *them*.", Tags: []string{"test"}, Deprecated: true, Statuses: []int{409},
			})).Name("every"),
			combo.Get("posts/", views.API(list, views.Doc{Security: []string{}})).Name("list"),
			combo.Post("photos/", views.API(save, views.Doc{Security: []string{"key"}})).Name("photo"),
			combo.Path("posts/<int:id>/", views.API(remove)).Methods("DELETE", "PATCH").Name("post"),
			combo.Get("maybe/<int:id>/", views.API(maybe)).Host("articles.example.com").Name("hosted"),
			combo.Get("maybe/<int:id>/", views.API(maybe)),
			combo.Get("tenant/<int:id>/", views.API(maybe)).Host("<tenant>.example.com").Name("tenant"),
			combo.Get("by/<slug:slug>/<any(red, 'dark blue'):color>/<even:n>/<path:rest>", views.API(slug)).Name("slug"),
			combo.Put("sum/", views.API(func(context.Context, []int) (int, error) { return 1, nil })).Name("sum"),
			combo.Get("file/", views.API(func(context.Context, views.None) (*combo.Response, error) { return combo.Text("a") })),
			combo.Get("hidden/", views.API(list, views.Doc{Hidden: true})),
			combo.Get("skipped/", views.API(list)).Name("skipped"),
			combo.Regexp("^expression/(?P<id>[0-9]+)/$", views.API(maybe)),
			combo.Get("page/", page("", nil)),
		}).Namespace("v1"),
		combo.Post("api/articles/", views.API(create)).Name("article"),
		combo.Get("api/articles/<int:id>/", views.API(maybe)).Name("article"),
		combo.Get("openapi.json", views.OpenAPI(config())).Name("openapi"),
	}
}

func config() views.OpenAPIConfig {
	return views.OpenAPIConfig{
		Title: "Every", Version: "2.1", Description: "A test.",
		Schemes: map[string]views.SecurityScheme{
			"bearer": {Type: "http", Scheme: "bearer"}, "key": {Type: "apiKey", In: "header", Name: "X-Key"},
		},
		Security: []string{"bearer"},
		Skip:     func(route combo.RouteInfo) bool { return route.Name == "v1:skipped" },
		Types: map[reflect.Type]json.RawMessage{
			reflect.TypeFor[money](): json.RawMessage(`{"type": "array", "items": {"type": ["integer", "string"]}}`),
		},
	}
}

func apiSite(t testing.TB) *combo.Site {
	t.Helper()
	return webtest.Site(t, combo.Config{
		URLs: apiURLs(), Hosts: []string{"*"}, Templates: plainTemplates{}, BaseURL: "http://api.example.com",
		Converters: map[string]combo.Converter{"even": {Pattern: "[0-9]*[02468]"}},
	})
}

// document returns the site's document, checked by kin-openapi.
func document(t *testing.T, site *combo.Site) (*openapi3.T, string) {
	t.Helper()
	text := webtest.New(t, site).Get("/openapi.json").Status(200).HeaderIs("Content-Type", "application/json").Body
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatalf("load the document: %v\n%s", err, text)
	}
	if err := doc.Validate(context.Background(), openapi3.IsOpenAPI31OrLater()); err != nil {
		t.Fatalf("validate the document: %v\n%s", err, text)
	}
	return doc, text
}

func TestOpenAPIIsValid(t *testing.T) {
	t.Parallel()
	doc, text := document(t, apiSite(t))
	var ids []string
	for path, item := range doc.Paths.Map() {
		for method, o := range item.Operations() {
			ids = append(ids, o.OperationID+" "+method+" "+path)
		}
	}
	slices.Sort(ids)
	want := []string{
		"article-get GET /api/articles/{id}/",
		"article-post POST /api/articles/",
		"get-api-file GET /api/file/",
		"get-api-maybe-id GET /api/maybe/{id}/",
		"v1:every POST /api/every/{id}/",
		"v1:list GET /api/posts/",
		"v1:photo POST /api/photos/",
		"v1:post-delete DELETE /api/posts/{id}/",
		"v1:post-patch PATCH /api/posts/{id}/",
		"v1:slug GET /api/by/{slug}/{color}/{n}/{rest}",
		"v1:sum PUT /api/sum/",
		"v1:tenant GET /api/tenant/{id}/",
	}
	if !slices.Equal(ids, want) {
		t.Errorf("the operations are\n%s\nwant\n%s", strings.Join(ids, "\n"), strings.Join(want, "\n"))
	}
	contains(t, text, `"openapi":"3.1.1"`, `"title":"Every","version":"2.1","description":"A test."`, `"url":"http://api.example.com"`,
		`"servers":[{"url":"http://{tenant}.example.com","variables":{"tenant":{"default":"tenant"}}}]`)
}

// TestOpenAPILive sends requests that the document allows, and asks the document
// about the answers.
func TestOpenAPILive(t *testing.T) {
	t.Parallel()
	site := apiSite(t)
	doc, _ := document(t, site)
	router, err := legacy.NewRouter(doc, openapi3.IsOpenAPI31OrLater())
	if err != nil {
		t.Fatal(err)
	}
	full := `{"name":"n","kind":"big","size":null,"small":-128,"port":1024,"big":9007199254740993,"ratio":0.5,"open":true,
		"born":"2026-01-02T03:04:05Z","lasts":"1h30m","key":"9d1b4f0e-6a4e-4b6f-9a57-2f6d3f6f6c11","level":"high","price":"9.90",
		"data":"AAEC","words":["a"],"numbers":[1,2],"labels":{"a":"b"},"extra":[1,{"x":null}],"raw":{"y":1},
		"parent":{"name":"p","parts":[{"name":"q"},null]},"part":{"name":"r"},"parts":[{"name":"s"}],"inline":{"a":1}}`
	least := `{"name":"n","words":["a"],"part":{"name":"r"}}`
	for _, test := range []struct {
		name, method, target, contentType, body string
		status                                  int
		refused                                 bool // by the document, too
	}{
		{"full", "POST", "/api/every/7/?draft=true&tag=a&tag=b&page=2&filter[min]=1&since=2026-01-02T03:04:05Z", "application/json", full, 200, false},
		{"least", "POST", "/api/every/7/", "application/json", least, 200, false},
		{"form", "POST", "/api/every/7/", "application/x-www-form-urlencoded", "name=n&word=a&word=b&kind=big&ratio=0.5&part.name=x", 200, true},
		{"required", "POST", "/api/every/7/", "application/json", `{"words":["a"],"part":{"name":"r"}}`, 422, true},
		{"empty", "POST", "/api/every/7/", "application/json", `{"name":"","words":["a"],"part":{"name":"r"}}`, 422, true},
		{"no items", "POST", "/api/every/7/", "application/json", `{"name":"n","words":[],"part":{"name":"r"}}`, 422, true},
		{"many items", "POST", "/api/every/7/", "application/json", `{"name":"n","words":["a","b","c","d"],"part":{"name":"r"}}`, 422, true},
		{"choice", "POST", "/api/every/7/", "application/json", strings.Replace(full, `"big"`, `"huge"`, 1), 422, true},
		{"choice in a list", "POST", "/api/every/7/", "application/json", strings.Replace(full, `[1,2]`, `[1,4]`, 1), 422, true},
		{"range", "POST", "/api/every/7/", "application/json", strings.Replace(full, `-128`, `-129`, 1), 422, true},
		{"minimum", "POST", "/api/every/7/", "application/json", strings.Replace(full, `1024`, `80`, 1), 422, true},
		{"maximum", "POST", "/api/every/7/", "application/json", strings.Replace(full, `0.5`, `1.5`, 1), 422, true},
		{"type", "POST", "/api/every/7/", "application/json", strings.Replace(full, `true`, `"true"`, 1), 422, true},
		{"unknown", "POST", "/api/every/7/", "application/json", strings.Replace(full, `"open"`, `"opened"`, 1), 422, true},
		{"unknown inside", "POST", "/api/every/7/", "application/json", strings.Replace(full, `{"a":1}`, `{"b":1}`, 1), 422, true},
		{"part", "POST", "/api/every/7/", "application/json", `{"name":"n","words":["a"]}`, 422, true},
		{"null", "POST", "/api/every/7/", "application/json", strings.Replace(full, `"9.90"`, `null`, 1), 422, true},
		{"duration", "POST", "/api/every/7/", "application/json", strings.Replace(full, `"1h30m"`, `"1 hour"`, 1), 422, true},
		{"map", "POST", "/api/every/7/", "application/json", strings.Replace(full, `{"a":"b"}`, `{"a":"b","c":"d","e":"f"}`, 1), 422, true},
		{"query", "POST", "/api/every/7/?page=100", "application/json", least, 422, true},
		{"query choice", "POST", "/api/every/7/?tag=z", "application/json", least, 422, true},
		{"path", "POST", "/api/every/4/", "application/json", least, 404, true},
		{"path, field", "POST", "/api/every/1001/", "application/json", least, 422, true},
		{"content type", "POST", "/api/every/7/", "text/csv", "a", 415, true},
		{"stream", "GET", "/api/posts/", "", "", 200, false},
		{"none", "DELETE", "/api/posts/7/", "", "", 204, false},
		{"nil", "GET", "/api/maybe/7/", "", "", 204, false},
		{"slug", "GET", "/api/by/a-b/red/24/x", "", "", 200, false},
		{"created", "POST", "/api/articles/", "application/json", `{"title":"Nuages"}`, 201, false},
		{"not created", "POST", "/api/articles/", "application/json", `{"title":"draft"}`, 200, false},
		{"whole", "PUT", "/api/sum/", "application/json", `[1,2]`, 200, false},
		{"whole, wrong", "PUT", "/api/sum/", "application/json", `[1,"a"]`, 422, true},
		{"file", "GET", "/api/file/", "", "", 200, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(test.method, "http://api.example.com"+test.target, strings.NewReader(test.body))
			r.Header.Set("Accept", "application/json")
			if test.contentType != "" {
				r.Header.Set("Content-Type", test.contentType)
				r.Header.Set("X-Depth", "3")
			}
			exchange(t, site, router, r, test.status, test.refused)
		})
	}
}

func TestOpenAPIUpload(t *testing.T) {
	t.Parallel()
	site := apiSite(t)
	doc, text := document(t, site)
	router, err := legacy.NewRouter(doc, openapi3.IsOpenAPI31OrLater())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	form.WriteField("title", "Django")
	file, _ := form.CreateFormFile("photo", "django.jpg")
	io.WriteString(file, "JPEG")
	form.Close()
	r := httptest.NewRequest("POST", "http://api.example.com/api/photos/", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	exchange(t, site, router, r, 200, false)
	contains(t, text, `"multipart/form-data"`, `"description":"At most 100000 bytes."`)
}

// exchange sends a request and checks both ways by the document. What the
// document refuses the site must refuse as well, if it says so.
func exchange(t *testing.T, site *combo.Site, router routers.Router, r *http.Request, status int, refused bool) {
	t.Helper()
	body, _ := io.ReadAll(r.Body)
	asked := r.Clone(r.Context())
	asked.Body, r.Body = io.NopCloser(bytes.NewReader(body)), io.NopCloser(bytes.NewReader(body))
	found, params, err := router.FindRoute(asked)
	if err != nil {
		t.Fatalf("find the route: %v", err)
	}
	input := &openapi3filter.RequestValidationInput{
		Request: asked, PathParams: params, Route: found,
		Options: &openapi3filter.Options{
			AuthenticationFunc:    openapi3filter.NoopAuthenticationFunc,
			IncludeResponseStatus: true,
		},
	}
	err = openapi3filter.ValidateRequest(context.Background(), input)
	if (err != nil) != refused {
		t.Errorf("the document says of the request: %v; want a refusal: %t", err, refused)
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	if w.Code != status {
		t.Fatalf("the status is %d, want %d: %s", w.Code, status, w.Body)
	}
	output := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: w.Code, Header: w.Header(), Options: input.Options,
	}
	if err := openapi3filter.ValidateResponse(context.Background(), output.SetBodyBytes(w.Body.Bytes())); err != nil {
		t.Errorf("the document refuses the answer: %v\n%s", err, w.Body)
	}
}
