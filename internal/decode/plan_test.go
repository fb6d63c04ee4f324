package decode_test

import (
	"encoding/xml"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo/internal/decode"
)

// Types that would never end.
type (
	lists []lists
	maps  map[string]*maps
)

// A tree holds itself within a struct, as trees do.
type tree []struct {
	Kids tree `json:"kids"`
}

type node struct {
	Name     string  `json:"name" check:"required"`
	Children []*node `json:"children"`
	Next     *node   `json:"next"`
}

type withTags struct {
	A string `form:"a"`
}

func TestPlanRefuses(t *testing.T) {
	tests := []struct {
		name string
		typ  reflect.Type
		want []string // in the error
	}{
		{"no struct", reflect.TypeFor[int](), []string{"int is not a struct"}},
		{"unexported", reflect.TypeFor[struct {
			a string `form:"a"`
		}](), []string{".a: has a tag but is not exported"}},
		{"twice a name", reflect.TypeFor[struct {
			A string `form:"x"`
			B string `form:"x"`
		}](), []string{`.B: has the form name "x" of field A`}},
		{"twice a header", reflect.TypeFor[struct {
			A string `header:"X-Id"`
			B string `header:"x-id"`
		}](), []string{`.B: has the header name "X-Id" of field A`}},
		{"twice by embedding", reflect.TypeFor[struct {
			withTags
			B string `form:"a"`
		}](), []string{`.B: has the form name "a" of field A`}},
		{"unknown check", reflect.TypeFor[struct {
			A string `form:"a" check:"requierd"`
		}](), []string{`.A: check "requierd" is not known`}},
		{"check without tag", reflect.TypeFor[struct {
			A string `check:"required"`
		}](), []string{".A: has checks but no tag"}},
		{"function", reflect.TypeFor[struct {
			A func() `form:"a"`
		}](), []string{".A: type func() cannot be filled from form"}},
		{"lists of itself", reflect.TypeFor[struct {
			A lists `json:"a"`
		}](), []string{".A: type decode_test.lists holds itself"}},
		{"maps of itself", reflect.TypeFor[struct {
			A maps `json:"a"`
		}](), []string{".A: type decode_test.maps holds itself"}},
		{"channel", reflect.TypeFor[struct {
			A chan int `json:"a"`
		}](), []string{".A: type chan int cannot be filled from json"}},
		{"array", reflect.TypeFor[struct {
			A [3]int `json:"a"`
		}](), []string{".A: type [3]int cannot"}},
		{"complex", reflect.TypeFor[struct {
			A complex128 `json:"a"`
		}](), []string{"complex128"}},
		{"interface", reflect.TypeFor[struct {
			A io.Reader `json:"a"`
		}](), []string{"io.Reader"}},
		{"any in a form", reflect.TypeFor[struct {
			A any `form:"a" json:"a"`
		}](), []string{"cannot be filled from form, json"}},
		{"map in a form", reflect.TypeFor[struct {
			A map[string]string `form:"a"`
		}](), []string{"can only be filled from json"}},
		{"map of ints", reflect.TypeFor[struct {
			A map[int]string `json:"a"`
		}](), []string{"no plain strings"}},
		{"lists in a form", reflect.TypeFor[struct {
			A [][]int `form:"a"`
		}](), []string{"list of lists"}},
		{"pointer to pointer", reflect.TypeFor[struct {
			A **int `form:"a"`
		}](), []string{"pointer to a pointer"}},
		{"struct without tags", reflect.TypeFor[struct {
			A struct{ B int } `json:"a"`
		}](), []string{"has no field with the tag json"}},
		{"struct without this tag", reflect.TypeFor[struct {
			A withTags `form:"a" json:"a"`
		}](), []string{"has no field with the tag json"}},
		{"struct in a header", reflect.TypeFor[struct {
			A withTags `header:"a"`
		}](), []string{"cannot be filled from header"}},
		{"embedded pointer", reflect.TypeFor[struct{ *Embedded }](), []string{".Embedded: embeds a pointer"}},
		{"name that nests", reflect.TypeFor[struct {
			A string `form:"a.b"`
		}](), []string{`tag form:"a.b"`}},
		{"xml path", reflect.TypeFor[struct {
			A string `xml:"a>b"`
		}](), []string{`tag xml:"a>b"`, "paths"}},
		{"xml namespace", reflect.TypeFor[struct {
			A string `xml:"urn:x a"`
		}](), []string{"namespaces are not supported"}},
		{"xml option", reflect.TypeFor[struct {
			A string `xml:",innerxml"`
		}](), []string{`option "innerxml" is not supported`}},
		{"deep inside", reflect.TypeFor[struct {
			A []struct {
				B map[string]*struct {
					C string `json:"c" check:"max=x"`
				} `json:"b"`
			} `json:"a"`
		}](), []string{`.C: check "max=x": argument`}},
		{"all at once", reflect.TypeFor[struct {
			A chan int `json:"a"`
			B string   `json:"b" check:"no"`
		}](), []string{".A: ", ".B: "}},
	}
	for _, test := range tests {
		_, err := decode.PlanOf(test.typ)
		for _, want := range test.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %v, want one with %q", test.name, err, want)
			}
		}
	}
}

type Embedded struct {
	A string `form:"a"`
}

func TestPlanTakes(t *testing.T) {
	type untagged struct{ F func() }
	types := []reflect.Type{
		reflect.TypeFor[struct{}](),
		reflect.TypeFor[node](),
		reflect.TypeFor[struct {
			untagged
			C chan int
			f func()
		}](),
		reflect.TypeFor[struct {
			XMLName xml.Name  `xml:"urn:x post"`
			ID      int       `xml:"id,attr,omitempty"`
			Text    string    `xml:",chardata"`
			At      time.Time `xml:"at,omitempty"`
			No      func()    `xml:"-" json:"-"`
		}](),
	}
	for _, typ := range types {
		if _, err := decode.PlanOf(typ); err != nil {
			t.Errorf("%s: %v", typ, err)
		}
	}
}

func TestPlanIsCompiledOnce(t *testing.T) {
	typ := reflect.TypeFor[struct {
		A node `json:"a"`
	}]()
	var group sync.WaitGroup
	found := make([]*decode.Plan, 8)
	for i := range found {
		group.Go(func() {
			plan, err := decode.PlanOf(typ)
			if err != nil {
				t.Error(err)
			}
			found[i] = plan
		})
	}
	group.Wait()
	for _, plan := range found {
		if plan != found[0] {
			t.Error("two plans of one type")
		}
	}
	if n := testing.AllocsPerRun(100, func() { decode.PlanOf(typ) }); n > 0 {
		t.Errorf("%v allocations for a known plan, want none", n)
	}
}

func TestPlanNames(t *testing.T) {
	plan, err := decode.PlanOf(reflect.TypeFor[struct {
		ID   int    `path:"id"`
		Lang string `header:"accept-language"`
		withTags
		Both string `query:"q" form:"q" json:",omitempty"`
		Not  string `json:"-"`
	}]())
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][]string{
		"path": {"id"}, "header": {"Accept-Language"}, "form": {"a", "q"}, "query": {"q"}, "json": {"Both"},
		"cookie": nil, "xml": nil, "check": nil, "": nil,
	}
	for tag, want := range tests {
		if got := plan.Names(tag); !slices.Equal(got, want) {
			t.Errorf("Names(%q) = %q, want %q", tag, got, want)
		}
	}
}

func TestPlanOfATree(t *testing.T) {
	if _, err := decode.PlanOf(reflect.TypeFor[struct {
		Roots tree   `json:"roots"`
		More  []tree `json:"more"`
	}]()); err != nil {
		t.Error(err)
	}
}
