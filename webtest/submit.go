package webtest

import (
	"fmt"
	"net/http"
	"strings"
)

// Submit sends the form as a browser does. Without a button it is as if Enter
// were pressed: the form's first button counts. A button is named by what stands
// on it, by its name, or by both name and value as in "action=delete".
func (f *Form) Submit(button ...string) *Page {
	f.t.Helper()
	pressed := f.defaultButton()
	switch len(button) {
	case 0:
		if pressed != nil && pressed.disabled() {
			f.page.fatalf("Submit: the form's first button is disabled, so that a browser sends nothing")
		}
	case 1:
		pressed = f.button(button[0])
	default:
		f.page.fatalf("Submit: %d buttons were given, only one can be pressed", len(button))
	}
	return f.send(pressed)
}

// defaultButton is the first button that sends the form, nil if it has none.
func (f *Form) defaultButton() *control {
	for _, c := range f.controls {
		if c.submits() {
			return c
		}
	}
	return nil
}

// button finds a button by its label, its name or both name and value.
func (f *Form) button(which string) *control {
	f.t.Helper()
	buttons := filter(f.controls, (*control).submits)
	found := filter(buttons, func(c *control) bool { return c.label() == which })
	if len(found) == 0 {
		found = filter(buttons, func(c *control) bool { return c.name == which || c.name+"="+c.value == which })
	}
	switch {
	case len(found) == 0:
		f.page.fatalf("Submit: the form has no button %q%s", which, buttonList("; it has ", buttons))
	case len(found) > 1:
		f.page.fatalf("Submit: several buttons are %q, say which%s", which, buttonList(": ", found))
	case found[0].disabled():
		f.page.fatalf("Submit: the button %q is disabled", which)
	}
	return found[0]
}

func buttonList(intro string, buttons []*control) string {
	var list []string
	for _, b := range buttons {
		text := fmt.Sprintf("%q", b.label())
		if b.name != "" {
			text += " (" + b.name + "=" + b.value + ")"
		}
		list = append(list, text)
	}
	return listed(intro, list)
}

// send sends the form with a pressed button, nil for none.
func (f *Form) send(button *control) *Page {
	f.t.Helper()
	c := f.page.client
	target := f.page.resolve(f.action(button))
	entries := f.entries(button)
	switch method := f.method(button); method {
	case "DIALOG":
		f.page.fatalf("Submit: the form has the method dialog, so that it sends nothing")
	case http.MethodPost:
		return c.visit(method, target, encode(f.enctype(button), entries), f.page.navigation(method))
	}
	target.RawQuery = urlEncode(entries)
	target.ForceQuery = true // "/search/?" even if nothing is sent
	return c.visit(http.MethodGet, target, payload{}, f.page.navigation(http.MethodGet))
}

func (f *Form) entries(button *control) []entry {
	var list []entry
	for _, c := range f.controls {
		list = append(list, c.entries(button)...)
	}
	return list
}

func encode(enctype string, entries []entry) payload {
	switch enctype {
	case typeMultipart:
		return multipartPayload(entries)
	case typePlain:
		return plainPayload(entries)
	}
	return payload{typeURLEncoded, []byte(urlEncode(entries))}
}

// action, method and enctype are what the button says, else what the form says.
func (f *Form) action(button *control) string {
	return strings.TrimSpace(f.setting(button, "action"))
}

func (f *Form) method(button *control) string {
	switch m := strings.ToUpper(f.setting(button, "method")); m {
	case "POST", "DIALOG":
		return m
	}
	return "GET"
}

func (f *Form) enctype(button *control) string {
	switch t := strings.ToLower(f.setting(button, "enctype")); t {
	case typeMultipart, typePlain:
		return t
	}
	return typeURLEncoded
}

func (f *Form) setting(button *control, name string) string {
	if button != nil {
		if v, ok := lookupAttr(button.node, "form"+name); ok {
			return v
		}
	}
	return attr(f.node, name)
}
