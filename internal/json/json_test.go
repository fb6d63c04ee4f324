package json_test

import (
	stdjson "encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/internal/json"
	experiment "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

type author struct {
	Name   string `json:"name"`
	Hidden string `json:"-"`
	secret string
}

type article struct {
	ID      int64             `json:"id"`
	Big     int64             `json:"big,string"`
	Title   string            `json:"title"`
	Empty   string            `json:"empty,omitempty"`
	Zero    int               `json:"zero,omitempty"`
	No      bool              `json:"no,omitempty"`
	Nil     *int              `json:"nil,omitempty"`
	Never   time.Time         `json:"never,omitzero"`
	Tags    []string          `json:"tags"`
	Meta    map[string]string `json:"meta"`
	Wait    time.Duration     `json:"wait"`
	At      time.Time         `json:"at"`
	Key     uuid.UUID         `json:"key"`
	Data    []byte            `json:"data"`
	Author  *author           `json:"author"`
	Raw     stdjson.RawMessage
	Untaged int
}

func TestMarshal(t *testing.T) {
	at := time.Date(2024, 2, 29, 12, 0, 0, 500, time.UTC)
	tests := []struct {
		in   any
		want string
	}{
		{nil, `null`},
		{"a<b>&\u2028é😀\"\n", "\"a<b>&\u2028é😀\\\"\\n\""},
		{[]string(nil), `[]`},
		{map[string]int(nil), `{}`},
		{map[string]any{"b": 1, "a": []any{1.5, true, nil}, "é": 2, "": 3}, `{"":3,"a":[1.5,true,null],"b":1,"é":2}`},
		{map[int]string{2: "b", 10: "a"}, `{"10":"a","2":"b"}`},
		{90 * time.Minute, `"1h30m0s"`},
		{map[string]time.Duration{"a": 0}, `{"a":"0s"}`},
		{1e21, `1e+21`},
		{int64(math.MaxInt64), `9223372036854775807`},
		{article{ID: 1, Big: 2, Title: "t", At: at, Data: []byte("hi"), Author: &author{Name: "Ann", secret: "x"}, Raw: stdjson.RawMessage(`{"x": 1}`)},
			`{"id":1,"big":"2","title":"t","tags":[],"meta":{},"wait":"0s","at":"2024-02-29T12:00:00.0000005Z",` +
				`"key":"00000000-0000-0000-0000-000000000000","data":"aGk=","author":{"name":"Ann"},"Raw":{"x":1},"Untaged":0}`},
	}
	for _, test := range tests {
		got, err := json.Marshal(test.in)
		if err != nil || string(got) != test.want {
			t.Errorf("Marshal(%#v) = %s, %v, want %s", test.in, got, err, test.want)
		}
	}
}

type ticket struct {
	Left time.Duration `json:"left"`
}

type tree struct {
	Name     string          `json:"name"`
	Children []*tree         `json:"children"`
	By       map[int]*ticket `json:"by"`
}

// A writer writes what it holds by the encoder that it is given.
type writer struct{ left time.Duration }

func (w *writer) MarshalJSONTo(e *jsontext.Encoder) error { return experiment.MarshalEncode(e, w.left) }

// Durations are written as text wherever the type of a value hides them.
func TestMarshalFindsDurations(t *testing.T) {
	tests := []struct {
		in   any
		want string
	}{
		{time.Second, `"1s"`},
		{new(time.Second), `"1s"`},
		{[1]time.Duration{time.Second}, `["1s"]`},
		{map[string][]time.Duration{"a": {time.Second}}, `{"a":["1s"]}`},
		{map[time.Duration]int{time.Second: 1}, `{"1s":1}`},
		{struct{ V any }{time.Second}, `{"V":"1s"}`},
		{struct{ ticket }{ticket{time.Second}}, `{"left":"1s"}`},
		{struct{ *ticket }{&ticket{time.Second}}, `{"left":"1s"}`},
		{tree{Children: []*tree{{By: map[int]*ticket{1: {time.Second}}}}},
			`{"name":"","children":[{"name":"","children":[],"by":{"1":{"left":"1s"}}}],"by":{}}`},
		{&writer{time.Second}, `"1s"`},
		{struct{ W writer }{writer{time.Second}}, `{"W":"1s"}`},
		{[]fmt.Stringer{time.Second}, `["1s"]`},
	}
	for _, test := range tests {
		for range 2 { // the second time what was found out is known
			got, err := json.Marshal(test.in)
			if err != nil || string(got) != test.want {
				t.Errorf("Marshal(%#v) = %s, %v, want %s", test.in, got, err, test.want)
			}
		}
	}
}

type row struct {
	ID      int      `json:"id"`
	Name    string   `json:"name"`
	Email   string   `json:"email"`
	Active  bool     `json:"active"`
	Friends []string `json:"friends"`
}

func BenchmarkMarshal(b *testing.B) {
	one := row{7, "Ada Lovelace", "ada@example.com", true, []string{"Grace", "Edsger", "Barbara"}}
	for _, bench := range []struct {
		name string
		in   any
	}{{"row", one}, {"100 rows", slices.Repeat([]row{one}, 100)}} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := json.Marshal(bench.in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestMarshalRefuses(t *testing.T) {
	tests := []any{
		"\xff", map[string]int{"\xff": 1}, math.NaN(), math.Inf(1), func() {}, make(chan int),
		stdjson.RawMessage(`{"a":1,"a":2}`), stdjson.RawMessage(`{`), stdjson.RawMessage("\"\xff\""), stdjson.RawMessage(`"\ud800"`),
	}
	for _, in := range tests {
		if got, err := json.Marshal(in); err == nil {
			t.Errorf("Marshal(%#v) = %s, want an error", in, got)
		}
	}
}

func TestMarshalIsDeterministic(t *testing.T) {
	m := map[string]int{}
	for i := range 100 {
		m[strings.Repeat("k", i)] = i
	}
	first, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if again, _ := json.Marshal(m); string(again) != string(first) {
			t.Fatalf("got %s, then %s", first, again)
		}
	}
}
