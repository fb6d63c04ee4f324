// Package pages lets the examples render html/template files: it is what
// combo.Config.Templates asks for, in a few lines.
package pages

import (
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"

	"github.com/combo-web/combo"
)

// Pages are parsed templates by name. Each may use what layout.html defines.
type Pages struct {
	templates map[string]*template.Template
}

var _ combo.Templates = Pages{}

// New parses all *.html files of the file systems. Names must differ.
func New(systems ...fs.FS) (Pages, error) {
	p := Pages{map[string]*template.Template{}}
	for _, fsys := range systems {
		names, err := fs.Glob(fsys, "*.html")
		if err != nil {
			return p, err
		}
		for _, name := range names {
			if p.templates[name], err = template.New(name).ParseFS(fsys, name); err != nil {
				return p, err
			}
		}
	}
	return p, p.addLayout()
}

// addLayout gives every page the blocks of the examples' common layout.
func (p Pages) addLayout() error {
	for name, t := range p.templates {
		if _, err := t.Parse(layout); err != nil {
			return fmt.Errorf("layout of %s: %w", name, err)
		}
	}
	return nil
}

// Render writes a page.
func (p Pages) Render(w io.Writer, r *http.Request, name string, data any) error {
	t := p.templates[name]
	if t == nil {
		return fmt.Errorf("no template %q", name)
	}
	return t.Execute(w, map[string]any{"Data": data, "URL": func(route string, args ...any) (string, error) {
		return combo.URL(r, route, args...)
	}})
}
