package combo_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/combo-web/combo"
)

// view makes a view of a response that is there already.
func view(p *combo.Response, err error) combo.View {
	return func(*http.Request) (*combo.Response, error) { return p, err }
}

func TestConstructors(t *testing.T) {
	t.Parallel()
	type person struct {
		Name string `json:"name" xml:"name"`
		Tags []int  `json:"tags" xml:"tag"`
	}
	type test struct {
		what        string
		make        func() (*combo.Response, error)
		status      int
		contentType string
		body        string
	}
	for _, test := range []test{
		{"Text", func() (*combo.Response, error) { return combo.Text("hi ☃") }, 200, "text/plain; charset=utf-8", "hi ☃"},
		{"HTML", func() (*combo.Response, error) { return combo.HTML("<p>") }, 200, "text/html; charset=utf-8", "<p>"},
		{"JSON", func() (*combo.Response, error) { return combo.JSON(person{Name: "Ann"}) }, 200, "application/json", `{"name":"Ann","tags":[]}`},
		{"JSON map", func() (*combo.Response, error) { return combo.JSON(map[string]int{"b": 1, "a": 2}) }, 200, "application/json", `{"a":2,"b":1}`},
		{"XML", func() (*combo.Response, error) { return combo.XML(person{"Ann", []int{1}}) }, 200, "application/xml; charset=utf-8",
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<person><name>Ann</name><tag>1</tag></person>"},
		{"Bytes", func() (*combo.Response, error) { return combo.Bytes("image/x", []byte{1, 2}) }, 200, "image/x", "\x01\x02"},
		{"NoContent", func() (*combo.Response, error) { return combo.NoContent() }, 204, "", ""},
		{"Stream", func() (*combo.Response, error) {
			return combo.Stream("text/csv", func(w combo.FlushWriter) error {
				io.WriteString(w, "a,b\n")
				return w.Flush()
			})
		}, 200, "text/csv", "a,b\n"},
		{"options", func() (*combo.Response, error) {
			return combo.Text("x", combo.Status(201), combo.ContentType("text/x"), combo.SetHeader("X-A", "1"), combo.AddHeader("X-A", "2"))
		}, 201, "text/x", "x"},
		{"a reader", func() (*combo.Response, error) {
			return &combo.Response{Status: 203, Body: strings.NewReader("read")}, nil
		}, 203, "application/octet-stream", "read"},
	} {
		p, err := test.make()
		if err != nil {
			t.Errorf("%s: %v", test.what, err)
			continue
		}
		b, err := p.Bytes()
		if err != nil || string(b) != test.body {
			t.Errorf("%s: Bytes() = %q, %v; want %q", test.what, b, err, test.body)
		}
		w := ask(siteOf(t, combo.Get("", view(p, nil))), "GET", "/", "") // Bytes left it whole
		if w.Code != test.status || w.Header().Get("Content-Type") != test.contentType || w.Body.String() != test.body {
			t.Errorf("%s = %d %q %q, want %d %q %q", test.what, w.Code, w.Header().Get("Content-Type"), w.Body, test.status, test.contentType, test.body)
		}
	}
}

func TestConstructorsRefuse(t *testing.T) {
	t.Parallel()
	for what, make := range map[string]func() (*combo.Response, error){
		"JSON of a channel": func() (*combo.Response, error) { return combo.JSON(make(chan int)) },
		"JSON of bad UTF-8": func() (*combo.Response, error) { return combo.JSON("\xff") },
		"XML of a map":      func() (*combo.Response, error) { return combo.XML(map[string]int{"a": 1}) },
		"status 42":         func() (*combo.Response, error) { return combo.Text("", combo.Status(42)) },
		"status 101":        func() (*combo.Response, error) { return combo.Text("", combo.Status(101)) },
		"a header's CRLF":   func() (*combo.Response, error) { return combo.Text("", combo.SetHeader("X", "a\r\nb: c")) },
		"a header's name":   func() (*combo.Response, error) { return combo.Text("", combo.AddHeader("X Y", "a")) },
		"a bad cookie":      func() (*combo.Response, error) { return combo.Text("", combo.SetCookie(&http.Cookie{Name: "a b"})) },
		"redirect with 200": func() (*combo.Response, error) { return combo.Redirect("/", combo.Status(200)) },
		"Render outside":    func() (*combo.Response, error) { return combo.Render(httptest.NewRequest("GET", "/", nil), "x", nil) },
		"RedirectTo outside": func() (*combo.Response, error) {
			return combo.RedirectTo(httptest.NewRequest("GET", "/", nil), "x")
		},
	} {
		if p, err := make(); err == nil || p != nil {
			t.Errorf("%s: %v, %v; want an error alone", what, p, err)
		}
	}
}

func TestHeadersOfWrapperAndMiddleware(t *testing.T) {
	t.Parallel()
	stamp := func(next combo.View) combo.View {
		return func(r *http.Request) (*combo.Response, error) {
			p, err := next(r)
			if err != nil {
				return nil, err
			}
			return p, p.Set(combo.SetHeader("X-Stamp", "view"), combo.AddHeader("Vary", "Cookie"))
		}
	}
	outer := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Stamp", "middleware")
			w.Header().Set("X-Other", "middleware")
			w.Header().Set("Vary", "Accept")
			next.ServeHTTP(w, r)
		})
	}
	site := newSite(t, combo.Config{
		Middleware: []func(http.Handler) http.Handler{outer},
		URLs:       combo.URLs{combo.Get("", say("x")).Wrap(stamp)},
	})
	h := ask(site, "GET", "/", "").Header()
	if h.Get("X-Stamp") != "view" || h.Get("X-Other") != "middleware" || strings.Join(h["Vary"], "|") != "Accept|Cookie" {
		t.Errorf("the header is %v", h)
	}
}

func TestHeadHasTheLengthAndNoBody(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(siteOf(t,
		combo.Get("small", say("small")),
		combo.Get("large", say(strings.Repeat("x", 5000))),
	))
	defer server.Close()
	for path, want := range map[string]int64{"/small": 5, "/large": 5000} {
		resp, err := http.Head(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.ContentLength != want || len(b) > 0 {
			t.Errorf("HEAD %s: length %d and %d bytes, want %d and none", path, resp.ContentLength, len(b), want)
		}
	}
}

// HEAD asks for the header: nothing is produced for it.
func TestHeadDoesNotStream(t *testing.T) {
	t.Parallel()
	endless := func(*http.Request) (*combo.Response, error) {
		return combo.Stream("text/plain", func(w combo.FlushWriter) error {
			t.Error("HEAD runs the stream")
			return nil
		})
	}
	if w := ask(siteOf(t, combo.Get("", combo.View(endless))), "HEAD", "/", ""); w.Code != 200 || w.Header().Get("Content-Type") != "text/plain" {
		t.Errorf("HEAD = %d %v", w.Code, w.Header())
	}
}

// The fields of an answer are its own: a change to them reaches no other.
func TestAnswersShareNothing(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Get("bad", func(r *http.Request) (*combo.Response, error) {
		combo.BeforeSend(r, func(h http.Header) error {
			h["Content-Type"][0], h["X-Content-Type-Options"][0] = "text/evil", "evil"
			return nil
		})
		return combo.Text("x")
	}), combo.Get("good", say("x")))
	ask(site, "GET", "/bad", "")
	if h := ask(site, "GET", "/good", "").Header(); h.Get("Content-Type") != "text/plain; charset=utf-8" || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the header is %v", h)
	}
}

func TestStreamBreaksOff(t *testing.T) {
	t.Parallel()
	broken := func(*http.Request) (*combo.Response, error) {
		return combo.Stream("text/plain", func(w combo.FlushWriter) error {
			io.WriteString(w, "half")
			w.Flush()
			return errors.New("the rest is missing")
		})
	}
	log, lines := logged()
	server := httptest.NewServer(newSite(t, combo.Config{Log: log, URLs: combo.URLs{combo.Get("", combo.View(broken))}}))
	defer server.Close()
	resp, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil || string(b) != "half" {
		t.Errorf("read %q, %v; want half of it and an error", b, err)
	}
	server.Close()
	wantText(t, "log", lines.String(), "the rest is missing")
}

type closer struct {
	io.Reader
	closed *bool
}

func (c closer) Close() error { *c.closed = true; return nil }

func TestBodyIsClosed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		err    error
	}{{200, nil}, {304, nil}, {42, nil}, {200, errors.New("said no after all")}} {
		closed := false
		ask(siteOf(t, combo.Get("", view(&combo.Response{Status: test.status, Body: closer{strings.NewReader("x"), &closed}}, test.err))), "GET", "/", "")
		if !closed {
			t.Errorf("with status %d and error %v the body was not closed", test.status, test.err)
		}
	}
}

func TestFile(t *testing.T) {
	t.Parallel()
	when := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	files := fstest.MapFS{
		"a.txt":       {Data: []byte("0123456789"), ModTime: when},
		"page.html":   {Data: []byte("<p>"), ModTime: when},
		"no-time.css": {Data: []byte("p{}")},
		"noext":       {Data: []byte("<script>"), ModTime: when},
		"dir/b.txt":   {Data: []byte("b")},
	}
	serve := func(r *http.Request) (*combo.Response, error) {
		return combo.File(files, combo.Param[string](r, "name"))
	}
	site := siteOf(t, combo.Get("<path:name>", serve))
	tag := ask(site, "GET", "/a.txt", "").Header().Get("Etag")
	for _, test := range []struct {
		path, field string
		status      int
		contentType string
		body        string
	}{
		{"/a.txt", "", 200, "text/plain; charset=utf-8", "0123456789"},
		{"/page.html", "", 200, "text/html; charset=utf-8", "<p>"},
		{"/noext", "", 200, "application/octet-stream", "<script>"},
		{"/no-time.css", "", 200, "text/css; charset=utf-8", "p{}"},
		{"/a.txt", "Range: bytes=2-4", 206, "text/plain; charset=utf-8", "234"},
		{"/a.txt", "Range: bytes=-3", 206, "text/plain; charset=utf-8", "789"},
		{"/a.txt", "Range: bytes=20-", 416, "text/plain; charset=utf-8", "invalid range: failed to overlap\n"},
		{"/a.txt", "Range: bytes=-0", 416, "text/plain; charset=utf-8", "invalid range: failed to overlap\n"},
		{"/a.txt", "Range: bytes=x", 416, "text/plain; charset=utf-8", "invalid range\n"},
		{"/a.txt", "Range: bytes=0-0" + strings.Repeat(",2-2", 20), 200, "text/plain; charset=utf-8", "0123456789"},
		{"/a.txt", "If-None-Match: " + tag, 304, "", ""},
		{"/a.txt", "If-Modified-Since: " + when.Format(http.TimeFormat), 304, "", ""},
		{"/a.txt", `If-Match: "other"`, 412, "text/plain; charset=utf-8", ""},
		{"/dir", "", 404, "text/plain; charset=utf-8", "There is nothing at this address.\n"},
		{"/none.txt", "", 404, "text/plain; charset=utf-8", "There is nothing at this address.\n"},
		{"/dir//b.txt", "", 404, "text/plain; charset=utf-8", "There is nothing at this address.\n"},
	} {
		fields := []string{}
		if test.field != "" {
			fields = append(fields, test.field)
		}
		w := ask(site, "GET", test.path, "", fields...)
		if w.Code != test.status || w.Header().Get("Content-Type") != test.contentType || w.Body.String() != test.body {
			t.Errorf("%s with %q = %d %q %q, want %d %q %q", test.path, test.field, w.Code, w.Header().Get("Content-Type"), w.Body, test.status, test.contentType, test.body)
		}
	}
	h := ask(site, "GET", "/a.txt", "").Header()
	if h.Get("Last-Modified") != when.Format(http.TimeFormat) || h.Get("X-Content-Type-Options") != "nosniff" || tag == "" {
		t.Errorf("the header of a file is %v", h)
	}
	if ask(site, "GET", "/no-time.css", "").Header().Get("Etag") == "" {
		t.Error("a file without a time has no ETag")
	}
}

// A symbolic link that leads out of an os.Root is a 404 like any other miss.
func TestFileStaysInItsRoot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Symlink("/etc/passwd", dir+"/out"); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	site := siteOf(t, combo.Get("", func(*http.Request) (*combo.Response, error) { return combo.File(root.FS(), "out") }))
	if w := ask(site, "GET", "/", ""); w.Code != 404 || strings.Contains(w.Body.String(), "root:") {
		t.Errorf("a link out of the root = %d %q, want 404", w.Code, w.Body)
	}
}

func TestContent(t *testing.T) {
	t.Parallel()
	serve := func(*http.Request) (*combo.Response, error) {
		return combo.Content("report.pdf", time.Time{}, bytes.NewReader([]byte("%PDF")), combo.Attachment("Bericht \"für\" Ånn.pdf"))
	}
	w := ask(siteOf(t, combo.Get("", combo.View(serve))), "GET", "/", "", "Range: bytes=1-")
	if w.Code != 206 || w.Body.String() != "PDF" || w.Header().Get("Content-Type") != "application/pdf" {
		t.Errorf("Content = %d %q %v", w.Code, w.Body, w.Header())
	}
	wantText(t, "Content-Disposition", w.Header().Get("Content-Disposition"), "attachment;", "filename*=UTF-8''")
}

type templates map[string]string

func (m templates) Render(w io.Writer, r *http.Request, name string, data any) error {
	text, ok := m[name]
	if !ok {
		return fmt.Errorf("no template %q", name)
	}
	_, err := fmt.Fprintf(w, text, data)
	return err
}

func TestRender(t *testing.T) {
	t.Parallel()
	render := func(r *http.Request) (*combo.Response, error) {
		return combo.Render(r, combo.Param[string](r, "name"), "Ann", combo.Status(201))
	}
	site := newSite(t, combo.Config{
		Templates: templates{"a.html": "<p>%s", "b.txt": "%s", "c.xml": "<c>%s</c>"},
		URLs:      combo.URLs{combo.Get("<name>", render)},
	})
	for _, test := range []struct {
		path, contentType, body string
		status                  int
	}{
		{"/a.html", "text/html; charset=utf-8", "<p>Ann", 201},
		{"/b.txt", "text/plain; charset=utf-8", "Ann", 201},
		{"/c.xml", "application/xml; charset=utf-8", "<c>Ann</c>", 201},
		{"/none.html", "text/plain; charset=utf-8", "Something went wrong on our side. It has been noted.\nRequest ", 500},
	} {
		w := ask(site, "GET", test.path, "")
		if w.Code != test.status || w.Header().Get("Content-Type") != test.contentType || !strings.HasPrefix(w.Body.String(), test.body) {
			t.Errorf("%s = %d %q %q", test.path, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
	}
}
