package views_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/views"
	"github.com/combo-web/combo/webtest"
)

func openAPISite(t *testing.T, config views.OpenAPIConfig, urls ...combo.Route) *combo.Site {
	t.Helper()
	return siteOf(t, append(urls, combo.Get("openapi.json", views.OpenAPI(config)))...)
}

func TestOpenAPIDefaults(t *testing.T) {
	t.Parallel()
	_, text := document(t, openAPISite(t, views.OpenAPIConfig{}))
	contains(t, text, `"info":{"title":"API","version":"1"}`, `"paths":{}`)
	for _, unwanted := range []string{`"servers"`, `"security`, `"description":""`} {
		if strings.Contains(text, unwanted) {
			t.Errorf("an empty document has %s:\n%s", unwanted, text)
		}
	}
}

func TestOpenAPIServers(t *testing.T) {
	t.Parallel()
	_, text := document(t, openAPISite(t, views.OpenAPIConfig{Servers: []string{"https://a.example.com/", "/app"}}))
	contains(t, text, `"servers":[{"url":"https://a.example.com"},{"url":"/app"}]`)
}

// TestOpenAPIServersOfMount names what stands in front of the paths.
func TestOpenAPIServersOfMount(t *testing.T) {
	t.Parallel()
	inner := openAPISite(t, views.OpenAPIConfig{})
	outer := webtest.New(t, siteOf(t, combo.Mount("app/", inner), combo.Mount("<name>/b/", inner)))
	for range 2 {
		outer.Get("/app/openapi.json").Status(200).See(`"servers":[{"url":"/app"}]`)
		outer.Get("/a%20%7Bb%7D/b/openapi.json").Status(200).See(`"servers":[{"url":"/a%20%7Bb%7D/b"}]`)
		webtest.New(t, inner).Get("/openapi.json").NotSee("servers")
	}
}

// TestOpenAPISkip chooses by what a Doc says.
func TestOpenAPISkip(t *testing.T) {
	t.Parallel()
	none := func(context.Context, views.None) (views.None, error) { return views.None{}, nil }
	config := views.OpenAPIConfig{Skip: func(route combo.RouteInfo) bool {
		doc, ok := route.Endpoint.Doc.(views.Doc)
		return ok && slices.Contains(doc.Tags, "inside")
	}}
	site := openAPISite(t, config,
		combo.Get("in/", views.API(none, views.Doc{Tags: []string{"inside"}})), combo.Get("out/", views.API(none, views.Doc{Tags: []string{"public"}})))
	webtest.New(t, site).Get("/openapi.json").See(`"/out/"`).NotSee(`"/in/"`)
}

func TestOpenAPIIsKept(t *testing.T) {
	t.Parallel()
	site := openAPISite(t, views.OpenAPIConfig{}, combo.Get("x/", of[views.None]()))
	c := webtest.New(t, site)
	page := c.Get("/openapi.json").Status(200).HeaderIs("Cache-Control", "no-cache")
	etag := page.Header.Get("ETag")
	if len(etag) < 20 || etag[0] != '"' {
		t.Fatalf("the ETag is %s", etag)
	}
	again := c.With("If-None-Match", `"other", W/`+etag).Get("/openapi.json").Status(http.StatusNotModified).HeaderIs("ETag", etag)
	if again.Body != "" {
		t.Errorf("a 304 has the body %q", again.Body)
	}
	c.With("If-None-Match", "*").Get("/openapi.json").Status(http.StatusNotModified)
	c.With("If-Match", `"other"`).Get("/openapi.json").Status(http.StatusPreconditionFailed)
	c.With("If-None-Match", `"other"`).Get("/openapi.json").Status(200)
	c.Head("/openapi.json").Status(200).HeaderIs("ETag", etag)
}

// TestOpenAPIOfTwoSites makes a document of its own for every site that has the
// view.
func TestOpenAPIOfTwoSites(t *testing.T) {
	t.Parallel()
	view := views.OpenAPI(views.OpenAPIConfig{})
	one := siteOf(t, combo.Get("one/", of[views.None]()), combo.Get("openapi.json", view))
	two := siteOf(t, combo.Get("two/", of[views.None]()), combo.Get("openapi.json", view))
	for range 2 {
		webtest.New(t, one).Get("/openapi.json").See(`"/one/"`).NotSee(`"/two/"`)
		webtest.New(t, two).Get("/openapi.json").See(`"/two/"`).NotSee(`"/one/"`)
	}
	webtest.New(t, view.View).Get("/").Status(500)
}

// TestOpenAPIIsTheSame holds the document to the same bytes, so that an ETag is
// good on every node.
func TestOpenAPIIsTheSame(t *testing.T) {
	t.Parallel()
	first := visitText(apiSite(t), "/openapi.json")
	for range 5 {
		if visitText(apiSite(t), "/openapi.json") != first {
			t.Fatal("the document differs from one build to the next")
		}
	}
}

func TestOpenAPIDocOfType(t *testing.T) {
	t.Parallel()
	type song struct {
		_     struct{} `doc:"A piece of music."`
		Title string   `json:"title" doc:"What it is called."`
	}
	doc, _ := document(t, openAPISite(t, views.OpenAPIConfig{}, combo.Post("x/", of[song]()), combo.Get("x/", answering[song]())))
	for _, name := range []string{"song", "songInput"} {
		if got := doc.Components.Schemas[name].Value.Description; got != "A piece of music." {
			t.Errorf("the description of %s is %q", name, got)
		}
	}
}

func TestOpenAPISecurity(t *testing.T) {
	t.Parallel()
	none := func(context.Context, views.None) (views.None, error) { return views.None{}, nil }
	schemes := map[string]views.SecurityScheme{"token": {Type: "http", Scheme: "bearer", BearerFormat: "JWT"}}
	urls := func(doc views.Doc) combo.Route { return combo.Get("x/", views.API(none, doc)) }

	_, text := document(t, openAPISite(t, views.OpenAPIConfig{Schemes: schemes, Security: []string{"token"}}, urls(views.Doc{})))
	contains(t, text, `"security":[{"token":[]}]}`, `"401":`, `"403":`, `"token":{"type":"http","scheme":"bearer","bearerFormat":"JWT"}`)

	_, text = document(t, openAPISite(t, views.OpenAPIConfig{Schemes: schemes, Security: []string{"token"}}, urls(views.Doc{Security: []string{}})))
	contains(t, text, `"security":[]`)
	if strings.Contains(text, `"401"`) {
		t.Errorf("an operation for everybody has a 401:\n%s", text)
	}

	site := openAPISite(t, views.OpenAPIConfig{Schemes: schemes}, urls(views.Doc{Security: []string{"tokn"}}))
	webtest.New(t, site).Get("/openapi.json").Status(500)
}

// TestOpenAPIAddresses has patterns and what becomes of them.
func TestOpenAPIAddresses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		route  combo.Route
		wanted string
	}{
		{combo.Get("<id>/", of[views.None]()), `"/{id}/":{"get":{"operationId":"get-id","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}]`},
		{combo.Get("<int:id>/", of[views.None]()), `{"type":"integer","minimum":0,"format":"int64"}`},
		{combo.Get("<int(signed=True):id>/", of[views.None]()), `"schema":{"type":"integer","format":"int64"}`},
		{combo.Get("<int(min=-5, max=9, signed=true):id>/", of[views.None]()), `{"type":"integer","minimum":-5,"maximum":9,"format":"int64"}`},
		{combo.Get("<int(fixed_digits=4):id>/", of[views.None]()), `{"type":"string","pattern":"^[0-9]{4}$"}`},
		{combo.Get("<float:id>/", of[views.None]()), `{"type":"number","minimum":0,"format":"double"}`},
		{combo.Get("<slug:id>/", of[views.None]()), `{"type":"string","pattern":"^[-a-zA-Z0-9_]+$"}`},
		{combo.Get("<uuid:id>/", of[views.None]()), `{"type":"string","format":"uuid"}`},
		{combo.Get("<str(length=2):id>/", of[views.None]()), `{"type":"string","minLength":2,"maxLength":2}`},
		{combo.Get("<string(minlength=2, maxlength=5):id>/", of[views.None]()), `{"type":"string","minLength":2,"maxLength":5}`},
		{combo.Get("<str(maxlength=9, length=2):id>/", of[views.None]()), `{"type":"string","minLength":2,"maxLength":2}`},
		{combo.Get("<any(a, 'b,c'):id>/", of[views.None]()), `{"type":"string","enum":["a","b,c"]}`},
		{combo.Get("a{b}/", of[views.None]()), `"/a%7Bb%7D/":`},
		{combo.Get("x/", of[views.None]()).Host("<t>.example.com"), `"servers":[{"url":"https://{t}.example.com","variables":{"t":{"default":"t"}}}]`},
		{combo.Get("<int:id>/", of[struct {
			ID uint8 `path:"id" check:"min=3"`
		}]()), `{"type":"integer","minimum":3,"maximum":255}`},
		{combo.Get("<id>/", of[struct {
			ID int64 `path:"id"`
		}]()), `{"type":"integer","format":"int64"}`},
		{combo.Get("<int:id>/", of[struct {
			ID string `path:"id" doc:"Which."`
		}]()), `"description":"Which.","required":true,"schema":{"type":"integer","minimum":0,"format":"int64"}`},
		{combo.Regexp("^(?P<id>[0-9]+)/$", of[views.None]()), `"paths":{}`},
		{combo.Regexp("^all/$", of[views.None]()), `"paths":{}`},
		{combo.Get("page/", page("", nil)), `"paths":{}`},
	} {
		_, text := document(t, openAPISite(t, views.OpenAPIConfig{}, test.route))
		contains(t, text, test.wanted)
	}
}

// TestOpenAPIInput has fields and what becomes of them.
func TestOpenAPIInput(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		api    *combo.Endpoint
		wanted string
	}{
		{of[struct {
			A *string `json:"a" check:"oneof=s|m"`
		}](), `"a":{"type":["string","null"],"enum":["s","m",null]}`},
		{of[struct {
			A *string `json:"a" check:"required"`
		}](), `"a":{"type":"string","minLength":1}`},
		{of[struct {
			A *everyPart `json:"a" check:"required"`
		}](), `"a":{"$ref":"#/components/schemas/everyPart"}`},
		{of[struct {
			A *everyPart `json:"a"`
		}](), `"a":{"anyOf":[{"$ref":"#/components/schemas/everyPart"},{"type":"null"}]}`},
		{of[struct {
			A everyPart `json:"a"`
		}](), `"required":["a"]`},
		{of[struct {
			A map[string]int `json:"a" check:"required,max=3"`
		}](), `"minProperties":1,"maxProperties":3`},
		{of[struct {
			A []byte `json:"a" check:"max=9"`
			B []byte `form:"b" check:"max=8"`
		}](), `"description":"At most 9 bytes.","contentEncoding":"base64"`},
		{of[struct {
			A string `json:"a"`
		}](), `"requestBody":{"content":`},
		{of[struct {
			A string `json:"a" check:"required"`
		}](), `"requestBody":{"required":true,`},
		{of[struct {
			A string `query:"a" check:"required,min=2"`
		}](), `"name":"a","in":"query","required":true,"schema":{"type":"string","minLength":2}`},
		{of[struct {
			A []int `header:"X-A"`
		}](), `"name":"X-A","in":"header","schema":{"type":"integer","format":"int64"}`},
		{of[struct {
			A string `header:"accept"`
			B string `cookie:"b"`
		}](), `"parameters":[{"name":"b","in":"cookie","schema":{"type":"string"}}]`},
		{of[struct {
			A time.Duration `query:"a" check:"min=1s"`
		}](), `"description":"At least 1s."`},
		{answering[struct {
			A string `json:"a" check:"oneof=x|y"`
		}](), `"properties":{"a":{"type":"string"}}`},
		{answering[struct {
			A string `json:"a" check:"required,oneof=x|y"`
		}](), `"a":{"type":"string","enum":["x","y"]}`},
		{of[views.None](), `"responses":{"204":{"description":"No Content"},"default":`},
		{of[struct {
			A string `query:"a"`
		}](), `"responses":{"204":{"description":"No Content"},"400":{"$ref":"#/components/responses/BadRequest"},"422":{"$ref":"#/components/responses/UnprocessableEntity"},"default":`},
	} {
		_, text := document(t, openAPISite(t, views.OpenAPIConfig{}, combo.Post("x/", test.api)))
		contains(t, text, test.wanted)
	}
}

// TestOpenAPIShapes has routes that OpenAPI takes for one path.
func TestOpenAPIShapes(t *testing.T) {
	t.Parallel()
	type bySlug struct {
		Slug string `path:"slug"`
	}
	doc, text := document(t, openAPISite(t, views.OpenAPIConfig{},
		combo.Get("posts/<int:id>/", of[byID]()).Name("by-id"),
		combo.Get("posts/<slug:slug>/", of[bySlug]()).Name("by-slug"),
		combo.Delete("posts/<slug:slug>/", of[bySlug]()).Name("delete"),
	))
	if len(doc.Paths.Map()) != 1 {
		t.Fatalf("the paths are not one: %s", text)
	}
	item := doc.Paths.Value("/posts/{id}/")
	p := item.Delete.Parameters[0].Value
	if item.Get.OperationID != "by-id" || p.Name != "id" || p.Schema.Value.Pattern != "^[-a-zA-Z0-9_]+$" {
		t.Errorf("of the same shape are %s", text)
	}
}

// TestOpenAPIXML describes what XML has and JSON has not.
func TestOpenAPIXML(t *testing.T) {
	t.Parallel()
	_, text := document(t, openAPISite(t, views.OpenAPIConfig{}, combo.Get("x/", answering[[]article]())))
	contains(t, text,
		`"application/xml":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/articleXML"},"xml":{"name":"list","wrapped":true}}}`,
		`"id":{"type":"integer","format":"int64","xml":{"attribute":true}}`, `"xml":{"name":"article"}`,
	)
}
