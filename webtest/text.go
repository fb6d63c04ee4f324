package webtest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text returns what a person reads on the page, with one space for any white
// space: the text, the values of fields and buttons and the texts for images.
// What is hidden by the attribute hidden, scripts, styles and the title are left
// out. Of answers that are not HTML it is the body.
func (p *Page) Text() string {
	if !p.isHTML() {
		return fold(p.Body)
	}
	var b strings.Builder
	writeText(&b, p.document())
	return fold(b.String())
}

// Title returns the title of an HTML page.
func (p *Page) Title() string {
	if !p.isHTML() {
		return ""
	}
	for n := range p.document().Descendants() {
		if n.DataAtom == atom.Title && n.Namespace == "" {
			return textOf(n)
		}
	}
	return ""
}

// document returns the tree of an HTML page, as a browser without scripts reads it.
func (p *Page) document() *html.Node {
	if p.root == nil {
		root, err := html.ParseWithOptions(strings.NewReader(p.Body), html.ParseOptionEnableScripting(false))
		if err != nil {
			root = &html.Node{Type: html.DocumentNode} // nested beyond the parser's limit
		}
		p.root = root
	}
	return p.root
}

// textOf returns what a person reads of an element.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		writeText(&b, c)
	}
	return fold(b.String())
}

func writeText(b *strings.Builder, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
		return
	case n.Type == html.ElementNode && isUnread(n):
		return
	case n.DataAtom == atom.Input:
		b.WriteString(" " + inputText(n) + " ")
		return
	case n.DataAtom == atom.Img:
		b.WriteString(attr(n, "alt"))
		return
	}
	gap := n.Type == html.ElementNode && !inline[n.DataAtom]
	if gap {
		b.WriteByte(' ')
	}
	for c := range n.ChildNodes() {
		writeText(b, c)
	}
	if gap {
		b.WriteByte(' ')
	}
}

// isUnread tells whether a browser does not show what is in an element.
func isUnread(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Title, atom.Noembed, atom.Noframes:
		return n.Namespace == ""
	}
	return hasAttr(n, "hidden")
}

// inputText is what a field or a button shows.
func inputText(n *html.Node) string {
	switch inputType(n) {
	case "hidden", "password", "checkbox", "radio", "file", "color", "range":
		return ""
	case "image":
		return attr(n, "alt")
	case "submit":
		if !hasAttr(n, "value") {
			return "Submit"
		}
	}
	return attr(n, "value")
}

// inline are the elements that do not part words.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Big: true, atom.Cite: true,
	atom.Code: true, atom.Del: true, atom.Dfn: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Ins: true,
	atom.Kbd: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Samp: true, atom.Small: true, atom.Span: true,
	atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true, atom.Tt: true, atom.U: true, atom.Var: true,
	atom.Wbr: true, atom.Data: true,
}

// fold makes one space of any white space.
func fold(text string) string { return strings.Join(strings.Fields(text), " ") }

func attr(n *html.Node, name string) string {
	v, _ := lookupAttr(n, name)
	return v
}

func hasAttr(n *html.Node, name string) bool {
	_, ok := lookupAttr(n, name)
	return ok
}

func lookupAttr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
