package combo

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/combo-web/combo/internal/redact"
)

// A leaf is one route of the finished site: a Route joined with the includes
// around it.
type leaf struct {
	order    int   // place in the declaration order
	next     *leaf // of those that answer the same path
	pattern  pattern
	params   []Parameter
	convs    []*converter   // of params; nil for groups of regular expressions
	captures []capture      // of re, one for each parameter of the path
	forms    []form         // the ways to write its URL, if it has a name
	re       *regexp.Regexp // the whole pattern, only where segments cannot tell
	host     *hostPattern   // nil: any
	methods  []string       // nil: any
	defaults map[string]any

	name       string
	namespaces []string
	apps       []string

	answer    answer
	handler   http.Handler // the answer within its wrappers and middleware
	options   http.Handler // the automatic answer to OPTIONS within its middleware
	listed    string       // text, made once
	crossSite bool
	secret    bool // a parameter has the name of a secret
	maxBody   int64
	maxTime   time.Duration
	at        place
}

// fullName is the name with its namespaces: "blog:post".
func (l *leaf) fullName() string {
	if l.name == "" {
		return ""
	}
	return strings.Join(append(slices.Clone(l.namespaces), l.name), ":")
}

// text is the pattern as it is listed: with its slash, and its host if it has one.
func (l *leaf) text() string {
	text := "/" + l.pattern.text
	if l.host != nil {
		text = l.host.pattern.text + text
	}
	return text
}

// flattener walks the tree of routes and collects leaves and mistakes.
type flattener struct {
	site       *Site
	converters map[string]Converter
	options    http.Handler // the automatic answer to OPTIONS, one for all routes
	leaves     []*leaf
	mistakes   Mistakes
}

// surroundings are what the includes around a route give it.
type surroundings struct {
	leaf       // pattern, host, methods, defaults, namespaces, apps, crossSite, maxBody
	wraps      []func(View) View
	middleware []func(http.Handler) http.Handler
	depth      int
}

func (f *flattener) fail(at place, format string, args ...any) {
	f.mistakes = append(f.mistakes, Mistake{at.String(), fmt.Errorf(format, args...)})
}

func (f *flattener) walk(urls URLs, around surroundings) {
	if around.depth > 100 {
		f.fail(around.at, "the URLs include themselves")
		return
	}
	for i, r := range urls {
		if r.at == (place{}) {
			r.at = around.at
			r.mistake("route %d of the list was not made by Get, Path, Include and their like", i)
		}
		for _, m := range r.mistakes {
			f.fail(r.at, "%s", m)
		}
		if len(r.mistakes) > 0 {
			continue
		}
		inner, err := f.enter(around, r)
		if err != nil {
			f.fail(r.at, "%w", err)
			continue
		}
		if r.isInclude {
			f.walk(r.include, inner)
			continue
		}
		f.add(r, inner)
	}
}

// enter adds what a route says to what stands around it.
func (f *flattener) enter(around surroundings, r Route) (surroundings, error) {
	c := around
	c.depth++
	c.at = r.at
	own, err := f.pattern(r)
	if err != nil {
		return c, err
	}
	c.pattern = around.pattern.join(own)
	if r.host != "" {
		if around.host != nil {
			return c, errors.New("a Host inside a Host")
		}
		if c.host, err = parseHostPattern(r.host, f.converters); err != nil {
			return c, err
		}
	}
	if r.methods != nil {
		c.methods = r.methods
	}
	c.defaults = mergedDefaults(around.defaults, r.defaults)
	c.wraps = slices.Concat(around.wraps, r.wraps)
	c.middleware = slices.Concat(around.middleware, r.middleware)
	c.crossSite = around.crossSite || r.crossSite
	if r.maxBody > 0 {
		c.maxBody = r.maxBody
	}
	if r.maxTime > 0 {
		c.maxTime = r.maxTime
	}
	if namespace := cmp.Or(r.namespace, r.app); namespace != "" {
		c.namespaces = append(slices.Clip(around.namespaces), namespace)
		c.apps = append(slices.Clip(around.apps), r.app)
	}
	return c, nil
}

func mergedDefaults(outer, inner map[string]any) map[string]any {
	if len(inner) == 0 {
		return outer
	}
	merged := maps.Clone(outer)
	if merged == nil {
		merged = map[string]any{}
	}
	maps.Copy(merged, inner)
	return merged
}

func (f *flattener) pattern(r Route) (pattern, error) {
	if strings.HasPrefix(r.pattern, "/") && !r.regex {
		return pattern{}, fmt.Errorf("the pattern %q begins with a slash: write %q, the site's root has it already", r.pattern, strings.TrimLeft(r.pattern, "/"))
	}
	if !r.regex {
		if bad := checkPath("/"+r.pattern, ""); bad != "" {
			return pattern{}, fmt.Errorf("the pattern %q can never match: %s", r.pattern, strings.ToLower(bad[:1])+bad[1:])
		}
		if strings.Contains(r.pattern, "://") {
			return pattern{}, fmt.Errorf("the pattern %q is more than a path: a host is given by Host", r.pattern)
		}
		return parsePattern(r.pattern, f.converters)
	}
	if _, err := regexp.Compile(r.pattern); err != nil {
		return pattern{}, fmt.Errorf("the regular expression %q: %w", r.pattern, err)
	}
	p := pattern{text: r.pattern}
	if r.pattern != "" && r.pattern != "^" {
		p.tokens = []token{{regex: r.pattern}}
	}
	return p, nil
}

// add makes the leaf of a route that is no include.
func (f *flattener) add(r Route, c surroundings) {
	l := c.leaf
	l.order, l.name, l.answer = len(f.leaves), r.name, r.answer
	if l.answer.view == nil && l.answer.handler == nil {
		f.fail(r.at, "the route %q has no view", r.pattern)
		return
	}
	if l.answer.mount && l.pattern.text != "" && !strings.HasSuffix(l.pattern.text, "/") {
		f.fail(r.at, "the prefix %q of a Mount has no slash at its end", l.pattern.text)
		return
	}
	if err := l.compile(); err != nil {
		f.fail(r.at, "%w", err)
		return
	}
	if e := l.answer.endpoint; e != nil {
		if l.methods == nil {
			l.methods = e.Methods
		}
		if err := e.check(l.info()); err != nil {
			f.fail(r.at, "the view of %q: %w", l.text(), err)
		}
	}
	l.handler = wrapped(l.answer, c.wraps, c.middleware)
	l.options = wrapped(answer{handler: f.options}, nil, c.middleware)
	if l.listed = l.text(); l.host == nil {
		l.pattern.text = l.listed[1:] // so that it is held once
	}
	if l.handler == nil || l.options == nil {
		f.fail(r.at, "a wrapper or a middleware around %q returns nil", l.text())
		return
	}
	f.leaves = append(f.leaves, &l)
}

// wrapped puts a route's wrappers and middleware around its answer.
func wrapped(a answer, wraps []func(View) View, middleware []func(http.Handler) http.Handler) http.Handler {
	view := a.view
	if view == nil && len(wraps) > 0 {
		view = passThrough(a.handler)
	}
	for _, wrap := range slices.Backward(wraps) {
		if view = wrap(view); view == nil {
			return nil
		}
	}
	var h http.Handler = view
	if view == nil {
		h = a.handler
	}
	for _, m := range slices.Backward(middleware) {
		if h = m(h); h == nil {
			return nil
		}
	}
	return h
}

// compile finds the parameters and, where the segments of a path cannot tell
// whether the pattern matches, the regular expression.
func (l *leaf) compile() error {
	captures := l.pattern.captures()
	all := captures
	if l.host != nil {
		all = slices.Concat(l.host.pattern.captures(), all)
	}
	l.params, l.convs = slices.Grow(l.params, len(all)), slices.Grow(l.convs, len(all))
	for _, c := range all {
		l.params = append(l.params, c.parameter())
		l.secret = l.secret || redact.IsSecret(c.name)
		l.convs = append(l.convs, c.conv)
	}
	seen := map[string]bool{}
	for _, p := range l.params {
		if seen[p.Name] {
			return fmt.Errorf("the pattern %q has two parameters %q", l.text(), p.Name)
		}
		seen[p.Name] = true
	}
	if len(l.params) > maxParams {
		return fmt.Errorf("the pattern %q has more than %d parameters", l.text(), maxParams)
	}
	if l.name != "" {
		l.forms = l.makeForms()
	}
	if segments := l.pattern.segments(); l.answer.mount && !segments.simple() {
		return fmt.Errorf("the prefix %q of a Mount has a parameter that is not a whole segment", l.text())
	} else if segments.simple() {
		return nil
	}
	re, err := regexp.Compile(l.pattern.source())
	if err != nil {
		return fmt.Errorf("the pattern %q: %w", l.text(), err)
	}
	l.re, l.captures = re, slices.Clip(captures)
	return nil
}

// A capture is a group of a leaf's regular expression that is a parameter.
type capture struct {
	group int
	name  string
	conv  *converter // nil: a group that the application wrote
}

// captures lists the groups of source that are parameters: all of them or,
// where one has a name, those with a name, as in Django.
func (p pattern) captures() []capture {
	var all []capture
	for _, t := range p.tokens {
		if t.conv != nil {
			all = append(all, capture{len(all) + 1, t.name, t.conv})
		}
		if t.regex != "" {
			for _, name := range groupNames(t.regex) {
				all = append(all, capture{len(all) + 1, name, nil})
			}
		}
	}
	if !slices.ContainsFunc(all, func(c capture) bool { return c.name != "" }) {
		for i := range all {
			all[i].name = strconv.Itoa(i)
		}
	}
	return slices.DeleteFunc(all, func(c capture) bool { return c.name == "" })
}

func groupNames(source string) []string {
	re, err := regexp.Compile(source)
	if err != nil {
		return nil // New has reported it
	}
	return re.SubexpNames()[1:]
}

func (c capture) parameter() Parameter {
	if c.conv == nil {
		return Parameter{Name: c.name}
	}
	return Parameter{Name: c.name, Converter: c.conv.spec}
}

// read returns the values of the parameters in a path, if the regular
// expression and the converters take it.
func (l *leaf) read(path string, values *[maxParams]string) bool {
	groups := l.re.FindStringSubmatch(path)
	if groups == nil {
		return false
	}
	for i, c := range l.captures {
		values[i] = groups[c.group]
		if c.conv != nil && !c.conv.accepts(values[i]) {
			return false
		}
	}
	return true
}

// allows tells whether the leaf answers a method.
func (l *leaf) allows(method string) bool {
	if l.methods == nil {
		return l.answer.view == nil && method != http.MethodTrace && method != http.MethodConnect || isCommonMethod(method)
	}
	return slices.Contains(l.methods, method) ||
		method == http.MethodHead && slices.Contains(l.methods, http.MethodGet)
}

// commonMethods are what a route without Methods answers, HEAD by GET.
var commonMethods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
}

func isCommonMethod(method string) bool { return slices.Contains(commonMethods, method) }
