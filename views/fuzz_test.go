package views_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/views"
)

var inBraces = regexp.MustCompile(`\{([^{}]*)\}`)

// FuzzAddress compares the address of a route in the document with what the
// kernel made of its pattern: the same parameters, in the same order.
func FuzzAddress(f *testing.F) {
	for _, pattern := range []string{
		"", "posts/<int:id>/", "a{b}/<x>-<int(min=1, max=9):y>", "<any('a>b', \"c:d\"):w>/<path:rest>", "<any(a/b,c):w>/", "<", "<str(length=2):s>>",
	} {
		f.Add(pattern, "")
	}
	f.Add("x/<id>/", "<any('a/b',c):tenant>.example.com")
	f.Add("x/<id>/", "<any('a>/b',c):tenant>.example.com")
	f.Fuzz(func(t *testing.T, pattern, host string) {
		route := combo.Get(pattern, of[views.None]())
		if host != "" {
			route = route.Host(host)
		}
		site, err := combo.New(combo.Config{Debug: true, URLs: combo.URLs{
			route, combo.Get("openapi.json/of/this/test", views.OpenAPI(views.OpenAPIConfig{})),
		}})
		if err != nil || !utf8.ValidString(host) {
			return
		}
		info := site.Routes()[0]
		for path := range fuzzedDocument(t, site, "/openapi.json/of/this/test") {
			var names []string
			for _, m := range inBraces.FindAllStringSubmatch(path, -1) {
				names = append(names, m[1])
			}
			var want []string
			for _, p := range info.Params {
				if _, path := cutHost(info.Pattern); strings.Contains(path, ":"+p.Name+">") || strings.Contains(path, "<"+p.Name+">") {
					want = append(want, p.Name)
				}
			}
			if !slices.Equal(names, want) {
				t.Errorf("the address of %q is %q, with the parameters %q instead of %q", info.Pattern, path, names, want)
			}
		}
	})
}

// cutHost is a plain way to find the path of a pattern without slashes in the
// arguments of its host.
func cutHost(pattern string) (host, path string) {
	quoted := regexp.MustCompile(`'[^']*'|"[^"]*"`).ReplaceAllStringFunc(pattern, func(s string) string {
		return strings.Repeat("_", len(s))
	})
	if i := strings.IndexByte(quoted, '/'); i >= 0 {
		return pattern[:i], pattern[i:]
	}
	return "", pattern
}

// fuzzedDocument returns the paths of a site's document.
func fuzzedDocument(t *testing.T, site *combo.Site, target string) map[string]*openapi3.PathItem {
	text := visitText(site, target)
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatalf("load the document: %v\n%s", err, text)
	}
	return doc.Paths.Map()
}

// FuzzAny compares the words of <any(…)> in the document with what the site
// matches.
func FuzzAny(f *testing.F) {
	for _, words := range []string{"a,b", "red, 'dark blue'", `"a,b", c`, "a=b", "' x '", "(", "a)"} {
		f.Add(words)
	}
	f.Fuzz(func(t *testing.T, words string) {
		site, err := combo.New(combo.Config{Debug: true, URLs: combo.URLs{
			combo.Get("x/<any("+words+"):w>", of[views.None]()), combo.Get("openapi.json", views.OpenAPI(views.OpenAPIConfig{})),
		}})
		if err != nil || len(site.Routes()[0].Params) != 1 {
			return
		}
		for path, item := range fuzzedDocument(t, site, "/openapi.json") {
			if !strings.HasPrefix(path, "/x/{") {
				continue
			}
			for _, word := range item.Get.Parameters[0].Value.Schema.Value.Enum {
				m, err := site.Resolve("GET", "localhost", "/x/"+word.(string))
				if err == nil && m.Params["w"] != word {
					t.Errorf("any(%s): the word %q is resolved as %v", words, word, m.Params)
				}
				if _, bad := url.PathUnescape(word.(string)); err != nil && bad == nil && isPlainWord(word.(string)) {
					t.Errorf("any(%s): the word %q of the document is not matched: %v", words, word, err)
				}
			}
		}
	})
}

var plainWord = regexp.MustCompile(`^[a-z][a-z ,=()]*[a-z]$`)

// isPlainWord leaves out words that no path may hold, such as dot segments.
func isPlainWord(s string) bool { return plainWord.MatchString(s) }
