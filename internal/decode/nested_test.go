package decode_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

type address struct {
	City string `form:"city" json:"city" xml:"city" query:"city"`
	Zip  *int   `form:"zip" json:"zip" xml:"zip,attr" query:"zip"`
}

type person struct {
	Name     string              `form:"name" json:"name" xml:"name" query:"name"`
	Address  address             `form:"address" json:"address" xml:"address" query:"address"`
	Second   *address            `form:"second" json:"second" xml:"second"`
	Others   []address           `form:"others" json:"others" xml:"other"`
	Pointers []*address          `form:"pointers" json:"pointers" xml:"pointer"`
	Tags     []string            `form:"tags" json:"tags" xml:"tag" query:"tags"`
	Numbers  []int               `form:"numbers" json:"numbers" xml:"number"`
	Matrix   [][]float64         `json:"matrix"`
	Scores   map[string]int      `json:"scores"`
	Places   map[colour]*address `json:"places"`
	Any      any                 `json:"any"`
	Raw      json.RawMessage     `json:"raw"`
	Comment  string              `xml:",chardata"`
	File     *decode.Upload      `form:"file"`
	Files    []*decode.Upload    `form:"files"`
}

func TestFillNested(t *testing.T) {
	paris, rome := address{City: "Paris"}, address{City: "Rome", Zip: ptr(5)}
	tests := []struct {
		source decode.Source
		want   person
	}{
		{formSource(t, "name=a&address.city=Paris&second[city]=Rome&second[zip]=5"), person{Name: "a", Address: paris, Second: &rome}},
		{formSource(t, "others.0.city=Paris&others[1][city]=Rome&others[1].zip=5"), person{Others: []address{paris, rome}}},
		{formSource(t, "others.1.city=Rome&others.0.city=Paris&others.1.zip=5"), person{Others: []address{paris, rome}}},
		{formSource(t, "pointers.0.city=Paris&pointers.1.zip="), person{Pointers: []*address{&paris, {}}}},
		{formSource(t, "tags=a&tags=b&numbers=1&numbers=2"), person{Tags: []string{"a", "b"}, Numbers: []int{1, 2}}},
		{formSource(t, "tags=a&numbers[]=1"), person{Tags: []string{"a"}, Numbers: []int{1}}},
		{formSource(t, "tags[0]=a&tags[1]=b&tags[2]=c"), person{Tags: []string{"a", "b", "c"}}},
		{formSource(t, "tags=&numbers=&others=&address="), person{Tags: []string{}, Numbers: []int{}, Others: []address{}}},
		{formSource(t, "tags=&tags=a"), person{Tags: []string{"", "a"}}},
		{jsonSource(t, `{"address":{"city":"Paris"},"second":{"city":"Rome","zip":5}}`), person{Address: paris, Second: &rome}},
		{jsonSource(t, `{"second":null,"others":null,"tags":null,"scores":null,"any":null,"address":{}}`), person{}},
		{jsonSource(t, `{"others":[{"city":"Paris"},{"zip":5,"city":"Rome"}],"pointers":[null,{"city":"Paris"}]}`),
			person{Others: []address{paris, rome}, Pointers: []*address{nil, &paris}}},
		{jsonSource(t, `{"tags":[],"numbers":[1,-2],"matrix":[[1,2.5],[],[3]]}`),
			person{Tags: []string{}, Numbers: []int{1, -2}, Matrix: [][]float64{{1, 2.5}, {}, {3}}}},
		{jsonSource(t, `{"scores":{"b":2,"":1},"places":{"x":{"city":"Paris"},"y":null}}`),
			person{Scores: map[string]int{"b": 2, "": 1}, Places: map[colour]*address{"x": &paris, "y": nil}}},
		{jsonSource(t, `{"any":[1,"a",true,null,{"b":[]}]}`),
			person{Any: []any{1.0, "a", true, nil, map[string]any{"b": []any{}}}}},
		{jsonSource(t, `{"raw": {"b" : [1, 1.50, "\u00e9\n", null, false], "a":{}} }`),
			person{Raw: json.RawMessage(`{"b":[1,1.50,"é\n",null,false],"a":{}}`)}},
		{xmlSource(t, `<p><name>a</name><address><city>Paris</city></address><second zip="5"><city>Rome</city></second></p>`),
			person{Name: "a", Address: paris, Second: &rome}},
		{xmlSource(t, `<p>hi<other><city>Paris</city></other><tag>a</tag><other zip="5"><city>Rome</city></other><number>1</number></p>`),
			person{Comment: "hi", Others: []address{paris, rome}, Tags: []string{"a"}, Numbers: []int{1}}},
		{xmlSource(t, `<p><other zip="5"><city>Rome</city></other><second/><tag/></p>`),
			person{Others: []address{rome}, Second: &address{}, Tags: []string{}}},
		{xmlSource(t, `<p>hi</p>`), person{Comment: "hi"}},
		{xmlSource(t, `<p> </p>`), person{}},
	}
	for _, test := range tests {
		var p person
		problems := fill(t, &p, test.source)
		if len(problems) > 0 || !reflect.DeepEqual(p, test.want) {
			t.Errorf("%s: got %+v, %v, want %+v", show(test.source.Root), p, problems, test.want)
		}
	}
}

func TestFillNestedRefuses(t *testing.T) {
	tests := []struct {
		source decode.Source
		want   string
	}{
		{formSource(t, "address=x"), "address invalid"},
		{formSource(t, "address=x&address.city=y"), ""}, // the field "" of address, which has none
		{formSource(t, "address.city.x=y"), "address.city invalid"},
		{formSource(t, "address[]=x"), "address invalid"},
		{formSource(t, "others=x"), "others.0 invalid"},
		{formSource(t, "others.city=x"), "others invalid"},
		{formSource(t, "others.0.city=x&others.2.city=y&name=&name="), "name invalid\nothers invalid"},
		{formSource(t, "others.0.city=x&others.00.city=y"), "others invalid"},
		{formSource(t, "others.1.city=x&others.2.city=y&tags=1"), "others invalid"},
		{formSource(t, "others.0.city=x&others.-1.city=y"), "others invalid"},
		{formSource(t, "others.0.city=x&others.1e0.city=y"), "others invalid"},
		{formSource(t, "tags[0]=a&tags[x]=b"), "tags invalid"},
		{formSource(t, "tags[0]=a&tags[0]=b"), "tags.0 invalid"},
		{formSource(t, "tags=a&tags[0]=b"), "tags invalid"},
		{formSource(t, "numbers=1&numbers=&numbers=x&numbers=3"), "numbers.1 required\nnumbers.2 invalid"},
		{formSource(t, "file=x&files=x"), "file invalid\nfiles.0 invalid"},
		{jsonSource(t, `{"address":null,"others":{},"tags":"a","numbers":{"0":1}}`), "address null\nothers invalid\ntags invalid\nnumbers invalid"},
		{jsonSource(t, `{"tags":["a",null,1],"pointers":[1]}`), "pointers.0 invalid\ntags.1 null\ntags.2 invalid"},
		{jsonSource(t, `{"others":[{"city":"x"},{"city":1}],"matrix":[[1],[2,"x"],3]}`), "others.1.city invalid\nmatrix.1.1 invalid\nmatrix.2 invalid"},
		{jsonSource(t, `{"scores":{"a":"x","b\u0000":1},"places":[]}`), "scores.a invalid\nscores.b\x00 null_characters_not_allowed\nplaces invalid"},
		{jsonSource(t, `{"any":{"a":["x\u0000"],"b\u0000":1,"c":1e999}}`),
			"any.a.0 null_characters_not_allowed\nany.b\x00 null_characters_not_allowed\nany.c invalid"},
		{jsonSource(t, `{"raw":`+strings.Repeat("1", 100_000)+`}`), "raw invalid"},
		{jsonSource(t, `{"raw":1e100000}`), "raw invalid"},
		{xmlSource(t, `<p><address/><address/><name><b/></name><name/></p>`), "name invalid\naddress invalid"},
	}
	for _, test := range tests {
		var p person
		if got := showProblems(fill(t, &p, test.source)); got != test.want {
			t.Errorf("%.80s: problems %q, want %q", show(test.source.Root), got, test.want)
		}
	}
}

// A list must not be made before it is known to be one.
func TestSparseListsAllocateNothing(t *testing.T) {
	type form struct {
		Big []struct {
			A string `form:"a"`
			B [4096]byte
		} `form:"big"`
	}
	var query strings.Builder
	for range 500 {
		query.WriteString("big.0.x=1&")
	}
	query.WriteString("big.499.a=x") // below the number of fields, so that only the plan can tell
	source := formSource(t, query.String())
	var f form
	fill(t, &f, source)
	var problems []decode.Problem
	bytes := allocated(func() { problems = fill(t, &f, source) })
	if got, want := showProblems(problems), "big invalid"; got != want {
		t.Errorf("problems %q, want %q", got, want)
	}
	if bytes > 16<<10 {
		t.Errorf("%d bytes are allocated, want at most 16 KiB", bytes)
	}
}

func TestFillUploads(t *testing.T) {
	// A photo is an upload under another name, as a package above may have it.
	type photo decode.Upload
	type form struct {
		One  *decode.Upload   `form:"one" check:"required,max=3"`
		Many []*decode.Upload `form:"many" check:"max=2"`
	}
	up := func(size int) decode.Value { return decode.OpaqueOf(&decode.Upload{Filename: "a", Size: int64(size)}) }
	source := func(one, many decode.Value) decode.Source {
		return decode.Source{Tag: "form", Loose: true, Root: decode.MapOf(
			decode.Field{Name: "one", Value: one}, decode.Field{Name: "many", Value: many})}
	}
	tests := []struct {
		one, many decode.Value
		want      string
	}{
		{up(1), up(1), ""},
		{up(3), decode.ListOf(up(1), up(2)), ""},
		{up(4), decode.ListOf(up(1), up(2), up(3)), "one max_size\nmany max_length"},
		{up(0), decode.Value{}, "one empty"},
		{decode.Value{}, decode.Value{}, "one required"},
		{decode.TextOf(""), decode.TextOf(""), "one required"},
		{decode.TextOf("a.txt"), decode.ListOf(up(1), decode.TextOf("x")), "one invalid\nmany.1 invalid"},
		{decode.ListOf(up(1), up(1)), up(1), "one invalid"},
		{decode.OpaqueOf(1), decode.OpaqueOf("x"), "one invalid\nmany.0 invalid"},
	}
	for _, test := range tests {
		var f form
		if got := showProblems(fill(t, &f, source(test.one, test.many))); got != test.want {
			t.Errorf("one %s, many %s: problems %q, want %q", show(test.one), show(test.many), got, test.want)
		}
	}
	var f form
	one := up(1)
	if fill(t, &f, source(one, one)); f.One != one.Opaque() || len(f.Many) != 1 || f.Many[0] != f.One {
		t.Errorf("got %+v, want the very upload", f)
	}
	if _, err := decode.PlanOf(reflect.TypeFor[struct {
		A *photo `form:"a"`
	}]()); err == nil {
		t.Error("a type that cannot be opened is taken for an upload")
	}
}

// attachment is an upload under another name, as a package above may have it.
type attachment decode.Upload

func (a *attachment) Open() error { return nil }

func TestFillUploadOfAnotherName(t *testing.T) {
	var form struct {
		File *attachment `form:"file" check:"required"`
	}
	u := &decode.Upload{Filename: "a", Size: 1}
	source := decode.Source{Tag: "form", Loose: true, Root: decode.MapOf(decode.Field{Name: "file", Value: decode.OpaqueOf(u)})}
	if problems := fill(t, &form, source); len(problems) > 0 || form.File != (*attachment)(u) {
		t.Errorf("got %+v, %v", form, problems)
	}
}
