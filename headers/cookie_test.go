package headers_test

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
)

func TestParseCookies(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want headers.Cookies
	}{
		{"", nil},
		{"; ;=;", nil},
		{"sid=31d4; lang=sv", headers.Cookies{{"sid", "31d4"}, {"lang", "sv"}}},
		{" a = b=c ", headers.Cookies{{"a", "b=c"}}},
		{"a=1; b=2; a=3", headers.Cookies{{"a", "1"}, {"b", "2"}, {"a", "3"}}},
		{"alone; =x; y=", headers.Cookies{{"", "alone"}, {"", "x"}, {"y", ""}}},
		{`a="two words"; b="`, headers.Cookies{{"a", "two words"}, {"b", `"`}}},
		{`a="1\0542\073\"\\\q\303\251"`, headers.Cookies{{"a", `1,2;"\qé`}}},
		{`a="\400\08\05"`, headers.Cookies{{"a", "4000805"}}},
		{`a="x; sid=1; b=y"`, headers.Cookies{{"a", `"x`}, {"sid", "1"}, {"b", `y"`}}},
		{"namé=é", headers.Cookies{{"namé", "é"}}},
		{"a[1]=(x){y}", headers.Cookies{{"a[1]", "(x){y}"}}},
	}
	for _, test := range tests {
		got, err := headers.ParseCookies(test.in)
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("ParseCookies(%q) = %q, %v, want %q", test.in, got, err, test.want)
		}
	}
}

func TestParseCookiesOfSeveralFields(t *testing.T) {
	t.Parallel()
	cookies, err := headers.ParseCookies("a=1; b=2", "a=3")
	if err != nil || len(cookies) != 3 {
		t.Fatalf("ParseCookies = %v, %v", cookies, err)
	}
	if got, ok := cookies.Get("a"); got != "1" || !ok {
		t.Errorf("Get(a) = %q, %v, want the first", got, ok)
	}
	if _, ok := cookies.Get("A"); ok {
		t.Error("Get(A) found a")
	}
}

func TestParseCookiesCountsThem(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]error{headers.MaxCookies: nil, headers.MaxCookies + 1: headers.ErrTooManyCookies} {
		cookies, err := headers.ParseCookies(strings.Repeat("a=b;", n))
		if !errors.Is(err, want) || want != nil && cookies != nil {
			t.Errorf("%d cookies: %d, %v, want %v", n, len(cookies), err, want)
		}
	}
}

// FuzzParseCookies sends what was read again, and compares with net/http where
// the two rules agree.
func FuzzParseCookies(f *testing.F) {
	f.Add(`a=b; c="d\073"; e`)
	f.Add(`a="b; c=d"`)
	f.Fuzz(func(t *testing.T, in string) {
		cookies, err := headers.ParseCookies(in)
		if err != nil {
			return
		}
		for _, c := range cookies {
			field, err := headers.SetCookie(&http.Cookie{Name: c.Name, Value: c.Value})
			if err != nil {
				continue
			}
			again, err := headers.ParseCookies(field)
			if err != nil || !reflect.DeepEqual(again, headers.Cookies{c}) {
				t.Errorf("%q was set as %q and read as %q, %v", c, field, again, err)
			}
		}
		std, err := http.ParseCookie(in)
		if err != nil || strings.ContainsAny(in, "\"\\ ") {
			return
		}
		if got, want := fmt.Sprint(cookies), fmt.Sprint(fromStd(std)); got != want {
			t.Errorf("%q = %s, net/http says %s", in, got, want)
		}
	})
}

func fromStd(std []*http.Cookie) headers.Cookies {
	var cookies headers.Cookies
	for _, c := range std {
		cookies = append(cookies, headers.Cookie{Name: c.Name, Value: c.Value})
	}
	return cookies
}
