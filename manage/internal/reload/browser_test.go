package reload_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/manage/internal/reload"
	"github.com/combo-web/combo/webtest/browser"
)

// A project is a site that is being worked on: a template and static files, read
// anew for each request, and a strict policy.
type project struct {
	t   *testing.T
	dir string
	url string
}

const template = `<!DOCTYPE html><html><head><link rel="stylesheet" href="/static/site.css"><script src="/static/site.js"></script></head>
<body><h1>Old text</h1><form method="post"><input id="name" name="name" value="Ann"><input type="checkbox" name="ok"><select name="mood"><option>calm<option>wild</select>
<input type="password" id="secret" name="secret"><textarea name="more"></textarea><button>Send</button></form></body></html>`

// violations are counted by the page itself, and its loads by the tab.
const siteScript = `"use strict";
window.violations = [];
document.addEventListener("securitypolicyviolation", e => violations.push(e.violatedDirective + " " + e.blockedURI));
sessionStorage.loads = Number(sessionStorage.loads || 0) + 1;`

func newProject(t *testing.T, policy string) *project {
	t.Helper()
	p := &project{t: t, dir: t.TempDir()}
	p.write("templates/page.html", template)
	p.write("static/site.css", "h1 { color: rgb(1, 2, 3) }")
	p.write("static/site.js", siteScript)
	l := reload.New(nil)
	watcher := &reload.Watcher{Dirs: []string{filepath.Join(p.dir, "templates"), filepath.Join(p.dir, "static")}, Changed: l.Changed}
	if err := watcher.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html")
		page, err := os.ReadFile(filepath.Join(p.dir, "templates/page.html"))
		if err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, strings.ReplaceAll(string(page), "METHOD", r.Method))
	})
	// Kept for an hour without asking: an old file that a new page must not show.
	files := http.FileServer(http.Dir(p.dir))
	mux.HandleFunc("/static/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		files.ServeHTTP(w, r)
	})
	s := httptest.NewServer(l.Wrap(mux))
	t.Cleanup(s.Close)
	p.url = s.URL
	return p
}

func (p *project) write(name, text string) {
	p.t.Helper()
	file := filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

const (
	strict = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
	closed = "default-src 'none'; style-src 'self'; script-src 'strict-dynamic' 'nonce-none'"
)

func TestTheBrowserShowsWhatIsSaved(t *testing.T) {
	p := newProject(t, strict)
	tab := browser.Open(t, p.url+"/?q=1").WaitText("Old text")
	tab.Fill("#name", "Björn").Click("[name=ok]").Fill("[name=mood]", "wild").Fill("textarea", "a\nb").Fill("#secret", "s3cret")

	since := time.Now()
	p.write("templates/page.html", strings.Replace(template, "Old", "New", 1))
	tab.WaitText("New text")
	t.Logf("the saved template was shown after %v", time.Since(since).Round(time.Millisecond))
	var kept []any
	tab.Eval(`[...document.querySelectorAll("input, select, textarea")].map(e => e.type === "checkbox" ? e.checked : e.value)`, &kept)
	if len(kept) != 5 || kept[0] != "Björn" || kept[1] != true || kept[2] != "wild" || kept[3] != "" || kept[4] != "a\nb" {
		t.Errorf("after the reload the fields hold %q", kept)
	}
	wantLoads(t, tab, "2")

	p.write("static/site.css", "h1 { color: rgb(4, 5, 6) }")
	wait(t, tab, `getComputedStyle(document.querySelector("h1")).color === "rgb(4, 5, 6)"`)
	p.write("static/site.css", "h1 { color: rgb(7, 8, 9) }")
	wait(t, tab, `getComputedStyle(document.querySelector("h1")).color === "rgb(7, 8, 9)" && document.querySelectorAll("link").length === 1`)
	var name string
	tab.Eval(`document.querySelector("#name").value`, &name)
	if name != "Björn" {
		t.Errorf("after the new style the field holds %q", name)
	}
	wantLoads(t, tab, "2") // the page was not loaded anew

	p.write("static/site.js", siteScript+`
addEventListener("load", () => document.querySelector("h1").textContent = "Text of the script");`)
	tab.WaitText("Text of the script")
	wantNoViolations(t, tab)
}

func TestTheAnswerToAPostIsNotPostedAgain(t *testing.T) {
	p := newProject(t, strict)
	p.write("templates/page.html", strings.Replace(template, "Old text", "METHOD one", 1))
	tab := browser.Open(t, p.url).WaitText("GET one")
	tab.Fill("#name", "Björn").Click("text=Send").WaitText("POST one").Fill("#name", "Björn")
	p.write("templates/page.html", strings.Replace(template, "Old text", "METHOD two", 1))
	tab.WaitText("GET two")
	wait(t, tab, `document.querySelector("#name").value === "Björn"`)
	wantNoViolations(t, tab)
}

func TestPagesOfAClosedPolicyReload(t *testing.T) {
	p := newProject(t, closed)
	p.write("templates/page.html", "<h1>Old text</h1>")
	tab := browser.Open(t, p.url).WaitText("Old text")
	p.write("templates/page.html", "<h1>New text</h1>")
	tab.WaitText("New text")
}

func wait(t *testing.T, tab *browser.Tab, condition string) {
	t.Helper()
	tab.Eval(`new Promise((done, fail) => {
		const stop = setTimeout(() => fail(new Error("not within 5 s")), 5000);
		const look = () => (`+condition+`) ? (clearTimeout(stop), done()) : setTimeout(look, 10);
		look();
	})`, nil)
}

func wantLoads(t *testing.T, tab *browser.Tab, want string) {
	t.Helper()
	var loads string
	if tab.Eval("sessionStorage.loads", &loads); loads != want {
		t.Errorf("the page was loaded %s times, want %s", loads, want)
	}
}

func wantNoViolations(t *testing.T, tab *browser.Tab) {
	t.Helper()
	var violations []string
	if tab.Eval("violations", &violations); len(violations) > 0 {
		t.Errorf("the policy was violated: %q", violations)
	}
}
