package decode_test

import (
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

func TestTree(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{``, `{}`},
		{`a=1&b=2`, `{a:"1" b:"2"}`},
		{`a=1&b=2&a=3`, `{a:["1" "3"] b:"2"}`},
		{`a[]=1`, `{a:["1"]}`},
		{`a[]=1&a=2`, `{a:["1" "2"]}`},
		{`a.b=1&a[c]=2`, `{a:{b:"1" c:"2"}}`},
		{`a[b][c]=1&a.b.d=2&a[b].e=3`, `{a:{b:{c:"1" d:"2" e:"3"}}}`},
		{`a.0.b=1&a[1][b]=2`, `{a:{0:{b:"1"} 1:{b:"2"}}}`},
		{`a[b][]=1&a[b][]=2`, `{a:{b:["1" "2"]}}`},
		{`a=1&a.b=2`, `{a:{:"1" b:"2"}}`},
		{`a.b=2&a=1&a=3`, `{a:{:["1" "3"] b:"2"}}`},
		{`a.b.c=1&a.b=2`, `{a:{b:{:"2" c:"1"}}}`},
		{`=1`, `{:"1"}`},
		// What is no path is a name.
		{`a[=1`, `{a[:"1"}`},
		{`a[b=1`, `{a[b:"1"}`},
		{`a]b=1`, `{a]b:"1"}`},
		{`a[b]c=1`, `{a[b]c:"1"}`},
		{`a[[b]]=1`, `{a[[b]]:"1"}`},
		{`a..b=1`, `{a..b:"1"}`},
		{`.a=1`, `{.a:"1"}`},
		{`a.=1`, `{a.:"1"}`},
		{`[a]=1`, `{[a]:"1"}`},
		{`[]=1`, `{[]:"1"}`},
		{`a[][b]=1`, `{a[][b]:"1"}`},
		{`a[b.c]=1`, `{a:{b.c:"1"}}`},
		{`a.b]=1`, `{a:{b]:"1"}}`},
		{`a.b.c.d.e.f.g.h=1`, `{a:{b:{c:{d:{e:{f:{g:{h:"1"}}}}}}}}`},
		{`__proto__.a=1`, `{__proto__:{a:"1"}}`},
		{`a.2=1&b=&c=`, `{a:{2:"1"} b:"" c:""}`}, // whether it is a list at all, the plan knows
	}
	for _, test := range tests {
		pairs, err := decode.Query(test.in, decode.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		v, err := pairs.Tree()
		if got := show(v); err != nil || got != test.want {
			t.Errorf("Tree of %q = %s, %v, want %s", test.in, got, err, test.want)
		}
	}
}

func TestTreeRefuses(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{`a.b.c.d.e.f.g.h.i=1`, "400 too_deep"},
		{`a` + strings.Repeat("[b]", 8) + `=1`, "400 too_deep"},
		{`a` + strings.Repeat("[b]", 1000) + `=1`, "400 too_deep"},
		{`a` + strings.Repeat(".b", 100_000) + `=1`, "400 too_deep"},
		{`a` + strings.Repeat("[b]", 100_000) + `[=1`, "400 too_deep"},
		{`a[1]=x`, "400 sparse_list"},
		{`a[999999999]=x`, "400 sparse_list"},
		{`a.999999999.b=x`, "400 sparse_list"},
		{`a.9223372036854775808=x`, "400 sparse_list"},
		{`a.` + strings.Repeat("9", 100_000) + `=x`, "400 sparse_list"},
		{`a.b.c[7]=x&b=1`, "400 sparse_list"},
	}
	for _, test := range tests {
		pairs, err := decode.Query(test.in, decode.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		var v decode.Value
		bytes := allocated(func() { v, err = pairs.Tree() })
		if got := codeOf(t, err); got != test.want || v.Kind() != decode.Absent {
			t.Errorf("Tree of %.30q = %s, %q, want %s", test.in, show(v), got, test.want)
		}
		if bytes > 256<<10 {
			t.Errorf("Tree of %.30q allocates %d bytes", test.in, bytes)
		}
	}
}
