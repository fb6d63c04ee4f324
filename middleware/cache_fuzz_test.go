package middleware

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo"
)

// FuzzCacheControl compares the judgement of a Cache-Control field with one that
// takes the field apart, byte by byte: what that finds must not be kept.
func FuzzCacheControl(f *testing.F) {
	for _, seed := range []string{"private", " Private ", "max-age=1,NO-STORE", `no-cache="a,b"`, `a="b,private"`, "public", "x=private", "priv ate", ""} {
		f.Add(seed, "")
	}
	f.Add("public", "no-store")
	f.Fuzz(func(t *testing.T, first, second string) {
		kept := mayKeep(http.Header{"Cache-Control": {first, second}}, nil)
		if kept && (slowlyPrivate(first) || slowlyPrivate(second)) {
			t.Errorf("%q, %q: kept", first, second)
		}
		if !kept && !strings.Contains(strings.ToLower(first+"\x00"+second), "private") &&
			!strings.Contains(strings.ToLower(first+"\x00"+second), "no-") {
			t.Errorf("%q, %q: not kept", first, second)
		}
	})
}

// slowlyPrivate reads directives as RFC 9111 §5.2 writes them, one byte at a time.
func slowlyPrivate(field string) bool {
	var name []byte
	inValue, quoted, escaped := false, false, false
	found := false
	end := func() {
		switch strings.ToLower(strings.TrimSpace(string(name))) {
		case "private", "no-store", "no-cache":
			found = true
		}
		name, inValue = nil, false
	}
	for _, c := range []byte(field) {
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"' && inValue:
			quoted = !quoted
		case quoted:
		case c == ',':
			end()
		case c == '=':
			inValue = true
		case !inValue:
			name = append(name, c)
		}
	}
	end()
	return found
}

// FuzzVary compares the judgement of a Vary field with a set of words: what has any
// other word than the declared ones must not be kept.
func FuzzVary(f *testing.F) {
	for _, seed := range []string{"*", " * ", "Cookie , *", "accept-language", "Accept-Language,*", "\t*", "a*", "Accept-Encoding", ""} {
		f.Add(seed, "")
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		kept := mayKeep(http.Header{"Vary": {first, second}}, []string{"Accept-Language"})
		words := strings.FieldsFunc(first+","+second, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
		other := slices.ContainsFunc(words, func(word string) bool {
			lower := strings.ToLower(word)
			return lower != "accept-language" && lower != "accept-encoding"
		})
		if kept && other {
			t.Errorf("%q, %q: kept", first, second)
		}
		if !other && !kept && !strings.ContainsAny(strings.Trim(first, " \t")+strings.Trim(second, " \t"), " \t") {
			t.Errorf("%q, %q: not kept", first, second)
		}
	})
}

// FuzzCacheQuery holds F5: two queries have one key exactly if the view sees the
// same of both.
func FuzzCacheQuery(f *testing.F) {
	f.Add("a=1&b=2", "b=2&a=1", true)
	f.Add("a=1&a=2", "a=2&a=1", true)
	f.Add("a=1;b=2", "a=1&b=2", true)
	f.Add("a=1&utm=x", "a=1", false)
	f.Add("a=%31", "a=1", false)
	f.Add("a", "a=", true)
	all, some := newPages(CacheConfig{}), newPages(CacheConfig{Query: []string{"a", "b"}})
	f.Fuzz(func(t *testing.T, first, second string, every bool) {
		p := some
		if every {
			p = all
		}
		a, ok := p.ask(first)
		b, ok2 := p.ask(second)
		if !ok || !ok2 {
			return
		}
		if same := reflect.DeepEqual(a.seen, b.seen); same != (a.key == b.key) {
			t.Errorf("?%s and ?%s: the view sees the same: %v, one key: %v", first, second, same, a.key == b.key)
		}
		for _, own := range []asked{a, b} {
			if again, ok := p.ask(own.raw); !ok || again.key != own.key || again.raw != own.raw {
				t.Errorf("?%s is canonical, but becomes ?%s", own.raw, again.raw)
			}
		}
		want, err := combo.ParseQuery(first)
		if err != nil {
			t.Fatalf("?%s cannot be read, but has a key", first)
		}
		if every && !reflect.DeepEqual(a.seen, want) {
			t.Errorf("?%s: the view sees %v, want %v", first, a.seen, want)
		}
	})
}

type asked struct {
	key, raw string
	seen     url.Values
}

// ask returns the key of a query, and what the view sees of it.
func (p *pages) ask(query string) (asked, bool) {
	r := httptest.NewRequest("GET", "/", nil)
	r.URL.RawQuery, r.RequestURI = query, "/"
	q, ok := p.question(r)
	if !ok {
		return asked{}, false
	}
	inner := p.restricted(r, q)
	seen, err := combo.ParseQuery(inner.URL.RawQuery)
	if err != nil {
		panic(fmt.Sprintf("the view cannot read ?%s", inner.URL.RawQuery))
	}
	return asked{q.key, inner.URL.RawQuery, seen}, true
}

// FuzzCacheKey holds F6: two requests have one key exactly if the view sees the
// same of both.
func FuzzCacheKey(f *testing.F) {
	f.Add("/a", "x", "y", "/ax", "", "y")
	f.Add("/a:b", "c", "", "/a", "b:c", "")
	f.Add("/a b\n", "", "c", "/a", "b\n", "c")
	p := newPages(CacheConfig{Vary: []string{"X-One", "X-Two"}})
	f.Fuzz(func(t *testing.T, path, one, two, path2, one2, two2 string) {
		a, ok := p.seenBy(path, one, two)
		b, ok2 := p.seenBy(path2, one2, two2)
		if !ok || !ok2 {
			return
		}
		if same := reflect.DeepEqual(a.seen, b.seen) && a.raw == b.raw; same != (a.key == b.key) {
			t.Errorf("%q and %q: the view sees the same: %v, one key: %v", []string{path, one, two}, []string{path2, one2, two2}, same, a.key == b.key)
		}
	})
}

func (p *pages) seenBy(path, one, two string) (asked, bool) {
	r := httptest.NewRequest("GET", "/", nil)
	r.URL.Path, r.RequestURI = path, "/"
	for name, value := range map[string]string{"X-One": one, "X-Two": two} {
		if value != "" {
			r.Header[name] = strings.Split(value, "|")
		}
	}
	q, ok := p.question(r)
	if !ok {
		return asked{}, false
	}
	inner := p.restricted(r, q)
	return asked{q.key, inner.URL.Path, url.Values(inner.Header)}, true
}

// FuzzPage reads what a store may return: never a page of another key, and what was
// written comes back.
func FuzzPage(f *testing.F) {
	whole := page{status: 200, made: time.Unix(1, 2), until: time.Unix(3, 4), fields: []pageField{{"A", "b"}, {"A", ""}}, body: []byte("body")}
	f.Add(whole.appendTo(nil, "key"))
	f.Add(page{made: time.Unix(0, 0), until: time.Unix(0, 0)}.appendTo(nil, "key"))
	f.Add([]byte{pageForm, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f})
	f.Add([]byte{pageForm, 8, 3, 'k', 'e', 'y', 1, 1, 1, 0xff})
	f.Fuzz(func(t *testing.T, stored []byte) {
		p, ok := parsePage("key", stored)
		if !ok {
			return
		}
		if _, ok := parsePage("yek", stored); ok {
			t.Errorf("%q is the page of two keys", stored)
		}
		again, ok := parsePage("key", p.appendTo(nil, "key"))
		if !ok || !bytes.Equal(again.body, p.body) || !slices.Equal(again.fields, p.fields) || again.status != p.status || !again.made.Equal(p.made) || !again.until.Equal(p.until) {
			t.Errorf("%+v became %+v", p, again)
		}
	})
}

func TestPageRoundTrip(t *testing.T) {
	t.Parallel()
	p := page{status: 404, made: time.Unix(1, 2), until: time.Unix(3, 4), fields: []pageField{{"A", "b"}, {"A", ""}, {"B", strings.Repeat("x", 300)}}, body: []byte("body")}
	stored := p.appendTo(nil, "key")
	if got, ok := parsePage("key", stored); !ok || !reflect.DeepEqual(got, p) {
		t.Errorf("%+v, %v", got, ok)
	}
	for n := range len(stored) - len(p.body) {
		if got, ok := parsePage("key", stored[:n]); ok {
			t.Errorf("%d of %d bytes are a page: %+v", n, len(stored), got)
		}
	}
}
