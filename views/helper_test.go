package views_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

// plainTemplates show the name of a template and its data as JSON, so that tests
// see both.
type plainTemplates struct{}

func (plainTemplates) Render(w io.Writer, _ *http.Request, name string, data any) error {
	b, err := json.Marshal(data)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s %s", name, b)
	return err
}

func siteOf(t testing.TB, urls ...combo.Route) *combo.Site {
	t.Helper()
	return webtest.Site(t, combo.Config{URLs: urls, Templates: plainTemplates{}})
}

// mistakesOf are what New says of a route.
func mistakesOf(route combo.Route) string {
	_, err := combo.New(combo.Config{Debug: true, URLs: combo.URLs{route}})
	if err == nil {
		return ""
	}
	return err.Error()
}

func contains(t *testing.T, got string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
}

// visitText returns what the site answers to a GET, without a test around it.
func visitText(site *combo.Site, target string) string {
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+target, nil))
	return w.Body.String()
}
