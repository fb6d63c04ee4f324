package webtest_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

// A fakeTB is a test that may fail: it keeps what it is told.
type fakeTB struct {
	testing.TB
	messages []string
	ended    bool // by Fatal
	cleanups []func()
}

func (f *fakeTB) Helper()                       {}
func (f *fakeTB) Log(args ...any)               { f.messages = append(f.messages, fmt.Sprint(args...)) }
func (f *fakeTB) Error(args ...any)             { f.Log(args...) }
func (f *fakeTB) Errorf(text string, a ...any)  { f.Log(fmt.Sprintf(text, a...)) }
func (f *fakeTB) Fatalf(text string, a ...any)  { f.Fatal(fmt.Sprintf(text, a...)) }
func (f *fakeTB) Cleanup(cleanup func())        { f.cleanups = append(f.cleanups, cleanup) }
func (f *fakeTB) Failed() bool                  { return len(f.messages) > 0 }
func (f *fakeTB) Logf(text string, args ...any) { f.Log(fmt.Sprintf(text, args...)) }
func (f *fakeTB) Fatal(args ...any) {
	f.Log(args...)
	f.ended = true
	runtime.Goexit()
}

// try runs a test that may fail, with its cleanups, and returns what it said.
func try(t *testing.T, test func(testing.TB)) *fakeTB {
	f := &fakeTB{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for len(f.cleanups) > 0 {
				last := f.cleanups[len(f.cleanups)-1]
				f.cleanups = f.cleanups[:len(f.cleanups)-1]
				last()
			}
		}()
		test(f)
	}()
	<-done
	return f
}

// wantFailure runs a test that must fail with one message that has all texts.
func wantFailure(t *testing.T, test func(testing.TB), texts ...string) {
	t.Helper()
	f := try(t, test)
	if len(f.messages) != 1 {
		t.Errorf("the test said %q, want one message with %q", f.messages, texts)
		return
	}
	for _, text := range texts {
		if !strings.Contains(f.messages[0], text) {
			t.Errorf("the test said\n%s\nwant %q in it", f.messages[0], text)
		}
	}
}

// echo answers with the request as text.
func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), 500)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintf(w, "%s %s\nType: %s\nLength: %d\n\n%s", r.Method, r.RequestURI, r.Header.Get("Content-Type"), r.ContentLength, body)
}

// pages serves HTML below /page/ and echoes all other requests.
func pages(source string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", echo)
	mux.HandleFunc("GET /page/{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, source)
	})
	return mux
}

// show returns the page with a source.
func show(t testing.TB, source string) *webtest.Page {
	t.Helper()
	return webtest.New(t, pages(source)).Get("/page/")
}

// answer serves one answer at every address.
func answer(status int, contentType, body string, fields ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		for i := 0; i < len(fields); i += 2 {
			w.Header().Add(fields[i], fields[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	})
}

func newSite(t testing.TB, config combo.Config) *combo.Site {
	t.Helper()
	config.Debug = true
	site, err := combo.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func text(body string) combo.View {
	return func(*http.Request) (*combo.Response, error) { return combo.Text(body) }
}
