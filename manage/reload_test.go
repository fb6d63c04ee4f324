package manage_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo"
)

// navigate asks for a page as a browser does.
func navigate(t *testing.T, url string) (int, string) {
	t.Helper()
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Sec-Fetch-Dest", "document")
	request.Header.Set("Accept", "text/html")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestNothingForDevelopersWithoutDebug(t *testing.T) {
	config := combo.Config{URLs: combo.URLs{combo.Get("", func(*http.Request) (*combo.Response, error) {
		return combo.HTML("<body></body>")
	})}}
	for _, test := range []struct {
		args []string
		want bool
	}{
		{nil, false},
		{[]string{"-debug"}, true},
	} {
		r := start(t, "", config, append(test.args, "-addr", "127.0.0.1:0")...)
		for _, path := range []string{"/.combo/reload.js", "/.combo/", "/debug/pprof/", "/debug/vars"} {
			want := 404
			if test.want && path == "/.combo/reload.js" {
				want = 200
			}
			if got, _ := navigate(t, r.url+path); got != want {
				t.Errorf("%v: %s is answered with %d, want %d", test.args, path, got, want)
			}
		}
		if _, page := navigate(t, r.url+"/"); strings.Contains(page, "reload.js") != test.want {
			t.Errorf("%v: the page is %q", test.args, page)
		}
		if _, page := navigate(t, r.url+"/nowhere/"); strings.Contains(page, "reload.js") != test.want {
			t.Errorf("%v: the error page has the script: %v", test.args, !test.want)
		}
		r.end()
	}
}

// A folder is a part of a site that reads files.
type folder string

func (f folder) Dirs() []string { return []string{string(f)} }
func (f folder) Check() error   { return nil }

func (f folder) Render(io.Writer, *http.Request, string, any) error { return nil }

func TestDebugWatchesThePartsOfTheSite(t *testing.T) {
	site, app, static, more := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	config := combo.Config{Templates: folder(site), Apps: []combo.App{{Name: "blog", Templates: folder(app), Static: folder(static)}}}
	r := start(t, "", config, "-debug", "-addr", "127.0.0.1:0", "-watch", more)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, "GET", r.url+"/.combo/reload", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{site, app, static, more} {
		request.Header.Set("Last-Event-ID", lastVersion(t, r.url))
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "a.html"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 100)
		for got := ""; !strings.Contains(got, "event: page"); got += string(b) {
			if _, err := answer.Body.Read(b); err != nil {
				t.Fatalf("no change in %s was told: %v", dir, err)
			}
		}
		answer.Body.Close()
	}
	if code := r.end(); code != 0 {
		t.Errorf("the exit code is %d: %s", code, r.stderr)
	}
}

// lastVersion is that of a page that is made now.
func lastVersion(t *testing.T, url string) string {
	t.Helper()
	_, page := navigate(t, url+"/nowhere/")
	_, rest, _ := strings.Cut(page, `data-version="`)
	version, _, ok := strings.Cut(rest, `"`)
	if !ok {
		t.Fatalf("the page has no version: %s", page)
	}
	return version
}
