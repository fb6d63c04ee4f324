package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/combo-web/combo"
)

// checkBuild compares a URL, or that there is none.
func checkBuild(c mapCase) error {
	got, err := c.build()
	want := c.in.get("expected")
	switch {
	case c.errorClass() == "BuildError" && errors.Is(err, combo.ErrNoReverse):
		return nil
	case err != nil:
		return mismatch{err.Error(), want}
	}
	return same(got, want)
}

// build reverses within a request for the adapter's host.
func (c mapCase) build() (string, error) {
	handler, err := c.bound()
	if err != nil {
		return "", err
	}
	scheme := c.adapter("url_scheme")
	if s := c.in.object("kwargs").text("url_scheme"); s != "" {
		scheme = s
	}
	prefix := "/" + strings.TrimPrefix(c.adapter("script_name"), "/")
	var got string
	answer, asked := inside(handler, newRequest(http.MethodGet, scheme, c.host(), prefix), func(r *http.Request) {
		got, err = combo.URL(r, c.endpoint(), c.buildArguments()...)
		if external := c.in.object("kwargs").get("force_external"); err == nil && external == true && strings.HasPrefix(got, "/") {
			got, err = combo.AbsoluteURL(r, got)
		}
	})
	if !asked {
		return "", errors.New("the request for the address was refused: " + answer.Status)
	}
	return got, err
}

// buildArguments gives the route its parameters by name; what it does not know
// goes into the query, unless append_unknown is off.
func (c mapCase) buildArguments() []any {
	named, query := combo.Args{}, url.Values{}
	known := c.knownNames()
	for name, values := range c.buildValues() {
		if len(values) == 0 {
			continue
		}
		if known[name] {
			named[name] = values[0]
			continue
		}
		for _, v := range values {
			query.Add(name, fmt.Sprint(v))
		}
	}
	args := []any{named}
	if c.in.object("kwargs").get("append_unknown") != false {
		args = append(args, query)
	}
	return args
}

// knownNames are the parameters and defaults of the routes of the endpoint.
func (c mapCase) knownNames() map[string]bool {
	known := map[string]bool{}
	for _, route := range c.site.Routes() {
		for _, p := range route.Params {
			known[p.Name] = known[p.Name] || route.Name == c.endpoint()
		}
	}
	for _, r := range c.m.Rules {
		for name := range r.Defaults {
			known[name] = known[name] || r.name() == c.endpoint()
		}
	}
	return known
}

// buildValues are the values of a build, None left out as Werkzeug does.
func (c mapCase) buildValues() map[string][]any {
	given := c.in.object("kwargs").get("values")
	if args := c.in.list("args"); len(args) > 1 {
		given = args[1]
	}
	values := map[string][]any{}
	for _, m := range severalOf(given) {
		values[m.key] = slices.DeleteFunc(slices.Clone(m.values), func(v any) bool { return v == nil })
	}
	return values
}
