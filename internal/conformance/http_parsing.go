package main

import (
	"errors"
	"maps"
	"net/http"
	"strings"
)

// An httpCase asks for the meaning of a piece of HTTP.
type httpCase struct {
	in       object // the inputs
	kind     string
	peer     string
	all      object
	expected any
}

// An httpAnswer gets combo's answer to a kind of case.
type httpAnswer struct {
	ask func(c httpCase) (any, error)
	// want is what it is compared with; nil: what was recorded as expected.
	want func(c httpCase) any
}

// httpParsing is the suite of requests, answers and header fields.
func httpParsing() suite {
	return suiteOf[httpCase]{
		name: "http_parsing", load: loadHTTPCases, check: checkHTTP, rules: httpRules(),
		label: func(c httpCase) string { return c.all.text("name") },
	}
}

// httpAnswers are the kinds of cases that the program knows.
func httpAnswers() map[string]httpAnswer {
	all := map[string]httpAnswer{}
	for _, family := range []map[string]httpAnswer{
		bodyAnswers, requestAnswers, responseAnswers, cookieAnswers, conditionalAnswers, fieldAnswers, hostAnswers, uriAnswers,
		acceptAnswers, authAnswers, rangeAnswers, etagAnswers, controlAnswers, headerAnswers, setAnswers,
	} {
		maps.Copy(all, family)
	}
	return all
}

func loadHTTPCases(raw []byte) ([]httpCase, error) {
	document, err := readValue(raw)
	if err != nil {
		return nil, err
	}
	var cases []httpCase
	for _, item := range objectOf(document).list("cases") {
		o := objectOf(item)
		cases = append(cases, httpCase{o.object("in"), o.text("kind"), o.text("peer"), o, o.get("expected")})
	}
	return cases, nil
}

func checkHTTP(c httpCase) error { return knownHTTP[c.kind].check(c) }

// check compares an answer with the recorded one; of an error only that there
// is one.
func (answer httpAnswer) check(c httpCase) error {
	got, err := answer.ask(c)
	_, isBroken := errors.AsType[broken](err)
	switch {
	case isBroken:
		return err
	case c.wantsError() && err == nil:
		return mismatch{got, c.all.object("error").text("msg")}
	case c.wantsError():
		return nil
	case err != nil:
		return mismatch{err.Error(), c.expected}
	case answer.want != nil:
		return same(got, answer.want(c))
	}
	return same(got, c.expected)
}

// A broken is an error that is no answer: the site could not be built, or failed
// by itself. It must not pass where a peer refuses.
type broken struct{ error }

// refusal is the error that an answer of a site stands for.
func refusal(answer *http.Response) error {
	err := errors.New(answer.Status)
	if answer.StatusCode >= http.StatusInternalServerError {
		return broken{err}
	}
	return err
}

func (c httpCase) wantsError() bool { return c.all.get("error") != nil }

func (c httpCase) errorClass() string { return c.all.object("error").text("cls") }

// arg returns an argument of a call by its position, or by its name.
func (c httpCase) arg(i int, name string) any {
	if args := c.in.list("args"); i < len(args) {
		return args[i]
	}
	return c.in.object("kwargs").get(name)
}

// text returns the first argument of a call; None is the empty text, as the
// absent field is in net/http.
func (c httpCase) text() string { return textOf(c.arg(0, "value")) }

// state is what a data structure held before the call.
func (c httpCase) state() object {
	self, _ := c.in.get("self").(tagged)
	return objectOf(self.v())
}

// after is what it held after a call, which is recorded if it changed.
func (c httpCase) after() any {
	if after := c.all.get("after"); after != nil {
		return after
	}
	return c.in.get("self")
}

// hasKind tells whether the kind of a case begins with one of some texts.
func (c httpCase) hasKind(prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(c.kind, p) {
			return true
		}
	}
	return false
}

// answering makes an answer of a function of the first argument that cannot fail.
func answering[T any](f func(string) T) httpAnswer {
	return httpAnswer{ask: func(c httpCase) (any, error) { return f(c.text()), nil }}
}

// asking makes an answer of a function of the case that cannot fail.
func asking(f func(c httpCase) any) httpAnswer {
	return httpAnswer{ask: func(c httpCase) (any, error) { return f(c), nil }}
}

// trying makes an answer of a function that can.
func trying(f func(c httpCase) (any, error)) httpAnswer { return httpAnswer{ask: f} }
