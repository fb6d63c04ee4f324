package decode_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

func TestOne(t *testing.T) {
	form := formSource(t, "n=5&bad=x&empty=&tags=a&tags=b&address.city=Paris&many=1&many=2")
	header := decode.Source{Tag: "header", Loose: true, Root: decode.MapOf(decode.Field{Name: "X-Depth", Value: decode.TextOf("3")})}
	tests := []struct {
		source   decode.Source
		name     string
		dst      any
		required bool
		given    bool
		want     any
		problems string
	}{
		{form, "n", new(int), true, true, 5, ""},
		{form, "n", new(string), true, true, "5", ""},
		{form, "bad", new(int), false, true, 0, "bad invalid"},
		{form, "empty", new(int), false, false, 0, ""},
		{form, "empty", new(int), true, false, 0, "empty required"},
		{form, "empty", new(string), true, true, "", ""},
		{form, "empty", new(*int), false, false, (*int)(nil), ""},
		{form, "empty", new([]string), true, true, []string{}, ""},
		{form, "none", new(string), false, false, "", ""},
		{form, "none", new(string), true, false, "", "none required"},
		{form, "N", new(int), true, false, 0, "N required"},
		{form, "tags", new([]string), true, true, []string{"a", "b"}, ""},
		{form, "many", new(int), true, true, 0, "many invalid"},
		{form, "address", new(address), true, true, address{City: "Paris"}, ""},
		{form, "address.city", new(string), true, true, "Paris", ""},
		{form, "address[city]", new(string), true, true, "Paris", ""},
		{form, "address.town", new(string), true, false, "", "address.town required"},
		{form, "address..", new(string), false, false, "", ""},
		{header, "x-depth", new(int), true, true, 3, ""},
		{decode.Source{Tag: "query"}, "n", new(int), true, false, 0, "n required"},
	}
	for _, test := range tests {
		dst := reflect.ValueOf(test.dst).Elem()
		given, problems, err := decode.One(test.source, test.name, dst, test.required)
		if given != test.given || err != nil || !reflect.DeepEqual(dst.Interface(), test.want) || showProblems(problems) != test.problems {
			t.Errorf("One(%s, %q, %s, %t) = %t, %v, %v, %v, want %t, %v, %q", test.source.Tag, test.name, dst.Type(), test.required,
				given, dst, problems, err, test.given, test.want, test.problems)
		}
	}
}

func TestOneRefuses(t *testing.T) {
	tests := []struct {
		tag  string
		dst  any
		want string
	}{
		{"form", new(chan int), "type chan int cannot be filled from form"},
		{"header", new(address), "cannot be filled from header"},
		{"form", new(struct {
			A []struct {
				B func() `form:"b"`
			} `form:"a"`
		}), "B: type func() cannot"},
		{"body", new(int), "no known tag"},
	}
	for _, test := range tests {
		_, _, err := decode.One(decode.Source{Tag: test.tag}, "a", reflect.ValueOf(test.dst).Elem(), false)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("One of %T: error %v, want one with %q", test.dst, err, test.want)
		}
	}
}
