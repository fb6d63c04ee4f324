package headers_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
)

func TestParseAuth(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want headers.Auth
		out  string
	}{
		{"Bearer abc.def-123==", headers.Auth{Scheme: "bearer", Token: "abc.def-123=="}, "Bearer abc.def-123=="},
		{"NEGOTIATE", headers.Auth{Scheme: "negotiate"}, "Negotiate"},
		{"  Basic   eDp5 ", headers.Auth{Scheme: "basic", Token: "eDp5"}, "Basic eDp5"},
		{`Digest realm="a, b", nonce=77, qop="auth"`,
			headers.Auth{Scheme: "digest", Params: params("realm", "a, b", "nonce", "77", "qop", "auth")},
			`Digest realm="a, b", nonce="77", qop="auth"`},
		{`Digest username="zoë", qop=auth, nc=00000001, response="6e"`,
			headers.Auth{Scheme: "digest", Params: params("username", "zoë", "qop", "auth", "nc", "00000001", "response", "6e")},
			`Digest username="zoë", qop=auth, nc=00000001, response="6e"`},
		{`X-Own a="x\"y", b`, headers.Auth{Scheme: "x-own", Params: headers.Params{{Name: "a", Value: `x"y`}, {Name: "b", Bare: true}}}, `X-Own a="x\"y", b`},
	}
	for _, test := range tests {
		got, ok := headers.ParseAuth(test.in)
		if !ok || !reflect.DeepEqual(got, test.want) || got.String() != test.out {
			t.Errorf("ParseAuth(%q) = %+v, %v = %s, want %+v = %s", test.in, got, ok, got, test.want, test.out)
		}
	}
	for _, in := range []string{"", "  ", `"quoted" x`, "é x", "a,b c"} {
		if got, ok := headers.ParseAuth(in); ok {
			t.Errorf("ParseAuth(%q) = %+v, want not ok", in, got)
		}
	}
}

func TestBasicAuth(t *testing.T) {
	t.Parallel()
	field := headers.BasicAuth("zoë", "pass:wörd").String()
	auth, _ := headers.ParseAuth(field)
	if user, password, ok := auth.Basic(); user != "zoë" || password != "pass:wörd" || !ok {
		t.Errorf("%s = %q, %q, %v", field, user, password, ok)
	}
	for _, in := range []string{"Basic", "Basic YQ==", "Basic ***", "Basic ////", "Basic YQo6Yg==", "Bearer eDp5"} {
		auth, _ := headers.ParseAuth(in)
		if user, password, ok := auth.Basic(); ok {
			t.Errorf("%s = %q, %q, want not ok", in, user, password)
		}
	}
}

func TestBearer(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"Bearer t0k": "t0k", "bearer t0k": "t0k", "Basic t0k": "", "Bearer": ""} {
		if auth, _ := headers.ParseAuth(in); auth.Bearer() != want {
			t.Errorf("%s: Bearer = %q, want %q", in, auth.Bearer(), want)
		}
	}
}

func TestParseChallenges(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fields []string
		want   []string
	}{
		{nil, nil},
		{[]string{""}, nil},
		{[]string{`Basic realm="x"`}, []string{`Basic realm="x"`}},
		{[]string{`Basic realm="x", Bearer`}, []string{`Basic realm="x"`, "Bearer"}},
		{[]string{`Digest realm="a, B c=d", nonce="1", qop="auth,auth-int", Basic realm="x", charset="UTF-8"`},
			[]string{`Digest realm="a, B c=d", nonce="1", qop="auth,auth-int"`, `Basic realm="x", charset=UTF-8`}},
		{[]string{"Negotiate dG9r=", `, ,Basic realm = "x"`}, []string{"Negotiate dG9r=", `Basic realm="x"`}},
		{[]string{"Newauth, Basic realm=\"x\""}, []string{"Newauth", `Basic realm="x"`}},
		{[]string{`Basic realm="open, Bearer`}, []string{"Basic"}},
	}
	for _, test := range tests {
		var got []string
		for _, c := range headers.ParseChallenges(test.fields...) {
			got = append(got, c.String())
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("ParseChallenges(%q) = %q, want %q", test.fields, got, test.want)
		}
	}
}

func TestAuthStringCannotBeSplit(t *testing.T) {
	t.Parallel()
	a := headers.Auth{Scheme: "bearer", Token: "x\r\nSet-Cookie: a=b, Basic y"}
	if got, want := a.String(), "Bearer xSet-Cookie:a=bBasicy"; got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
}

func FuzzParseAuth(f *testing.F) {
	f.Add(`Digest realm="a, b", nonce=77`)
	f.Add("Basic dXNlcjpwYXNz")
	f.Add("Bearer a=b=")
	f.Fuzz(func(t *testing.T, in string) {
		auth, ok := headers.ParseAuth(in)
		if !ok || !headers.ValidValue(in) {
			return
		}
		r := http.Request{Header: http.Header{"Authorization": {in}}}
		user, password, std := r.BasicAuth()
		if u, p, ok := auth.Basic(); ok && strings.HasPrefix(in, "Basic ") && std && (u != user || p != password) {
			t.Errorf("%q = %q %q, net/http says %q %q", in, u, p, user, password)
		}
		out := auth.String()
		if !headers.ValidValue(out) {
			t.Errorf("%q may not be sent", out)
		}
		again, ok := headers.ParseAuth(out)
		if !ok || again.Scheme != auth.Scheme || strings.Contains(out, "=\"") && again.String() != out {
			t.Errorf("%q became %q, then %q", in, out, again)
		}
		headers.ParseChallenges(in)
	})
}
