package main

import (
	"net/http"

	"github.com/combo-web/combo/headers"
)

// headerAnswers are the methods of Werkzeug's Headers that net/http.Header has,
// with headers.Check before what is sent.
var headerAnswers = map[string]httpAnswer{
	"ds:Headers.__getitem__":  asking(func(c httpCase) any { return httpHeader(c.state()).Get(c.text()) }),
	"ds:Headers.get":          asking(func(c httpCase) any { return httpHeader(c.state()).Get(c.text()) }),
	"ds:Headers.getlist":      asking(func(c httpCase) any { return httpHeader(c.state()).Values(c.text()) }),
	"ds:Headers.get_all":      asking(func(c httpCase) any { return httpHeader(c.state()).Values(c.text()) }),
	"ds:Headers.__contains__": asking(func(c httpCase) any { return len(httpHeader(c.state()).Values(c.text())) > 0 }),
	"ds:Headers.add":          {ask: changeHeader(http.Header.Add), want: wantHeader},
	"ds:Headers.set":          {ask: changeHeader(http.Header.Set), want: wantHeader},
	"ds:Headers.__setitem__":  {ask: changeHeader(http.Header.Set), want: wantHeader},
	"ds:Headers.__delitem__":  {ask: changeHeader(func(h http.Header, name, _ string) { h.Del(name) }), want: wantHeader},
	"ds:Headers.remove":       {ask: changeHeader(func(h http.Header, name, _ string) { h.Del(name) }), want: wantHeader},
}

// httpHeader makes a header of the recorded list of fields.
func httpHeader(state object) http.Header {
	h := http.Header{}
	for _, field := range state.list("list") {
		if pair := listOf(field); len(pair) == 2 {
			h.Add(textOf(pair[0]), textOf(pair[1]))
		}
	}
	return h
}

// changeHeader changes a header if the field may be sent. Options of the value
// are its parameters.
func changeHeader(change func(h http.Header, name, value string)) func(c httpCase) (any, error) {
	return func(c httpCase) (any, error) {
		h := httpHeader(c.state())
		name, value := c.text(), textOf(c.arg(1, "value"))
		if n, ok := c.arg(1, "value").(int64); ok {
			value = show(n)
		}
		for _, m := range c.in.object("kwargs") {
			if !headers.ValidValue(textOf(m.value)) {
				return nil, headers.Check(name, textOf(m.value))
			}
		}
		value = headers.FormatParams(value, paramsOf(c.in.object("kwargs")))
		if err := headers.Check(name, value); err != nil {
			return nil, err
		}
		change(h, name, value)
		return h, nil
	}
}

func wantHeader(c httpCase) any {
	state, _ := c.after().(tagged)
	return httpHeader(objectOf(state.v()))
}
