package combo_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

const secret = "a secret of thirty-two characters"

// newSite makes a site that logs nothing.
func newSite(t testing.TB, config combo.Config) *combo.Site {
	t.Helper()
	if config.Secret == nil {
		config.Secret = []string{secret}
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	site, err := combo.New(config)
	if err != nil {
		t.Fatalf("combo.New: %v", err)
	}
	return site
}

// siteOf makes a site of nothing but routes.
func siteOf(t testing.TB, urls ...combo.Route) *combo.Site {
	t.Helper()
	return newSite(t, combo.Config{URLs: urls})
}

// ask sends a request to the host localhost. Header fields are given as
// "Name: value", a body is text.
func ask(h http.Handler, method, target, body string, fields ...string) *httptest.ResponseRecorder {
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, "http://localhost"+target, reader)
	for _, f := range fields {
		name, value, _ := strings.Cut(f, ": ")
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// say is a view that answers with a text.
func say(text string) combo.View {
	return func(*http.Request) (*combo.Response, error) { return combo.Text(text) }
}

// logged makes a logger whose lines can be read.
func logged() (*slog.Logger, *bytes.Buffer) {
	var b bytes.Buffer
	return slog.New(slog.NewTextHandler(&b, nil)), &b
}

func wantText(t *testing.T, what, got string, want ...string) {
	t.Helper()
	for _, text := range want {
		if !strings.Contains(got, text) {
			t.Errorf("%s = %q, want it to hold %q", what, got, text)
		}
	}
}
