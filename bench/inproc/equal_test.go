package inproc_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo/bench/tasks"
)

// What is compared must do the same: the texts are equal, and each router reads
// the parameter.
func TestHandlersAreEqual(t *testing.T) {
	for _, m := range append(makers, stacks...) {
		h := m.make(t, tasks.Routes(100))
		for path, want := range map[string]string{"/plaintext": tasks.Text, "/json": tasks.JSON} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+path, nil))
			if got := strings.TrimSpace(w.Body.String()); w.Code != 200 || got != want {
				t.Errorf("%s: GET %s: %d %q, want %q", m.name, path, w.Code, got, want)
			}
		}
		for _, r := range tasks.ParameterRequests(100) {
			param = ""
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+r.Path, nil))
			if w.Code != 200 || param != r.Body {
				t.Errorf("%s: GET %s: %d, the parameter is %q, want %q", m.name, r.Path, w.Code, param, r.Body)
			}
		}
	}
}
