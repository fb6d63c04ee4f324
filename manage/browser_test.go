package manage_test

import (
	"html/template"
	"io"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/webtest/browser"
)

// files are templates that are read for each page.
type files string

func (f files) Dirs() []string { return []string{string(f)} }

func (f files) Render(w io.Writer, _ *http.Request, name string, data any) error {
	t, err := template.ParseFiles(filepath.Join(string(f), name))
	if err != nil {
		return err
	}
	return t.Execute(w, data)
}

const page = `<!DOCTYPE html><link rel="stylesheet" href="/static/site.css"><script nonce="{{.}}">
violations = []; addEventListener("securitypolicyviolation", e => violations.push(e.blockedURI))</script>
<body><h1>Old text</h1><input id="name"></body>`

// A site with all that Combo brings: a strict policy with nonces, compression and
// conditional requests.
func TestTheBrowserFollowsTheSite(t *testing.T) {
	dir, static := t.TempDir(), t.TempDir()
	write(t, filepath.Join(dir, "page.html"), []byte(page))
	write(t, filepath.Join(static, "site.css"), []byte("h1 { color: rgb(1, 2, 3) }"))
	config := combo.Config{
		Templates:  files(dir),
		Middleware: middleware.Default(middleware.Options{}),
		URLs: combo.URLs{
			combo.Get("", func(r *http.Request) (*combo.Response, error) {
				return combo.Render(r, "page.html", combo.CSPNonce(r))
			}),
			combo.Mount("static/", http.FileServer(http.Dir(static))),
		},
	}
	r := start(t, "", config, "-debug", "-addr", "127.0.0.1:0", "-watch", static)
	tab := browser.Open(t, r.url).WaitText("Old text")
	tab.Fill("#name", "Björn")

	// A mistake in a template is shown, and gone when it is mended.
	write(t, filepath.Join(dir, "page.html"), []byte("<h1>{{.Nothing</h1>"))
	tab.WaitText("unclosed action")
	write(t, filepath.Join(dir, "page.html"), []byte(page[:len(page)-len("</body>")]+"<p>New text</p></body>"))
	tab.WaitText("New text").WaitText("Old text")

	tab.Fill("#name", "Björk")
	write(t, filepath.Join(static, "site.css"), []byte("h1 { color: rgb(4, 5, 6) }"))
	tab.Eval(`new Promise((done, fail) => {
		setTimeout(() => fail(new Error("the style is the old one after 5 s")), 5000);
		const look = () => getComputedStyle(document.querySelector("h1")).color === "rgb(4, 5, 6)" ? done() : setTimeout(look, 10);
		look();
	})`, nil)
	var name string
	var violations []string
	tab.Eval(`document.querySelector("#name").value`, &name).Eval("violations", &violations)
	if name != "Björk" || len(violations) > 0 {
		t.Errorf("the field holds %q, the policy was violated by %q", name, violations)
	}
	if code := r.end(); code != 0 {
		t.Errorf("the exit code is %d: %s", code, r.stderr)
	}
}
