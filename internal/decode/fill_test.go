package decode_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

func pathSource(fields ...string) decode.Source {
	var all []decode.Field
	for i := 0; i < len(fields); i += 2 {
		all = append(all, decode.Field{Name: fields[i], Value: decode.TextOf(fields[i+1])})
	}
	return decode.Source{Tag: "path", Root: decode.MapOf(all...), Loose: true}
}

func TestFillFromMany(t *testing.T) {
	type article struct {
		ID     int64    `path:"id"`
		Draft  bool     `query:"draft"`
		Agent  string   `header:"user-agent"`
		Theme  *string  `cookie:"theme"`
		Title  string   `form:"title" json:"headline"`
		Tags   []string `form:"tag" json:"tags" query:"tag"`
		Secret bool
	}
	header := decode.Source{Tag: "header", Root: decode.MapOf(decode.Field{Name: "User-Agent", Value: decode.TextOf("curl")}), Loose: true}
	query := formSource(t, "draft=on&tag=q&title=no&Secret=1")
	query.Tag = "query"
	var a article
	problems := fill(t, &a, pathSource("id", "7", "Secret", "true"), query, header, formSource(t, "title=yes&tag=a&tag=b&id=8&headline=no"))
	if len(problems) > 0 {
		t.Error(problems)
	}
	want := article{ID: 7, Draft: true, Agent: "curl", Title: "yes", Tags: []string{"q"}}
	if !reflect.DeepEqual(a, want) {
		t.Errorf("got %+v, want %+v", a, want)
	}
}

// Only what the struct declares is filled, under exactly that name.
func TestFillOnlyDeclaredFields(t *testing.T) {
	type Audit struct {
		CreatedAt string
		Level     int `json:"level"`
	}
	type user struct {
		Audit
		Name    string `json:"name" form:"name" xml:"name"`
		IsStaff bool
		ID      int `path:"id"`
		Owner   struct {
			Name  string `json:"name" form:"name" xml:"name"`
			Admin bool
		} `json:"owner" form:"owner" xml:"owner"`
	}
	sources := []decode.Source{
		jsonSource(t, `{"name":"a","NAME":"b","Name":"c","is_staff":true,"IsStaff":true,"isstaff":true,"IS_STAFF":1,"ID":9,"id":9,
			"CreatedAt":"x","Audit":{"level":9,"CreatedAt":"x"},"owner":{"name":"b","Admin":true,"admin":true},"hidden":"x","__proto__":{"Admin":true}}`),
		formSource(t, "name=a&NAME=b&is_staff=1&IsStaff=1&user.is_staff=1&ID=9&id=9&Audit.CreatedAt=x&owner.name=b&owner.Admin=1&owner[admin]=1&hidden=x"),
		xmlSource(t, `<u id="9" IsStaff="1"><name>a</name><Name>b</Name><IsStaff>1</IsStaff><ID>9</ID><owner Admin="1"><name>b</name><Admin>1</Admin></owner></u>`),
	}
	want := user{Name: "a"}
	want.Owner.Name = "b"
	for _, source := range sources {
		var u user
		if problems := fill(t, &u, source); len(problems) > 0 {
			t.Errorf("%s: %v", source.Tag, problems)
		}
		if !reflect.DeepEqual(u, want) {
			t.Errorf("%s: got %+v, want %+v", source.Tag, u, want)
		}
		source.Strict = true
		if problems := fill(t, &u, source); len(problems) == 0 || problems[0].Code != "unknown" {
			t.Errorf("strict %s: %v, want unknown fields", source.Tag, problems)
		}
	}
}

func TestFillStrict(t *testing.T) {
	type form struct {
		A struct {
			B int `json:"b" xml:"b"`
		} `json:"a" xml:"a"`
		C []struct {
			D int `json:"d" xml:"d"`
		} `json:"c" xml:"c"`
		E map[string]int `json:"e"`
		F string         `xml:"f"`
	}
	tests := []struct {
		source decode.Source
		want   string
	}{
		{jsonSource(t, `{"a":{"b":1},"c":[{"d":1}],"e":{"x":1}}`), ""},
		{jsonSource(t, `{"a":{"b":1,"B":2},"c":[{},{"e":1}],"g":1}`), "g unknown\na.B unknown\nc.1.e unknown"},
		{xmlSource(t, `<r xmlns="u"><a><b>1</b></a><c><d>1</d></c><f>x</f></r>`), ""},
		{xmlSource(t, `<r v="1">text<a>text</a><f w="1">x</f></r>`), "@v unknown\n#text unknown\na.#text unknown\nf.@w unknown"},
	}
	for _, test := range tests {
		test.source.Strict = true
		var f form
		if got := showProblems(fill(t, &f, test.source)); got != test.want {
			t.Errorf("strict %s: problems\n%s\nwant\n%s", show(test.source.Root), got, test.want)
		}
	}
}

func TestFillEmbedded(t *testing.T) {
	type inner struct {
		A string `form:"a"`
	}
	type Page struct {
		inner
		Number int `form:"page" check:"min=1"`
	}
	type list struct {
		Page
		Q string `form:"q"`
	}
	var l list
	problems := fill(t, &l, formSource(t, "page=0&q=x&a=y"))
	if got, want := showProblems(problems), "page min_value"; got != want || l.Q != "x" || l.A != "y" {
		t.Errorf("got %+v, %s, want %s", l, got, want)
	}
}

func TestFillKeepsWhatWasNotSent(t *testing.T) {
	type settings struct {
		Size  int     `json:"size"`
		Theme *string `json:"theme"`
		Tags  []int   `json:"tags"`
		Inner struct {
			A int `json:"a"`
			B int `json:"b"`
		} `json:"inner"`
	}
	theme := "dark"
	s := settings{Size: 10, Theme: &theme, Tags: []int{1}}
	s.Inner.A, s.Inner.B = 1, 2
	if problems := fill(t, &s, jsonSource(t, `{"inner":{"b":3}}`)); len(problems) > 0 {
		t.Fatal(problems)
	}
	if s.Size != 10 || s.Theme != &theme || len(s.Tags) != 1 || s.Inner.A != 1 || s.Inner.B != 3 {
		t.Errorf("got %+v", s)
	}
	if problems := fill(t, &s, jsonSource(t, `{"theme":null,"tags":null}`)); len(problems) > 0 {
		t.Fatal(problems)
	}
	if s.Theme != nil || s.Tags != nil {
		t.Errorf("got %+v after null", s)
	}
}

func TestFillHeaders(t *testing.T) {
	type request struct {
		Depth int      `header:"x-depth"`
		Via   []string `header:"Via"`
		One   string   `header:"X-One"`
	}
	var r request
	problems := fill(t, &r, decode.Source{Tag: "header", Loose: true, Root: decode.MapOf(
		decode.Field{Name: "X-Depth", Value: decode.TextOf("3")},
		decode.Field{Name: "via", Value: decode.TextsOf("a", "b")},
		decode.Field{Name: "X-One", Value: decode.TextsOf("a", "b")},
	)})
	if got, want := showProblems(problems), "X-One invalid"; got != want || r.Depth != 3 || len(r.Via) != 2 {
		t.Errorf("got %+v, %s, want %s", r, got, want)
	}
}

// All problems come back at once, with the path as it was sent.
func TestFillProblems(t *testing.T) {
	type item struct {
		Name  string `form:"name" json:"label" check:"required,max=3"`
		Price uint8  `form:"price" json:"price"`
	}
	type order struct {
		ID      int     `path:"id"`
		Email   string  `form:"email" json:"mail" check:"required"`
		Items   []item  `form:"items" json:"items" check:"required,max=3"`
		Gift    *item   `form:"gift" json:"gift"`
		Billing item    `form:"billing" json:"billing"`
		Rate    float64 `query:"rate" check:"required"`
	}
	tests := []struct {
		source decode.Source
		want   string
	}{
		{formSource(t, "items[0][name]=toolong&items[1].price=300&gift.price=x"),
			"id invalid\nemail required\nitems.0.name max_length\nitems.1.name required\nitems.1.price max_value\n" +
				"gift.name required\ngift.price invalid\nbilling.name required\nrate required"},
		{jsonSource(t, `{"mail":"a","items":[{"label":"ok"},{"label":1},{"label":null},{}],"billing":{"label":"a"}}`),
			"id invalid\nitems max_length\nrate required"},
		{jsonSource(t, `{"mail":"a","items":[{"label":"ok"},{"label":1},null],"billing":[]}`),
			"id invalid\nitems.1.label invalid\nitems.2 null\nbilling invalid\nrate required"},
	}
	for _, test := range tests {
		var o order
		if got := showProblems(fill(t, &o, pathSource("id", "x"), test.source)); got != test.want {
			t.Errorf("%s: problems\n%s\nwant\n%s", show(test.source.Root), got, test.want)
		}
	}
}

// A picky text counts how often it is asked, and takes nothing.
type picky struct{}

func (p *picky) UnmarshalText([]byte) error {
	pickyAsked++
	return errors.New("no")
}

var pickyAsked int

func TestFillReportsAHundredProblems(t *testing.T) {
	type list struct {
		Texts []picky        `json:"texts"`
		Map   map[string]int `json:"map"`
	}
	tests := map[string]string{
		"list":    `{"texts":[` + strings.Repeat(`"x",`, 50_000) + `"x"]}`,
		"map":     `{"map":` + strings.ReplaceAll(namesJSON(1000), ":1", `:"x"`) + `}`,
		"unknown": namesJSON(1000),
	}
	for name, text := range tests {
		source := jsonSource(t, text)
		source.Strict = true
		var l list
		pickyAsked = 0
		if problems := fill(t, &l, source); len(problems) != 100 {
			t.Errorf("%s: %d problems, want 100", name, len(problems))
		}
		if pickyAsked > 100 {
			t.Errorf("%s: %d texts were looked at, want 100", name, pickyAsked)
		}
	}
}

func TestProblemPathIsBounded(t *testing.T) {
	type empty struct{}
	source := jsonSource(t, `{"`+strings.Repeat("é", 100_000)+`":1}`)
	source.Strict = true
	var problems []decode.Problem
	bytes := allocated(func() { problems = fill(t, &empty{}, source) })
	if bytes > 16<<10 {
		t.Errorf("%d bytes are allocated for a problem, want at most 16 KiB", bytes)
	}
	if len(problems) != 1 || len(problems[0].Field) > 256 || !strings.HasPrefix(problems[0].Field, "éé") {
		t.Errorf("problems %v", problems)
	}
}

func TestProblemPathOfLongNames(t *testing.T) {
	var p person
	name := strings.Repeat("é", 100)
	problems := fill(t, &p, jsonSource(t, `{"any":{"`+name+`":{"`+name+`":"\u0000"}}}`))
	if len(problems) != 1 || len(problems[0].Field) > 256 || !strings.HasPrefix(problems[0].Field, "any."+name+".é") {
		t.Errorf("problems %v", problems)
	}
}

func TestProblemText(t *testing.T) {
	p := decode.Problem{Field: "a.b", Message: "No."}
	if got, want := fmt.Sprint(p), "a.b: No."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := (decode.Problem{Message: "No."}).Error(), "No."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFillMemory(t *testing.T) {
	type page struct {
		Tags  []string       `json:"tags"`
		Names map[string]int `json:"names"`
		Any   any            `json:"any"`
		Items []node         `json:"items"`
	}
	bodies := []struct {
		name string
		body func(n int) string
	}{
		{"tags", func(n int) string { return `{"tags":[` + strings.Repeat(`"a",`, n) + `"a"]}` }},
		{"names", func(n int) string { return `{"names":` + namesJSON(n) + `}` }},
		{"any", func(n int) string { return `{"any":` + namesJSON(n) + `}` }},
		{"items", func(n int) string { return `{"items":[` + strings.Repeat(`{"name":"a"},`, n) + `{"name":"b"}]}` }},
		{"unknown", namesJSON},
	}
	for _, test := range bodies {
		isLinear(t, test.name, 4000, func(n int) {
			var p page
			if problems := fill(t, &p, jsonSource(t, test.body(n))); len(problems) > 0 {
				t.Errorf("%s: %v", test.name, problems)
			}
		})
	}
}

// A body that is no object must not pass for one that leaves everything out.
func TestFillFromNoObject(t *testing.T) {
	for _, text := range []string{`[]`, `[{"a":"b"}]`, `"a"`, `1`, `true`, `null`} {
		var p withTags
		problems := fill(t, &p, jsonSource(t, text))
		if got, want := showProblems(problems), " invalid"; got != want {
			t.Errorf("%s: problems %q, want %q", text, got, want)
		}
	}
	var p withTags
	if problems := fill(t, &p, decode.Source{Tag: "json"}, jsonSource(t, `{}`), xmlSource(t, `<a/>`)); len(problems) > 0 {
		t.Errorf("problems %v of empty sources", problems)
	}
}

func TestFillUnknownSource(t *testing.T) {
	var p withTags
	problems := fill(t, &p, decode.Source{Tag: "body", Root: decode.MapOf(decode.Field{Name: "a", Value: decode.TextOf("1")})})
	if len(problems) > 0 || p.A != "" {
		t.Errorf("got %+v, %v", p, problems)
	}
}
