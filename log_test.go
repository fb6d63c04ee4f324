package combo_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

func TestLogPath(t *testing.T) {
	t.Parallel()
	var logged string
	keeps := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r)
			logged = combo.LogPath(r)
		})
	}
	inner := siteOf(t, combo.Get("join/<ticket>/", say("in")))
	site := newSite(t, combo.Config{
		Middleware: []func(http.Handler) http.Handler{keeps}, BaseURL: "http://localhost/app",
		URLs: combo.URLs{
			combo.Get("posts/<int:id>/", say("")),
			combo.Get("reset/<str:token>/", say("")),
			combo.Get("<slug:name>/<str:key>/", say("")).Host("api.localhost"),
			combo.Mount("in/", inner),
		},
	})
	for _, test := range []struct{ method, path, want string }{
		{"GET", "/posts/7/", "/app/posts/7/"},
		{"GET", "/posts/7\u202e/", "/app/posts/7\ufffd/"},
		{"GET", "/reset/abc/", "/app/reset/<str:token>/"},
		{"GET", "/reset/abc", "/app/reset/<str:token>/"},
		{"POST", "/reset/abc/", "/app/reset/<str:token>/"},
		{"POST", "/reset/abc", "/app/reset/<str:token>/"},
		{"GET", "/reset/abc/def/", "/app/reset/abc/def/"},
		{"GET", "/in/join/abc/", "/app/in/…"},
		{"GET", "/in/join/abc", "/app/in/…"},
		{"GET", "/in/other/", "/app/in/other/"},
	} {
		ask(site, test.method, test.path, "")
		if logged != test.want {
			t.Errorf("%s %s is logged as %q, want %q", test.method, test.path, logged, test.want)
		}
	}
}

// The log of errors keeps secrets as the access log does.
func TestErrorLogHidesSecretPaths(t *testing.T) {
	t.Parallel()
	log, lines := logged()
	site := newSite(t, combo.Config{Log: log, URLs: combo.URLs{combo.Get("reset/<token>/", func(*http.Request) (*combo.Response, error) {
		return nil, errors.New("the database is away")
	})}})
	ask(site, "GET", "/reset/s3cr3t/", "")
	if !strings.Contains(lines.String(), "/reset/<token>/") || strings.Contains(lines.String(), "s3cr3t") {
		t.Errorf("the log is %s", lines)
	}
}
