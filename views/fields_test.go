package views

import (
	stdjson "encoding/json"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/internal/decode"
	"github.com/combo-web/combo/internal/json"
)

// manyTags has fields in every source, embedded ones, and some in none.
type manyTags struct {
	Path   string `path:"path"`
	Query  string `query:",omitempty"`
	Header string `header:"X-Header"`
	Cookie string `cookie:"cookie" query:"c"`
	tagsInside
	Attr   string   `xml:"attr,attr"`
	JSON   string   `json:",omitempty" xml:"x,omitempty"`
	Not    string   `json:"-" form:"-" xml:"-" query:"-"`
	Nested struct { // its fields are its own
		Inside string `json:"inside" form:"inside"`
	} `json:"nested" form:"nested"`
	Plain  string
	hidden string
}

type tagsInside struct {
	Form string `form:"form" json:"form"`
	tagsDeeper
}

type tagsDeeper struct {
	Deep []int `form:"deep" json:"deep" xml:"deep"`
}

// TestFieldsAreThoseOfThePlan holds what is documented to what is filled.
func TestFieldsAreThoseOfThePlan(t *testing.T) {
	t.Parallel()
	_ = manyTags{}.hidden
	plan, err := decode.PlanOf(reflect.TypeFor[manyTags]())
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"path", "query", "header", "cookie", "form", "json", "xml"} {
		var got []string
		for _, f := range fieldsOf(reflect.TypeFor[manyTags](), tag) {
			name := f.name
			if f.attribute {
				name = "@" + name
			}
			got = append(got, name)
		}
		if want := plan.Names(tag); !slices.Equal(got, want) {
			t.Errorf("the %s fields are %q, the plan has %q", tag, got, want)
		}
	}
}

type (
	twinA  struct{ Twin, OnlyA int }
	twinB  struct{ Twin, OnlyB int }
	tagged struct {
		Other int `json:"Twin2"`
	}
	untagged struct{ Twin2 int }
	deep     struct{ Depth, Hidden int }
	deeper   struct {
		deep
		Hidden string
	}
	itself struct {
		*itself
		X int
	}
	optional struct {
		A int               `json:"a,omitempty"`
		B time.Time         `json:"b,omitzero"`
		C []int             `json:",omitempty"`
		D *int              `json:"d"`
		E map[string]string `json:"-"`
		F int               `json:"f,string"`
		G struct{ H int }   `json:"g"`
	}
	named struct {
		deep `json:"deep"`
		*twinA
	}
)

// TestWrittenFieldsAreThoseOfJSON compares with what is written of an empty and of
// a full value.
func TestWrittenFieldsAreThoseOfJSON(t *testing.T) {
	t.Parallel()
	one := 1
	for _, test := range []struct{ empty, full any }{
		{struct {
			twinA
			twinB
		}{}, struct {
			twinA
			twinB
		}{}},
		{struct {
			tagged
			untagged
		}{}, struct {
			tagged
			untagged
		}{}},
		{deeper{}, deeper{}},
		{itself{}, itself{itself: &itself{}}},
		{optional{}, optional{A: 1, B: time.Unix(1, 0), C: []int{1}, D: &one, E: map[string]string{}, F: 1}},
		{named{}, named{twinA: &twinA{}}},
		{tagsInside{}, tagsInside{}},
	} {
		var names, always []string
		for _, f := range writtenFields(reflect.TypeOf(test.empty), "json") {
			names = append(names, f.name)
			if f.always {
				always = append(always, f.name)
			}
		}
		if want := keysOf(t, test.full); !slices.Equal(sorted(names), want) {
			t.Errorf("%T: the fields are %q, JSON has %q", test.full, names, want)
		}
		if want := keysOf(t, test.empty); !slices.Equal(sorted(always), want) {
			t.Errorf("%T: always there are %q, JSON of an empty value has %q", test.empty, always, want)
		}
	}
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

func keysOf(t *testing.T, v any) []string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := stdjson.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(m))
}

// TestFamily has the package in front of a name written in the letters that
// OpenAPI takes.
func TestFamily(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"example.com/blog": "blog", "example.com/go-blog.v2": "go_blog_v2", "example.com/~bløg": "blg", "example.com/歌": "Schema", "": "Schema",
	} {
		if got := familyName(path); got != want {
			t.Errorf("the family of %q is %q, want %q", path, got, want)
		}
	}
}

// FuzzPointer reads pointers as RFC 6901 §6 says, and compares with the path.
func FuzzPointer(f *testing.F) {
	for _, path := range []string{"a", "items.0.name", "a/b.~.~1.%41", "ä 歌.\"#?", "..", "a\x00b"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		u, err := url.Parse(pointer(path))
		if err != nil {
			t.Fatalf("the pointer %q of %q: %v", pointer(path), path, err)
		}
		steps := strings.Split(strings.TrimPrefix(u.Fragment, "/"), "/")
		for i, step := range steps {
			steps[i] = strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~")
		}
		if got := strings.Join(steps, "."); got != path {
			t.Errorf("the pointer of %q leads to %q", path, got)
		}
		if strings.ContainsFunc(pointer(path), func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("the pointer %q is no URI", pointer(path))
		}
	})
}

// TestWrittenFieldHides finds the field that is written of two with one name.
func TestWrittenFieldHides(t *testing.T) {
	t.Parallel()
	for _, f := range writtenFields(reflect.TypeFor[deeper](), "json") {
		if f.name == "Hidden" && f.typ.Kind() != reflect.String {
			t.Errorf("Hidden is the %s that is embedded", f.typ)
		}
	}
}

type page[T any] struct{ Items []T }

// Names of which OpenAPI takes some letters or none.
type (
	Žánr struct{}
	歌    struct{}
)

func TestComponentName(t *testing.T) {
	t.Parallel()
	type local struct{}
	for _, test := range []struct {
		typ  reflect.Type
		want string
	}{
		{reflect.TypeFor[deep](), "deep"},
		{reflect.TypeFor[local](), "local"},
		{reflect.TypeFor[page[deep]](), "page_deep"},
		{reflect.TypeFor[page[page[map[string]*deep]]](), "page_page_map_string_deep"},
		{reflect.TypeFor[page[int]](), "page_int"},
		{reflect.TypeFor[Žánr](), "nr"},
		{reflect.TypeFor[歌](), "Schema"},
	} {
		if got := componentName(test.typ); got != test.want {
			t.Errorf("the name of %s is %q, want %q", test.typ, got, test.want)
		}
	}
}

// TestComponentNamesDiffer gives types of one name, and sides of one type, names
// of their own.
func TestComponentNamesDiffer(t *testing.T) {
	t.Parallel()
	first := func() reflect.Type { type local struct{ A int }; return reflect.TypeFor[local]() }()
	second := func() reflect.Type { type local struct{ B int }; return reflect.TypeFor[local]() }()
	type Problem struct{}
	s := newSchemas(nil)
	for _, typ := range []reflect.Type{first, second, first, reflect.TypeFor[Problem]()} {
		s.of(typ, writesJSONSide)
		s.of(typ, readsJSONSide)
	}
	s.of(first, side{tag: "form"})
	s.of(reflect.TypeFor[deep](), side{tag: "form"})
	got := slices.Sorted(maps.Keys(s.named("Problem")))
	want := strings.Fields("ProblemInput deep local localForm localInput views.Problem views.local views.localInput")
	if !slices.Equal(got, want) {
		t.Errorf("the components are %q, want %q", got, want)
	}
}
