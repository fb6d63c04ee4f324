package webtest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Click follows the link with a text, or with an image that has it. Links that
// lead to the same address are one.
func (p *Page) Click(text string) *Page {
	p.t.Helper()
	links := p.links()
	found := filter(links, func(n *html.Node) bool { return textOf(n) == fold(text) || attr(n, "aria-label") == text })
	if len(found) == 0 {
		p.fatalf("the page has no link %q%s", text, linkList("; it has ", links))
	}
	for _, n := range found[1:] {
		if attr(n, "href") != attr(found[0], "href") {
			p.fatalf("several links are %q%s", text, linkList(": ", found))
		}
	}
	return p.client.visit(http.MethodGet, p.resolve(attr(found[0], "href")), payload{}, p.navigation(http.MethodGet))
}

func (p *Page) links() []*html.Node {
	var links []*html.Node
	if !p.isHTML() {
		return nil
	}
	for n := range p.document().Descendants() {
		if (n.DataAtom == atom.A || n.DataAtom == atom.Area) && hasAttr(n, "href") {
			links = append(links, n)
		}
	}
	return links
}

// maxLinks is how many links a message lists.
const maxLinks = 30

func linkList(intro string, links []*html.Node) string {
	var list []string
	for _, n := range links[:min(len(links), maxLinks)] {
		list = append(list, fmt.Sprintf("%q (%s)", textOf(n), attr(n, "href")))
	}
	if len(links) > maxLinks {
		list = append(list, fmt.Sprintf("%d more", len(links)-maxLinks))
	}
	return listed(intro, list)
}

// resolve makes an address in the page absolute. It ends the test if it leads
// away from the site.
func (p *Page) resolve(href string) *url.URL {
	p.t.Helper()
	base := p.URL
	if b := p.base(); b != "" {
		if u, err := p.URL.Parse(b); err == nil {
			base = u
		}
	}
	if href == "" {
		base = p.URL
	}
	u, err := base.Parse(strings.TrimSpace(href))
	switch {
	case err != nil:
		p.fatalf("%q is not an address: %v", href, err)
	case u.Scheme != "http" && u.Scheme != "https":
		p.fatalf("%q is not an address that is fetched", href)
	case !p.client.owns(u):
		p.fatalf("%s is not on this site", u)
	}
	resolved := *u
	resolved.Fragment, resolved.RawFragment = "", ""
	return &resolved
}

// base is the address that the page's base element gives.
func (p *Page) base() string {
	if !p.isHTML() {
		return ""
	}
	for n := range p.document().Descendants() {
		if n.DataAtom == atom.Base && hasAttr(n, "href") {
			return attr(n, "href")
		}
	}
	return ""
}

// navigation are the fields that a browser adds when a visitor goes on from the
// page.
func (p *Page) navigation(method string) http.Header {
	origin := p.URL.Scheme + "://" + p.URL.Host
	h := http.Header{}
	h.Set("Referer", p.URL.String())
	h.Set("Sec-Fetch-Site", "same-origin")
	h.Set("Sec-Fetch-Mode", "navigate")
	h.Set("Sec-Fetch-Dest", "document")
	h.Set("Sec-Fetch-User", "?1")
	if method == http.MethodPost {
		h.Set("Origin", origin)
	}
	if p.client.Header.Get("Accept") == "" {
		h.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	}
	return h
}
