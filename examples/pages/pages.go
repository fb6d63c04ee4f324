// Package pages lets sites render html/template files: it is what
// combo.Config.Templates asks for, in a few lines.
//
// A template gets what the view gives it: the fields of a struct, or the keys of a
// map. Functions tell it of the request:
//
//	{{url "person" .ID}}   the address of a route
//	{{csrf_token}}         for the field csrfmiddlewaretoken of a form
//	{{csp_nonce}}          for the attribute nonce of a script or style
package pages

import (
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"sync"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
)

// Pages are parsed templates by name. Each may use what layout.html defines.
type Pages struct {
	pages map[string]*sync.Pool // of *page
}

var _ combo.Templates = Pages{}

// New parses all *.html files of the file systems. Names must differ.
func New(systems ...fs.FS) (Pages, error) {
	p := Pages{map[string]*sync.Pool{}}
	for _, fsys := range systems {
		names, err := fs.Glob(fsys, "*.html")
		if err != nil {
			return p, err
		}
		for _, name := range names {
			if p.pages[name], err = parse(fsys, name); err != nil {
				return p, err
			}
		}
	}
	return p, nil
}

// parse reads a file and gives it the blocks of the common layout.
func parse(fsys fs.FS, name string) (*sync.Pool, error) {
	t, err := template.New(name).Funcs(new(page).funcs()).ParseFS(fsys, name)
	if err != nil {
		return nil, err
	}
	if _, err := t.Parse(layout); err != nil {
		return nil, fmt.Errorf("layout of %s: %w", name, err)
	}
	return &sync.Pool{New: func() any { return newPage(t) }}, nil
}

// A page is a template for one request at a time: the functions of html/template
// belong to the template, and these are about the request. A copy of the template
// is used again, since the first use of each is slow.
type page struct {
	template *template.Template
	request  *http.Request
}

func newPage(t *template.Template) *page {
	p := new(page)
	p.template = template.Must(t.Clone()).Funcs(p.funcs()) // t itself is never executed
	return p
}

func (p *page) funcs() template.FuncMap {
	return template.FuncMap{
		"url":        func(route string, args ...any) (string, error) { return combo.URL(p.request, route, args...) },
		"csrf_token": func() string { return middleware.CSRFToken(p.request) },
		"csp_nonce":  func() string { return combo.CSPNonce(p.request) },
	}
}

// Render writes a page.
func (p Pages) Render(w io.Writer, r *http.Request, name string, data any) error {
	pool := p.pages[name]
	if pool == nil {
		return fmt.Errorf("no template %q", name)
	}
	page := pool.Get().(*page)
	page.request = r
	defer func() {
		page.request = nil
		pool.Put(page)
	}()
	return page.template.Execute(w, data)
}
