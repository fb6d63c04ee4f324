package combo_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/combo-web/combo"
)

// build makes a site for an Example: with a secret, and without a log.
func build(config combo.Config) *combo.Site {
	config.Secret = []string{"thirty-two characters or some more"}
	config.Log = slog.New(slog.DiscardHandler)
	site, err := combo.New(config)
	if err != nil {
		panic(err)
	}
	return site
}

// visit sends a request, written line by line as HTTP writes it, and prints the
// answer: its status, the address that it leads to and its text, in which "…"
// stands for the number of the request. It returns the header.
func visit(site http.Handler, lines ...string) http.Header {
	head, body, _ := strings.Cut(strings.Join(lines[1:], "\n"), "\n\n")
	if len(lines) > 1 && lines[1] == "" {
		head, body = "", strings.Join(lines[2:], "\n")
	}
	method, target, _ := strings.Cut(lines[0], " ")
	r := httptest.NewRequest(method, "http://localhost"+target, strings.NewReader(body))
	for line := range strings.Lines(head) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if r.Header.Add(name, value); name == "Host" {
			r.Host = value
		}
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	text := requestNumber.ReplaceAllString(w.Body.String(), "…")
	words := []string{fmt.Sprint(w.Code), w.Header().Get("Location"), text}
	fmt.Println(strings.Join(strings.Fields(strings.Join(words, " ")), " "))
	return w.Header()
}

// What a body is, for visit.
const (
	asForm = "Content-Type: application/x-www-form-urlencoded"
	asJSON = "Content-Type: application/json"
)

var requestNumber = regexp.MustCompile(`\b[A-Z2-7]{26}\b`)

// look prints what a view or a constructor returned.
func look(answer *combo.Response, err error) {
	if err != nil {
		fmt.Println("error:", err)
		return
	}
	body, err := answer.Bytes()
	fmt.Println(answer.ContentType(), "|", string(body), err)
}

func Example() {
	hello := func(r *http.Request) (*combo.Response, error) {
		return combo.Text("Hello, " + combo.Param[string](r, "name") + "!")
	}
	site, err := combo.New(combo.Config{
		Secret: []string{"thirty-two characters or some more"},
		URLs:   combo.URLs{combo.Get("hello/<name>/", hello).Name("hello")},
	})
	if err != nil {
		panic(err)
	}
	visit(site, "GET /hello/Ann/")

	// Output:
	// 200 Hello, Ann!
}

func ExampleNew() {
	home := func(r *http.Request) (*combo.Response, error) { return combo.Text("Welcome") }
	site, err := combo.New(combo.Config{
		Secret: []string{"thirty-two characters or some more"},
		Hosts:  []string{"example.com", "www.example.com"},
		URLs:   combo.URLs{combo.Get("", home).Name("home")},
	})
	if err != nil {
		panic(err)
	}
	visit(site, "GET /", "Host: example.com")
	visit(site, "GET /", "Host: evil.test")

	// Output:
	// 200 Welcome
	// 400 The server does not know the name by which it was called.
}

func ExampleNew_mistakes() {
	show := func(r *http.Request) (*combo.Response, error) { return combo.Text("a post") }
	_, err := combo.New(combo.Config{
		Secret: []string{"too short"},
		URLs: combo.URLs{
			combo.Get("/posts/", show),
			combo.Get("posts/<itn:id>/", show),
			combo.Get("posts/<slug:name>/", show).Name("post"),
			combo.Get("posts/new/", show),
		},
	})
	mistakes, _ := errors.AsType[combo.Mistakes](err)
	for _, m := range mistakes { // m.At is the file and line of the route
		text, _, _ := strings.Cut(m.Err.Error(), " (")
		fmt.Println(text)
	}

	// Output:
	// Config.Secret[0] has 9 bytes: it needs at least 32
	// the pattern "/posts/" begins with a slash: write "posts/", the site's root has it already
	// the pattern "posts/<itn:id>/": unknown converter "itn"; did you mean "int"?
	// the route /posts/new/ can never answer: /posts/<slug:name>/ takes all its requests
}

func ExampleMistakes() {
	_, err := combo.New(combo.Config{Secret: []string{"too short"}, Hosts: []string{"https://example.com"}})
	fmt.Println(err)

	// Output:
	// Config.Secret[0] has 9 bytes: it needs at least 32
	// Config.Hosts: "https://example.com" is not a host name
}

func ExampleMistakes_Unwrap() {
	cause := errors.New("the disk is full")
	full := combo.Check{ID: "disk.E001", Run: func(*combo.Site) error { return cause }}
	_, err := combo.New(combo.Config{Debug: true, Apps: []combo.App{{Name: "disk", Checks: []combo.Check{full}}}})
	fmt.Println(errors.Is(err, cause))

	// Output:
	// true
}

func ExampleMistake() {
	home := func(r *http.Request) (*combo.Response, error) { return combo.Text("Welcome") }
	_, err := combo.New(combo.Config{Debug: true, URLs: combo.URLs{combo.Get("/", home)}})
	mistakes, _ := errors.AsType[combo.Mistakes](err)
	file, _, _ := strings.Cut(filepath.Base(mistakes[0].At), ":") // and the line
	fmt.Println(file, "|", mistakes[0].Err)

	// Output:
	// example_test.go | the pattern "/" begins with a slash: write "", the site's root has it already
}

func ExampleMistake_Error() {
	fmt.Println(combo.Mistake{At: "urls.go:12", Err: errors.New("the pattern has no end")})

	// Output:
	// urls.go:12: the pattern has no end
}

func ExampleMistake_Unwrap() {
	cause := errors.New("the pattern has no end")
	fmt.Println(errors.Is(combo.Mistake{At: "urls.go:12", Err: cause}, cause))

	// Output:
	// true
}

func ExampleMistakes_Error() {
	fmt.Println(combo.Mistakes{{Err: errors.New("no secret")}, {At: "urls.go:12", Err: errors.New("no view")}})

	// Output:
	// no secret
	// urls.go:12: no view
}

func ExampleSite_AnswersTo() {
	site := build(combo.Config{Hosts: []string{".example.com"}})
	fmt.Println(site.AnswersTo("www.example.com:8000"), site.AnswersTo("localhost"))

	// Output:
	// true false
}

func ExampleConfig() {
	config := combo.Config{
		Secret:  []string{os.Getenv("SECRET"), os.Getenv("OLD_SECRET")},
		BaseURL: "https://example.com",
		Hosts:   []string{"example.com", ".example.com"},
		Limits:  combo.Limits{Body: 4 << 20},
	}
	_, err := combo.New(config)
	fmt.Println(err)

	// Output:
	// Config.Secret[0] has 0 bytes: it needs at least 32
	// Config.Secret[1] has 0 bytes: it needs at least 32
}

func ExampleConfig_baseURL() {
	show := func(r *http.Request) (*combo.Response, error) {
		address, err := combo.URL(r, "post", 7)
		if err != nil {
			return nil, err
		}
		return combo.Text(address)
	}
	site := build(combo.Config{
		BaseURL: "https://example.com/blog",
		URLs:    combo.URLs{combo.Get("posts/<int:id>/", show).Name("post")},
	})
	mux := http.NewServeMux() // takes the path of the site away, as a proxy may do
	mux.Handle("/blog/", http.StripPrefix("/blog", site))
	visit(mux, "GET /blog/posts/7/", "Host: example.com")
	visit(mux, "GET /blog/posts/7", "Host: example.com")
	visit(mux, "GET /blog/posts/7/", "Host: localhost") // BaseURL names the site's host

	// Output:
	// 200 /blog/posts/7/
	// 301 /blog/posts/7/
	// 400 The server does not know the name by which it was called.
}

func ExampleConfig_middleware() {
	count := 0
	counted := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			count++
			route, _ := combo.Resolved(r) // the route has been found already
			fmt.Printf("request %d for %q\n", count, route.Name)
			next.ServeHTTP(w, r)
		})
	}
	home := func(r *http.Request) (*combo.Response, error) { return combo.Text("Welcome") }
	site := build(combo.Config{
		Middleware: []func(http.Handler) http.Handler{counted},
		URLs:       combo.URLs{combo.Get("", home).Name("home")},
	})
	visit(site, "GET /")
	visit(site, "GET /nowhere")

	// Output:
	// request 1 for "home"
	// 200 Welcome
	// request 2 for ""
	// 404 There is nothing at this address.
}

func ExampleSent() {
	logged := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r)
			status, bytes := combo.Sent(r)
			fmt.Println(r.Method, r.URL.Path, status, bytes)
		})
	}
	home := func(r *http.Request) (*combo.Response, error) { return combo.Text("Welcome") }
	site := build(combo.Config{
		Middleware: []func(http.Handler) http.Handler{logged},
		URLs:       combo.URLs{combo.Get("", home)},
	})
	visit(site, "GET /")

	// Output:
	// GET / 200 7
	// 200 Welcome
}

func ExampleLimits() {
	echo := func(r *http.Request) (*combo.Response, error) {
		text, err := combo.Form[string](r, "text")
		if err != nil {
			return nil, err
		}
		return combo.Text(text)
	}
	site := build(combo.Config{
		Limits: combo.Limits{Body: 10},
		URLs:   combo.URLs{combo.Post("echo/", echo)},
	})
	visit(site, "POST /echo/", asForm, "", "text=short")
	visit(site, "POST /echo/", asForm, "", "text=too+long")

	// Output:
	// 200 short
	// 413 The request is larger than the 10 bytes accepted here.
}

func ExampleLimits_values() {
	sum := func(r *http.Request) (*combo.Response, error) {
		numbers, err := combo.Bind[[]int](r)
		if err != nil {
			return nil, err
		}
		return combo.Text(fmt.Sprint(numbers))
	}
	site := build(combo.Config{
		Limits: combo.Limits{Values: 3}, // the list is one, too
		URLs:   combo.URLs{combo.Post("sum/", sum)},
	})
	visit(site, "POST /sum/", asJSON, "", "[1, 2]")
	visit(site, "POST /sum/", asJSON, "", "[1, 2, 3]")

	// Output:
	// 200 [1 2]
	// 400 The request body has too many values.
}

// blog is an app: a struct of plain fields, and views that hold what they need.
type blog struct{ posts []string }

func (b *blog) app() combo.App {
	return combo.App{
		Name: "blog",
		URLs: combo.URLs{combo.Get("", b.list).Name("list")},
		Start: func(ctx context.Context) error {
			b.posts = []string{"first", "second"}
			return nil
		},
	}
}

func (b *blog) list(r *http.Request) (*combo.Response, error) {
	return combo.Text(strings.Join(b.posts, ", "))
}

func ExampleApp() {
	app := new(blog).app()
	site := build(combo.Config{
		Apps: []combo.App{app},
		URLs: combo.URLs{combo.Include("blog/", app.URLs).Namespace("blog")},
	})
	if err := site.Start(context.Background()); err != nil { // the serve command does this
		panic(err)
	}
	visit(site, "GET /blog/")

	// Output:
	// 200 first, second
}

func ExampleSite_Start() {
	app := combo.App{
		Name:  "mail",
		Start: func(context.Context) error { fmt.Println("connected"); return nil },
		Stop:  func(context.Context) error { fmt.Println("closed"); return nil },
	}
	site := build(combo.Config{Apps: []combo.App{app}})
	ctx := context.Background()
	fmt.Println(errors.Join(site.Start(ctx), site.Stop(ctx)))

	// Output:
	// connected
	// closed
	// <nil>
}

func ExampleSite_Stop() {
	stop := func(name string) func(context.Context) error {
		return func(context.Context) error { return errors.New(name + " is stuck") }
	}
	site := build(combo.Config{Apps: []combo.App{{Name: "a", Stop: stop("a")}, {Name: "b", Stop: stop("b")}}})
	fmt.Println(site.Stop(context.Background())) // all are stopped, the last first

	// Output:
	// stop b: b is stuck
	// stop a: a is stuck
}

func ExampleCheck() {
	folder := combo.Check{ID: "photos.E001", Run: func(*combo.Site) error {
		if _, err := os.Stat("no such folder"); err != nil {
			return errors.New("the folder for photos is missing")
		}
		return nil
	}}
	_, err := combo.New(combo.Config{Debug: true, Apps: []combo.App{{Name: "photos", Checks: []combo.Check{folder}}}})
	fmt.Println(err)

	// Output:
	// photos.E001: the folder for photos is missing
}

func ExampleSite_Check() {
	full := false
	disk := combo.Check{ID: "disk.E001", Run: func(*combo.Site) error {
		if full {
			return errors.New("the disk is full")
		}
		return nil
	}}
	site := build(combo.Config{Apps: []combo.App{{Name: "disk", Checks: []combo.Check{disk}}}})
	full = true
	fmt.Println(site.Check())

	// Output:
	// disk.E001: the disk is full
}

func ExampleCommand() {
	greet := combo.Command{
		Name:  "greet",
		Usage: "name",
		Help:  "Greet somebody from the command line.",
		Run: func(ctx context.Context, site *combo.Site, args []string) error {
			fmt.Println("Hello,", args[0])
			return nil
		},
	}
	app := combo.App{Name: "greet", Commands: []combo.Command{greet}}
	fmt.Println(app.Commands[0].Run(context.Background(), nil, []string{"Ann"}))

	// Output:
	// Hello, Ann
	// <nil>
}

// tables is what a package above the kernel could bring: it knows what may be
// wrong with it.
type tables []string

func (t tables) Check() error {
	if len(t) == 0 {
		return errors.New("there are no tables")
	}
	return nil
}

func ExamplePart() {
	_, err := combo.New(combo.Config{Debug: true, Apps: []combo.App{{Name: "blog", Models: tables{}}}})
	fmt.Println(err)

	// Output:
	// app blog: there are no tables
}

func ExampleSite_Config() {
	config := build(combo.Config{Hosts: []string{"example.com"}}).Config()
	fmt.Println(config.Hosts, config.Limits.Body, config.Secret)

	// Output:
	// [example.com] 1048576 []
}

func ExampleSite() {
	shop := build(combo.Config{URLs: combo.URLs{
		combo.Get("", func(r *http.Request) (*combo.Response, error) { return combo.Text("shop") }),
	}})
	mux := http.NewServeMux() // a site among other handlers
	mux.Handle("/", shop)
	visit(mux, "GET /")

	// Output:
	// 200 shop
}

func ExampleSite_ServeHTTP() {
	home := func(r *http.Request) (*combo.Response, error) { return combo.Text("Welcome") }
	site := build(combo.Config{URLs: combo.URLs{combo.Get("", home)}})

	server := httptest.NewServer(site) // a Site is an http.Handler
	defer server.Close()
	resp, err := http.Get(server.URL)
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	fmt.Println(string(body), err)

	// Output:
	// Welcome <nil>
}

func ExampleSite_Prepare() {
	show := func(r *http.Request) (*combo.Response, error) {
		return combo.Text("post " + combo.Param[string](r, "id"))
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("posts/<int:id>/", show)}})

	r := httptest.NewRequest("GET", "http://localhost/posts/7/", nil)
	r, err := site.Prepare(httptest.NewRecorder(), r)
	if err != nil {
		panic(err)
	}
	look(show(r)) // the view alone: no middleware runs

	// Output:
	// text/plain; charset=utf-8 | post 7 <nil>
}

func ExampleSite_Sign() {
	now := time.Date(2026, 1, 2, 15, 0, 0, 0, time.UTC)
	site := build(combo.Config{Clock: func() time.Time { return now }})
	token := site.Sign("reset password", "ann")
	name, err := site.Unsign("reset password", token, time.Hour)
	fmt.Println(name, err)

	_, err = site.Unsign("confirm address", token, time.Hour) // signed for another purpose
	fmt.Println(err)
	now = now.Add(2 * time.Hour)
	_, err = site.Unsign("reset password", token, time.Hour)
	fmt.Println(err)

	// Output:
	// ann <nil>
	// the signature does not match
	// the signature does not match: it is 2h0m0s old
}

func ExampleSign() {
	invite := func(r *http.Request) (*combo.Response, error) {
		token, err := combo.Sign(r, "invite", "group 7") // signed, not encrypted
		if err != nil {
			return nil, err
		}
		return combo.RedirectTo(r, "join", token)
	}
	join := func(r *http.Request) (*combo.Response, error) {
		group, err := combo.Unsign(r, "invite", combo.Param[string](r, "token"), 24*time.Hour)
		if errors.Is(err, combo.ErrBadSignature) {
			return nil, combo.Errorf(404, "This invitation is not valid any more.").Because(err)
		}
		if err != nil {
			return nil, err
		}
		return combo.Text("welcome to " + group)
	}
	now := time.Date(2026, 1, 2, 15, 0, 0, 0, time.UTC)
	site := build(combo.Config{
		Clock: func() time.Time { return now },
		URLs: combo.URLs{
			combo.Get("invite/", invite),
			combo.Get("join/<token>/", join).Name("join"),
		},
	})
	link := visit(site, "GET /invite/").Get("Location")
	visit(site, "GET "+link)
	now = now.Add(48 * time.Hour)
	visit(site, "GET "+link)

	// Output:
	// 303 /join/group%207:1vbgdE:iTg4LNFog7RNftbaty0i_KZ0J2-F8ufxGWMS8jRUYeg/
	// 200 welcome to group 7
	// 404 This invitation is not valid any more.
}

func ExampleUnsign() {
	open := func(r *http.Request) (*combo.Response, error) {
		name, err := combo.Unsign(r, "download", combo.Param[string](r, "token"), time.Hour)
		if err != nil {
			return nil, combo.Errorf(404, "This link does not work any more.").Because(err)
		}
		return combo.Text(name)
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("<token>/", open)}})
	visit(site, "GET /"+url.PathEscape(site.Sign("download", "notes.txt"))+"/")
	visit(site, "GET /"+url.PathEscape(site.Sign("upload", "notes.txt"))+"/") // for another purpose

	// Output:
	// 200 notes.txt
	// 404 This link does not work any more.
}

func ExampleSite_Unsign() {
	site := build(combo.Config{})
	token := site.Sign("invite", "group 7")
	changed := strings.Replace(token, "7", "8", 1)
	_, err := site.Unsign("invite", changed, 0)
	fmt.Println(errors.Is(err, combo.ErrBadSignature))

	// Output:
	// true
}

func ExampleView() {
	now := func(r *http.Request) (*combo.Response, error) {
		return combo.Text("12:00")
	}
	// A View is an http.Handler, so any router of Go takes it.
	mux := http.NewServeMux()
	mux.Handle("GET /now", combo.View(now))
	visit(mux, "GET /now")

	// Output:
	// 200 12:00
}

func ExampleView_ServeHTTP() {
	closed := combo.View(func(r *http.Request) (*combo.Response, error) {
		return nil, combo.Errorf(503, "Closed until Monday.")
	})
	w := httptest.NewRecorder()
	closed.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	fmt.Print(w.Code, " ", w.Body)

	// Output:
	// 503 Closed until Monday.
}

func ExampleTemplates() {
	home := func(r *http.Request) (*combo.Response, error) {
		return combo.Render(r, "home.txt", "Ann")
	}
	site := build(combo.Config{Templates: hand{}, URLs: combo.URLs{combo.Get("", home)}})
	visit(site, "GET /")

	// Output:
	// 200 home.txt for Ann
}

// hand writes every page by hand. Another engine is a type with one method, too.
type hand struct{}

func (hand) Render(w io.Writer, r *http.Request, name string, data any) error {
	_, err := fmt.Fprintf(w, "%s for %v", name, data)
	return err
}

func ExampleCSPNonce() {
	page := func(r *http.Request) (*combo.Response, error) {
		script := fmt.Sprintf(`<script nonce="%s">start()</script>`, combo.CSPNonce(r))
		return combo.HTML(script, combo.SetHeader("Content-Security-Policy", "script-src 'self'"))
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("", page)}})
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/", nil))
	_, policy, _ := strings.Cut(w.Header().Get("Content-Security-Policy"), "'nonce-")
	fmt.Println(strings.Contains(w.Body.String(), strings.TrimSuffix(policy, "'")))

	// Output:
	// true
}

func ExampleSite_Ready() {
	database := combo.App{Name: "database", Ready: func(context.Context) error {
		return errors.New("connection refused")
	}}
	fmt.Println(build(combo.Config{Apps: []combo.App{database}}).Ready(context.Background()))

	// Output:
	// database: connection refused
}

func ExampleSiteOf() {
	count := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(fmt.Sprint(len(combo.SiteOf(r).Routes()), " route"))
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Get("", count)}}), "GET /")

	// Output:
	// 200 1 route
}

func ExampleRequestID() {
	show := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(fmt.Sprint(len(combo.RequestID(r)), " letters and digits"))
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Get("", show)}}), "GET /")

	// Output:
	// 200 26 letters and digits
}

func ExampleConfig_log() {
	var lines bytes.Buffer
	broken := func(r *http.Request) (*combo.Response, error) {
		return nil, errors.New("read settings: no such file")
	}
	site, err := combo.New(combo.Config{
		Secret: []string{"thirty-two characters or some more"},
		Log:    slog.New(slog.NewTextHandler(&lines, nil)),
		URLs:   combo.URLs{combo.Get("broken/", broken)},
	})
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest("GET", "http://localhost/broken/", nil)
	site.ServeHTTP(httptest.NewRecorder(), r)
	_, line, _ := strings.Cut(lines.String(), " msg=")
	before, after, _ := strings.Cut(line, " request=") // a new one each time
	_, after, _ = strings.Cut(after, " ")
	fmt.Print(before, " request=… ", after)

	// Output:
	// "request failed" method=GET path=/broken/ request=… status=500 error="read settings: no such file"
}

func ExampleLogPath() {
	logs := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r)
			fmt.Println("log:", combo.LogPath(r))
		})
	}
	reset := func(*http.Request) (*combo.Response, error) { return combo.Text("Choose a password.") }
	site := build(combo.Config{
		Middleware: []func(http.Handler) http.Handler{logs},
		URLs:       combo.URLs{combo.Get("reset/<str:token>/", reset)},
	})
	visit(site, "GET /reset/c5f1b2/")

	// Output:
	// log: /reset/<str:token>/
	// 200 Choose a password.
}

func ExampleCheckCrossSite() {
	counts := func(next http.Handler) http.Handler { // acts before the site asks
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := combo.CheckCrossSite(r); err == nil {
				fmt.Println("counted")
			}
			next.ServeHTTP(w, r)
		})
	}
	site := build(combo.Config{
		Middleware: []func(http.Handler) http.Handler{counts},
		URLs:       combo.URLs{combo.Post("vote/", reply("Thank you."))},
	})
	visit(site, "POST /vote/", "Sec-Fetch-Site: same-origin")
	visit(site, "POST /vote/", "Sec-Fetch-Site: cross-site")

	// Output:
	// counted
	// 200 Thank you.
	// 403 This request came from a page of another site.
}

func ExampleAllowsCrossSite() {
	show := func(r *http.Request) (*combo.Response, error) {
		return combo.Text(fmt.Sprint(combo.AllowsCrossSite(r)))
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Get("hook/", show).AllowCrossSite()}}), "GET /hook/")

	// Output:
	// 200 true
}

func ExampleCSPNonceUsed() {
	show := func(r *http.Request) (*combo.Response, error) {
		before := combo.CSPNonceUsed(r)
		combo.CSPNonce(r)
		return combo.Text(fmt.Sprint(before, " ", combo.CSPNonceUsed(r)))
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Get("", show)}}), "GET /")

	// Output:
	// 200 false true
}

func ExampleSetValue() {
	type teamKey struct{}
	tell := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			combo.SetValue(r, teamKey{}, "red")
			next.ServeHTTP(w, r)
		})
	}
	show := func(r *http.Request) (*combo.Response, error) {
		team, _ := r.Context().Value(teamKey{}).(string)
		return combo.Text(team)
	}
	visit(build(combo.Config{URLs: combo.URLs{combo.Get("", show).Use(tell)}}), "GET /")

	// Output:
	// 200 red
}
