package middleware_test

import (
	"bufio"
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
)

// What stands outside sees the finished 500, and keeps what it has set.
func TestRecover(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	var status int
	outside := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Outside", "1")
			next.ServeHTTP(w, r)
			status, _ = combo.Sent(r)
		})
	}
	site := siteAround(t, combo.Config{Log: slog.New(slog.NewTextHandler(&log, nil))}, outside, middleware.Recover())
	w := send(site, "GET", "http://localhost/bad/", "", "Accept: text/html")
	if w.Code != 500 || status != 500 || w.Header().Get("X-Outside") != "1" || w.Header().Get("Content-Length") == "3" {
		t.Errorf("answer %d, seen outside %d, header %v", w.Code, status, w.Header())
	}
	if !strings.Contains(w.Body.String(), "Something went wrong") || strings.Contains(w.Body.String(), "a handler") {
		t.Errorf("the page is %s", w.Body)
	}
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "panic: a handler") || !strings.Contains(got, "default_helper_test.go:") {
		t.Errorf("the log has %s", got)
	}
}

func TestRecoverAfterTheHeader(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	site := siteAround(t, combo.Config{Log: slog.New(slog.NewTextHandler(&log, nil))}, middleware.Recover())
	if got := panicOf(func() { send(site, "GET", "http://localhost/half/", "") }); got != http.ErrAbortHandler {
		t.Errorf("half an answer ends in %v", got)
	}
	if !strings.Contains(log.String(), "panic: half way") || !strings.Contains(log.String(), "default_helper_test.go:") {
		t.Errorf("the log has %s", log.String())
	}
	log.Reset()
	if got := panicOf(func() { send(site, "GET", "http://localhost/abort/", "") }); got != http.ErrAbortHandler || log.Len() > 0 {
		t.Errorf("ErrAbortHandler became %v, logged %s", got, log.String())
	}
}

// A wrapper that holds back what is written must not get a page behind half an
// answer.
func TestRecoverInsideOfABuffer(t *testing.T) {
	t.Parallel()
	var kept bytes.Buffer
	holding := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(held{w, &kept}, r)
		})
	}
	site := siteAround(t, combo.Config{}, holding, middleware.Recover())
	w := send0(site, "http://localhost/half/")
	if kept.String() != "half an ans" || w.Code != 500 || strings.Contains(w.Body.String(), "half") {
		t.Errorf("held %q, sent %d %q", kept.String(), w.Code, w.Body)
	}
}

type held struct {
	http.ResponseWriter
	kept io.Writer
}

func (h held) Write(b []byte) (int, error) { return h.kept.Write(b) }

func send0(h http.Handler, target string) *httptest.ResponseRecorder {
	return send(h, "GET", target, "")
}

func TestRecoverWithoutASite(t *testing.T) {
	old := slog.Default()
	defer slog.SetDefault(old)
	var log bytes.Buffer
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	failing := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { panic("alone") })
	w := send0(stack(failing, middleware.Recover()), "http://localhost/")
	if w.Code != 500 || strings.Contains(w.Body.String(), "alone") || !strings.Contains(log.String(), "panic: alone") || !strings.Contains(log.String(), "recover_test.go:") {
		t.Errorf("%d %s\nlog: %s", w.Code, w.Body, log.String())
	}
}

// The writers of this package hide nothing of the server's.
func TestWritersHideNothing(t *testing.T) {
	t.Parallel()
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/hijack":
			conn, buf, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			buf.WriteString("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
			buf.Flush()
		case "/flush":
			w.WriteHeader(http.StatusEarlyHints)
			io.WriteString(w, "a")
			w.(http.Flusher).Flush()
			if err := http.NewResponseController(w).SetReadDeadline(noDeadline); err != nil {
				t.Error(err)
			}
			n, err := w.(io.ReaderFrom).ReadFrom(strings.NewReader("b"))
			if n != 1 || err != nil {
				t.Errorf("ReadFrom: %d, %v", n, err)
			}
			w.Write([]byte("c"))
		}
	})
	server := httptest.NewServer(stack(handler, middleware.AccessLog(quiet), middleware.Recover(), middleware.Timeout(60e9)))
	defer server.Close()
	for path, want := range map[string]string{"/hijack": "hi", "/flush": "abc"} {
		answer, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if string(body) != want || answer.StatusCode != 200 {
			t.Errorf("%s: %d %q", path, answer.StatusCode, body)
		}
	}
}

// What cannot be taken over says so.
func TestHijackError(t *testing.T) {
	t.Parallel()
	var err error
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var conn net.Conn
		var buf *bufio.ReadWriter
		conn, buf, err = w.(http.Hijacker).Hijack()
		_, _ = conn, buf
		io.WriteString(w, "still here")
	})
	if w := send0(stack(handler, middleware.Recover()), "http://localhost/"); err == nil || w.Body.String() != "still here" {
		t.Errorf("%v, %s", err, w.Body)
	}
}

// A minefield panics where the query says: in a handler, before or after it has
// written, in middleware, or in what runs when the header goes out.
func minefield(around ...wrapper) http.Handler {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		boom := func(http.Header) error { panic("a hook") }
		switch r.URL.RawQuery {
		case "handler":
			w.Header().Set("Content-Length", "3")
			panic("a handler")
		case "hook":
			if combo.BeforeSend(r, boom) != nil { // without a site
				_ = boom(w.Header())
			}
		}
		io.WriteString(w, "whole")
	})
	return stack(handler, append(around, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery == "middleware" {
				panic("a middleware")
			}
			next.ServeHTTP(w, r)
		})
	})...)
}

// TestGauntletB22: a panic anywhere in a request is the 500 page of that request.
func TestGauntletB22(t *testing.T) {
	old := slog.Default()
	defer slog.SetDefault(old)
	slog.SetDefault(slog.New(slog.DiscardHandler))
	mines := combo.URLs{combo.Handle("mines/", minefield())}
	checkPanics(t, siteAround(t, combo.Config{URLs: mines}))
	checkPanics(t, siteAround(t, combo.Config{URLs: mines}, middleware.Default(middleware.Options{
		AccessLog: middleware.AccessLogConfig{Log: slog.New(slog.DiscardHandler)},
	})...))
	checkPanics(t, stack(minefield(), middleware.Recover()))
}

func checkPanics(t witness, h http.Handler) {
	t.Helper()
	for _, place := range []string{"handler", "middleware", "hook"} {
		var w *httptest.ResponseRecorder
		p := panicOf(func() { w = send0(h, "http://localhost/mines/?"+place) })
		if p != nil || w.Code != 500 || w.Body.Len() == 0 || w.Header().Get("Content-Length") == "3" {
			t.Errorf("a panic in a %s: %v gets out, %+v", place, p, w)
		}
		if w := send0(h, "http://localhost/mines/"); w.Code != 200 || w.Body.String() != "whole" {
			t.Errorf("after a panic in a %s: %d %q", place, w.Code, w.Body)
		}
	}
}
