package middleware_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
)

var (
	noDeadline time.Time
	quiet      = middleware.AccessLogConfig{Log: slog.New(slog.DiscardHandler)}
)

func TestMaxBody(t *testing.T) {
	t.Parallel()
	form := "application/x-www-form-urlencoded"
	urls := combo.URLs{
		combo.Post("form/", func(r *http.Request) (*combo.Response, error) {
			v, err := combo.Form(r, "a", "")
			if err != nil {
				return nil, err
			}
			return combo.Text(v)
		}),
		combo.Post("body/", func(r *http.Request) (*combo.Response, error) {
			b, err := combo.Body(r)
			if err != nil {
				return nil, err
			}
			return combo.Text(string(b))
		}),
	}
	site := siteAround(t, combo.Config{URLs: urls}, middleware.MaxBody(10))
	for _, path := range []string{"/form/", "/body/"} {
		for _, test := range []struct {
			body    string
			chunked bool
			status  int
		}{
			{"a=12345678", false, 200}, {"a=12345678", true, 200}, {"a=123456789", false, 413}, {"a=123456789", true, 413},
			{"a=" + strings.Repeat("x", 1<<20), true, 413}, {"", false, 200},
		} {
			r := httptest.NewRequest("POST", "http://localhost"+path, strings.NewReader(test.body))
			r.Header.Set("Content-Type", form)
			if test.chunked {
				r.ContentLength = -1
			}
			w := httptest.NewRecorder()
			site.ServeHTTP(w, r)
			if w.Code != test.status || test.status == 413 && !test.chunked && !strings.Contains(w.Body.String(), "10 bytes") {
				t.Errorf("%s with %.20q, chunked %v: %d %.80s, want %d", path, test.body, test.chunked, w.Code, w.Body, test.status)
			}
		}
	}
}

// A site's own limit stays where it is lower, and a server closes the connection.
func TestMaxBodyOnlyLowers(t *testing.T) {
	t.Parallel()
	read := combo.Handle("read/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
				w.Header().Set("X-Limit", time.Duration(tooLarge.Limit).String())
			}
			w.WriteHeader(413)
		}
	}))
	site := siteAround(t, combo.Config{URLs: combo.URLs{read}, Limits: combo.Limits{Body: 5}}, middleware.MaxBody(10))
	if w := send(site, "POST", "http://localhost/read/", "123456"); w.Header().Get("X-Limit") != "5ns" {
		t.Errorf("the lower limit: %d %v", w.Code, w.Header())
	}
	server := httptest.NewServer(siteAround(t, combo.Config{URLs: combo.URLs{read}}, middleware.AccessLog(quiet), middleware.Recover(), middleware.MaxBody(10)))
	defer server.Close()
	answer, err := http.Post(server.URL+"/read/", "text/plain", io.MultiReader(strings.NewReader("12345678901"))) // chunked
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != 413 || !answer.Close {
		t.Errorf("over the wire: %d, Connection: close %v", answer.StatusCode, answer.Close)
	}
}

func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wait := func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "7")
			<-r.Context().Done()
		}
		urls := combo.URLs{
			combo.Handle("silent/", http.HandlerFunc(wait)),
			combo.Handle("late/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				<-r.Context().Done()
				io.WriteString(w, "late")
			})),
			combo.Get("view/", func(r *http.Request) (*combo.Response, error) {
				<-r.Context().Done()
				return nil, context.Cause(r.Context())
			}),
			combo.Handle("ended/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {})),
		}
		inside := siteAround(t, combo.Config{URLs: urls}, middleware.Timeout(3*time.Second))
		for path, want := range map[string]int{"/silent/": 503, "/late/": 200, "/view/": 503, "/ended/": 200, "/text/": 200} {
			start := time.Now()
			w := send0(inside, "http://localhost"+path)
			if path == "/late/" && w.Body.String() != "late" {
				t.Errorf("%s: %q", path, w.Body)
			}
			if w.Code != want || want == 503 && (w.Header().Get("Content-Length") != "" || time.Since(start) != 3*time.Second) {
				t.Errorf("%s: %d after %s, %v, want %d", path, w.Code, time.Since(start), w.Header(), want)
			}
		}
		if w := send0(stack(http.HandlerFunc(wait), middleware.Timeout(time.Second)), "http://localhost/"); w.Code != 503 {
			t.Errorf("without a site: %d", w.Code)
		}
		// The client's own end is no 503.
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		w := httptest.NewRecorder()
		stack(http.HandlerFunc(wait), middleware.Timeout(time.Second)).ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/", nil))
		if w.Code != 200 || w.Body.Len() > 0 {
			t.Errorf("a client that went: %d %s", w.Code, w.Body)
		}
		// It can only lower.
		start := time.Now()
		w = send0(stack(http.HandlerFunc(wait), middleware.Timeout(time.Second), middleware.Timeout(time.Hour)), "http://localhost/")
		if w.Code != 503 || time.Since(start) != time.Second {
			t.Errorf("an hour inside of a second: %d after %s", w.Code, time.Since(start))
		}
	})
}

func TestLimitMistakes(t *testing.T) {
	t.Parallel()
	wantPanic(t, func() { middleware.MaxBody(0) }, "middleware.MaxBody(0)")
	wantPanic(t, func() { middleware.Timeout(-time.Second) }, "middleware.Timeout(-1s)")
}
