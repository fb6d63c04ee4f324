package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/combo-web/combo"
)

// A urlCase asks Django's resolve or reverse on one URLconf.
type urlCase struct {
	in   object
	conf *urlConf // nil: the file has no such URLconf
}

// djangoURLs is the suite of resolve and reverse.
func djangoURLs() suite {
	return suiteOf[urlCase]{
		name: "django_urls", load: loadURLCases, check: checkURL, rules: urlRules,
		label: func(c urlCase) string { return c.in.text("name") },
	}
}

var urlRules = []rule[urlCase]{
	{"kind-not-known", "the case asks for something that this program does not know", func(c urlCase) bool {
		return c.conf == nil || !slices.Contains([]string{"resolve", "reverse"}, c.in.text("op"))
	}},
	{"python-callable", "reverse by the view function itself: routes have names here, a view may stand in many places", func(c urlCase) bool {
		_, isText := c.in.get("view").(string)
		return c.in.text("op") == "reverse" && !isText
	}},
	{"route-not-re2", "the route is a regular expression with look-around or a back-reference, which RE2 does not have", func(c urlCase) bool {
		return c.needsRoute(dropNotRE2)
	}},
	{"route-refused", "New refuses the route: an earlier one takes all its requests, or it has two parameters of one name", func(c urlCase) bool {
		return c.needsRoute(dropRefused)
	}},
	{"name-refused", "New refuses two routes of one name with the same parameters: arguments could not choose", func(c urlCase) bool {
		return slices.ContainsFunc(c.conf.leaves, func(l *urlLeaf) bool { return l.unnamed && c.isAbout(l) })
	}},
	{"converter-code", "a converter of the application: its Python code was not recorded, only its pattern", urlCase.needsConverterCode},
	{"backslash", "paths with a backslash are refused everywhere: browsers take it for a slash", func(c urlCase) bool {
		return strings.Contains(c.in.text("expected"), "%5C")
	}},
	{"second-slash", "a path that begins with two slashes once decoded is refused, not encoded", func(c urlCase) bool {
		return strings.HasPrefix(c.in.text("expected"), "/%2F")
	}},
}

func loadURLCases(raw []byte) ([]urlCase, error) {
	var trees struct{ URLConfs map[string][]urlNode }
	if err := json.Unmarshal(raw, &trees); err != nil {
		return nil, err
	}
	document, err := readValue(raw)
	if err != nil {
		return nil, err
	}
	confs := urlConfs{trees: trees.URLConfs, made: map[string]*urlConf{}}
	var cases []urlCase
	for _, in := range objectOf(document).list("cases") {
		in := objectOf(in)
		cases = append(cases, urlCase{in, confs.get(in.text("urlconf"), in.text("language"))})
	}
	return cases, nil
}

// needsRoute tells whether the case is about a route that was left out of its
// tree for a reason.
func (c urlCase) needsRoute(why dropReason) bool {
	for _, l := range c.conf.leaves {
		if l.dropped == why && c.isAbout(l) {
			return true
		}
	}
	return false
}

// isAbout tells whether a route is the recorded answer of a case.
func (c urlCase) isAbout(l *urlLeaf) bool {
	if c.in.text("op") == "reverse" {
		return l.answersTo(c.in.text("view"))
	}
	if want := c.in.object("expected"); want != nil {
		return want.text("route") == l.route
	}
	return l.prefixOf(c.in.text("path"))
}

func (c urlCase) needsConverterCode() bool {
	return slices.ContainsFunc(c.conf.leaves, func(l *urlLeaf) bool { return l.customConverter() && c.isAbout(l) })
}

func (c urlCase) wantsError() bool { return c.in.get("error") != nil }

func checkURL(c urlCase) error {
	if c.conf.broken != nil {
		return c.conf.broken
	}
	if c.in.text("op") == "resolve" {
		return checkResolve(c)
	}
	return checkReverse(c)
}

// checkResolve asks for the route of a path, and then for the path itself, to
// see which view answers.
func checkResolve(c urlCase) error {
	path := c.in.text("path")
	m, err := c.conf.site.Resolve(http.MethodGet, "localhost", path)
	want := c.in.object("expected")
	switch {
	case c.wantsError() && err == nil:
		return mismatch{m.Pattern, "no route"}
	case c.wantsError():
		return nil
	case err != nil:
		return mismatch{err.Error(), want}
	}
	answer := send(c.conf.site, newRequest(http.MethodGet, "http", "localhost", path))
	positional, named := splitParams(m.Params, want.object("kwargs"))
	got := object{
		{"view", bodyText(answer)}, {"url_name", nilIfEmpty(m.Name)}, {"args", positional}, {"kwargs", named},
		{"app_names", nonEmpty(m.Apps)}, {"namespaces", m.Namespaces}, {"route", c.conf.routeOf(m.Pattern)},
	}
	return same(got, pick(want, "view", "url_name", "args", "kwargs", "app_names", "namespaces", "route"))
}

// splitParams makes Django's args and kwargs of parameters. Django leaves a
// group out that took no part in the match; here it is the empty text.
func splitParams(params map[string]any, want object) (positional []any, named object) {
	for i := 0; ; i++ {
		v, ok := params[fmt.Sprint(i)]
		if !ok {
			break
		}
		positional = append(positional, v)
	}
	for _, name := range sortedKeys(params)[len(positional):] {
		if _, wanted := want.lookup(name); wanted || params[name] != "" {
			named = append(named, member{name, params[name]})
		}
	}
	return positional, named
}

func nilIfEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func nonEmpty(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
}

func pick(o object, names ...string) object {
	var picked object
	for _, name := range names {
		picked = append(picked, member{name, o.get(name)})
	}
	return picked
}

func checkReverse(c urlCase) error {
	got, err := c.reverse()
	want := c.in.get("expected")
	switch {
	case c.wantsError() && errors.Is(err, combo.ErrNoReverse):
		return nil
	case err != nil:
		return mismatch{err.Error(), want}
	}
	return same(got, want)
}

// reverse asks the site for a URL; below a script prefix, the site is asked
// within a request, mounted in another one.
func (c urlCase) reverse() (string, error) {
	args, err := c.arguments()
	if err != nil {
		return "", err
	}
	name, prefix := c.in.text("view"), c.in.text("script_prefix")
	if prefix == "" {
		return c.conf.site.URL(name, args...)
	}
	outer, err := mounted(prefix, c.conf.site)
	if err != nil {
		return "", err
	}
	var got string
	_, asked := inside(outer, newRequest(http.MethodGet, "http", "localhost", prefix), func(r *http.Request) {
		got, err = combo.URL(r, name, args...)
	})
	if !asked {
		return "", errors.New("the mounted site was not reached")
	}
	return got, err
}

func (c urlCase) arguments() ([]any, error) {
	args := slices.Clone(c.in.list("args"))
	if kwargs := c.in.object("kwargs"); len(kwargs) > 0 {
		named := combo.Args{}
		for _, m := range kwargs {
			named[m.key] = m.value
		}
		args = append(args, named)
	}
	if app := c.in.text("current_app"); app != "" {
		args = append(args, combo.CurrentApp(app))
	}
	return args, nil
}
