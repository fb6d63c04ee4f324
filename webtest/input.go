package webtest

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A control is an element of a form with what a visitor has made of it.
type control struct {
	node *html.Node
	kind string // an input's type, or "textarea", "select"
	name string

	value   string    // of texts, buttons, check boxes and radio buttons
	checked bool      // of check boxes and radio buttons
	options []*option // of selects
	files   []*File
}

// An option is one line of a select.
type option struct {
	value, label       string
	selected, disabled bool
}

// controlOf reads a control; nil if the element is none.
func controlOf(n *html.Node) *control {
	c := &control{node: n, name: attr(n, "name"), value: attr(n, "value")}
	switch n.DataAtom {
	case atom.Input:
		c.kind = inputType(n)
		c.checked = hasAttr(n, "checked")
		c.value = c.initialValue()
	case atom.Button:
		c.kind = buttonType(n)
	case atom.Textarea:
		c.kind = "textarea"
		c.value = rawText(n)
	case atom.Select:
		c.kind = "select"
		c.readOptions()
	default:
		return nil
	}
	return c
}

// inputTypes are those that are not texts.
var inputTypes = map[string]bool{
	"hidden": true, "password": true, "checkbox": true, "radio": true, "file": true, "color": true, "range": true,
	"submit": true, "image": true, "reset": true, "button": true, "search": true, "tel": true, "url": true,
	"email": true, "date": true, "month": true, "week": true, "time": true, "datetime-local": true, "number": true,
}

// inputType is an input's type; unknown ones are texts.
func inputType(n *html.Node) string {
	if t := strings.ToLower(attr(n, "type")); inputTypes[t] {
		return t
	}
	return "text"
}

func buttonType(n *html.Node) string {
	switch t := strings.ToLower(attr(n, "type")); t {
	case "reset", "button":
		return t
	}
	return "submit"
}

// initialValue is the value that a browser gives an input at first.
func (c *control) initialValue() string {
	v, given := lookupAttr(c.node, "value")
	switch c.kind {
	case "checkbox", "radio":
		if !given {
			return "on"
		}
	case "color":
		if !given {
			return "#000000"
		}
	case "range":
		if !given {
			return "50"
		}
	case "file":
		return ""
	case "hidden", "submit", "image", "reset", "button":
	default:
		return oneLine.Replace(v)
	}
	return v
}

// oneLine is what browsers make of text in a field of one line.
var oneLine = strings.NewReplacer("\r", "", "\n", "")

// rawText is the text of an element with its white space.
func rawText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// readOptions reads a select. As in browsers, one that shows a single line has
// its first option selected if the page selects none, and only the last if it
// selects several.
func (c *control) readOptions() {
	var first, last *option
	for n := range c.node.Descendants() {
		if n.DataAtom != atom.Option {
			continue
		}
		o := optionOf(n)
		c.options = append(c.options, o)
		if o.selected {
			last = o
		}
		if first == nil && !o.disabled {
			first = o
		}
	}
	if c.multiple() {
		return
	}
	if size, _ := strconv.Atoi(attr(c.node, "size")); last == nil && size <= 1 {
		last = first
	}
	for _, o := range c.options {
		o.selected = o == last
	}
}

func optionOf(n *html.Node) *option {
	o := &option{label: fold(rawText(n)), selected: hasAttr(n, "selected"), disabled: hasAttr(n, "disabled")}
	if label := attr(n, "label"); label != "" {
		o.label = label
	}
	value, given := lookupAttr(n, "value")
	if !given {
		value = fold(rawText(n))
	}
	o.value = value
	if group := n.Parent; group != nil && group.DataAtom == atom.Optgroup && hasAttr(group, "disabled") {
		o.disabled = true
	}
	return o
}

func (c *control) multiple() bool { return hasAttr(c.node, "multiple") }

// isText tells whether a visitor can type into the control.
func (c *control) isText() bool {
	switch c.kind {
	case "hidden", "checkbox", "radio", "file", "select":
		return false
	}
	return !c.isButton()
}

func (c *control) isButton() bool {
	switch c.kind {
	case "submit", "image", "reset", "button":
		return true
	}
	return false
}

// submits tells whether the control is a button that sends the form.
func (c *control) submits() bool { return c.kind == "submit" || c.kind == "image" }

// disabled tells whether the control, or a fieldset around it, is disabled. What
// stands in the fieldset's own legend is not.
func (c *control) disabled() bool {
	if hasAttr(c.node, "disabled") {
		return true
	}
	for child, n := c.node, c.node.Parent; n != nil; child, n = n, n.Parent {
		if n.DataAtom == atom.Fieldset && hasAttr(n, "disabled") && child != firstLegend(n) {
			return true
		}
	}
	return false
}

func firstLegend(fieldset *html.Node) *html.Node {
	for c := range fieldset.ChildNodes() {
		if c.DataAtom == atom.Legend {
			return c
		}
	}
	return nil
}

// label is what stands on a button.
func (c *control) label() string {
	if c.node.DataAtom == atom.Button {
		return textOf(c.node)
	}
	return inputText(c.node)
}

// entries are what the control adds to the form when it is sent. button is the
// one that was pressed.
func (c *control) entries(button *control) []entry {
	switch {
	case c.disabled() || insideDatalist(c.node) || c.isButton() && c != button:
		return nil
	case c.kind == "image":
		return c.point()
	case c.name == "":
		return nil
	}
	switch c.kind {
	case "checkbox", "radio":
		if !c.checked {
			return nil
		}
	case "select":
		return c.selected()
	case "file":
		return c.chosenFiles()
	case "hidden":
		if strings.EqualFold(c.name, "_charset_") {
			return []entry{{name: c.name, value: "UTF-8"}}
		}
	}
	return []entry{{name: c.name, value: c.value}}
}

// point is where an image was pressed: its upper left corner.
func (c *control) point() []entry {
	prefix := ""
	if c.name != "" {
		prefix = c.name + "."
	}
	return []entry{{name: prefix + "x", value: "0"}, {name: prefix + "y", value: "0"}}
}

func (c *control) selected() []entry {
	var list []entry
	for _, o := range c.options {
		if o.selected && !o.disabled {
			list = append(list, entry{name: c.name, value: o.value})
		}
	}
	return list
}

// chosenFiles are the files; a field without one sends an empty file.
func (c *control) chosenFiles() []entry {
	if len(c.files) == 0 {
		return []entry{{name: c.name, file: &File{ContentType: "application/octet-stream"}}}
	}
	var list []entry
	for _, f := range c.files {
		list = append(list, entry{name: c.name, file: f})
	}
	return list
}

func insideDatalist(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.Datalist {
			return true
		}
	}
	return false
}
