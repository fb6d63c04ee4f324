package webtest

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A Form is one of a page, as a visitor fills it in. Its methods return it again,
// so that they can be chained, and end the test where a visitor could not do the
// same: if there is no such field, or if it is disabled or read-only.
//
// What a browser checks before it sends a form (required, pattern, maxlength) is
// not checked: the site must do that itself, and a test wants to see it.
type Form struct {
	t        testing.TB
	page     *Page
	node     *html.Node
	controls []*control
}

// Form finds a form of the page: by a CSS selector as in "#login", ".search" or
// `main form[action="/login/"]`, by its id or its name as in "login", or by ""
// if the page has only one. Selectors are those of names, ids, classes and
// attributes, one below the other.
func (p *Page) Form(which string) *Form {
	p.t.Helper()
	forms := p.forms()
	found := forms
	if which != "" {
		found = p.chooseForms(forms, which)
	}
	switch {
	case len(forms) == 0:
		p.fatalf("the page has no form")
	case len(found) == 0:
		p.fatalf("the page has no form %q; it has %s", which, describe(forms))
	case len(found) > 1 && which == "":
		p.fatalf("the page has several forms, say which: %s", describe(found))
	case len(found) > 1:
		p.fatalf("several forms are %q, say which: %s", which, describe(found))
	}
	return found[0]
}

func (p *Page) forms() []*Form {
	if !p.isHTML() {
		return nil
	}
	var forms []*Form
	for n := range p.document().Descendants() {
		if n.DataAtom == atom.Form && n.Namespace == "" {
			forms = append(forms, &Form{t: p.t, page: p, node: n, controls: p.controlsOf(n)})
		}
	}
	return forms
}

// chooseForms returns the forms with an id or a name, else those that a
// selector matches.
func (p *Page) chooseForms(forms []*Form, which string) []*Form {
	p.t.Helper()
	named := filter(forms, func(f *Form) bool { return attr(f.node, "id") == which || attr(f.node, "name") == which })
	if len(named) > 0 {
		return named
	}
	s, err := parseSelector(which)
	if err != nil {
		p.fatalf("%q is not a selector: %v", which, err)
	}
	return filter(forms, func(f *Form) bool { return s.matches(f.node) })
}

// controlsOf lists the controls of a form, in the order of the page: those in it
// and those that name it by the attribute form.
func (p *Page) controlsOf(form *html.Node) []*control {
	var list []*control
	id := attr(form, "id")
	for n := range p.document().Descendants() {
		owner, given := lookupAttr(n, "form")
		if given && (id == "" || owner != id) || !given && !inside(n, form) {
			continue
		}
		if c := controlOf(n); c != nil {
			list = append(list, c)
		}
	}
	return list
}

func inside(n, ancestor *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == ancestor {
			return true
		}
	}
	return false
}

func filter[T any](list []T, keep func(T) bool) []T {
	var kept []T
	for _, v := range list {
		if keep(v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// describe lists forms for a message.
func describe(forms []*Form) string {
	var list []string
	for _, f := range forms {
		text := "form"
		if id := attr(f.node, "id"); id != "" {
			text += "#" + id
		} else if name := attr(f.node, "name"); name != "" {
			text += fmt.Sprintf("[name=%q]", name)
		}
		list = append(list, fmt.Sprintf("%s (%s %s)", text, f.method(nil), f.action(nil)))
	}
	return strings.Join(list, ", ")
}
