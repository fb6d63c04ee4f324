package combo_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

func TestErrorsForPrograms(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Get("", &combo.Endpoint{Problems: true, View: func(*http.Request) (*combo.Response, error) {
		return nil, combo.Errorf(403, "Not you.")
	}}))
	for _, test := range []struct{ accept, want string }{
		{"", "application/problem+json"},
		{"*/*", "application/problem+json"},
		{"text/html,*/*;q=0.8", "text/html; charset=utf-8"},
		{"text/plain", "text/plain; charset=utf-8"},
	} {
		w := ask(site, "GET", "/", "", "Accept: "+test.accept)
		if got := w.Header().Get("Content-Type"); w.Code != 403 || got != test.want {
			t.Errorf("Accept %q: %d %s, want 403 %s", test.accept, w.Code, got, test.want)
		}
		w = ask(site, "POST", "/", "", "Accept: "+test.accept)
		if got := w.Header().Get("Content-Type"); w.Code != 405 || got != test.want {
			t.Errorf("POST with Accept %q: %d %s, want 405 %s", test.accept, w.Code, got, test.want)
		}
	}
}

func TestErrorPageOfFields(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Get("", func(*http.Request) (*combo.Response, error) {
		return nil, combo.FieldErrors{
			{Field: "title", Code: "required", Message: "This field is required."},
			{Code: "invalid", Message: "The two <b>passwords</b> differ."},
		}
	}))
	w := ask(site, "GET", "/", "", "Accept: text/html")
	page := w.Body.String()
	wantText(t, "the page", page, "422 Unprocessable Entity", "<h1>Some of what you sent needs to be corrected.</h1>",
		"<li><strong>title</strong>: This field is required.</li>", "<li>The two &lt;b&gt;passwords&lt;/b&gt; differ.</li>", "Go back to correct it", `<a href="/">`)
	if strings.Contains(page, "If you report this") {
		t.Error("the page of a mistake of the user's asks for a report")
	}
}

func TestErrorPageOfServer(t *testing.T) {
	t.Parallel()
	var id string
	site := siteOf(t, combo.Get("", func(r *http.Request) (*combo.Response, error) {
		id = combo.RequestID(r)
		return nil, errors.New("the disk is full")
	}))
	w := ask(site, "GET", "/", "", "Accept: text/html")
	page := w.Body.String()
	wantText(t, "the page", page, `<html lang="en">`, `name="viewport"`, "500 Internal Server Error", "please give the request: <code>"+id+"</code>")
	for _, unwanted := range []string{"disk", "<script", "Go back to correct", "style="} {
		if strings.Contains(page, unwanted) {
			t.Errorf("the page holds %q", unwanted)
		}
	}
	wantText(t, "the policy", w.Header().Get("Content-Security-Policy"), "default-src 'none'", "style-src 'sha256-")
}
