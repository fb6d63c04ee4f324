package middleware_test

import (
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/combo-web/combo"
)

type wrapper = func(http.Handler) http.Handler

// siteAround makes a site of many kinds of answers with middleware around them.
func siteAround(t testing.TB, config combo.Config, around ...wrapper) *combo.Site {
	t.Helper()
	config.Secret = []string{"a secret of thirty-two characters"}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	config.Middleware = around
	config.URLs = append(config.URLs, answers()...)
	site, err := combo.New(config)
	if err != nil {
		t.Fatalf("combo.New: %v", err)
	}
	return site
}

// answers are the kinds that a site gives.
func answers() combo.URLs {
	files := fstest.MapFS{"a.txt": {Data: []byte("a file")}}
	return combo.URLs{
		combo.Path("text/", func(*http.Request) (*combo.Response, error) { return combo.Text("Hello, World!") }),
		combo.Get("json/", func(*http.Request) (*combo.Response, error) { return combo.JSON([]int{1}) }),
		combo.Get("file/", func(*http.Request) (*combo.Response, error) { return combo.File(files, "a.txt") }),
		combo.Get("redirect/", func(*http.Request) (*combo.Response, error) { return combo.Redirect("/text/") }),
		combo.Get("empty/", func(*http.Request) (*combo.Response, error) { return combo.NoContent() }),
		combo.Get("forbidden/", func(*http.Request) (*combo.Response, error) { return nil, combo.Errorf(403, "No.") }),
		combo.Get("error/", func(*http.Request) (*combo.Response, error) { return nil, errors.New("the disk is full") }),
		combo.Get("panic/", func(*http.Request) (*combo.Response, error) { panic("a view") }),
		combo.Get("hook/", func(r *http.Request) (*combo.Response, error) {
			err := combo.BeforeSend(r, func(http.Header) error { return errors.New("a hook") })
			if err != nil {
				return nil, err
			}
			return combo.Text("never sent")
		}),
		combo.Handle("handler/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "raw") })),
		combo.Handle("nothing/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {})),
		combo.Handle("304/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(304) })),
		combo.Handle("bad/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "3")
			panic("a handler")
		})),
		combo.Handle("half/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "half an ans")
			panic("half way")
		})),
		combo.Handle("abort/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })),
	}
}

// send asks a handler. The target begins with http:// or https://; header fields
// are given as "Name: value".
func send(h http.Handler, method, target, body string, fields ...string) *httptest.ResponseRecorder {
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, target, reader)
	if r.TLS = nil; strings.HasPrefix(target, "https:") {
		r.TLS = new(tls.ConnectionState)
	}
	for _, f := range fields {
		name, value, _ := strings.Cut(f, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// panicOf returns what f panics with.
func panicOf(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

// wantPanic fails unless f panics with a text that has all parts.
func wantPanic(t *testing.T, f func(), parts ...string) {
	t.Helper()
	text, _ := panicOf(f).(string)
	if text == "" || slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(text, p) }) {
		t.Errorf("panic %q, want one with %q", text, parts)
	}
}

// stack puts middleware around a handler without a site.
func stack(h http.Handler, around ...wrapper) http.Handler {
	for _, m := range slices.Backward(around) {
		h = m(h)
	}
	return h
}

func say(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, text) })
}
