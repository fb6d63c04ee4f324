package headers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/headers"
)

func TestSetCookie(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   http.Cookie
		want string
	}{
		{http.Cookie{Name: "sid", Value: "31d4"}, "sid=31d4"},
		{http.Cookie{Name: "sid", Value: ""}, "sid="},
		{http.Cookie{Name: "a", Value: "1,2; \"x\\y\""}, `a="1\0542\073 \"x\\y\""`},
		{http.Cookie{Name: "a", Value: "é"}, `a="\303\251"`},
		{http.Cookie{Name: "a", Value: "b", Path: "/å b;c"}, "a=b; Path=/%C3%A5%20b%3Bc"},
		{http.Cookie{Name: "a", Value: "b", Domain: ".Example.com"}, "a=b; Domain=Example.com"},
		{http.Cookie{Name: "a", Value: "b", Domain: "räksmörgås.example"}, "a=b; Domain=xn--rksmrgs-5wao1o.example"},
		{http.Cookie{Name: "a", Value: "b", MaxAge: 60, Expires: march}, "a=b; Expires=Tue, 05 Mar 2024 10:30:00 GMT; Max-Age=60"},
		{http.Cookie{Name: "a", MaxAge: -1, Expires: time.Unix(0, 0)}, "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0"},
		{http.Cookie{Name: "a", Value: "b", Secure: true, HttpOnly: true, Path: "/", SameSite: http.SameSiteLaxMode}, "a=b; Secure; HttpOnly; Path=/; SameSite=Lax"},
		{http.Cookie{Name: "a", Value: "b", SameSite: http.SameSiteDefaultMode}, "a=b"},
		{http.Cookie{Name: "a", Value: "b", SameSite: http.SameSiteStrictMode}, "a=b; SameSite=Strict"},
		{http.Cookie{Name: "a", Value: "b", SameSite: http.SameSiteNoneMode, Partitioned: true}, "a=b; Secure; SameSite=None; Partitioned"},
		{http.Cookie{Name: "__Host-sid", Value: "b", Path: "/"}, "__Host-sid=b; Secure; Path=/"},
		{http.Cookie{Name: "__Secure-sid", Value: "b"}, "__Secure-sid=b; Secure"},
	}
	for _, test := range tests {
		if got, err := headers.SetCookie(&test.in); err != nil || got != test.want {
			t.Errorf("SetCookie(%+v) = %q, %v, want %q", test.in, got, err, test.want)
		}
	}
}

func TestSetCookieRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   http.Cookie
		want string
	}{
		{http.Cookie{Name: ""}, "not a token"},
		{http.Cookie{Name: "a b"}, "not a token"},
		{http.Cookie{Name: "a=b"}, "not a token"},
		{http.Cookie{Name: "é"}, "not a token"},
		{http.Cookie{Name: "a", Value: "x\r\nSet-Cookie: b=c"}, "control character"},
		{http.Cookie{Name: "a", Value: "x\x00"}, "control character"},
		{http.Cookie{Name: "a", Value: "x\ty"}, "control character"},
		{http.Cookie{Name: "a", Path: "/\n"}, "control character"},
		{http.Cookie{Name: "a", Domain: "x;Path=/"}, "not a domain"},
		{http.Cookie{Name: "a", Domain: "."}, "not a domain"},
		{http.Cookie{Name: "a", SameSite: 42}, "SameSite"},
		{http.Cookie{Name: "a", Value: strings.Repeat("x", headers.MaxCookieSize)}, "bytes"},
		{http.Cookie{Name: "__Host-a", Path: "/x"}, "__Host-"},
		{http.Cookie{Name: "__host-a", Path: "/", Domain: "x.example"}, "__Host-"},
	}
	for _, test := range tests {
		got, err := headers.SetCookie(&test.in)
		if got != "" || err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("SetCookie(%+v) = %q, %v, want an error with %q", test.in, got, err, test.want)
		}
		if err != nil && test.in.Value != "" && strings.Contains(err.Error(), test.in.Value) {
			t.Errorf("the error tells the value: %v", err)
		}
	}
}

// FuzzSetCookie has net/http read what was written: one cookie, with the same
// name and attributes.
func FuzzSetCookie(f *testing.F) {
	f.Add("a", "b", "/", "example.com", 60)
	f.Add("a", "x; Path=/y", "/;Domain=z", "a;b", -1)
	f.Fuzz(func(t *testing.T, name, value, path, domain string, age int) {
		field, err := headers.SetCookie(&http.Cookie{Name: name, Value: value, Path: path, Domain: domain, MaxAge: age % 1000000, HttpOnly: true})
		if err != nil {
			return
		}
		if !headers.ValidValue(field) {
			t.Fatalf("%q may not be sent", field)
		}
		pair, attributes, _ := strings.Cut(field, ";")
		if cookies, err := headers.ParseCookies(pair); err != nil || len(cookies) != 1 || cookies[0].Value != value {
			t.Errorf("the value %q was written as %q and read as %q", value, pair, cookies)
		}
		// net/http knows no escapes in a value.
		got, err := http.ParseSetCookie(name + "=x;" + attributes)
		if err != nil {
			t.Fatalf("net/http cannot read %q: %v", field, err)
		}
		if got.Name != name || !got.HttpOnly || (got.Domain == "") != (domain == "") || len(got.Unparsed) > 0 {
			t.Errorf("%q was read as %+v", field, got)
		}
	})
}
