package combo_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

// errSeen makes a view's answer stand in the log.
var errSeen = errors.New("seen by a view")

// staffOnly lets through whoever says that they are of the staff.
func staffOnly(view combo.View) combo.View {
	return func(r *http.Request) (*combo.Response, error) {
		if r.Header.Get("X-Role") != "staff" {
			return nil, combo.Errorf(403, "Only for the staff.").Because(errSeen)
		}
		return view(r)
	}
}

// staffPrefix is the same by the path, as sites do that came from elsewhere.
func staffPrefix(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/admin/") && r.Header.Get("X-Role") != "staff" {
			view := combo.View(func(*http.Request) (*combo.Response, error) {
				return nil, combo.Errorf(403, "Only for the staff.").Because(errSeen)
			})
			view.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// adminSite has an area for the staff and a page for everything else. Only the
// area answers 200; each view writes the path that it sees.
func adminSite(t *testing.T, byPrefix bool) (*httptest.Server, *siegeLog) {
	admin := func(r *http.Request) (*combo.Response, error) {
		return combo.Text("admin", combo.SetHeader("X-Path", r.URL.Path))
	}
	public := func(r *http.Request) (*combo.Response, error) {
		err := combo.Errorf(404, "public").Because(errSeen)
		err.Header = http.Header{"X-Path": {r.URL.Path}}
		return nil, err
	}
	area := combo.Include("admin/", combo.URLs{combo.Get("", admin), combo.Get("<path:rest>", admin)})
	config := combo.Config{}
	if byPrefix {
		config.Middleware = append(config.Middleware, staffPrefix)
	} else {
		area = area.Wrap(staffOnly)
	}
	config.URLs = combo.URLs{area, combo.Get("<path:p>", public)}
	site, log := besieged(t, config)
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	return server, log
}

// spellings are targets that look like the area. want is where a request of the
// staff ends: at the area, at the public page, at a redirect to the area, or nowhere.
var spellings = []struct{ target, want, path string }{
	{"/admin/", "admin", "/admin/"},
	{"/%61dmin/", "admin", "/admin/"},
	{"/admin%2e/", "public", "/admin./"},
	{"/admin//x", "admin", "/admin//x"},
	{"/admin/a%252fb", "admin", "/admin/a%2fb"},
	{"http://localhost/admin/", "admin", "/admin/"},
	{"/admin", "public", "/admin"},
	{"/%2561dmin/", "public", "/%61dmin/"},
	{"/admin;/x", "public", "/admin;/x"},
	{"/ADMIN/", "public", "/ADMIN/"},
	{"/x//admin/", "public", "/x//admin/"},
	{"//admin/", "redirect", ""},
	{"///admin/", "redirect", ""},
	{"http://localhost//admin/", "redirect", ""},
	{"/admin%2fx", "refused", ""},
	{"/admin%2Fx", "refused", ""},
	{"/%2fadmin/", "refused", ""},
	{"/admin%2f..%2f", "refused", ""},
	{"/admin/.", "refused", ""},
	{"/admin/./", "refused", ""},
	{"/admin/%2e", "refused", ""},
	{"/./admin/", "refused", ""},
	{"/%2e/admin/", "refused", ""},
	{"/x/../admin/", "refused", ""},
	{"/x/%2e%2e/admin/", "refused", ""},
	{"/x/.%2E/admin/", "refused", ""},
	{"//x/..//admin/", "refused", ""},
	{"/admin/..", "refused", ""},
	{"/admin%0a", "refused", ""},
	{"/admin%0d%0a/", "refused", ""},
	{"/admin%00", "refused", ""},
	{"/admin%7f/", "refused", ""},
	{"/admin%c2%85/", "refused", ""},
	{"/admin\\x", "refused", ""},
	{"/admin%5cx", "refused", ""},
	{"/x\\..\\admin/", "refused", ""},
	{"/admin%ff", "refused", ""},
	{"/admin/%c0%ae", "refused", ""},
	{"/%zzadmin/", "refused", ""},
	{"*", "refused", ""},
}

// TestGauntletA11: other spellings of /admin/ try to get past the authorisation,
// or to be something else in the log than in the view.
func TestGauntletA11(t *testing.T) {
	t.Parallel()
	for _, byPrefix := range []bool{false, true} {
		server, log := adminSite(t, byPrefix)
		for _, test := range spellings {
			for _, role := range []string{"anonymous", "staff"} {
				answer := sendRaw(t, server, "GET", test.target, "X-Role: "+role)
				name := fmt.Sprintf("by prefix %v, %s, %s", byPrefix, role, test.target)
				checkArea(t, name, answer, role == "staff", test.want, test.path)
				checkLoggedPath(t, name, log, answer, test.path)
			}
		}
	}
}

func checkArea(t *testing.T, name string, answer rawAnswer, staff bool, want, path string) {
	t.Helper()
	status := map[string]int{"admin": 200, "public": 404, "redirect": 301, "refused": 400}[want]
	if want == "admin" && !staff {
		status, path = 403, ""
	}
	if answer.StatusCode != status {
		t.Errorf("%s: the status is %d, want %d", name, answer.StatusCode, status)
	}
	if got := answer.Header.Get("X-Path"); got != path {
		t.Errorf("%s: the view sees the path %q, want %q", name, got, path)
	}
	if got := answer.Header.Get("Location"); want == "redirect" && got != "/admin/" {
		t.Errorf("%s: is sent to %q, want /admin/", name, got)
	}
}

// checkLoggedPath wants one record with the view's path of what a view refused.
func checkLoggedPath(t *testing.T, name string, log *siegeLog, answer rawAnswer, path string) {
	t.Helper()
	records := log.records(t)
	if answer.StatusCode != 403 && answer.StatusCode != 404 {
		return
	}
	if len(records) != 1 || records[0]["path"] != path {
		t.Errorf("%s: the log says %v, want one record of the path %q", name, records, path)
	}
}

// everyKindOfRoute lists one route of each kind. The method that reaches one is told.
func everyKindOfRoute(tell func(method string)) combo.URLs {
	view := func(r *http.Request) (*combo.Response, error) {
		tell(r.Method)
		return combo.Text("seen")
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tell(r.Method)
		io.WriteString(w, "seen")
	})
	return combo.URLs{
		combo.Get("get/", view), combo.Get("get/<int:n>/", view), combo.Post("post/<slug:s>/", view),
		combo.Put("put/<uuid:u>/", view), combo.Patch("patch/", view), combo.Delete("delete/<x>/", view),
		combo.Path("any/<path:p>", view), combo.Path("some/", view).Methods("GET", "POST"),
		combo.Path("trace/", view).Methods("GET", "OPTIONS"), combo.Regexp(`^regexp/(?P<year>[0-9]{4})/$`, view),
		combo.Include("inner/<str:name>/", combo.URLs{combo.Get("x/", view), combo.Delete("x/", view)}),
		combo.Handle("handle/", handler), combo.Handle("handle/get/", handler).Methods("GET"),
		combo.Mount("mount/", handler),
	}
}

// pathOf fills a pattern with values that it matches.
func pathOf(pattern string) string {
	return strings.NewReplacer(
		"<int:n>", "7", "<slug:s>", "a-b", "<uuid:u>", "12345678-1234-1234-1234-123456789abc", "<x>", "x",
		"<path:p>", "a/b", "<str:name>", "ann", `^regexp/(?P<year>[0-9]{4})/$`, "regexp/2026/",
	).Replace(pattern)
}

// TestGauntletA12: other methods than the one that the authorisation was written
// for reach the view, or a field changes the method.
func TestGauntletA12(t *testing.T) {
	t.Parallel()
	var seen []string
	routes := everyKindOfRoute(func(method string) { seen = append(seen, method) })
	site, _ := besieged(t, combo.Config{URLs: combo.URLs{combo.Include("", routes).Wrap(staffOnly)}})
	if len(site.Routes()) < len(routes) {
		t.Fatalf("the site has %d routes, want %d and more", len(site.Routes()), len(routes))
	}
	for _, route := range site.Routes() {
		for _, method := range []string{"GET", "HEAD", "POST", "DELETE", "OPTIONS", "TRACE", "CONNECT", "G!T", "get", "PROPFIND"} {
			for _, role := range []string{"anonymous", "staff"} {
				seen = nil
				status := askAs(site, method, pathOf(route.Pattern), role)
				name := fmt.Sprintf("%s %s as %s", method, route.Pattern, role)
				checkMethod(t, name, route, method, role, status, seen)
			}
		}
	}
}

// askAs sends a request with everything in it that could change its method.
func askAs(site *combo.Site, method, path, role string) int {
	r := httptest.NewRequest(method, path+"?_method=DELETE", strings.NewReader("_method=DELETE"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, name := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"} {
		r.Header.Set(name, "DELETE")
	}
	r.Header.Set("X-Role", role)
	return attack(site, r).Code
}

func checkMethod(t *testing.T, name string, route combo.RouteInfo, method, role string, status int, seen []string) {
	t.Helper()
	want := statusOf(route, method, role)
	if status != want {
		t.Errorf("%s: the status is %d, want %d", name, status, want)
	}
	if want != 200 && len(seen) > 0 {
		t.Errorf("%s: %v reached the view", name, seen)
	}
	if want == 200 && (len(seen) != 1 || seen[0] != method) {
		t.Errorf("%s: %v reached the view, want one %s", name, seen, method)
	}
}

// statusOf is what a route behind staffOnly answers: a handler without methods
// speaks any but TRACE and CONNECT, a view only the common ones, and HEAD where
// there is GET.
func statusOf(route combo.RouteInfo, method, role string) int {
	methods := route.Methods
	isHandler := strings.Contains(route.Pattern, "handle/") || route.Mount
	if methods == nil {
		methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
		if isHandler {
			methods = append(methods, "OPTIONS", "G!T", "get", "PROPFIND")
		}
	}
	listed := false
	for _, m := range methods {
		listed = listed || m == method || m == "GET" && method == "HEAD"
	}
	switch {
	case strings.Contains(route.Pattern, "/x/") && (method == "DELETE" || method == "GET" || method == "HEAD"):
		listed = true // two routes of one path
	case !listed && method == "OPTIONS":
		return 204
	}
	switch {
	case !listed:
		return 405
	case role != "staff":
		return 403
	}
	return 200
}

// An emitter is one of the places where an application sets what goes into the
// header of an answer. It puts the payload there.
type emitter struct {
	name string
	want int // the status
	site func(payload string) combo.Config
}

// emitView is a site whose one view makes its answer of the payload.
func emitView(view func(r *http.Request, payload string) (*combo.Response, error)) func(string) combo.Config {
	return func(payload string) combo.Config {
		return combo.Config{URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
			return view(r, payload)
		})}}
	}
}

// emitOption is a site whose one view answers with an option made of the payload.
// An option that takes it gives another answer, which is not the one wanted.
func emitOption(option func(r *http.Request, payload string) combo.Option) func(string) combo.Config {
	return emitView(func(r *http.Request, payload string) (*combo.Response, error) {
		if _, err := combo.Text("sent", option(r, payload)); err != nil {
			return nil, err
		}
		return combo.Text("the option took it")
	})
}

// emitHandler is a site whose one handler has the header to itself.
func emitHandler(handle func(h http.Header, payload string)) func(string) combo.Config {
	return func(payload string) combo.Config {
		return combo.Config{URLs: combo.URLs{combo.Handle("", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			handle(w.Header(), payload)
			io.WriteString(w, "sent")
		}))}}
	}
}

var emitters = []emitter{
	{"SetHeader value", 500, emitOption(func(_ *http.Request, p string) combo.Option { return combo.SetHeader("X-Out", p) })},
	{"SetHeader name", 500, emitOption(func(_ *http.Request, p string) combo.Option { return combo.SetHeader("X"+p, "v") })},
	{"AddHeader value", 500, emitOption(func(_ *http.Request, p string) combo.Option { return combo.AddHeader("Link", p) })},
	{"AddHeader name", 500, emitOption(func(_ *http.Request, p string) combo.Option { return combo.AddHeader(p+"X", "v") })},
	{"ContentType", 500, emitOption(func(_ *http.Request, p string) combo.Option { return combo.ContentType("text/plain" + p) })},
	{"SetCookie value", 500, emitOption(func(_ *http.Request, p string) combo.Option {
		return combo.SetCookie(&http.Cookie{Name: "c", Value: p})
	})},
	{"SetCookie name", 500, emitOption(func(_ *http.Request, p string) combo.Option {
		return combo.SetCookie(&http.Cookie{Name: "c" + p, Value: "v"})
	})},
	{"SetCookie path", 500, emitOption(func(_ *http.Request, p string) combo.Option {
		return combo.SetCookie(&http.Cookie{Name: "c", Path: "/" + p})
	})},
	{"SetCookie domain", 500, emitOption(func(_ *http.Request, p string) combo.Option {
		return combo.SetCookie(&http.Cookie{Name: "c", Domain: "a" + p})
	})},
	{"SetSignedCookie value", 500, emitOption(func(r *http.Request, p string) combo.Option {
		return combo.SetSignedCookie(r, &http.Cookie{Name: "c", Value: p})
	})},
	{"Attachment", 200, emitView(func(_ *http.Request, p string) (*combo.Response, error) {
		return combo.Text("sent", combo.Attachment(p))
	})},
	{"Redirect", 400, emitView(func(_ *http.Request, p string) (*combo.Response, error) { return combo.Redirect("/a" + p) })},
	{"Redirect query", 400, emitView(func(_ *http.Request, p string) (*combo.Response, error) { return combo.Redirect("/?a=" + p) })},
	{"Bytes", 500, emitView(func(_ *http.Request, p string) (*combo.Response, error) { return combo.Bytes("text/plain"+p, nil) })},
	{"Response.Header", 500, emitView(func(_ *http.Request, p string) (*combo.Response, error) {
		return &combo.Response{Header: http.Header{"X-Out": {p}}}, nil
	})},
	{"Error.Header", 403, emitView(func(_ *http.Request, p string) (*combo.Response, error) {
		return nil, &combo.Error{Status: 403, Header: http.Header{"X-Out": {p}}}
	})},
	{"BeforeSend", 500, emitView(func(r *http.Request, p string) (*combo.Response, error) {
		if err := combo.BeforeSend(r, func(h http.Header) error { h.Set("X-Out", p); return nil }); err != nil {
			return nil, err
		}
		return combo.Text("sent")
	})},
	{"Handle value", 500, emitHandler(func(h http.Header, p string) { h.Set("X-Out", p) })},
	{"Handle name", 500, emitHandler(func(h http.Header, p string) { h["X"+p] = []string{"v"} })},
	{"Handle cookie", 500, emitHandler(func(h http.Header, p string) { h.Add("Set-Cookie", "a="+p) })},
	{"Handle early hints", 200, func(p string) combo.Config {
		return combo.Config{URLs: combo.URLs{combo.Handle("", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Link", p)
			w.WriteHeader(http.StatusEarlyHints)
			w.Header().Del("Link")
		}))}}
	}},
	{"Trailer", 200, emitTrailer(func(h http.Header, p string) { h.Set(http.TrailerPrefix+"X-Out", p) })},
	{"Trailer name", 200, emitTrailer(func(h http.Header, p string) { h[http.TrailerPrefix+"X"+p] = []string{"v"} })},
	{"declared trailer", 200, emitTrailer(func(h http.Header, p string) { h.Set("X-Sum", p) })},
	{"Middleware", 500, func(p string) combo.Config {
		return combo.Config{Middleware: []func(http.Handler) http.Handler{setsHeader(p)}}
	}},
	{"Use", 500, func(p string) combo.Config {
		return combo.Config{URLs: combo.URLs{combo.Get("", sent).Use(setsHeader(p))}}
	}},
	{"OnError", 500, func(p string) combo.Config {
		return combo.Config{OnError: func(*http.Request, error) (*combo.Response, error) {
			return &combo.Response{Header: http.Header{"X-Out": {p}}}, nil
		}}
	}},
	{"OnError content type", 500, func(p string) combo.Config {
		return combo.Config{OnError: func(*http.Request, error) (*combo.Response, error) {
			return combo.Bytes("text/plain"+p, nil)
		}}
	}},
	{"ErrorPages", 500, func(p string) combo.Config {
		return combo.Config{ErrorPages: map[int]func(*http.Request, error) (*combo.Response, error){
			0: func(*http.Request, error) (*combo.Response, error) {
				return &combo.Response{Header: http.Header{"X-Out": {p}}}, nil
			},
		}}
	}},
}

// emitTrailer sets a field after the body.
func emitTrailer(set func(h http.Header, p string)) func(string) combo.Config {
	return func(p string) combo.Config {
		return combo.Config{URLs: combo.URLs{combo.Handle("", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Trailer", "X-Sum")
			io.WriteString(w, "sent")
			set(w.Header(), p)
		}))}}
	}
}

func sent(*http.Request) (*combo.Response, error) { return combo.Text("sent") }

func setsHeader(value string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header()["X-Out"] = []string{value}
			next.ServeHTTP(w, r)
		})
	}
}

// TestGauntletA15: a value that the application puts into the header ends its
// line and begins another, or holds what readers do not agree on.
func TestGauntletA15(t *testing.T) {
	t.Parallel()
	payloads := []string{
		"a\r\nSet-Cookie: x=1", "a\nSet-Cookie: x=1", "a\rSet-Cookie: x=1", "\r\n\r\n<script>", "a\r\n Set-Cookie: x=1",
		"a\x00b", "a\x01b", "a\x0bb", "a\x1b[2Jb", "a\x7fb", "\x00", "\n",
	}
	for _, emitter := range emitters {
		t.Run(emitter.name, func(t *testing.T) {
			t.Parallel()
			for _, payload := range payloads {
				site, log := besieged(t, emitter.site(payload))
				server := httptest.NewServer(site)
				answer := sendRaw(t, server, "GET", "/", "Accept: text/html")
				server.Close()
				checkEmitted(t, payload, answer, emitter.want)
				if errs := log.records(t); emitter.want != 200 && emitter.want != 400 && len(errs) == 0 {
					t.Errorf("%q: nothing is in the log", payload)
				}
			}
		})
	}
}

// cleanHead is a status line and fields without any control character but tabs.
var cleanHead = regexp.MustCompile(`\A[^\x00-\x1f\x7f]+(\r\n[!#-'*+.^_` + "`" + `|~0-9A-Za-z-]+: [^\x00-\x08\x0a-\x1f\x7f]*)*\z`)

func checkEmitted(t *testing.T, payload string, answer rawAnswer, want int) {
	t.Helper()
	if answer.StatusCode != want {
		t.Errorf("%q: the status is %d, want %d", payload, answer.StatusCode, want)
	}
	if !cleanHead.MatchString(answer.head) || answer.Header.Get("Set-Cookie") != "" || answer.Header.Get("X-Out") != "" {
		t.Errorf("%q: the header is %q", payload, answer.head)
	}
	if _, trailer, _ := strings.Cut(answer.body, "\r\n0\r\n"); strings.TrimSpace(trailer) != "" {
		t.Errorf("%q: the trailer is %q", payload, trailer)
	}
}
