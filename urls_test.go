package combo_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/combo-web/combo"
)

// echo answers with the name of its route and all parameters in order of name.
func echo(r *http.Request) (*combo.Response, error) {
	m, _ := combo.Resolved(r)
	return combo.Text(strings.TrimSpace(m.FullName + " " + strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(m.Params), "map["), "]")))
}

func TestFirstRouteThatMatchesAnswers(t *testing.T) {
	t.Parallel()
	site := siteOf(t,
		combo.Get("", say("home")),
		combo.Get("posts/new/", say("new")),
		combo.Get("posts/<int:id>/", echo).Name("post"),
		combo.Get("posts/<slug:slug>/", echo).Name("slug"),
		combo.Post("posts/<int:id>/", say("posted")),
		combo.Get("files/<path:name>", echo).Name("file"),
		combo.Get("files/<path:name>/edit/", echo).Name("edit"),
		combo.Get("range/<int:from>-<int:to>/", echo).Name("range"),
		combo.Get("user/@<username>", echo).Name("user"),
		combo.Get("u/<uuid:id>/", echo).Name("uuid"),
		combo.Get("f/<float:x>/", echo).Name("float"),
		combo.Get("c/<any(red,'dark blue'):colour>/", echo).Name("any"),
		combo.Get("s/<string(length=3):code>/", echo).Name("code"),
		combo.Get("n/<int(min=10, max=20):n>/", echo).Name("bounded"),
		combo.Get("t/<int(signed=true):n>/", echo).Name("signed"),
	)
	for _, test := range []struct{ path, want string }{
		{"/", "home"},
		{"/posts/new/", "new"},
		{"/posts/7/", "post id:7"},
		{"/posts/007/", "post id:7"},
		{"/posts/99999999999999999999/", "slug slug:99999999999999999999"},
		{"/posts/a-b_c/", "slug slug:a-b_c"},
		{"/posts/a.b/", "404"},
		{"/files/a/b.txt", "file name:a/b.txt"},
		{"/files/", "404"},
		{"/range/3-12/", "range from:3 to:12"},
		{"/range/3-/", "404"},
		{"/user/@ann", "user username:ann"},
		{"/u/F47AC10B-58CC-4372-A567-0E02B2C3D479/", "uuid id:f47ac10b-58cc-4372-a567-0e02b2c3d479"},
		{"/u/f47ac10b58cc4372a5670e02b2c3d479/", "404"},
		{"/f/1.50/", "float x:1.5"},
		{"/f/1/", "404"},
		{"/c/dark%20blue/", "any colour:dark blue"},
		{"/c/green/", "404"},
		{"/s/äöü/", "code code:äöü"},
		{"/s/ab/", "404"},
		{"/n/20/", "bounded n:20"},
		{"/n/21/", "404"},
		{"/t/-5/", "signed n:-5"},
		{"/nothing/", "404"},
	} {
		w := ask(site, "GET", test.path, "")
		got := w.Body.String()
		if w.Code != 200 {
			got = strconv.Itoa(w.Code)
		}
		if got != test.want {
			t.Errorf("GET %s = %s, want %s", test.path, got, test.want)
		}
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	site := siteOf(t,
		combo.Get("a/", say("got")),
		combo.Post("a/", say("posted")),
		combo.Path("any/", say("any")),
		combo.Path("two/", say("two")).Methods("GET", "DELETE"),
		combo.Path("options/", say("mine")).Methods("OPTIONS"),
		combo.Handle("handler/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Method) })),
	)
	for _, test := range []struct {
		method, path string
		status       int
		allow, body  string
	}{
		{"GET", "/a/", 200, "", "got"},
		{"POST", "/a/", 200, "", "posted"},
		{"HEAD", "/a/", 200, "", "got"}, // net/http leaves the body out
		{"PUT", "/a/", 405, "GET, HEAD, POST, OPTIONS", ""},
		{"OPTIONS", "/a/", 204, "GET, HEAD, POST, OPTIONS", ""},
		{"PATCH", "/any/", 200, "", "any"},
		{"TRACE", "/any/", 405, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS", ""},
		{"POST", "/two/", 405, "GET, HEAD, DELETE, OPTIONS", ""},
		{"OPTIONS", "/options/", 200, "", "mine"},
		{"PROPFIND", "/handler/", 200, "", "PROPFIND"},
		{"TRACE", "/handler/", 405, "", ""},
	} {
		w := ask(site, test.method, test.path, "")
		if w.Code != test.status || test.allow != "" && w.Header().Get("Allow") != test.allow || test.body != "" && w.Body.String() != test.body {
			t.Errorf("%s %s = %d, Allow %q, %q; want %d, %q, %q", test.method, test.path, w.Code, w.Header().Get("Allow"), w.Body, test.status, test.allow, test.body)
		}
	}
}

func TestSlashRedirects(t *testing.T) {
	t.Parallel()
	site := siteOf(t,
		combo.Path("a/", say("a")),
		combo.Path("b", say("b")),
		combo.Path("c/<path:rest>", say("c")),
		combo.Get("d/", say("d")),
	)
	for _, test := range []struct {
		method, path string
		status       int
		location     string
	}{
		{"GET", "/a", 301, "/a/"},
		{"GET", "/a?x=1&y=%20", 301, "/a/?x=1&y=%20"},
		{"POST", "/a", 308, "/a/"},
		{"GET", "/b/", 404, ""},
		{"GET", "//a/", 301, "/a/"},
		{"GET", "///a", 301, "/a/"},
		{"GET", "/c/x//y", 200, ""},
		{"POST", "/d", 404, ""},
		{"GET", "/ä", 404, ""},
	} {
		w := ask(site, test.method, test.path, "")
		if w.Code != test.status || w.Header().Get("Location") != test.location {
			t.Errorf("%s %s = %d to %q, want %d to %q", test.method, test.path, w.Code, w.Header().Get("Location"), test.status, test.location)
		}
	}
}

func TestIncludeWrapUse(t *testing.T) {
	t.Parallel()
	var order []string
	wrap := func(name string) func(combo.View) combo.View {
		return func(next combo.View) combo.View {
			return func(r *http.Request) (*combo.Response, error) {
				order = append(order, name)
				return next(r)
			}
		}
	}
	use := func(name string) func(http.Handler) http.Handler {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				order = append(order, name)
				next.ServeHTTP(w, r)
			})
		}
	}
	inner := combo.URLs{
		combo.Get("view/", say("view")).Wrap(wrap("inner wrap")).Use(use("inner use")),
		combo.Handle("handler/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "handler") })),
	}
	site := newSite(t, combo.Config{
		Middleware: []func(http.Handler) http.Handler{use("site")},
		Apps:       []combo.App{{Name: "app", Middleware: []func(http.Handler) http.Handler{use("app")}}},
		URLs: combo.URLs{
			combo.Include("<int:n>/", inner).Wrap(wrap("outer wrap")).Use(use("outer use")),
		},
	})
	for _, test := range []struct{ path, body, want string }{
		{"/1/view/", "view", "site, app, outer use, inner use, outer wrap, inner wrap"},
		{"/1/handler/", "handler", "site, app, outer use, outer wrap"},
		{"/1/none/", "There is nothing at this address.\n", "site, app"},
	} {
		order = nil
		w := ask(site, "GET", test.path, "")
		if got := strings.Join(order, ", "); got != test.want || w.Body.String() != test.body {
			t.Errorf("GET %s: %q through %s; want %q through %s", test.path, w.Body, got, test.body, test.want)
		}
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	site := newSite(t, combo.Config{
		Hosts: []string{".example.com"},
		URLs: combo.URLs{
			combo.Get("", echo).Host("www.example.com").Name("www"),
			combo.Include("", combo.URLs{combo.Get("<int:id>/", echo).Name("item")}).Host("<tenant>.example.com").Namespace("shop"),
			combo.Get("", echo).Name("other"),
		},
	})
	for _, test := range []struct{ host, path, want string }{
		{"www.example.com", "/", "www"},
		{"WWW.Example.Com.:8080", "/", "www"},
		{"example.com", "/", "other"},
		{"ann.example.com", "/7/", "shop:item id:7 tenant:ann"},
		{"a.b.example.com", "/7/", "404"},
		{"evil.com", "/", "400"},
		{"", "/", "400"},
	} {
		w := ask(site, "GET", test.path, "", "Host: "+test.host)
		got := w.Body.String()
		if w.Code != 200 {
			got = strconv.Itoa(w.Code)
		}
		if got != test.want {
			t.Errorf("%s%s = %q, want %q", test.host, test.path, got, test.want)
		}
	}
}

func TestMount(t *testing.T) {
	t.Parallel()
	show := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "mounted "+r.URL.Path) })
	var inner *combo.Site
	link := func(r *http.Request) (*combo.Response, error) {
		u, err := combo.URL(r, "page", 5)
		if err != nil {
			return nil, err
		}
		return combo.Text(u)
	}
	inner = siteOf(t, combo.Get("link/", link), combo.Get("page/<int:n>/", echo).Name("page"))
	site := siteOf(t,
		combo.Mount("metrics/", show),
		combo.Mount("t/<tenant>/", show),
		combo.Mount("inner/", inner),
	)
	for _, test := range []struct {
		path   string
		status int
		want   string
	}{
		{"/metrics/", 200, "mounted /"},
		{"/metrics/a/b", 200, "mounted /a/b"},
		{"/metrics", 301, ""},
		{"/metricsx/", 404, ""},
		{"/t/ann/x", 200, "mounted /x"},
		{"/inner/link/", 200, "/inner/page/5/"},
		{"/inner/page/5/", 200, "page n:5"},
		{"/inner/page/5", 301, ""},
	} {
		w := ask(site, "GET", test.path, "")
		if w.Code != test.status || test.want != "" && w.Body.String() != test.want {
			t.Errorf("GET %s = %d %q, want %d %q", test.path, w.Code, w.Body, test.status, test.want)
		}
	}
	if got := ask(site, "GET", "/inner/page/5", "").Header().Get("Location"); got != "/inner/page/5/" {
		t.Errorf("the slash redirect of a mounted site leads to %q", got)
	}
}

func TestRegexpRoutes(t *testing.T) {
	t.Parallel()
	site := siteOf(t,
		combo.Regexp(`^archive/(?P<year>[0-9]{4})/(?:page-(?P<page>\d+)/)?$`, echo).Name("archive"),
		combo.Regexp(`^plain/(\d+)/(\w+)/$`, echo).Name("plain"),
		combo.IncludeRegexp(`^v(?P<version>[12])/`, combo.URLs{combo.Get("users/<int:id>/", echo).Name("user")}),
		combo.Regexp(`/tail$`, echo).Name("tail"),
	)
	for _, test := range []struct{ path, want string }{
		{"/archive/2024/", "archive page: year:2024"},
		{"/archive/2024/page-3/", "archive page:3 year:2024"},
		{"/archive/24/", "404"},
		{"/plain/12/ab/", "plain 0:12 1:ab"},
		{"/v2/users/7/", "user id:7 version:2"},
		{"/v3/users/7/", "404"},
		{"/any/thing/tail", "tail"},
	} {
		w := ask(site, "GET", test.path, "")
		got := w.Body.String()
		if w.Code != 200 {
			got = strconv.Itoa(w.Code)
		}
		if got != test.want {
			t.Errorf("GET %s = %q, want %q", test.path, got, test.want)
		}
	}
}

func TestCustomConverter(t *testing.T) {
	t.Parallel()
	months := []string{"jan", "feb", "mar"}
	month := combo.Converter{
		Pattern: "[a-z]{3}",
		Parse: func(s string) (any, error) {
			if i := slices.Index(months, s); i >= 0 {
				return i + 1, nil
			}
			return nil, fmt.Errorf("no month %q", s)
		},
		Format: func(v any) (string, error) {
			n, ok := v.(int)
			if !ok || n < 1 || n > len(months) {
				return "", fmt.Errorf("no month %v", v)
			}
			return months[n-1], nil
		},
	}
	view := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(strconv.Itoa(combo.Param[int](r, "m")))
	}
	site := newSite(t, combo.Config{
		Converters: map[string]combo.Converter{"month": month},
		URLs:       combo.URLs{combo.Get("<month:m>/", view).Name("month"), combo.Get("<other>/", say("other"))},
	})
	for path, want := range map[string]string{"/feb/": "2", "/xyz/": "other"} {
		if got := ask(site, "GET", path, "").Body.String(); got != want {
			t.Errorf("GET %s = %q, want %q", path, got, want)
		}
	}
	if got, err := site.URL("month", 3); got != "/mar/" || err != nil {
		t.Errorf(`URL("month", 3) = %q, %v`, got, err)
	}
	if got, err := site.URL("month", 13); err == nil {
		t.Errorf(`URL("month", 13) = %q, want an error`, got)
	}
}

func TestParamTypes(t *testing.T) {
	t.Parallel()
	type id int32
	view := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(fmt.Sprint(
			combo.Param[int64](r, "n"), combo.Param[int](r, "n"), combo.Param[string](r, "n"), combo.Param[id](r, "n"),
			combo.Param[uint8](r, "n"), combo.Param[any](r, "n"), combo.Param[uuid.UUID](r, "u"), combo.Param[float64](r, "f"), combo.Param[bool](r, "fixed"), combo.Param[int64](r, "page"),
		))
	}
	wrong := func(name string, read func(*http.Request) any) combo.Route {
		return combo.Get(name+"/<int:n>/", func(r *http.Request) (*combo.Response, error) {
			return combo.Text(fmt.Sprint(read(r)))
		})
	}
	log, lines := logged()
	site := newSite(t, combo.Config{Log: log, URLs: combo.URLs{
		combo.Get("<int:n>/<uuid:u>/<float:f>/", view).Default("fixed", true).Default("page", 1),
		wrong("name", func(r *http.Request) any { return combo.Param[int](r, "id") }),
		wrong("type", func(r *http.Request) any { return combo.Param[uuid.UUID](r, "n") }),
		wrong("small", func(r *http.Request) any { return combo.Param[int8](r, "n") }),
	}})
	u := "f47ac10b-58cc-4372-a567-0e02b2c3d479"
	if got, want := ask(site, "GET", "/7/"+u+"/1.5/", "").Body.String(), "7 777 7 7 "+u+" 1.5 true 1"; got != want {
		t.Errorf("parameters = %q, want %q", got, want)
	}
	for path, want := range map[string]string{"/name/7/": `has no parameter \"id\"`, "/type/7/": "is no uuid.UUID", "/small/700/": "is no int8"} {
		lines.Reset()
		if w := ask(site, "GET", path, ""); w.Code != 500 {
			t.Errorf("GET %s = %d, want 500", path, w.Code)
		}
		wantText(t, "log", lines.String(), want)
	}
}

// Every mistake in a list of routes is reported at once, with its line.
func TestNewReportsMistakesAtTheirLines(t *testing.T) {
	t.Parallel()
	var noView combo.View
	_, err := combo.New(combo.Config{Secret: []string{secret}, URLs: combo.URLs{
		combo.Get("a/<itn:id>/", say("")),                                        // 1
		combo.Get("a/<int:id", say("")),                                          // 2
		combo.Get("/a/", say("")),                                                // 3
		combo.Get("b/<int:id>/<int:id>/", say("")),                               // 4
		combo.Get("c/", noView),                                                  // 5
		combo.Get("d/", say("")).Name("d"),                                       // fine
		combo.Get("e/", say("")).Name("d"),                                       // 7
		combo.Get("f/<str:x>/", say("")),                                         // fine
		combo.Get("f/<int:x>/", say("")),                                         // 9
		combo.Regexp(`^(`, say("")),                                              // 10
		combo.Mount("m", http.NotFoundHandler()),                                 // 11
		combo.Include("g/", combo.URLs{combo.Get("../", say(""))}),               // 12
		combo.Get("h/", say("")).Namespace("x"),                                  // 13
		combo.Get("i/", say("")).Methods("get"),                                  // 14
		combo.Get("j/<any:x>/", say("")),                                         // 15
		combo.Get("k/<int(mni=3):x>/", say("")),                                  // 16
		combo.Get("l/", &combo.Endpoint{View: say(""), Check: checkID}),          // 17
		combo.Get("l/<int:id>/", &combo.Endpoint{View: say(""), Check: checkID}), // fine
		{}, // 18
		combo.Include("m/", combo.URLs{}).Methods("GET"), // 19
		combo.Get("n/", say("")).Methods("POST"),         // 20
		combo.Include("o/", combo.URLs{}).Name("o"),      // 21
		combo.Get("http://a.test/p/", say("")),           // 22
		combo.Get("100%41/", say("")),                    // 23
		combo.Get("q/<int:id>/", say("")),
		combo.Get("r/", say("")).Wrap(func(combo.View) combo.View { return nil }), // 25
	}})
	if err == nil {
		t.Fatal("combo.New found no mistake")
	}
	report := err.Error()
	first := linesOf(t, report, "itn")[0]
	for _, test := range []struct {
		line int
		want string
	}{
		{0, `unknown converter "itn"; did you mean "int"?`},
		{1, "has a < without its >"},
		{2, "begins with a slash"},
		{3, `two parameters "id"`},
		{4, "has no view"},
		{6, `the name "d" of /e/ stands for /d/ already`},
		{8, "can never answer: /f/<str:x>/ takes all its requests"},
		{9, "missing closing )"},
		{10, "has no slash at its end"},
		{11, "dot segment"},
		{12, "Namespace is for Include"},
		{13, `"get" is not a method`},
		{14, "needs the words"},
		{15, `unknown argument "mni"`},
		{16, "id is missing"},
		{-1, "route 18 of the list was not made by Get"},
		{19, "Methods is for Path"},
		{20, "Methods is for Path"},
		{21, "Name is for a single route"},
		{22, "is more than a path"},
		{25, "returns nil"},
	} {
		if lines := linesOf(t, report, test.want); test.line >= 0 && !slices.Contains(lines, first+test.line) {
			t.Errorf("%q is reported at the lines %d, want %d", test.want, lines, first+test.line)
		}
	}
	for _, unwanted := range []string{`"l/<int:id>/"`, `/f/<str:x>/ can`} {
		if strings.Contains(report, unwanted) {
			t.Errorf("the report holds %q: %s", unwanted, report)
		}
	}
}

func TestHostPatternsThatNeverMatch(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"a b.test", "a.test:80", "a.test/x", "\x8b.test", "ä.test", "a_b.test", "<tenant>.ex$.test"} {
		_, err := combo.New(combo.Config{Debug: true, URLs: combo.URLs{combo.Get("", say("")).Host(host)}})
		if err == nil || !strings.Contains(err.Error(), "more than a name") {
			t.Errorf("Host(%q): %v", host, err)
		}
	}
}

func TestEndpointOfARoute(t *testing.T) {
	t.Parallel()
	var checked []combo.RouteInfo
	e := &combo.Endpoint{View: say(""), Methods: []string{"GET", "POST"}, Doc: "what it does", Check: func(route combo.RouteInfo) error {
		checked = append(checked, route)
		return nil
	}}
	site := siteOf(t, combo.Path("form/", e), combo.Path("own/", e).Methods("PUT").AllowCrossSite().MaxBody(7))
	routes := site.Routes()
	if routes[0].Endpoint != e || !slices.Equal(routes[0].Methods, e.Methods) || routes[0].CrossSite || routes[0].MaxBody != 0 {
		t.Errorf("the route is %+v", routes[0])
	}
	if !slices.Equal(routes[1].Methods, []string{"PUT"}) || !routes[1].CrossSite || routes[1].MaxBody != 7 {
		t.Errorf("the route is %+v", routes[1])
	}
	if len(checked) != 2 || !slices.Equal(checked[0].Methods, e.Methods) || checked[1].Pattern != "/own/" {
		t.Errorf("checked were %+v", checked)
	}
	if w := ask(site, "DELETE", "/form/", ""); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD, POST, OPTIONS" {
		t.Errorf("DELETE: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

func checkID(route combo.RouteInfo) error {
	if !slices.ContainsFunc(route.Params, func(p combo.Parameter) bool { return p.Name == "id" }) {
		return fmt.Errorf("id is missing")
	}
	return nil
}

// linesOf returns the lines of this file at which a text is reported, -1 for none.
func linesOf(t *testing.T, report, text string) []int {
	t.Helper()
	var lines []int
	for line := range strings.Lines(report) {
		if !strings.Contains(line, text) {
			continue
		}
		n := -1
		if m := regexp.MustCompile(`urls_test\.go:(\d+):`).FindStringSubmatch(line); m != nil {
			n, _ = strconv.Atoi(m[1])
		}
		lines = append(lines, n)
	}
	if lines == nil {
		t.Fatalf("%q is not reported:\n%s", text, report)
	}
	return lines
}

func TestUnreachableRoutes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		first, second combo.Route
		unreachable   bool
	}{
		{combo.Get("a/", say("")), combo.Get("a/", say("")), true},
		{combo.Path("a/", say("")), combo.Post("a/", say("")), true},
		{combo.Get("a/", say("")), combo.Path("a/", say("")), false},
		{combo.Get("a/", say("")), combo.Post("a/", say("")), false},
		{combo.Get("<x>/", say("")), combo.Get("a/", say("")), true},
		{combo.Get("<int:x>/", say("")), combo.Get("a/", say("")), false},
		{combo.Get("<int:x>/", say("")), combo.Get("12/", say("")), true},
		{combo.Get("<int:x>/", say("")), combo.Get("<str:x>/", say("")), false},
		{combo.Get("<slug:x>/", say("")), combo.Get("<slug:y>/", say("")), true},
		{combo.Get("<path:x>", say("")), combo.Get("a/<int:n>/", say("")), true},
		{combo.Get("a/<path:x>", say("")), combo.Get("a/", say("")), false},
		{combo.Get("a/<path:x>", say("")), combo.Get("a", say("")), false},
		{combo.Mount("a/", http.NotFoundHandler()), combo.Get("a/b/", say("")), true},
		{combo.Mount("a/", http.NotFoundHandler()), combo.Get("a/", say("")), true},
		{combo.Mount("a/", http.NotFoundHandler()), combo.Get("a", say("")), false},
		{combo.Mount("", http.NotFoundHandler()), combo.Mount("a/", http.NotFoundHandler()), true},
		{combo.Get("a/", say("")).Host("a.test"), combo.Get("a/", say("")), false},
		{combo.Get("a/", say("")), combo.Get("a/", say("")).Host("a.test"), true},
		{combo.Get("<a>-<b>/", say("")), combo.Get("<a>-<b>/", say("")), true},
		{combo.Regexp("^a$", say("")), combo.Get("a", say("")), false},
	} {
		_, err := combo.New(combo.Config{Debug: true, URLs: combo.URLs{test.first, test.second}})
		if (err != nil) != test.unreachable {
			t.Errorf("New = %v, want unreachable %v", err, test.unreachable)
		}
	}
}

// A converter that replaces a built-in one is not taken for it.
func TestReplacedConverterIsNotTheBuiltIn(t *testing.T) {
	t.Parallel()
	site := newSite(t, combo.Config{
		Converters: map[string]combo.Converter{"str": {Pattern: "[a-c]+"}},
		URLs:       combo.URLs{combo.Get("a/<str:x>/", say("letters")), combo.Get("a/<int:n>/", say("number"))},
	})
	for path, want := range map[string]string{"/a/abc/": "letters", "/a/7/": "number"} {
		if got := ask(site, "GET", path, "").Body.String(); got != want {
			t.Errorf("GET %s = %q, want %q", path, got, want)
		}
	}
}

// Middleware of a route sees OPTIONS, so that CORS can answer a preflight.
func TestOptionsPassTheMiddlewareOfTheRoute(t *testing.T) {
	t.Parallel()
	cors := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Access-Control-Allow-Origin", "https://shop.test")
			next.ServeHTTP(w, r)
		})
	}
	site := siteOf(t, combo.Put("a/", say("")).Use(cors), combo.Get("a/", say("")))
	h := ask(site, "OPTIONS", "/a/", "").Header()
	if h.Get("Access-Control-Allow-Origin") != "https://shop.test" || h.Get("Allow") != "PUT, GET, HEAD, OPTIONS" {
		t.Errorf("the header is %v", h)
	}
}

// A mounted site leaves the network to the one around it.
func TestMountedSiteInherits(t *testing.T) {
	t.Parallel()
	inner := siteOf(t, combo.Get("<int:id>/", func(r *http.Request) (*combo.Response, error) {
		return combo.Text(fmt.Sprint(combo.Param[string](r, "tenant"), combo.Param[int](r, "id"), " ", combo.Scheme(r), " ", combo.ClientIP(r)))
	}))
	site := newSite(t, combo.Config{
		Hosts: []string{"example.com"}, TrustedProxies: []string{"192.0.2.1"},
		URLs: combo.URLs{combo.Mount("t/<tenant>/", inner)},
	})
	w := ask(site, "GET", "/t/ann/7/", "", "Host: example.com", "X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.9")
	if got, want := w.Body.String(), "ann7 https 203.0.113.9"; got != want {
		t.Errorf("in a mounted site: %d %q, want %q", w.Code, got, want)
	}
}

// A fixed value is the same to whoever asks.
func TestDefaultInPlaceOfAParameter(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Get("a/<int:id>/", func(r *http.Request) (*combo.Response, error) {
		in, err := combo.Bind[struct {
			ID int `path:"id"`
		}](r)
		if err != nil {
			return nil, err
		}
		m, _ := combo.Resolved(r)
		return combo.Text(fmt.Sprint(combo.Param[int](r, "id"), in.ID, m.Params["id"]))
	}).Default("id", 5))
	if got := ask(site, "GET", "/a/7/", "").Body.String(); got != "5 5 5" {
		t.Errorf("the parameter is %s, want 5 everywhere", got)
	}
}

// Middleware of net/http reads the route where it knows it from.
func TestRequestPattern(t *testing.T) {
	t.Parallel()
	var got string
	site := newSite(t, combo.Config{
		Middleware: []func(http.Handler) http.Handler{func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got = r.Pattern; next.ServeHTTP(w, r) })
		}},
		URLs: combo.URLs{combo.Get("a/<int:id>/", say(""))},
	})
	ask(site, "GET", "/a/7/", "")
	if got != "/a/<int:id>/" {
		t.Errorf("r.Pattern = %q", got)
	}
	ask(siteOf(t, combo.Mount("t/<tenant>/", site)), "GET", "/t/ann/a/7/", "")
	if got != "/t/<tenant>/a/<int:id>/" {
		t.Errorf("r.Pattern in a mounted site = %q", got)
	}
}

func TestRoutesListing(t *testing.T) {
	t.Parallel()
	site := siteOf(t,
		combo.Include("blog/", combo.URLs{combo.Get("<int:id>/", say("")).Name("post")}).Namespace("blog"),
		combo.Mount("files/", http.NotFoundHandler()).Host("static.test"),
	)
	routes := site.Routes()
	if len(routes) != 2 {
		t.Fatalf("Routes() has %d entries, want 2", len(routes))
	}
	post, files := routes[0], routes[1]
	if post.Pattern != "/blog/<int:id>/" || post.Name != "blog:post" || !slices.Equal(post.Methods, []string{"GET"}) || !slices.Equal(post.Params, []combo.Parameter{{Name: "id", Converter: "int"}}) {
		t.Errorf("the first route is listed as %+v", post)
	}
	if files.Pattern != "static.test/files/" || !files.Mount || files.Methods != nil {
		t.Errorf("the second route is listed as %+v", files)
	}
	wantText(t, "At", post.At, "urls_test.go:")
}

func TestResolve(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Include("a/", combo.URLs{combo.Get("<int:id>/", say("")).Name("x").Default("page", 1)}).App("shop").Namespace("shop2"))
	m, err := site.Resolve("GET", "localhost", "/a/7/")
	if err != nil {
		t.Fatal(err)
	}
	if m.Name != "x" || m.FullName != "shop2:x" || m.Params["id"] != int64(7) || m.Params["page"] != 1 || !slices.Equal(m.Apps, []string{"shop"}) {
		t.Errorf("Resolve = %+v", m)
	}
	for path, want := range map[string]string{"/b/": "404", "/a/x/": "404", "a/7/": "slash", "/a/../": "400"} {
		if _, err := site.Resolve("GET", "localhost", path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Resolve(%q): %v, want %s", path, err, want)
		}
	}
	if _, err := site.Resolve("PUT", "localhost", "/a/7/"); err == nil || !strings.Contains(err.Error(), "405") {
		t.Errorf("Resolve with PUT: %v, want 405", err)
	}
}
