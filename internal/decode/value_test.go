package decode_test

import (
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

func TestValueOfWrongKind(t *testing.T) {
	values := []decode.Value{
		{}, decode.TextOf("a"), decode.ListOf(decode.TextOf("a")), decode.OpaqueOf(1),
		decode.MapOf(decode.Field{Name: "a", Value: decode.TextOf("b")}),
	}
	for _, v := range values {
		if got, want := len(v.List()) > 0, v.Kind() == decode.List; got != want {
			t.Errorf("%s has a list: %t, want %t", show(v), got, want)
		}
		if got, want := len(v.Fields()) > 0, v.Kind() == decode.Map; got != want {
			t.Errorf("%s has fields: %t, want %t", show(v), got, want)
		}
		if got, want := v.Opaque() != nil, v.Kind() == decode.Opaque; got != want {
			t.Errorf("%s holds a thing: %t, want %t", show(v), got, want)
		}
	}
}

func TestTextsOf(t *testing.T) {
	tests := []struct {
		texts []string
		want  string
	}{
		{nil, "absent"},
		{[]string{""}, `""`},
		{[]string{"a"}, `"a"`},
		{[]string{"a", "b"}, `["a" "b"]`},
	}
	for _, test := range tests {
		if got := show(decode.TextsOf(test.texts...)); got != test.want {
			t.Errorf("TextsOf(%q) = %s, want %s", test.texts, got, test.want)
		}
	}
}

func TestValueGet(t *testing.T) {
	m := decode.MapOf(decode.Field{Name: "a", Value: decode.TextOf("1")}, decode.Field{Name: "", Value: decode.TextOf("2")})
	for name, want := range map[string]string{"a": `"1"`, "": `"2"`, "b": "absent", "A": "absent"} {
		if got := show(m.Get(name)); got != want {
			t.Errorf("Get(%q) = %s, want %s", name, got, want)
		}
	}
	if got := decode.TextOf("a").Get("a"); got.Kind() != decode.Absent {
		t.Errorf("Get on a text = %s, want absent", show(got))
	}
}
