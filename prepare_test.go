package combo_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/combo-web/combo"
)

func TestPrepare(t *testing.T) {
	site, err := combo.New(combo.Config{Debug: true, URLs: combo.URLs{
		combo.Get("posts/<int:id>/", func(*http.Request) (*combo.Response, error) { return combo.Text("not called") }).Name("post"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		target string
		route  string
		ok     bool
	}{
		{"http://localhost/posts/7/", "post", true},
		{"http://localhost/other/", "", true},
		{"http://other.example/posts/7/", "", false},
		{"http://localhost/a%2fb/", "", false},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		r, err := site.Prepare(httptest.NewRecorder(), httptest.NewRequest("GET", test.target, nil).WithContext(ctx))
		match, _ := combo.Resolved(r)
		if (err == nil) != test.ok || match.Name != test.route {
			t.Errorf("Prepare(%s) found %q, %v, want %q and an error: %v", test.target, match.Name, err, test.route, !test.ok)
		}
		if err := combo.BeforeSend(r, func(http.Header) error { return nil }); err != nil {
			t.Errorf("Prepare(%s): %v", test.target, err)
		}
		cancel()
	}
}
