package combo_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo"
)

// debugSite makes a site that shows its errors.
func debugSite(t testing.TB, config combo.Config) *combo.Site {
	t.Helper()
	config.Debug = true
	return newSite(t, config)
}

// debugPageOf asks as a browser does.
func debugPageOf(t testing.TB, h http.Handler, method, target, body string, fields ...string) string {
	t.Helper()
	w := ask(h, method, target, body, append([]string{"Accept: text/html"}, fields...)...)
	page := w.Body.String()
	if !strings.HasPrefix(page, "<!doctype html>") || !strings.Contains(page, "Config.Debug") {
		t.Fatalf("%s %s: no debug page but %d %.300q", method, target, w.Code, page)
	}
	return page
}

// debugViewPage is the page of a site with one view at /page/<int:id>/.
func debugViewPage(t testing.TB, view combo.View) string {
	t.Helper()
	site := debugSite(t, combo.Config{URLs: combo.URLs{combo.Path("page/<int:id>/", view).Name("page")}})
	return debugPageOf(t, site, "GET", "/page/7/", "")
}

func wantOrder(t *testing.T, page string, parts ...string) {
	t.Helper()
	at := 0
	for _, part := range parts {
		i := strings.Index(page[at:], part)
		if i < 0 {
			t.Fatalf("the page does not have %q after what comes before it", part)
		}
		at += i
	}
}

func wantNot(t *testing.T, what, got string, unwanted ...string) {
	t.Helper()
	for _, text := range unwanted {
		if strings.Contains(got, text) {
			t.Errorf("%s holds %q", what, text)
		}
	}
}

func failDeep() error {
	return combo.Errorf(403, "Only friends may see this.").Because(
		fmt.Errorf("look up: %w", errors.Join(errors.New("first cause"), fs.ErrNotExist))) // the hot line is above
}

func TestDebugPageOrder(t *testing.T) {
	t.Parallel()
	page := debugViewPage(t, func(*http.Request) (*combo.Response, error) { return nil, failDeep() })
	wantOrder(t, page,
		"403 Forbidden", "<h1>Only friends may see this.</h1>", "GET /page/7/",
		"<h2>Your code</h2>", "_test.failDeep", "debugpage_test.go:", "<mark>", "return combo.Errorf(403", "</mark>", "the hot line is above",
		"<h2>Causes</h2>", "*combo.Error", "*fmt.wrapError", "*errors.joinError", "first cause", "file does not exist",
		"<h2>The request</h2>", "/page/&lt;int:id&gt;/", "&lt;id&gt;", "<dd>7</dd>",
		"<h2>Stack</h2>", "_test.failDeep", "calls in",
		"<h2>Environment</h2>", "go1.", "Copy as text", "<textarea", "# Only friends may see this.")
	wantNot(t, "the page", page, "<script", "style=", "onclick", "http-equiv")
}

func TestDebugPageHeader(t *testing.T) {
	t.Parallel()
	site := debugSite(t, combo.Config{})
	w := ask(site, "GET", "/", "", "Accept: text/html")
	policy := w.Header().Get("Content-Security-Policy")
	wantText(t, "the policy", policy, "default-src 'none'", "style-src 'sha256-", "frame-ancestors 'none'")
	wantNot(t, "the policy", policy, "unsafe", "script-src")
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control = %q, want no-store", got)
	}
	if w.Code != 404 {
		t.Errorf("status %d, want 404", w.Code)
	}
}

func TestDebugPageOnlyForDebug(t *testing.T) {
	t.Parallel()
	site := newSite(t, combo.Config{URLs: combo.URLs{combo.Get("", func(*http.Request) (*combo.Response, error) {
		return nil, errors.New("the cause is not shown")
	})}})
	page := ask(site, "GET", "/", "", "Accept: text/html").Body.String()
	wantNot(t, "the production page", page, "the cause", "debugpage_test.go", "combo_test")
}

func TestDebugPageOfPanic(t *testing.T) {
	t.Parallel()
	page := debugViewPage(t, func(*http.Request) (*combo.Response, error) {
		var posts []string
		return combo.Text(posts[len(t.Name())]) // out of range
	})
	wantOrder(t, page, "panic with runtime.boundsError", "<h1>runtime error: index out of range", "What to do", "Your code", "<mark>", "out of range", "</mark>")
}

type debugViews struct{}

// show is found by its name: of a method's value the program knows no line.
func (d *debugViews) show(*http.Request) (*combo.Response, error) {
	return nil, errors.New("no stack in this one")
}

func TestDebugPageShowsView(t *testing.T) {
	t.Parallel()
	named := func(*http.Request) (*combo.Response, error) { return nil, errors.New("this line") }
	for _, test := range []struct {
		view combo.View
		want []string
	}{
		{new(debugViews).show, []string{"Returned by this view", "debugViews).show", "<mark>", "func (d *debugViews) show(", "</mark>", "no stack in this one"}},
		{named, []string{"Returned by this view", "TestDebugPageShowsView.func1", "<mark>", "named := func", "this line"}},
	} {
		wantOrder(t, debugViewPage(t, test.view), test.want...)
	}
}

func TestDebugPageTriedRoutes(t *testing.T) {
	t.Parallel()
	urls := combo.URLs{
		combo.Get("", say("home")).Name("home"),
		combo.Get("posts/", say("")).Name("list"),
		combo.Get("posts/<int:id>/", say("")).Name("post"),
		combo.Post("only-post/", say("")),
		combo.Get("shop/", say("")).Host("shop.localhost"),
		combo.Mount("files/", http.NotFoundHandler()),
	}
	site := debugSite(t, combo.Config{URLs: combo.URLs{combo.Include("", urls).Namespace("blog")}})
	for _, test := range []struct {
		path           string
		want, unwanted []string
	}{
		{"/post/", []string{"No route matches /post/", `Did you mean <a href="/posts/">/posts/</a>?`, "blog:list", "debugpage_test.go:", `class="nearest"`}, nil},
		{"/pots/12/", []string{`<a href="/posts/12/">`}, nil},
		{"/posts/abc/", []string{"<code>/posts/&lt;int:id&gt;/</code>?"}, []string{`<a href="/posts/`}},
		{"/only-pots/", []string{"<code>/only-post/</code>?", "(POST)"}, nil},
		{"/shop/", []string{"shop.localhost/shop/"}, nil},
		{"/something/else/entirely/", []string{"Routes that were tried", "/files/…"}, []string{"Did you mean"}},
	} {
		page := debugPageOf(t, site, "GET", test.path, "")
		wantText(t, test.path, page, test.want...)
		wantNot(t, test.path, page, append(test.unwanted, "<h2>Stack</h2>", "<h2>Causes</h2>")...)
	}
	wantOrder(t, debugPageOf(t, site, "GET", "/post/", ""), "Methods", "/posts/", "/posts/&lt;int:id&gt;/", "/only-post/")
}

func TestDebugPageAllowedMethods(t *testing.T) {
	t.Parallel()
	site := debugSite(t, combo.Config{URLs: combo.URLs{
		combo.Get("posts/", say("")).Name("list"), combo.Post("posts/", say("")).Name("add"), combo.Get("other/", say("")).Name("other"),
	}})
	page := debugPageOf(t, site, "DELETE", "/posts/", "")
	wantText(t, "the page", page, "DELETE is not answered at /posts/", "GET, HEAD, POST, OPTIONS", "list", "add")
	wantNot(t, "the page", page, "/other/")
}

// TestDebugPageOfMiddleware has errors that are and are not made by it.
func TestDebugPageOfMiddleware(t *testing.T) {
	t.Parallel()
	passing := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/panic/" {
				panic("in the middleware") // here
			}
			next.ServeHTTP(w, r)
		})
	}
	site := debugSite(t, combo.Config{Middleware: []func(http.Handler) http.Handler{passing}, URLs: combo.URLs{combo.Post("form/", say(""))}})
	page := debugPageOf(t, site, "GET", "/panic/", "")
	wantOrder(t, page, "<h2>Your code</h2>", "<mark>", `panic(&#34;in the middleware&#34;) // here`, "</mark>")
	wantNot(t, "the page", page, "<summary><code>combo_test.ask</code>")
	page = debugPageOf(t, site, "POST", "/form/", "", "Sec-Fetch-Site: cross-site")
	wantNot(t, "the page", page, "<h2>Your code</h2>")
}

func TestDebugPageFields(t *testing.T) {
	t.Parallel()
	page := debugViewPage(t, func(*http.Request) (*combo.Response, error) {
		return nil, combo.FieldErrors{{Field: "title", Code: "required", Message: "This field is required."}}
	})
	wantOrder(t, page, "422", "<h2>Fields</h2>", "title", "This field is required. (required)")
}

// debugTemplates knows no template.
type debugTemplates struct{}

func (debugTemplates) Render(w io.Writer, _ *http.Request, name string, _ any) error {
	return &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func fromAnswer(f func(r *http.Request) error) combo.View {
	return func(r *http.Request) (*combo.Response, error) { return nil, f(r) }
}

// TestDebugPageKnownProblems makes every mistake that the page has advice for.
func TestDebugPageKnownProblems(t *testing.T) {
	t.Parallel()
	view := func(v combo.View) combo.Config {
		return combo.Config{URLs: combo.URLs{combo.Path("page/<int:id>/", v).Name("page"), combo.Get("posts/", say("")).Name("list")}}
	}
	failing := func(f func(*http.Request) error) combo.Config { return view(fromAnswer(f)) }
	withTemplates := failing(func(r *http.Request) error { _, err := combo.Render(r, "no.html", nil); return err })
	withTemplates.Templates = debugTemplates{}
	type photo struct {
		Photo *combo.Upload `form:"photo"`
	}
	form := "Content-Type: application/x-www-form-urlencoded"
	for _, test := range []struct {
		name   string
		config combo.Config
		body   string   // makes it a POST
		fields []string // of the header
		want   []string
	}{
		{name: "unknown URL name", config: failing(func(r *http.Request) error { _, err := combo.URL(r, "pagee", 7); return err }),
			want: []string{"No route of the site has this name", "page  /page/&lt;int:id&gt;/", "list  /posts/"}},
		{name: "wrong URL parameter", config: failing(func(r *http.Request) error { _, err := combo.URL(r, "page", "seven"); return err }),
			want: []string{"No route of the site has this name", "<li><code>page  /page/&lt;int:id&gt;/</code></li></ul>"}},
		{name: "missing parameter", config: view(func(r *http.Request) (*combo.Response, error) { return combo.Text(combo.Param[string](r, "idd")) }),
			want: []string{"reads the parameters of the pattern", "combo.Param[int64](r, &#34;id&#34;)", "<mark>"}},
		{name: "wrong type of parameter", config: view(func(r *http.Request) (*combo.Response, error) {
			return combo.JSON(combo.Param[bool](r, "id"))
		}), want: []string{"reads the parameters of the pattern", "combo.Param[int64]"}},
		{name: "outside of a site", config: failing(func(*http.Request) error {
			_, err := combo.URL(httptest.NewRequest("GET", "/", nil), "page")
			return err
		}), want: []string{"needs to know the site", "webtest.Request"}},
		{name: "no templates", config: failing(func(r *http.Request) error { _, err := combo.Render(r, "page.html", nil); return err }),
			want: []string{"needs something that knows the site&#39;s templates"}},
		{name: "missing template", config: withTemplates, want: []string{"There is no template of this name"}},
		{name: "neither response nor error", config: view(func(*http.Request) (*combo.Response, error) { return nil, nil }),
			want: []string{"this one returned <code>nil, nil</code>", "Returned by this view"}},
		{name: "unknown host", fields: []string{"Host: evil.example"}, want: []string{"answers only to the names it knows", "<dd>evil.example</dd>"}},
		{name: "cross-site request", config: view(say("")), body: "a=b", fields: []string{form, "Sec-Fetch-Site: cross-site"},
			want: []string{"A page of another site sent this", "AllowCrossSite", "TrustedOrigins"}},
		{name: "body too large", config: combo.Config{URLs: combo.URLs{combo.Path("page/7/", fromAnswer(func(r *http.Request) error {
			_, err := combo.Form[string](r, "a")
			return err
		})).MaxBody(10)}}, body: "a=12345678901234567890", fields: []string{form}, want: []string{"<code>MaxBody</code>", "body: 10 bytes"}},
		{name: "unsupported body", config: failing(func(r *http.Request) error { _, err := combo.Form[string](r, "a"); return err }),
			body: "a", fields: []string{"Content-Type: image/png"}, want: []string{"not of a kind that the view reads"}},
		{name: "JSON for a form", config: failing(func(r *http.Request) error { _, err := combo.Form[string](r, "a"); return err }),
			body: "{}", fields: []string{"Content-Type: application/json", "Accept: text/html"}, want: []string{"not of a kind that the view reads"}},
		{name: "form without enctype", config: failing(func(r *http.Request) error { _, err := combo.Bind[photo](r); return err }),
			body: "photo=cat.png", fields: []string{form}, want: []string{"its tag has no <code>enctype</code>", "multipart/form-data"}},
		{name: "redirect to another site", config: failing(func(*http.Request) error { _, err := combo.Redirect("https://evil.example/"); return err }),
			want: []string{"does not lead to other sites", "RedirectHosts"}},
		{name: "nil pointer", config: view(func(*http.Request) (*combo.Response, error) {
			var post *combo.Match
			return combo.Text(post.Name) // of nothing
		}), want: []string{"Something is nil", "return combo.Text(post.Name) // of nothing</code></li>", "debugpage_test.go:"}},
		{name: "nil map", config: failing(func(r *http.Request) error { r.Trailer.Set("A", "b"); return nil }),
			want: []string{"The map has not been made"}},
		{name: "out of range", config: failing(func(r *http.Request) error { return []error{}[r.ContentLength] }),
			want: []string{"shorter than the line below"}},
		{name: "wrong type", config: failing(func(r *http.Request) error { return any(r.Method).(error) }),
			want: []string{"The value has another type"}},
		{name: "deadline", config: failing(func(r *http.Request) error {
			ctx, cancel := context.WithDeadline(r.Context(), time.Unix(1, 0))
			defer cancel()
			return fmt.Errorf("ask: %w", ctx.Err())
		}), want: []string{"took longer than its context allows"}},
		{name: "canceled", config: failing(func(*http.Request) error { return context.Canceled }), want: []string{"was called off"}},
		{name: "no row", config: failing(func(*http.Request) error { return errors.New("read: sql: no rows in result set") }),
			want: []string{"answer with 404"}},
		{name: "header with control characters", config: failing(func(*http.Request) error {
			_, err := combo.Text("", combo.SetHeader("X-Name", "a\r\nSet-Cookie: b"))
			return err
		}), want: []string{"may hold no control characters"}},
		{name: "header name", config: failing(func(*http.Request) error { _, err := combo.Text("", combo.SetHeader("X Name", "a")); return err }),
			want: []string{"may hold no control characters"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			method := "GET"
			if test.body != "" {
				method = "POST"
			}
			page := debugPageOf(t, debugSite(t, test.config), method, "/page/7/", test.body, test.fields...)
			wantOrder(t, page, "<h2>What to do</h2>", test.want[0])
			wantText(t, "the page", page, test.want...)
		})
	}
}

func TestDebugPageBeforeSendTooLate(t *testing.T) {
	t.Parallel()
	var late error
	site := debugSite(t, combo.Config{URLs: combo.URLs{
		combo.Handle("early/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(200)
			late = combo.BeforeSend(r, func(http.Header) error { return nil })
		})),
		combo.Get("late/", func(*http.Request) (*combo.Response, error) { return nil, late }),
	}})
	ask(site, "GET", "/early/", "")
	wantText(t, "the page", debugPageOf(t, site, "GET", "/late/", ""), "before the first byte of the answer")
}

// TestDebugPageForStrangers asks by a name that is not the site's, as a page
// does that made its own name point here.
func TestDebugPageForStrangers(t *testing.T) {
	t.Parallel()
	site := debugSite(t, combo.Config{Hosts: []string{"inside.example"}, URLs: combo.URLs{combo.Get("hidden-route/", say("")).Name("hidden")}})
	page := debugPageOf(t, site, "GET", "/hidden-rout/", "", "Host: evil.example")
	wantNot(t, "the page", page, "hidden-route", "inside.example", "debugpage_test.go", "<h2>Stack", "go1.")
}

func TestDebugPageEscapes(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>'`
	query := strings.NewReplacer("\"", "%22", "<", "%3C", ">", "%3E", " ", "%20").Replace(evil)
	site := debugSite(t, combo.Config{URLs: combo.URLs{
		combo.Path("view/<x>", func(r *http.Request) (*combo.Response, error) {
			return nil, combo.Errorf(400, "%s", evil).Because(errors.New("</textarea></pre>" + evil + "\n```\n" + evil))
		}).Name(evil),
	}})
	for _, path := range []string{"/view/" + query + "?" + query + "=" + query, "/" + query} {
		page := debugPageOf(t, site, "GET", path, "", "X-Evil: "+evil, "Cookie: <script>=1; b=<script>")
		wantNot(t, path, page, "<script", "<img", "</textarea></pre>", `">&lt;script`)
		wantText(t, path, page, "&lt;script&gt;alert(1)&lt;/script&gt;")
	}
}

type panickyError struct{}

func (panickyError) Error() string { panic("in Error") }

type panickyText struct{}

func (panickyText) String() string { panic("in String") }

// manyCauses makes more causes, and deeper ones, than are shown.
func manyCauses() error {
	err := errors.New("the last")
	for range 100 {
		err = fmt.Errorf("outer: %w", err)
	}
	many := make([]error, 100)
	for i := range many {
		many[i] = err
	}
	return errors.Join(many...)
}

// TestDebugPageNeverFails has what is missing, huge or broken.
func TestDebugPageNeverFails(t *testing.T) {
	t.Parallel()
	huge := strings.Repeat("very long words ", 1<<16)
	for name, view := range map[string]combo.View{
		"huge message":        fromAnswer(func(*http.Request) error { return errors.New(huge) }),
		"huge line":           fromAnswer(func(*http.Request) error { return errors.New(strings.Repeat("x", 1<<20)) }),
		"panic with a value":  func(*http.Request) (*combo.Response, error) { panic(panickyText{}) },
		"panic with an error": func(*http.Request) (*combo.Response, error) { panic(panickyError{}) },
		"error that panics":   fromAnswer(func(*http.Request) error { return panickyError{} }),
		"wrapped one":         fromAnswer(func(*http.Request) error { return combo.Errorf(500, "outer").Because(panickyError{}) }),
		"message in bytes":    fromAnswer(func(*http.Request) error { return errors.New("\xff\x00\x1b[2J\u202e") }),
		"empty message":       fromAnswer(func(*http.Request) error { return errors.New("") }),
		"nil panic":           func(*http.Request) (*combo.Response, error) { panic(nil) },
		"too many causes":     fromAnswer(func(*http.Request) error { return manyCauses() }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := debugViewPage(t, view)
			if len(page) > 1<<20 {
				t.Errorf("the page has %d bytes", len(page))
			}
		})
	}
}

func TestDebugPageOfHugeHeader(t *testing.T) {
	t.Parallel()
	site := debugSite(t, combo.Config{})
	fields := []string{"X-Long: " + strings.Repeat("long ", 20<<10)}
	for i := range 1000 {
		fields = append(fields, fmt.Sprintf("X-Many-%d: value", i))
	}
	page := debugPageOf(t, site, "GET", "/", "", fields...)
	wantText(t, "the page", page, "long …", "and 802 more")
	if len(page) > 200<<10 {
		t.Errorf("the page has %d bytes", len(page))
	}
}

// TestDebugPageIsOneDocument counts the tags that are opened and closed.
func TestDebugPageIsOneDocument(t *testing.T) {
	t.Parallel()
	page := debugViewPage(t, fromAnswer(func(*http.Request) error { return failDeep() }))
	ids := regexp.MustCompile(` id="([^"]*)"`).FindAllString(page, -1)
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			t.Errorf("two elements have%s", id)
		}
		seen[id] = true
	}
	for _, tag := range []string{"details", "section", "pre", "ul", "ol", "dl", "div", "main", "table", "code"} {
		if open, closed := strings.Count(page, "<"+tag+">")+strings.Count(page, "<"+tag+" "), strings.Count(page, "</"+tag+">"); open != closed {
			t.Errorf("<%s> is opened %d times and closed %d times", tag, open, closed)
		}
	}
}

func TestDebugPageOfUpload(t *testing.T) {
	t.Parallel()
	const form = "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"cat.png\"\r\nContent-Type: image/png\r\n\r\n1234\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nThe cat\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"pin\"\r\n\r\n98765\r\n--b--\r\n"
	for name, read := range map[string]func(r *http.Request) error{
		"combo":    func(r *http.Request) error { _, err := combo.Form[string](r, "title"); return err },
		"net/http": func(r *http.Request) error { return r.ParseMultipartForm(1 << 10) },
	} {
		site := debugSite(t, combo.Config{URLs: combo.URLs{combo.Post("", fromAnswer(func(r *http.Request) error {
			return errors.Join(read(r), errors.New("the pin 98765 is wrong"))
		}))}})
		page := debugPageOf(t, site, "POST", "/", form, "Content-Type: multipart/form-data; boundary=b")
		wantText(t, name, page, "<dd>The cat</dd>", "the pin ••• is wrong")
		wantNot(t, name, page, "<dd>98765")
		if name == "combo" {
			wantText(t, name, page, "file &#34;cat.png&#34;, image/png, 4 bytes")
		}
	}
}

// TestDebugPageOfHandler has no view to show, only the route.
func TestDebugPageOfHandler(t *testing.T) {
	t.Parallel()
	site := debugSite(t, combo.Config{URLs: combo.URLs{
		combo.Handle("events/", combo.View(fromAnswer(func(*http.Request) error { return errors.New("no stack") }))), // here
	}})
	wantOrder(t, debugPageOf(t, site, "GET", "/events/", ""), "Returned by what this route leads to", "<mark>", "combo.Handle(", "// here", "</mark>")
}

func TestDebugPageOfMountedSite(t *testing.T) {
	t.Parallel()
	inner := debugSite(t, combo.Config{URLs: combo.URLs{combo.Get("posts/", say(""))}})
	outer := debugSite(t, combo.Config{URLs: combo.URLs{combo.Mount("blog/", inner)}})
	page := debugPageOf(t, outer, "GET", "/blog/post/", "")
	wantText(t, "the page", page, `<a href="/blog/posts/">`, "Mounted at", "<dd>/blog</dd>")
}
