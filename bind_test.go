package combo_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/combo-web/combo"
)

type post struct {
	Blog   int64         `path:"blog"`
	Draft  bool          `query:"draft"`
	Depth  int           `header:"X-Depth"`
	Theme  string        `cookie:"theme"`
	Title  string        `form:"title" json:"title" xml:"title" check:"required,max=10"`
	Tags   []string      `form:"tag" json:"tags" xml:"tag"`
	Photo  *combo.Upload `form:"photo"`
	Author string        // no tag: no client sets it
}

// binder answers with what was bound, or the error's fields and codes.
func binder(r *http.Request) (*combo.Response, error) {
	p, err := combo.Bind[post](r)
	if err != nil {
		return nil, err
	}
	photo := "none"
	if p.Photo != nil {
		f, err := p.Photo.Open()
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(f)
		if err != nil {
			return nil, err
		}
		photo = fmt.Sprintf("%s %s %d %s", p.Photo.Filename, p.Photo.ContentType, p.Photo.Size, b)
	}
	return combo.Text(fmt.Sprintf("%d %v %d %q %q %q %s author=%q", p.Blog, p.Draft, p.Depth, p.Theme, p.Title, p.Tags, photo, p.Author))
}

const (
	formType = "Content-Type: application/x-www-form-urlencoded"
	jsonType = "Content-Type: application/json"
	xmlType  = "Content-Type: application/xml"
)

func TestBind(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Post("<int:blog>/", binder))
	upload, boundary := multipartBody(t, map[string]string{"title": "T"}, "photo", "a.png", "PNG")
	for _, test := range []struct {
		what, target, body string
		fields             []string
		status             int
		want               string
	}{
		{"form", "/7/?draft=on", "title=A+B&tag=x&tag=y", []string{formType, "X-Depth: 3", "Cookie: theme=dark"}, 200, `7 true 3 "dark" "A B" ["x" "y"] none author=""`},
		{"JSON", "/7/", `{"title":"T","tags":["x"]}`, []string{jsonType}, 200, `7 false 0 "" "T" ["x"] none author=""`},
		{"JSON by suffix", "/7/", `{"title":"T"}`, []string{"Content-Type: application/ld+json; charset=UTF-8"}, 200, `7 false 0 "" "T" [] none author=""`},
		{"XML", "/7/", `<post><title>T</title><tag>x</tag><tag>y</tag></post>`, []string{xmlType}, 200, `7 false 0 "" "T" ["x" "y"] none author=""`},
		{"multipart", "/7/", upload, []string{"Content-Type: multipart/form-data; boundary=" + boundary}, 200, `7 false 0 "" "T" [] a.png application/octet-stream 3 PNG author=""`},
		{"mass assignment", "/7/", "title=T&Author=me&author=me&Blog=9&blog=9", []string{formType}, 200, `7 false 0 "" "T" [] none author=""`},
		{"nothing", "/7/", "", nil, 422, "title: This field is required.\n"},
		{"all errors", "/7/?draft=maybe", "title=12345678901", []string{formType, "X-Depth: deep"}, 422, "draft: "},
		{"unknown JSON", "/7/", `{"title":"T","author":"me"}`, []string{jsonType}, 422, "author: "},
		{"duplicate JSON", "/7/", `{"title":"T","title":"U"}`, []string{jsonType}, 400, ""},
		{"folded JSON", "/7/", `{"Title":"T"}`, []string{jsonType}, 422, "Title: "},
		{"broken JSON", "/7/", `{"title":`, []string{jsonType}, 400, ""},
		{"wrong JSON type", "/7/", `{"title":5}`, []string{jsonType}, 422, "title: "},
		{"XML entity", "/7/", `<!DOCTYPE p [<!ENTITY e "x">]><post><title>&e;</title></post>`, []string{xmlType}, 400, ""},
		{"bad escape", "/7/", "title=%zz", []string{formType}, 400, ""},
		{"NUL", "/7/", "title=a%00b", []string{formType}, 400, ""},
		{"another kind", "/7/", "x", []string{"Content-Type: image/png"}, 415, ""},
		{"no kind", "/7/", "x", nil, 415, ""},
		{"too large", "/7/", "title=" + strings.Repeat("x", 2<<20), []string{formType}, 413, ""},
		{"bad query", "/7/?draft=%zz", "title=T", []string{formType}, 400, ""},
	} {
		w := ask(site, "POST", test.target, test.body, test.fields...)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) {
			t.Errorf("%s = %d %q, want %d %q", test.what, w.Code, w.Body, test.status, test.want)
		}
	}
	w := ask(site, "POST", "/7/?draft=maybe", "title=12345678901", formType, "X-Depth: deep", "Accept: application/json")
	for _, want := range []string{`"field":"draft"`, `"field":"X-Depth"`, `"field":"title"`, `"code":"max_length"`, `"limit_value":10`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the errors lack %s: %s", want, w.Body)
		}
	}
}

func multipartBody(t *testing.T, fields map[string]string, name, filename, content string) (body, boundary string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		w.WriteField(k, v)
	}
	part, err := w.CreateFormFile(name, filename)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(part, content)
	w.Close()
	return b.String(), w.Boundary()
}

func TestBindMistakesOfTheProgram(t *testing.T) {
	t.Parallel()
	log, lines := logged()
	site := newSite(t, combo.Config{Log: log, URLs: combo.URLs{
		combo.Get("check", func(r *http.Request) (*combo.Response, error) {
			_, err := combo.Bind[struct {
				A string `query:"a" check:"maxx=3"`
			}](r)
			return nil, err
		}),
		combo.Get("kind/<int:id>", func(r *http.Request) (*combo.Response, error) {
			_, err := combo.Bind[struct {
				ID int `path:"idd"`
			}](r)
			return nil, err
		}),
		combo.Get("type", func(r *http.Request) (*combo.Response, error) {
			_, err := combo.Bind[struct {
				C chan int `query:"c"`
			}](r)
			return nil, err
		}),
	}})
	for path, want := range map[string]string{"/check": "maxx", "/kind/7": `has no parameter \"idd\"; did you mean \"id\"?`, "/type": "chan int"} {
		lines.Reset()
		if w := ask(site, "GET", path, ""); w.Code != 500 {
			t.Errorf("%s = %d, want 500", path, w.Code)
		}
		wantText(t, "log", lines.String(), want)
	}
}

// What is no struct is filled with the whole JSON body.
func TestBindWhole(t *testing.T) {
	t.Parallel()
	type item struct {
		Name string `json:"name" check:"required"`
	}
	site := siteOf(t,
		combo.Post("list", func(r *http.Request) (*combo.Response, error) {
			list, err := combo.Bind[[]item](r)
			if err != nil {
				return nil, err
			}
			return combo.Text(fmt.Sprint(list))
		}),
		combo.Post("map", func(r *http.Request) (*combo.Response, error) {
			m, err := combo.Bind[map[string]int](r)
			if err != nil {
				return nil, err
			}
			return combo.Text(fmt.Sprint(m))
		}),
	)
	for _, test := range []struct {
		path, body, kind string
		status           int
		want             string
	}{
		{"/list", `[{"name":"a"},{"name":"b"}]`, jsonType, 200, "[{a} {b}]"},
		{"/list", `[{"name":"a"},{}]`, jsonType, 422, "1.name: This field is required."},
		{"/list", `{"name":"a"}`, jsonType, 422, ""},
		{"/map", `{"a":1}`, jsonType, 200, "map[a:1]"},
		{"/map", "a=1", formType, 415, ""},
	} {
		w := ask(site, "POST", test.path, test.body, test.kind)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) {
			t.Errorf("%s %s = %d %q, want %d %q", test.path, test.body, w.Code, w.Body, test.status, test.want)
		}
	}
}

// A signature is checked over the bytes, and the same bytes are bound after it.
func TestBody(t *testing.T) {
	t.Parallel()
	site := siteOf(t,
		combo.Post("", func(r *http.Request) (*combo.Response, error) {
			first, err := combo.Body(r)
			if err != nil {
				return nil, err
			}
			second, err := combo.Body(r)
			if err != nil {
				return nil, err
			}
			m, err := combo.Bind[map[string]int](r)
			if err != nil {
				return nil, err
			}
			return combo.Text(fmt.Sprintf("%s %v %v", first, string(second) == string(first), m))
		}).MaxBody(100),
		combo.Post("late", func(r *http.Request) (*combo.Response, error) {
			if _, err := combo.Form(r, "a", ""); err != nil {
				return nil, err
			}
			_, err := combo.Body(r)
			return nil, err
		}),
	)
	if w := ask(site, "POST", "/", `{"a":1}`, jsonType); w.Body.String() != `{"a":1} true map[a:1]` {
		t.Errorf("Body = %d %q", w.Code, w.Body)
	}
	if w := ask(site, "POST", "/", strings.Repeat(" ", 200), jsonType); w.Code != 413 {
		t.Errorf("a body over the limit = %d, want 413", w.Code)
	}
	if w := ask(site, "POST", "/late", "a=1", formType); w.Code != 500 {
		t.Errorf("Body after Form = %d, want 500", w.Code)
	}
}

// Middleware of net/http may have parsed the form before.
func TestFormParsedByMiddleware(t *testing.T) {
	t.Parallel()
	parse := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.FormValue("csrf")
			next.ServeHTTP(w, r)
		})
	}
	site := newSite(t, combo.Config{Middleware: []func(http.Handler) http.Handler{parse}, URLs: combo.URLs{
		combo.Post("<int:blog>/", binder),
	}})
	if w := ask(site, "POST", "/7/", "title=T&tag=x&tag=y", formType); !strings.Contains(w.Body.String(), `"T" ["x" "y"]`) {
		t.Errorf("the form is %d %q", w.Code, w.Body)
	}
	upload, boundary := multipartBody(t, map[string]string{"title": "T"}, "photo", "a.png", "PNG")
	if w := ask(site, "POST", "/7/", upload, "Content-Type: multipart/form-data; boundary="+boundary); w.Code != 500 {
		t.Errorf("a file that net/http keeps = %d, want 500", w.Code)
	}
}

// A timeout that leaves the view behind must not leave its files behind, nor race.
func TestBodyAfterTheRequest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	done := make(chan error, 1)
	body, boundary := multipartBody(t, nil, "photo", "a.bin", strings.Repeat("x", 1<<20))
	gate := make(chan struct{})
	site := newSite(t, combo.Config{
		Limits: combo.Limits{Memory: 1, TempDir: dir, Body: 4 << 20},
		Middleware: []func(http.Handler) http.Handler{func(next http.Handler) http.Handler {
			return http.TimeoutHandler(next, time.Millisecond, "late")
		}},
		URLs: combo.URLs{combo.Post("", func(r *http.Request) (*combo.Response, error) {
			<-gate
			_, err := combo.Form[*combo.Upload](r, "photo")
			combo.BeforeSend(r, func(http.Header) error { return nil })
			combo.Accepts(r, "text/html")
			done <- err
			return nil, err
		})},
	})
	if w := ask(site, "POST", "/", body, "Content-Type: multipart/form-data; boundary="+boundary); w.Code != 503 {
		t.Errorf("the timeout = %d, want 503", w.Code)
	}
	close(gate)
	if err := <-done; err == nil {
		t.Error("a body was read after the request had ended")
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A view that a timeout has left reading does not hold up the end of the request.
func TestBodyThatNeverComes(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func(*http.Request) error{
		"Body": func(r *http.Request) error { _, err := combo.Body(r); return err },
		"Form": func(r *http.Request) error { _, err := combo.Form(r, "a", ""); return err },
	} {
		done := make(chan error, 1)
		site := newSite(t, combo.Config{
			Middleware: []func(http.Handler) http.Handler{func(next http.Handler) http.Handler {
				return http.TimeoutHandler(next, time.Millisecond, "late")
			}},
			URLs: combo.URLs{combo.Post("", func(r *http.Request) (*combo.Response, error) {
				err := read(r)
				done <- err
				return nil, err
			})},
		})
		sent, sender := io.Pipe()
		r := httptest.NewRequest("POST", "http://localhost/", sent)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		if w.Code != 503 {
			t.Errorf("%s: the timeout = %d, want 503", name, w.Code)
		}
		sender.CloseWithError(io.ErrUnexpectedEOF)
		if err := <-done; err == nil {
			t.Errorf("%s: a body that broke off was read", name)
		}
	}
}

func TestSingleValues(t *testing.T) {
	t.Parallel()
	read := map[string]func(*http.Request) (any, error){
		"int":        func(r *http.Request) (any, error) { return combo.Query[int](r, "v") },
		"default":    func(r *http.Request) (any, error) { return combo.Query(r, "v", 5) },
		"list":       func(r *http.Request) (any, error) { return combo.Query[[]int](r, "v", nil) },
		"text":       func(r *http.Request) (any, error) { return combo.Query(r, "v", "none") },
		"header":     func(r *http.Request) (any, error) { return combo.Header(r, "x-v", 5) },
		"cookie":     func(r *http.Request) (any, error) { return combo.Cookie(r, "v", 5) },
		"form":       func(r *http.Request) (any, error) { return combo.Form(r, "v", 5) },
		"must":       func(r *http.Request) (any, error) { return combo.Form[string](r, "v") },
		"impossible": func(r *http.Request) (any, error) { return combo.Query[chan int](r, "v") },
	}
	var urls combo.URLs
	for name, f := range read {
		urls = append(urls, combo.Path(name, func(r *http.Request) (*combo.Response, error) {
			v, err := f(r)
			if err != nil {
				return nil, err
			}
			return combo.Text(fmt.Sprintf("%v", v))
		}))
	}
	site := newSite(t, combo.Config{URLs: urls})
	for _, test := range []struct {
		target, body string
		fields       []string
		status       int
		want         string
	}{
		{"/int?v=3", "", nil, 200, "3"},
		{"/int", "", nil, 422, "v: This field is required."},
		{"/int?v=", "", nil, 422, "v: This field is required."},
		{"/int?v=x", "", nil, 422, "v: Enter a whole number."},
		{"/int?v=1&v=2", "", nil, 422, "v: "},
		{"/int?v=99999999999999999999", "", nil, 422, "v: "},
		{"/default", "", nil, 200, "5"},
		{"/default?v=", "", nil, 200, "5"},
		{"/default?v=x", "", nil, 422, "v: "},
		{"/list?v=1&v=2", "", nil, 200, "[1 2]"},
		{"/list", "", nil, 200, "[]"},
		{"/text?v=", "", nil, 200, ""},
		{"/text", "", nil, 200, "none"},
		{"/header", "", []string{"X-V: 7"}, 200, "7"},
		{"/cookie", "", []string{"Cookie: a=b; v=8"}, 200, "8"},
		{"/cookie", "", nil, 200, "5"},
		{"/form", "v=9", []string{formType}, 200, "9"},
		{"/form?v=9", "", nil, 200, "5"},
		{"/form", `{"v":9}`, []string{jsonType}, 415, ""},
		{"/must", "v=", []string{formType}, 200, ""},
		{"/must", "w=", []string{formType}, 422, "v: This field is required."},
		{"/impossible?v=1", "", nil, 500, ""},
	} {
		w := ask(site, "POST", test.target, test.body, test.fields...)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) {
			t.Errorf("%s %q = %d %q, want %d %q", test.target, test.body, w.Code, w.Body, test.status, test.want)
		}
	}
}

// The body is read once, whoever asks, and its files are gone after the request.
func TestUploadsEndWithTheRequest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var kept *combo.Upload
	view := func(r *http.Request) (*combo.Response, error) {
		for range 2 {
			u, err := combo.Form[*combo.Upload](r, "photo")
			if err != nil {
				return nil, err
			}
			kept = u
		}
		return combo.Text(fmt.Sprint(kept.Size))
	}
	site := newSite(t, combo.Config{
		Limits: combo.Limits{Memory: 1 << 10, TempDir: dir},
		URLs:   combo.URLs{combo.Post("", view).MaxBody(4 << 20)},
	})
	body, boundary := multipartBody(t, nil, "photo", "a.bin", strings.Repeat("x", 3<<20))
	w := ask(site, "POST", "/", body, "Content-Type: multipart/form-data; boundary="+boundary)
	if w.Code != 200 || w.Body.String() != "3145728" {
		t.Fatalf("the upload = %d %q", w.Code, w.Body)
	}
	if _, err := kept.Open(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Open after the request: %v, want os.ErrClosed", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left in the temporary directory: %v, %v", left, err)
	}
}

func TestParseQuery(t *testing.T) {
	t.Parallel()
	values, err := combo.ParseQuery("a=1&b=%20x&a=2&c")
	if err != nil || !slices.Equal(values["a"], []string{"1", "2"}) || values.Get("b") != " x" || !values.Has("c") {
		t.Errorf("ParseQuery = %v, %v", values, err)
	}
	for _, bad := range []string{"a=%zz", "a=%", "a=%00", "a=%ff", strings.Repeat("a&", 1001)} {
		if v, err := combo.ParseQuery(bad); err == nil {
			t.Errorf("ParseQuery(%.20q) = %v, want an error", bad, v)
		}
	}
}

func TestAccepts(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Get("", func(r *http.Request) (*combo.Response, error) {
		form, err := combo.Accepts(r, "application/json", "text/html")
		if err != nil {
			return nil, err
		}
		if _, err = combo.Accepts(r, "text/html"); err != nil {
			return nil, err
		}
		return combo.Text(form)
	}))
	for accept, want := range map[string]string{"": "application/json", "*/*": "application/json", "text/html": "text/html", "text/*;q=0.5, application/json;q=0.4": "text/html", "image/png": ""} {
		var fields []string
		if accept != "" {
			fields = append(fields, "Accept: "+accept)
		}
		w := ask(site, "GET", "/", "", fields...)
		if want != "" && w.Body.String() != want || want == "" && w.Code != 406 {
			t.Errorf("with Accept %q: %d %q, want %q", accept, w.Code, w.Body, want)
		}
		if got := w.Header().Values("Vary"); len(got) != 1 || got[0] != "Accept" {
			t.Errorf("Vary is %q", got)
		}
	}
}

// A path tag gets what stands in the path, not another way to write its value.
func TestBindPathText(t *testing.T) {
	t.Parallel()
	type in struct {
		Code  string `path:"code"`
		Price string `path:"price"`
		Kind  string `path:"kind"`
	}
	site := siteOf(t, combo.Get("<int(fixed_digits=4):code>/<float:price>/", func(r *http.Request) (*combo.Response, error) {
		v, err := combo.Bind[in](r)
		if err != nil {
			return nil, err
		}
		return combo.Text(v.Code + " " + v.Price + " " + v.Kind)
	}).Default("kind", 7))
	if got := ask(site, "GET", "/0042/1.10/", "").Body.String(); got != "0042 1.10 7" {
		t.Errorf("bound %q", got)
	}
}

// failingBody ends in the middle.
type failingBody struct{ io.Reader }

func (failingBody) Close() error { return nil }

// A view that reads the body itself and returns the error has a client to blame.
func TestBodyThatBreaksOff(t *testing.T) {
	t.Parallel()
	var sticky error
	site := siteOf(t, combo.Post("", func(r *http.Request) (*combo.Response, error) {
		_, err := io.ReadAll(r.Body)
		_, sticky = r.Body.Read(make([]byte, 1))
		return nil, err
	}))
	r := httptest.NewRequest("POST", "http://localhost/", nil)
	r.Body = failingBody{io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF))}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	if w.Code != 400 || !errors.Is(sticky, io.ErrUnexpectedEOF) {
		t.Errorf("the status is %d, then %v", w.Code, sticky)
	}
}
