package webtest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/combo-web/combo/internal/suggest"
)

// Fill types into the field of a name. Several values fill several fields of
// that name, in the order of the page.
func (f *Form) Fill(name string, values ...string) *Form {
	f.t.Helper()
	fields := f.named("Fill", name)
	if len(values) > len(fields) {
		f.page.fatalf("Fill %q: the form has %d such fields, %d values were given", name, len(fields), len(values))
	}
	for i, value := range values {
		c := fields[i]
		f.mustBe(c, c.isText(), "Fill")
		f.mustBeFree("Fill", c)
		if c.kind != "textarea" {
			value = oneLine.Replace(value)
		}
		c.value = value
	}
	return f
}

// Choose presses the radio button of a name that has a value.
func (f *Form) Choose(name, value string) *Form {
	f.t.Helper()
	chosen := f.valued("Choose", name, value, "radio")
	for _, c := range f.controls {
		if c.kind == "radio" && c.name == name {
			c.checked = c == chosen
		}
	}
	return f
}

// Check ticks the check box of a name; values tell which ones if there are several.
func (f *Form) Check(name string, values ...string) *Form {
	f.t.Helper()
	return f.tick("Check", name, values, true)
}

// Uncheck clears the check box of a name; values tell which ones if there are several.
func (f *Form) Uncheck(name string, values ...string) *Form {
	f.t.Helper()
	return f.tick("Uncheck", name, values, false)
}

func (f *Form) tick(verb, name string, values []string, on bool) *Form {
	f.t.Helper()
	if boxes := f.named(verb, name); len(values) == 0 {
		if len(boxes) > 1 {
			f.page.fatalf("%s %q: the form has several, say which values", verb, name)
		}
		f.mustBe(boxes[0], boxes[0].kind == "checkbox", verb)
		f.mustBeFree(verb, boxes[0])
		boxes[0].checked = on
	}
	for _, value := range values {
		f.valued(verb, name, value, "checkbox").checked = on
	}
	return f
}

// Select selects options of the select of a name, by their values or by their
// texts, in place of those selected before. Only one with the attribute multiple
// takes none or several.
func (f *Form) Select(name string, choices ...string) *Form {
	f.t.Helper()
	c := f.named("Select", name)[0]
	f.mustBe(c, c.kind == "select", "Select")
	f.mustBeFree("Select", c)
	if len(choices) != 1 && !c.multiple() {
		f.page.fatalf("Select %q: it takes one choice, %d were given", name, len(choices))
	}
	var chosen []*option
	for _, choice := range choices {
		chosen = append(chosen, f.option(c, choice))
	}
	for _, o := range c.options {
		o.selected = slices.Contains(chosen, o)
	}
	return f
}

// option finds an option by its value, else by its text.
func (f *Form) option(c *control, choice string) *option {
	f.t.Helper()
	i := slices.IndexFunc(c.options, func(o *option) bool { return o.value == choice })
	if i < 0 {
		i = slices.IndexFunc(c.options, func(o *option) bool { return o.label == choice })
	}
	if i < 0 {
		var all []string
		for _, o := range c.options {
			all = append(all, fmt.Sprintf("%q", o.value))
		}
		f.page.fatalf("Select %q: there is no option %q; the options are %s", c.name, choice, strings.Join(all, ", "))
	}
	if c.options[i].disabled {
		f.page.fatalf("Select %q: the option %q is disabled", c.name, choice)
	}
	return c.options[i]
}

// Attach chooses a file for the field of a name. With the attribute multiple it
// joins those chosen before. The form must be one that can send files.
func (f *Form) Attach(name, filename string, content []byte) *Form {
	f.t.Helper()
	c := f.named("Attach", name)[0]
	f.mustBe(c, c.kind == "file", "Attach")
	f.mustBeFree("Attach", c)
	if f.method(nil) != "POST" || f.enctype(nil) != typeMultipart {
		f.page.fatalf(`Attach %q: the form would send the file's name only: it needs method="post" enctype="multipart/form-data"`, name)
	}
	if !c.multiple() {
		c.files = nil
	}
	c.files = append(c.files, &File{Field: name, Name: filename, Content: content})
	return f
}

// Values returns what [Form.Submit] would send now, files by their names. To send
// what a visitor could not, change it and give it to [Client.PostForm].
func (f *Form) Values() url.Values {
	values := url.Values{}
	for _, e := range f.entries(f.defaultButton()) {
		values.Add(e.name, e.text())
	}
	return values
}

// named finds the fields of a name.
func (f *Form) named(verb, name string) []*control {
	f.t.Helper()
	found := filter(f.controls, func(c *control) bool { return c.name == name && !c.isButton() })
	if len(found) == 0 {
		names := f.names()
		f.page.fatalf("%s: the form has no field %q%s%s", verb, name, suggest.DidYouMean(name, names), listed("; its fields are ", names))
	}
	return found
}

func (f *Form) names() []string {
	var names []string
	for _, c := range f.controls {
		if c.name != "" && !c.isButton() && !slices.Contains(names, c.name) {
			names = append(names, c.name)
		}
	}
	return names
}

func listed(intro string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return intro + strings.Join(names, ", ")
}

// valued finds the radio button or check box of a name and a value.
func (f *Form) valued(verb, name, value, kind string) *control {
	f.t.Helper()
	var values []string
	for _, c := range f.named(verb, name) {
		f.mustBe(c, c.kind == kind, verb)
		if c.value == value {
			f.mustBeFree(verb, c)
			return c
		}
		values = append(values, fmt.Sprintf("%q", c.value))
	}
	f.page.fatalf("%s %q: there is no value %q; the values are %s", verb, name, value, strings.Join(values, ", "))
	return nil
}

// mustBe ends the test if a control is of a kind that the verb is not for.
func (f *Form) mustBe(c *control, ok bool, verb string) {
	f.t.Helper()
	if ok {
		return
	}
	hints := map[string]string{
		"checkbox": "use Check", "radio": "use Choose", "select": "use Select", "file": "use Attach",
		"hidden": "a visitor cannot change it; take Values and send them with Client.PostForm",
	}
	hint := hints[c.kind]
	if hint == "" {
		hint = "use Fill"
	}
	f.page.fatalf("%s %q: the field is of the kind %s: %s", verb, c.name, c.kind, hint)
}

// mustBeFree ends the test if a visitor could not change the control.
func (f *Form) mustBeFree(verb string, c *control) {
	f.t.Helper()
	switch {
	case c.disabled():
		f.page.fatalf("%s %q: the field is disabled", verb, c.name)
	case c.isText() && hasAttr(c.node, "readonly"):
		f.page.fatalf("%s %q: the field is read-only", verb, c.name)
	}
}
