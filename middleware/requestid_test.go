package middleware_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
)

// sendTo asks with any Host field.
func sendTo(h http.Handler, target, host string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", target, nil)
	r.Host = host
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	var id string
	urls := combo.URLs{combo.Get("id/", func(r *http.Request) (*combo.Response, error) {
		id = combo.RequestID(r)
		return combo.Text("", combo.SetHeader("X-Request-Id", "another"))
	})}
	site := siteAround(t, combo.Config{URLs: urls}, middleware.RequestID())
	if w := send0(site, "http://localhost/id/"); id == "" || len(w.Header()["X-Request-Id"]) != 1 || w.Header().Get("X-Request-Id") != id {
		t.Errorf("sent %q, the view has %q", w.Header()["X-Request-Id"], id)
	}
	for _, path := range []string{"/error/", "/bad/", "/hook/", "/missing/"} {
		w := send(site, "GET", "http://localhost"+path, "", "Accept: text/plain")
		sent := w.Header().Get("X-Request-Id")
		if sent == "" || w.Code == 500 && !strings.Contains(w.Body.String(), sent) {
			t.Errorf("%s: sent %q, the page says %q", path, sent, w.Body)
		}
	}
	trusting := siteAround(t, combo.Config{URLs: urls, TrustedProxies: []string{"192.0.2.1"}}, middleware.RequestID())
	if w := send(trusting, "GET", "http://localhost/id/", "", "X-Request-Id: from-the-proxy"); w.Header().Get("X-Request-Id") != "from-the-proxy" {
		t.Errorf("the proxy's id became %q", w.Header().Get("X-Request-Id"))
	}
	if w := send0(stack(say("x"), middleware.RequestID()), "http://localhost/"); w.Header()["X-Request-Id"] != nil {
		t.Errorf("without a site: %q", w.Header()["X-Request-Id"])
	}
}

// TestGauntletB20: the ids of strangers are replaced, whatever they are, and paths that
// are not there give the log no more routes to count by.
func TestGauntletB20(t *testing.T) {
	t.Parallel()
	checkRequestIDs(t, siteAround(t, combo.Config{}, middleware.RequestID()))
	checkRoutes(t, func(log *slog.Logger) http.Handler {
		return siteAround(t, combo.Config{}, middleware.AccessLog(middleware.AccessLogConfig{Log: log}))
	})
}

// checkRoutes counts the routes in the log after a flood of paths and methods.
func checkRoutes(t witness, logging func(*slog.Logger) http.Handler) {
	t.Helper()
	var log bytes.Buffer
	h := logging(slog.New(slog.NewJSONHandler(&log, nil)))
	for i := range 50 {
		send0(h, fmt.Sprintf("http://localhost/missing-%d/", i))
		send(h, fmt.Sprint("METHOD", i), "http://localhost/text/", "")
	}
	routes := map[string]bool{}
	records := json.NewDecoder(&log)
	for records.More() {
		var record struct{ Route string }
		if err := records.Decode(&record); err != nil {
			t.Errorf("the log: %v", err)
			return
		}
		routes[record.Route] = true
	}
	if len(routes) == 0 || len(routes) > 2 { // that of the one path, and none
		t.Errorf("%d routes in the log", len(routes))
	}
}

func checkRequestIDs(t witness, h http.Handler) {
	t.Helper()
	seen := map[string]bool{}
	for _, field := range []string{strings.Repeat("x", 8<<10), "from-a-stranger", "from-a-stranger", strings.Repeat("0", 26), "a b\x1b[2J", ""} {
		w := send(h, "GET", "http://localhost/text/", "", "X-Request-Id: "+field)
		id := w.Header().Get("X-Request-Id")
		if len(id) != 26 || id == field || seen[id] {
			t.Errorf("the id %.30q gives %.30q", field, id)
		}
		seen[id] = true
	}
}
