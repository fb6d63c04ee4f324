package webtest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

func TestClientSends(t *testing.T) {
	type point struct {
		XMLName struct{} `json:"-" xml:"point"`
		X       int      `json:"x" xml:"x"`
	}
	form := url.Values{"b": {"2"}, "a": {"1 &"}}
	for _, test := range []struct {
		name string
		send func(c *webtest.Client) *webtest.Page
		want string
	}{
		{"get", func(c *webtest.Client) *webtest.Page { return c.Get("/x/?a=1") }, "GET /x/?a=1\nType: \nLength: 0\n\n"},
		{"get relative", func(c *webtest.Client) *webtest.Page { return c.Get("x/") }, "GET /x/\nType: \nLength: 0\n\n"},
		{"get escaped", func(c *webtest.Client) *webtest.Page { return c.Get("/a b/é") }, "GET /a%20b/%C3%A9\nType: \nLength: 0\n\n"},
		{"get as written", func(c *webtest.Client) *webtest.Page { return c.Get("/%41%2f/") }, "GET /%41%2f/\nType: \nLength: 0\n\n"},
		{"no fragment", func(c *webtest.Client) *webtest.Page { return c.Get("/x/#top") }, "GET /x/\nType: \nLength: 0\n\n"},
		{"delete", func(c *webtest.Client) *webtest.Page { return c.Delete("/x/") }, "DELETE /x/\nType: \nLength: 0\n\n"},
		{"post text", func(c *webtest.Client) *webtest.Page { return c.Post("/x/", "hi") }, "POST /x/\nType: \nLength: 2\n\nhi"},
		{"post bytes", func(c *webtest.Client) *webtest.Page { return c.Post("/x/", []byte("hi")) }, "POST /x/\nType: \nLength: 2\n\nhi"},
		{"post nothing", func(c *webtest.Client) *webtest.Page { return c.Post("/x/", nil) }, "POST /x/\nType: \nLength: 0\n\n"},
		{"put", func(c *webtest.Client) *webtest.Page { return c.Put("/x/", point{X: 1}) }, "PUT /x/\nType: application/json\nLength: 7\n\n{\"x\":1}"},
		{"patch", func(c *webtest.Client) *webtest.Page { return c.Patch("/x/", []int{1}) }, "PATCH /x/\nType: application/json\nLength: 3\n\n[1]"},
		{"form", func(c *webtest.Client) *webtest.Page { return c.PostForm("/x/", form) }, "POST /x/\nType: application/x-www-form-urlencoded\nLength: 11\n\na=1+%26&b=2"},
		{"json", func(c *webtest.Client) *webtest.Page { return c.PostJSON("/x/", "hi") }, "POST /x/\nType: application/json\nLength: 4\n\n\"hi\""},
		{"xml", func(c *webtest.Client) *webtest.Page { return c.PostXML("/x/", point{X: 1}) }, "POST /x/\nType: application/xml; charset=utf-8\nLength: 62\n\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<point><x>1</x></point>"},
		{"do", func(c *webtest.Client) *webtest.Page {
			r, _ := http.NewRequest("PROPFIND", "/x/", strings.NewReader("hi"))
			return c.Do(r)
		}, "PROPFIND /x/\nType: \nLength: 2\n\nhi"},
	} {
		t.Run(test.name, func(t *testing.T) {
			page := test.send(webtest.New(t, http.HandlerFunc(echo)))
			if page.Body != test.want {
				t.Errorf("the site got %q, want %q", page.Body, test.want)
			}
		})
	}
}

func TestClientUpload(t *testing.T) {
	site := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			http.Error(w, err.Error(), 400)
			return
		}
		file := r.MultipartForm.File["photo"][0]
		f, _ := file.Open()
		content, _ := io.ReadAll(f)
		fmt.Fprintf(w, "%s %s %q %s", r.FormValue("title"), file.Header.Get("Content-Type"), file.Filename, content)
	})
	c := webtest.New(t, site)
	form := url.Values{"title": {"Hi"}}
	c.Upload("/", form, webtest.File{Field: "photo", Name: `a"b.png`, Content: []byte("png")}).See(`Hi image/png "a%22b.png" png`)
	c.Upload("/", form, webtest.File{Field: "photo", Name: "a", ContentType: "text/x-a", Content: []byte("a")}).See(`Hi text/x-a "a" a`)
	c.Upload("/", form, webtest.File{Field: "photo", Name: "a"}).See(`Hi application/octet-stream "a"`)
}

func TestRequestAsTheServerMakesIt(t *testing.T) {
	var r *http.Request
	site := http.HandlerFunc(func(_ http.ResponseWriter, got *http.Request) { r = got })
	c := webtest.New(t, site)
	c.Get("/x/?a=1")
	if r.Host != "localhost" || r.RequestURI != "/x/?a=1" || r.URL.String() != "/x/?a=1" || r.Proto != "HTTP/1.1" || r.TLS != nil {
		t.Errorf("the request is %s %q, URI %q, URL %q, TLS %v", r.Proto, r.Host, r.RequestURI, r.URL, r.TLS)
	}
	if r.Body != http.NoBody || r.RemoteAddr != "192.0.2.1:1234" {
		t.Errorf("the body is %v, the client %q", r.Body, r.RemoteAddr)
	}
	if r.Context().Err() == nil {
		t.Error("the context has not ended with the answer")
	}
	c.BaseURL = "https://shop.example.com:8443/de/"
	c.Get("x/")
	if r.Host != "shop.example.com:8443" || r.RequestURI != "/de/x/" || r.TLS == nil {
		t.Errorf("the request is for %q %q, TLS %v", r.Host, r.RequestURI, r.TLS)
	}
	given, _ := http.NewRequest("GET", "/x/", nil)
	given.RemoteAddr, given.Host = "198.51.100.7:80", "other.example.com"
	c.Do(given)
	if r.RemoteAddr != "198.51.100.7:80" || r.Host != "other.example.com" {
		t.Errorf("the request comes from %q for %q", r.RemoteAddr, r.Host)
	}
}

func TestClientHeader(t *testing.T) {
	var h http.Header
	site := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { h = r.Header })
	c := webtest.New(t, site)
	c.Header.Set("X-A", "1")
	c.Get("/")
	if h.Get("X-A") != "1" {
		t.Error("the client's field is missing")
	}
	r, _ := http.NewRequest("GET", "/", nil)
	r.Header.Set("X-A", "2")
	c.Do(r)
	if got := h.Values("X-A"); len(got) != 1 || got[0] != "2" {
		t.Errorf("X-A is %q, want that of the request", got)
	}
	c.With("X-B", "3").Get("/")
	if h.Get("X-A") != "1" || h.Get("X-B") != "3" {
		t.Errorf("the header is %v", h)
	}
	if c.Header.Get("X-B") != "" {
		t.Error("With changed the client")
	}
	c.PostJSON("/", 1)
	if h.Get("Accept") != "application/json" {
		t.Errorf("Accept is %q", h.Get("Accept"))
	}
	c.With("Accept", "text/html").PostJSON("/", 1)
	if h.Get("Accept") != "text/html" {
		t.Errorf("Accept is %q, want the client's", h.Get("Accept"))
	}
	none := &webtest.Client{}
	*none = *webtest.New(t, site)
	none.Header = nil
	none.With("X-C", "1").Get("/")
	if h.Get("X-C") != "1" {
		t.Error("With on a nil Header is lost")
	}
}

func TestDefaultBaseURL(t *testing.T) {
	secret := []string{strings.Repeat("s", 32)}
	for _, test := range []struct {
		config combo.Config
		want   string
	}{
		{combo.Config{}, "http://localhost"},
		{combo.Config{Hosts: []string{"*"}}, "http://localhost"},
		{combo.Config{Hosts: []string{"example.com", "localhost"}}, "http://localhost"},
		{combo.Config{Hosts: []string{"example.com"}}, "http://example.com"},
		{combo.Config{Hosts: []string{".example.com"}}, "http://example.com"},
		{combo.Config{BaseURL: "https://example.com"}, "https://example.com"},
		{combo.Config{BaseURL: "https://example.com", Hosts: []string{"localhost"}}, "https://example.com"},
	} {
		test.config.Secret = secret
		test.config.URLs = combo.URLs{combo.Get("", text("hi"))}
		c := webtest.New(t, newSite(t, test.config))
		if c.BaseURL != test.want {
			t.Errorf("BaseURL with Hosts %q and BaseURL %q is %q, want %q", test.config.Hosts, test.config.BaseURL, c.BaseURL, test.want)
		}
		c.Get("/").Status(200).See("hi")
	}
}

func TestCookies(t *testing.T) {
	site := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/set/":
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "1", Path: "/"})
			http.SetCookie(w, &http.Cookie{Name: "below", Value: "2", Path: "/below/"})
			http.SetCookie(w, &http.Cookie{Name: "secret", Value: "3", Path: "/", Secure: true})
		case "/unset/":
			http.SetCookie(w, &http.Cookie{Name: "a", Path: "/", MaxAge: -1})
		}
		fmt.Fprint(w, r.Header.Get("Cookie"))
	})
	c := webtest.New(t, site)
	c.BaseURL = "http://example.com"
	c.Get("/set/")
	if got := c.Get("/x/").Body; got != "a=1" {
		t.Errorf("the client sends %q at /x/", got)
	}
	c.Get("/below/").See("a=1", "below=2")
	if c.Cookie("a") != "1" || c.Cookie("below") != "" || c.Cookie("other") != "" || len(c.Cookies()) != 1 {
		t.Errorf("the cookies are %v", c.Cookies())
	}
	c.SetCookie(&http.Cookie{Name: "mine", Value: "4"})
	c.Get("/x/").See("a=1", "mine=4")
	c.SetCookie(&http.Cookie{Name: "mine", MaxAge: -1})
	c.Get("/unset/")
	if got := c.With("Cookie", "by=hand").Get("/x/").Body; got != "by=hand" {
		t.Errorf("the client sends %q", got)
	}
	secure := webtest.New(t, site)
	secure.BaseURL = "https://example.com"
	secure.Get("/set/")
	secure.Get("/x/").See("a=1", "secret=3")
	webtest.New(t, site).Get("/x/").NotSee("a=1")
}

func TestRecordsAsAServer(t *testing.T) {
	for _, test := range []struct {
		name, method string
		handler      http.HandlerFunc
		status       int
		body, ctype  string
	}{
		{"nothing", "GET", func(http.ResponseWriter, *http.Request) {}, 200, "", ""},
		{"sniffed", "GET", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<p>hi") }, 200, "<p>hi", "text/html; charset=utf-8"},
		{"early hints", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(103)
			w.Header().Set("Content-Type", "text/a")
			w.WriteHeader(201)
			w.WriteHeader(202)
		}, 201, "", "text/a"},
		{"head", "HEAD", func(w http.ResponseWriter, _ *http.Request) {
			if n, err := io.WriteString(w, "hi"); n != 2 || err != nil {
				t.Errorf("a write for HEAD is %d, %v", n, err)
			}
		}, 200, "", "text/plain; charset=utf-8"},
		{"no content", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(204)
			if _, err := io.WriteString(w, "hi"); err != http.ErrBodyNotAllowed {
				t.Errorf("a write for 204 is %v", err)
			}
		}, 204, "", ""},
		{"too long", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "2")
			io.WriteString(w, "hi")
			if _, err := io.WriteString(w, "!"); err != http.ErrContentLength {
				t.Errorf("a write beyond Content-Length is %v", err)
			}
		}, 200, "hi", "text/plain; charset=utf-8"},
		{"late header", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/a")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Errorf("flush: %v", err)
			}
			w.Header().Set("Content-Type", "text/b")
		}, 200, "", "text/a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, _ := http.NewRequest(test.method, "/", nil)
			page := webtest.New(t, test.handler).Do(r)
			page.Status(test.status).HeaderIs("Content-Type", test.ctype)
			if page.Body != test.body {
				t.Errorf("the body is %q, want %q", page.Body, test.body)
			}
		})
	}
}

func TestDeadlinesAreTaken(t *testing.T) {
	webtest.New(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c := http.NewResponseController(w)
		for _, err := range []error{c.EnableFullDuplex(), c.SetReadDeadline(time.Time{}), c.SetWriteDeadline(time.Time{})} {
			if err != nil {
				t.Error(err)
			}
		}
	})).Head("/").Status(200)
}

func TestClientFailures(t *testing.T) {
	site := http.HandlerFunc(echo)
	for _, test := range []struct {
		name string
		fail func(t testing.TB)
		want []string
	}{
		{"bad address", func(t testing.TB) { webtest.New(t, site).Get("http://[::1") }, []string{`"http://[::1" is not an address`}},
		{"bad base", func(t testing.TB) {
			c := webtest.New(t, site)
			c.BaseURL = "localhost"
			c.Get("/")
		}, []string{`Client.BaseURL is "localhost"`}},
		{"bad method", func(t testing.TB) { webtest.Case{Method: "A B", URL: "/"}.Run(t, site) }, []string{"A B http://localhost/", "invalid method"}},
		{"not JSON", func(t testing.TB) { webtest.New(t, site).Post("/", func() {}) }, []string{"write func() as JSON"}},
		{"not JSON either", func(t testing.TB) { webtest.New(t, site).PostJSON("/x/", func() {}) }, []string{"POST /x/: write func() as JSON"}},
		{"not XML", func(t testing.TB) { webtest.New(t, site).PostXML("/x/", func() {}) }, []string{"POST /x/: write func() as XML"}},
		{"unreadable body", func(t testing.TB) {
			r, _ := http.NewRequest("POST", "/x/", io.NopCloser(brokenReader{}))
			webtest.New(t, site).Do(r)
		}, []string{"POST /x/: read the body: broken"}},
		{"broken off", func(t testing.TB) {
			webtest.New(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })).Get("/x/")
		}, []string{"GET http://localhost/x/: the site broke the answer off"}},
	} {
		t.Run(test.name, func(t *testing.T) { wantFailure(t, test.fail, test.want...) })
	}
}

func TestPanicGoesOn(t *testing.T) {
	defer func() {
		if p := recover(); p != "oh" {
			t.Errorf("recovered %v, want the handler's panic", p)
		}
	}()
	webtest.New(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("oh") })).Get("/")
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, fmt.Errorf("broken") }
