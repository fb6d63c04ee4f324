package combo_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

// handler makes a route of a handler function.
func handler(pattern string, f http.HandlerFunc) combo.Route { return combo.Handle(pattern, f) }

// hook registers one that sets a field.
func hook(t *testing.T, r *http.Request, name string) {
	t.Helper()
	err := combo.BeforeSend(r, func(h http.Header) error {
		h.Add("X-Hook", name)
		return nil
	})
	if err != nil {
		t.Errorf("BeforeSend: %v", err)
	}
}

func TestBeforeSendRunsOnceBeforeTheHeader(t *testing.T) {
	t.Parallel()
	site := siteOf(t,
		combo.Get("view", func(r *http.Request) (*combo.Response, error) {
			hook(t, r, "a")
			hook(t, r, "b")
			return combo.Text("x")
		}),
		combo.Get("error", func(r *http.Request) (*combo.Response, error) {
			hook(t, r, "a")
			return nil, combo.Errorf(403, "No.")
		}),
		handler("empty", func(w http.ResponseWriter, r *http.Request) { hook(t, r, "a") }),
		handler("flush", func(w http.ResponseWriter, r *http.Request) {
			hook(t, r, "a")
			http.NewResponseController(w).Flush()
			io.WriteString(w, "late")
		}),
		handler("hints", func(w http.ResponseWriter, r *http.Request) {
			hook(t, r, "a")
			w.WriteHeader(http.StatusEarlyHints)
			w.WriteHeader(202)
			w.WriteHeader(500)
		}),
		handler("copy", func(w http.ResponseWriter, r *http.Request) {
			hook(t, r, "a")
			io.Copy(w, strings.NewReader("copied"))
		}),
	)
	server := httptest.NewServer(site)
	defer server.Close()
	for path, want := range map[string]struct {
		status int
		hooks  string
	}{"/view": {200, "b,a"}, "/error": {403, "a"}, "/empty": {200, "a"}, "/flush": {200, "a"}, "/hints": {202, "a"}, "/copy": {200, "a"}} {
		resp, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := strings.Join(resp.Header["X-Hook"], ","); got != want.hooks || resp.StatusCode != want.status {
			t.Errorf("%s = %d with the hooks %q, want %d with %q", path, resp.StatusCode, got, want.status, want.hooks)
		}
	}
}

func TestBeforeSendErrorIsACleanPage(t *testing.T) {
	t.Parallel()
	broken := func(r *http.Request) {
		combo.BeforeSend(r, func(http.Header) error { return errors.New("the store is down") })
	}
	log, lines := logged()
	site := newSite(t, combo.Config{Log: log, URLs: combo.URLs{
		combo.Get("view", func(r *http.Request) (*combo.Response, error) {
			broken(r)
			return combo.Text("SECRET PAGE", combo.SetHeader("X-Secret", "1"))
		}),
		handler("handler", func(w http.ResponseWriter, r *http.Request) {
			broken(r)
			w.Header().Set("X-Secret", "1")
			n, err := io.WriteString(w, "SECRET PAGE")
			if n != 11 || err != nil {
				t.Errorf("a swallowed write = %d, %v", n, err)
			}
			io.Copy(w, strings.NewReader("SECRET PAGE"))
			http.NewResponseController(w).Flush()
		}),
		handler("panic", func(w http.ResponseWriter, r *http.Request) {
			combo.BeforeSend(r, func(http.Header) error { panic("SECRET PAGE") })
			io.WriteString(w, "SECRET PAGE")
		}),
	}})
	for _, path := range []string{"/view", "/handler", "/panic"} {
		lines.Reset()
		w := ask(site, "GET", path, "")
		if w.Code != 500 || strings.Contains(w.Body.String(), "SECRET") || w.Header().Get("X-Secret") != "" || !strings.Contains(w.Body.String(), "went wrong") {
			t.Errorf("%s = %d %v %q, want a clean 500", path, w.Code, w.Header(), w.Body)
		}
		wantText(t, "log", lines.String(), "before sending")
	}
}

// What stands outside of a hook that fails has its say on the page of the error,
// however many there are.
func TestBeforeSendErrorLeavesOuterHooks(t *testing.T) {
	t.Parallel()
	broken := func(http.Header) error { return errors.New("the store is down") }
	site := siteOf(t, combo.Get("", func(r *http.Request) (*combo.Response, error) {
		hook(t, r, "a")
		hook(t, r, "b")
		combo.BeforeSend(r, broken)
		hook(t, r, "c")
		combo.BeforeSend(r, func(h http.Header) error { h.Set("X-Bad", "\r\n"); return nil })
		hook(t, r, "d")
		combo.BeforeSend(r, broken)
		hook(t, r, "e")
		return combo.Text("SECRET PAGE", combo.SetHeader("X-Secret", "1"))
	}))
	w := ask(site, "GET", "/", "")
	if got := strings.Join(w.Header()["X-Hook"], ","); w.Code != 500 || got != "b,a" || w.Header().Get("X-Secret") != "" || w.Header()["X-Bad"] != nil {
		t.Errorf("%d with the hooks %q and the header %v, want 500 with b,a", w.Code, got, w.Header())
	}
}

func TestBeforeSendTooLateOrOutside(t *testing.T) {
	t.Parallel()
	nothing := func(http.Header) error { return nil }
	if err := combo.BeforeSend(httptest.NewRequest("GET", "/", nil), nothing); err == nil {
		t.Error("BeforeSend outside of a site is no error")
	}
	site := siteOf(t, handler("", func(w http.ResponseWriter, r *http.Request) {
		combo.BeforeSend(r, func(http.Header) error {
			if err := combo.BeforeSend(r, nothing); err == nil {
				t.Error("BeforeSend within a hook is no error")
			}
			return nil
		})
		w.WriteHeader(200)
		if err := combo.BeforeSend(r, nothing); err == nil {
			t.Error("BeforeSend after the header is no error")
		}
	}))
	ask(site, "GET", "/", "")
}

func TestHijack(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(siteOf(t, handler("", func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Errorf("Hijack: %v", err)
			return
		}
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
		conn.Close()
	})))
	defer server.Close()
	resp, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, _ := io.ReadAll(resp.Body); string(b) != "hi" {
		t.Errorf("read %q from a connection taken over", b)
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	var ids []string
	site := siteOf(t, combo.Get("", func(r *http.Request) (*combo.Response, error) {
		ids = append(ids, combo.RequestID(r), combo.RequestID(r))
		return combo.NoContent()
	}))
	ask(site, "GET", "/", "")
	ask(site, "GET", "/", "")
	if len(ids) != 4 || ids[0] != ids[1] || ids[1] == ids[2] || len(ids[0]) != 26 {
		t.Errorf("the ids are %q", ids)
	}
	if id := combo.RequestID(httptest.NewRequest("GET", "/", nil)); id != "" {
		t.Errorf("the id outside of a site is %q", id)
	}
}

// A proxy may number the requests, strangers may not, and nobody writes what he
// likes into the log.
func TestRequestIDOfAProxy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		proxy, id string
		kept      bool
	}{
		{"192.0.2.1", "0af7651916cd43dd-8448_EB21", true},
		{"10.0.0.1", "0af7651916cd43dd-8448_EB21", false},
		{"192.0.2.1", "1234567", false},
		{"192.0.2.1", strings.Repeat("x", 64), true},
		{"192.0.2.1", strings.Repeat("x", 65), false},
		{"192.0.2.1", "12345678\" admin=true", false},
		{"192.0.2.1", "12345678\u202e", false},
	} {
		site := newSite(t, combo.Config{TrustedProxies: []string{test.proxy}, URLs: combo.URLs{
			combo.Get("", func(r *http.Request) (*combo.Response, error) { return combo.Text(combo.RequestID(r)) }),
		}})
		if got := ask(site, "GET", "/", "", "X-Request-Id: "+test.id).Body.String(); (got == test.id) != test.kept {
			t.Errorf("from %s %q became %q, kept: want %v", test.proxy, test.id, got, test.kept)
		}
	}
}

// The page that stands in for an answer counts like any other.
func TestSentOfAFailedHook(t *testing.T) {
	t.Parallel()
	var status int
	var bytes int64
	counts := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r)
			status, bytes = combo.Sent(r)
		})
	}
	site := newSite(t, combo.Config{
		Middleware: []func(http.Handler) http.Handler{counts},
		URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
			combo.BeforeSend(r, func(http.Header) error { return errors.New("the store is down") })
			return combo.Text("page")
		})},
	})
	w := ask(site, "GET", "/", "")
	if status != 500 || int(bytes) != w.Body.Len() || bytes == 0 {
		t.Errorf("Sent told %d and %d bytes, the client got %d and %d", status, bytes, w.Code, w.Body.Len())
	}
}
