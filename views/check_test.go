package views_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/views"
)

// of is an API of an input type.
func of[In any]() *combo.Endpoint {
	return views.API(func(context.Context, In) (views.None, error) { return views.None{}, nil })
}

// answering is an API of an answer type.
func answering[Out any]() *combo.Endpoint {
	return views.API(func(context.Context, views.None) (out Out, err error) { return out, nil })
}

// level reads its own text.
type level int

func (l *level) UnmarshalText(text []byte) error {
	*l = level(len(text))
	return nil
}

// blue reads one word.
type blue struct{}

func (*blue) UnmarshalText(text []byte) error {
	if string(text) != "blue" {
		return errors.New("not blue")
	}
	return nil
}

// TestMistakes is what New finds before a request does.
func TestMistakes(t *testing.T) {
	t.Parallel()
	type id[T any] struct {
		ID T `path:"id"`
	}
	for _, test := range []struct {
		name  string
		route combo.Route
		want  string
	}{
		{"no such parameter", combo.Get("<int:post_id>/", of[struct {
			ID int `path:"postid"`
		}]()), `ID: the pattern has no parameter "postid"; did you mean "post_id"?`},
		{"number for an id", combo.Get("<int:id>/", of[id[uuid.UUID]]()), `<int:id> can be "1", which uuid.UUID cannot hold`},
		{"fraction", combo.Get("<float:id>/", of[id[int]]()), `can be "1.5", which int cannot hold`},
		{"uuid", combo.Get("<uuid:id>/", of[id[int64]]()), "cannot hold"},
		{"words", combo.Get("<any(1, two):id>/", of[id[int64]]()), `can be "two", which int64 cannot hold`},
		{"number for a time", combo.Get("<int:id>/", of[id[time.Time]]()), "cannot hold"},
		{"unknown rule", combo.Post("", of[struct {
			A string `json:"a" check:"reqired"`
		}]()), `A: check "reqired" is not known`},
		{"argument of a rule", combo.Post("", of[struct {
			A int `json:"a" check:"max=many"`
		}]()), `A: check "max=many"`},
		{"type", combo.Post("", of[struct {
			A chan int `json:"a"`
		}]()), "A: type chan int cannot be filled"},
		{"one name", combo.Post("", of[struct {
			A int `form:"a"`
			B int `form:"a"`
		}]()), `B: has the form name "a" of field A`},
		{"nested", combo.Post("", of[struct {
			A []struct {
				B int `json:"b" check:"x"`
			} `json:"a"`
		}]()), `B: check "x" is not known`},
		{"unexported", combo.Post("", of[struct {
			a int `form:"a"` //lint:ignore U1000 the mistake
		}]()), "a: has a tag but is not exported"},
		{"body of GET", combo.Get("", of[struct {
			A int `json:"a"`
		}]()), `A has the tag json:"a", and GET has no body; did you mean query:"a"?`},
		{"list of GET", combo.Get("", of[[]int]()), "the input []int is the body of a request, and GET has none"},
		{"list of channels", combo.Post("", of[[]chan int]()), "chan int"},
		{"answer", combo.Get("", answering[struct{ F func() }]()), "func() has no form in JSON"},
		{"answer in a list", combo.Get("", answering[map[string][]chan int]()), "chan int has no form in JSON"},
		{"map in XML", combo.Get("", answering[[]inXML]()), "map[string]int has no form in XML"},
		{"pointer", combo.Get("<int:id>/", of[*byID]()), "the input *views_test.byID is a pointer; take the views_test.byID itself"},
		{"no tag", combo.Get("", of[struct{ Query string }]()), `no field of the input struct { Query string } has a tag that says where it comes from, such as query:"…"; use views.None`},
		{"no tag of a page", combo.Get("", views.Page("x.html", func(context.Context, struct{ A int }) (int, error) { return 1, nil })), "use views.None"},
		{"no tag, embedded", combo.Get("", of[struct{ everyNamed }]()), "use views.None"},
		{"two docs", combo.Get("<int:id>/", views.API(showPost, views.Doc{}, views.Doc{Hidden: true})), "the API has 2 Docs, want one at most"},
		{"location of a pointer", combo.Get("", answering[atPointer]()), "the method Location is one of *views_test.atPointer; return that"},
		{"scheme", combo.Get("", views.OpenAPI(views.OpenAPIConfig{
			Schemes: map[string]views.SecurityScheme{"token": {Type: "http"}}, Security: []string{"tokn"},
		})), `OpenAPIConfig.Security: there is no scheme "tokn" in OpenAPIConfig.Schemes; did you mean "token"?`},
		{"schema", combo.Get("", views.OpenAPI(views.OpenAPIConfig{
			Types: map[reflect.Type]json.RawMessage{reflect.TypeFor[money](): json.RawMessage(`{"type": 7}`)},
		})), "OpenAPIConfig.Types: views_test.money"},
		{"list of a path of GET", combo.Path("", of[[]int]()).Methods("GET"), "GET has none"},
		{"status", combo.Get("", views.API(showPost, views.Doc{Statuses: []int{200}})), "200 is not the status of an error"},
		{"no function", combo.Get("<int:id>/", views.API[byID, post](nil)), "the function is nil"},
		{"no page function", combo.Get("<int:id>/", views.Page[byID, post]("x.html", nil)), "the function is nil"},
		{"no template", combo.Get("<int:id>/", views.Page("", showPost)), "the template has no name"},
		{"page without its parameter", combo.Get("", views.Page("x.html", showPost)), `no parameter "id"`},
		{"form of GET", combo.Get("", form[views.None]()), "a form is sent with POST, which the route does not answer"},
		{"form of PUT", combo.Path("", form[views.None]()).Methods("POST", "PUT"), "not with PUT"},
		{"form without its parameter", combo.Path("", form[byID]()), `no parameter "id"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := mistakesOf(test.route)
			contains(t, got, test.want, "check_test.go:")
		})
	}
}

func form[In any]() *combo.Endpoint {
	return views.Form("x.html", func(context.Context, In) (string, error) { return "/", nil })
}

func TestNoMistakes(t *testing.T) {
	t.Parallel()
	type id[T any] struct {
		ID T `path:"id"`
	}
	type both struct {
		Q string `query:"q" form:"q"`
	}
	type secret struct {
		Hidden string `json:"-" form:"-"`
	}
	for name, route := range map[string]combo.Route{
		"int":            combo.Get("<int:id>/", of[id[int32]]()),
		"unsigned":       combo.Get("<int:id>/", of[id[uint]]()),
		"int by pointer": combo.Get("<int:id>/", of[id[*int]]()),
		"int as text":    combo.Get("<int:id>/", of[id[string]]()),
		"int as float":   combo.Get("<int:id>/", of[id[float64]]()),
		"uuid":           combo.Get("<uuid:id>/", of[id[uuid.UUID]]()),
		"words":          combo.Get("<any(1, 2):id>/", of[id[int]]()),
		"own text":       combo.Get("<int:id>/", of[id[level]]()),
		"own words":      combo.Get("<any(red, blue):id>/", of[id[blue]]()),
		"text as number": combo.Get("<id>/", of[id[int]]()),
		"slug":           combo.Get("<slug:id>/", of[id[string]]()),
		"group":          combo.Regexp("^(?P<id>[0-9]+)/$", of[id[int]]()),
		"default":        combo.Get("", of[id[int]]()).Default("id", 1),
		"include":        combo.Include("<int:id>/", combo.URLs{combo.Get("x/", of[id[int]]())}),
		"host":           combo.Get("", of[id[string]]()).Host("<id>.example.com"),
		"query and form": combo.Get("", of[both]()),
		"nothing":        combo.Get("", of[secret]()),
		"no fields":      combo.Get("", of[struct{ a int }]()), //lint:ignore U1000 none that a request could fill
		"pointer":        combo.Get("", answering[*atPointer]()),
		"none":           combo.Get("", of[views.None]()),
		"list":           combo.Post("", of[[]int]()),
		"map":            combo.Post("", of[map[string]any]()),
		"form":           combo.Path("<int:id>/", form[byID]()),
		"form, POST":     combo.Post("<int:id>/", form[byID]()),
		"form, named":    combo.Path("<int:id>/", form[byID]()).Methods("POST", "GET", "HEAD"),
		"answer":         combo.Get("", answering[any]()),
		"itself":         combo.Get("", answering[branch]()),
		"response":       combo.Get("", answering[*combo.Response]()),
	} {
		if got := mistakesOf(route); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// everyNamed has no tags.
type everyNamed struct{ Name string }

// atPointer has an address only by its pointer.
type atPointer struct{ ID int }

func (*atPointer) Location() views.Place { return views.To("x") }

// inXML has what XML cannot write, and what it can.
type inXML struct {
	ID    int            `xml:"id,attr" json:"id"`
	Inner []inXML        `xml:"inner" json:"inner"`
	Left  map[int]int    `xml:"-" json:"left"`
	Price *Decimal       `xml:"price" json:"price"`
	Map   map[string]int `xml:"map" json:"map"`
}

// branch, twigs and leaves hold themselves, by a struct, a list and a map.
type (
	branch struct {
		Branches []*branch `json:"branches"`
		Twigs    twigs     `json:"twigs"`
		Leaves   leaves    `json:"leaves"`
	}
	twigs  []twigs
	leaves map[string]leaves
)

// TestMethods is what a route of Path answers that names no methods.
func TestMethods(t *testing.T) {
	t.Parallel()
	type both struct {
		Q string `query:"q" form:"q"`
	}
	for _, test := range []struct {
		name string
		view *combo.Endpoint
		want string
	}{
		{"page", page("", nil), "GET"},
		{"no input", of[views.None](), "GET"},
		{"query", of[struct {
			Q string `query:"q"`
		}](), "GET"},
		{"query or form", of[both](), "POST"},
		{"JSON", of[newArticle](), "POST"},
		{"XML", of[struct {
			Q string `xml:"q"`
		}](), "POST"},
		{"list", of[[]int](), "POST"},
		{"form", form[both](), "GET POST"},
		{"document", views.OpenAPI(views.OpenAPIConfig{}), "GET"},
	} {
		route := siteOf(t, combo.Path("", test.view)).Routes()[0]
		if got := strings.Join(route.Methods, " "); got != test.want {
			t.Errorf("%s: Path answers %q, want %q", test.name, got, test.want)
		}
		route = siteOf(t, combo.Path("", test.view).Methods("POST")).Routes()[0]
		if got := strings.Join(route.Methods, " "); test.name != "document" && got != "POST" {
			t.Errorf("%s: Path with POST answers %q", test.name, got)
		}
	}
}
