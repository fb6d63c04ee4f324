package middleware_test

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
)

// build makes a site for an Example.
func build(config combo.Config) *combo.Site {
	config.Secret = []string{"thirty-two characters or some more"}
	config.Hosts = []string{"example.com"}
	config.Log = slog.New(slog.DiscardHandler)
	site, err := combo.New(config)
	if err != nil {
		panic(err)
	}
	return site
}

// visit sends a request to example.com with fields of its header, and prints the
// answer's status and text. It returns the header.
func visit(site http.Handler, method, path string, fields ...string) http.Header {
	r := httptest.NewRequest(method, "http://example.com"+path, nil)
	for _, field := range fields {
		name, value, _ := strings.Cut(field, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	text, _, _ := strings.Cut(w.Body.String(), "\n")
	fmt.Println(strings.TrimSpace(fmt.Sprint(w.Code, " ", text)))
	return w.Header()
}

func home(r *http.Request) (*combo.Response, error) { return combo.Text("Welcome") }

func Example() {
	site := build(combo.Config{
		URLs:       combo.URLs{combo.Get("", home)},
		Middleware: middleware.Default(middleware.Options{}),
	})
	h := visit(site, "GET", "/")
	fmt.Println(h.Get("Referrer-Policy"), h.Get("X-Request-Id") != "")
	// Output:
	// 200 Welcome
	// same-origin true
}

// A site writes the list down that it wants.
func ExampleDefault() {
	o := middleware.Options{Security: middleware.SecurityConfig{RedirectHTTP: true}}
	mine := []func(http.Handler) http.Handler{
		middleware.RequestID(),
		middleware.Recover(),
		middleware.SecurityHeaders(o.Security),
		middleware.ConditionalGET(),
		middleware.CSRF(o.CSRF),
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("", home)}, Middleware: mine})
	fmt.Println(visit(site, "GET", "/").Get("Location"))
	// Output:
	// 301
	// https://example.com/
}

// timed is a middleware of one's own.
func timed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		_ = combo.BeforeSend(r, func(h http.Header) error {
			h.Set("Server-Timing", fmt.Sprintf("all;dur=%d", time.Since(start).Milliseconds()))
			return nil
		})
		next.ServeHTTP(w, r)
	})
}

func Example_own() {
	site := build(combo.Config{
		URLs: combo.URLs{
			combo.Get("", home),
			combo.Include("timed/", combo.URLs{combo.Get("", home)}).Use(timed),
		},
	})
	fmt.Println(visit(site, "GET", "/").Get("Server-Timing"))
	fmt.Println(visit(site, "GET", "/timed/").Get("Server-Timing"))
	// Output:
	// 200 Welcome
	//
	// 200 Welcome
	// all;dur=0
}

func ExampleRequestID() {
	broken := func(r *http.Request) (*combo.Response, error) { return nil, io.ErrUnexpectedEOF }
	site := build(combo.Config{URLs: combo.URLs{combo.Get("", broken)}, Middleware: []func(http.Handler) http.Handler{middleware.RequestID()}})
	fmt.Println(len(visit(site, "GET", "/").Get("X-Request-Id")))
	// Output:
	// 500 Something went wrong on our side. It has been noted.
	// 26
}

func ExampleAccessLog() {
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == "time" || a.Key == "duration" || a.Key == "request" { // they differ each time
			return slog.Attr{}
		}
		return a
	}}))
	reset := func(r *http.Request) (*combo.Response, error) { return combo.Text("a form") }
	site := build(combo.Config{
		URLs:       combo.URLs{combo.Get("posts/<int:id>/", home), combo.Get("reset/<str:token>/", reset)},
		Middleware: []func(http.Handler) http.Handler{middleware.AccessLog(middleware.AccessLogConfig{Log: log})},
	})
	visit(site, "GET", "/posts/7/?page=2&token=abc", "User-Agent: curl/8")
	visit(site, "GET", "/reset/abc/")
	// Output:
	// level=INFO msg=request method=GET path=/posts/7/ query="page=2&token=•••" route=/posts/<int:id>/ status=200 bytes=7 client=192.0.2.1 agent=curl/8
	// 200 Welcome
	// level=INFO msg=request method=GET path=/reset/<str:token>/ route=/reset/<str:token>/ status=200 bytes=6 client=192.0.2.1
	// 200 a form
}

func ExampleRecover() {
	broken := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { panic("no such row") })
	visit(middleware.Recover()(broken), "GET", "/")
	// Output:
	// 500 Something went wrong on our side. It has been noted.
}

func ExampleAllowedHosts() {
	handler := middleware.AllowedHosts(".example.org")(combo.View(home))
	visit(handler, "GET", "/") // example.com
	// Output:
	// 400 The server does not know the name by which it was called.
}

func ExampleSecurityHeaders() {
	maps := middleware.SecurityHeaders(middleware.SecurityConfig{
		ContentSecurityPolicy: middleware.DefaultPolicy + "; connect-src 'self' https://tiles.example.org",
		PermissionsPolicy:     "geolocation=(self), camera=(), microphone=()",
		HSTSSubdomains:        true,
	})
	h := visit(maps(combo.View(home)), "GET", "/")
	fmt.Println(h.Get("Permissions-Policy"))
	fmt.Println(h.Get("X-Content-Type-Options"), h.Get("Referrer-Policy"))
	// Output:
	// 200 Welcome
	// geolocation=(self), camera=(), microphone=()
	// nosniff same-origin
}

func ExampleCSRF() {
	site := build(combo.Config{
		URLs:       combo.URLs{combo.Path("", home)},
		Middleware: []func(http.Handler) http.Handler{middleware.CSRF(middleware.CSRFConfig{})},
	})
	visit(site, "POST", "/", "Cookie: sessionid=1", "Sec-Fetch-Site: same-origin") // a browser of today
	visit(site, "POST", "/", "Cookie: sessionid=1")                                // one that says nothing
	visit(site, "POST", "/")                                                       // nobody's session
	// Output:
	// 200 Welcome
	// 403 Please allow cookies, reload the page and send it again: the request did not show that it comes from this site. Programs send the header X-CSRFToken.
	// 200 Welcome
}

func ExampleCSRFToken() {
	form := func(r *http.Request) (*combo.Response, error) {
		token := middleware.CSRFToken(r) // letters and digits: nothing to escape
		return combo.HTML(`<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="` + token + `"><button>Save</button></form>`)
	}
	site := build(combo.Config{
		URLs:       combo.URLs{combo.Get("", form)},
		Middleware: []func(http.Handler) http.Handler{middleware.CSRF(middleware.CSRFConfig{})},
	})
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest("GET", "http://example.com/", nil))
	fmt.Println(w.Result().Cookies()[0].Name, w.Header().Get("Vary"), w.Header().Get("Cache-Control"))
	// Output:
	// csrftoken Cookie private
}

func ExampleRotateCSRFToken() {
	signIn := func(r *http.Request) (*combo.Response, error) {
		// … the password was right …
		if err := middleware.RotateCSRFToken(r); err != nil {
			return nil, err
		}
		return combo.Redirect("/")
	}
	site := build(combo.Config{
		URLs:       combo.URLs{combo.Post("", signIn)},
		Middleware: []func(http.Handler) http.Handler{middleware.CSRF(middleware.CSRFConfig{})},
	})
	fmt.Println(strings.HasPrefix(visit(site, "POST", "/").Get("Set-Cookie"), "csrftoken="))
	// Output:
	// 303
	// true
}

func ExampleBasicAuth() {
	name, password := sha256.Sum256([]byte("ann")), sha256.Sum256([]byte(os.Getenv("STAFF_PASSWORD")))
	check := func(ctx context.Context, user, given string) (bool, error) {
		u, p := sha256.Sum256([]byte(user)), sha256.Sum256([]byte(given))
		return subtle.ConstantTimeCompare(u[:], name[:])&subtle.ConstantTimeCompare(p[:], password[:]) == 1, nil
	}
	site := build(combo.Config{URLs: combo.URLs{
		combo.Get("", home),
		combo.Include("staff/", combo.URLs{combo.Get("", home)}).Use(middleware.BasicAuth("Staff", check)),
	}})
	visit(site, "GET", "/")
	fmt.Println(visit(site, "GET", "/staff/").Get("WWW-Authenticate"))
	// Output:
	// 200 Welcome
	// 401 Please sign in: the credentials are missing or wrong.
	// Basic realm="Staff", charset="UTF-8"
}

// A robot is whom a token stands for.
type robot struct{ Name string }

func ExampleBearer() {
	robots := map[[32]byte]robot{sha256.Sum256([]byte("RHVrZSBFbGxpbmd0b24")): {"crawler"}} // only hashes are kept
	find := func(ctx context.Context, token string) (robot, bool, error) {
		r, ok := robots[sha256.Sum256([]byte(token))]
		return r, ok, nil
	}
	greet := func(r *http.Request) (*combo.Response, error) {
		user, ok := middleware.User[robot](r.Context())
		if !ok {
			return nil, errors.New("the route has no Bearer")
		}
		return combo.Text("Hello, " + user.Name)
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("api/", greet).Use(middleware.Bearer("api", find))}})
	visit(site, "GET", "/api/", "Authorization: Bearer RHVrZSBFbGxpbmd0b24")
	fmt.Println(visit(site, "GET", "/api/", "Authorization: Bearer another").Get("WWW-Authenticate"))
	// Output:
	// 200 Hello, crawler
	// 401 Please sign in: the credentials are missing or wrong.
	// Bearer realm="api", error="invalid_token"
}

func ExampleUser() {
	view := func(r *http.Request) (*combo.Response, error) {
		name, ok := middleware.User[string](r.Context())
		return combo.Text(fmt.Sprintf("%q %v", name, ok))
	}
	visit(combo.View(view), "GET", "/")
	// Output:
	// 200 "" false
}

func ExampleMaxBody() {
	handler := middleware.MaxBody(4 << 10)(combo.View(home))
	r := httptest.NewRequest("POST", "/", strings.NewReader(strings.Repeat("x", 5<<10)))
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	fmt.Print(w.Code, " ", w.Body)
	// Output:
	// 413 The request is larger than the 4 KB accepted here.
}

func ExampleTimeout() {
	slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done() // as a query of a database does
	})
	site := build(combo.Config{URLs: combo.URLs{combo.Handle("", slow).Use(middleware.Timeout(time.Millisecond))}})
	visit(site, "GET", "/")
	// Output:
	// 503 The server is busy. Please try again in a moment.
}
