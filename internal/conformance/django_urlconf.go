package main

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/combo-web/combo"
)

// A urlNode is a pattern of a URLconf, as recorded.
type urlNode struct {
	Type, Kind, Text, Name, View string
	Namespace                    string
	App                          string `json:"app_name"`
	Converters                   map[string]json.RawMessage
	Extra                        json.RawMessage
	Children                     []urlNode
	Ref                          string // the URLconf that stands in place of Children
	PrefixDefault                *bool  `json:"prefix_default_language"`
}

// maxRefs is how often a URLconf that includes itself is unrolled: a list of
// routes is a value here and cannot hold itself.
const maxRefs = 1

// defaultLanguage is Django's LANGUAGE_CODE in the recorded tests.
const defaultLanguage = "en"

// urlConfs makes sites of URLconfs, each once per language.
type urlConfs struct {
	trees map[string][]urlNode
	made  map[string]*urlConf
}

// A urlConf is a URLconf as a site.
type urlConf struct {
	site       *combo.Site
	broken     error // why there is no site
	nodes      []urlNode
	leaves     []*urlLeaf // the routes among the nodes, in order
	converters map[string]combo.Converter
}

// A urlLeaf is a route of a URLconf with the includes around it.
type urlLeaf struct {
	around  []urlNode
	node    urlNode
	route   string // as Django lists it
	pattern string // as the site lists it
	unnamed bool   // the name is that of an earlier one
	dropped dropReason
}

// A dropReason says why a route is not in its tree.
type dropReason int

const (
	kept dropReason = iota
	dropNotRE2
	dropRefused
)

// get returns the site of a URLconf, nil if there is no URLconf of that name.
func (c *urlConfs) get(key, language string) *urlConf {
	tree, ok := c.trees[key]
	if !ok {
		return nil
	}
	if language == "" {
		language = defaultLanguage
	}
	id := key + " " + language
	if c.made[id] == nil {
		conf := &urlConf{nodes: c.resolved(tree, language, 0), converters: map[string]combo.Converter{}}
		conf.collect(conf.nodes, nil)
		conf.broken = safely(conf.build)
		c.made[id] = conf
	}
	return c.made[id]
}

// resolved replaces references by what they stand for, and the prefix of a
// language by a route.
func (c *urlConfs) resolved(nodes []urlNode, language string, refs int) []urlNode {
	var list []urlNode
	for _, n := range nodes {
		if n.Ref != "" {
			if refs == maxRefs {
				continue
			}
			n.Children, n.Ref = c.resolved(c.trees[n.Ref], language, refs+1), ""
			list = append(list, n)
			continue
		}
		n.Text = goRegexp(n)
		if n.Kind == "locale_prefix" {
			n.Kind, n.Text = "route", language+"/"
			if n.PrefixDefault != nil && !*n.PrefixDefault && language == defaultLanguage {
				n.Text = ""
			}
		}
		n.Children = c.resolved(n.Children, language, refs)
		list = append(list, n)
	}
	return list
}

// collect lists the routes and the converters of a tree.
func (c *urlConf) collect(nodes, around []urlNode) {
	for _, n := range nodes {
		c.addConverters(n)
		if n.Type == "include" {
			c.collect(n.Children, append(around[:len(around):len(around)], n))
			continue
		}
		l := &urlLeaf{around: around, node: n, pattern: "/"}
		for _, part := range append(around[:len(around):len(around)], n) {
			l.route = joinedRoute(l.route, part.Text)
			l.pattern += part.Text
		}
		c.leaves = append(c.leaves, l)
	}
}

// goRegexp spells the end of the text as RE2 does.
func goRegexp(n urlNode) string {
	if n.Kind == "regex" {
		return strings.ReplaceAll(n.Text, `\Z`, `\z`)
	}
	return n.Text
}

// joinedRoute is how Django lists a route within an include.
func joinedRoute(prefix, route string) string {
	if prefix == "" {
		return route
	}
	return prefix + strings.TrimPrefix(route, "^")
}

// addConverters registers the converters of the application. Only their
// regular expressions were recorded; the name stands in the route's text.
func (c *urlConf) addConverters(n urlNode) {
	for param, raw := range n.Converters {
		var custom struct{ Regex string }
		if json.Unmarshal(raw, &custom) != nil {
			continue // the name of a built-in one
		}
		before, _, _ := strings.Cut(n.Text, ":"+param+">")
		name := before[strings.LastIndex(before, "<")+1:]
		c.converters[name] = combo.Converter{Pattern: custom.Regex}
	}
}

func (l *urlLeaf) customConverter() bool {
	for _, n := range append(l.around[:len(l.around):len(l.around)], l.node) {
		for _, raw := range n.Converters {
			if strings.HasPrefix(string(raw), "{") {
				return true
			}
		}
	}
	return false
}

// prefixOf tells whether a path begins like the route, up to what is variable
// in it.
func (l *urlLeaf) prefixOf(path string) bool {
	fixed := strings.TrimPrefix(l.route, "^")
	if i := strings.IndexAny(fixed, `<([\?*+{.$|`); i >= 0 {
		fixed = fixed[:i]
	}
	return fixed != "" && strings.HasPrefix(path, "/"+fixed)
}

// build makes the site, without the routes that cannot be in one. Those are
// found by building: each route alone, then those of one name together, since
// they may lose it, then ever more of all.
func (c *urlConf) build() error {
	byName := map[string][]*urlLeaf{}
	for _, l := range c.leaves {
		if c.accepts(l) {
			name := strings.Join(l.fullName(), ":")
			byName[name] = append(byName[name], l)
		} else if l.dropped = dropRefused; !l.isRE2() {
			l.dropped = dropNotRE2
		}
	}
	for _, group := range byName {
		c.dropNames(group)
	}
	return c.buildWhole()
}

// accepts asks whether a list of these routes, each in its includes, is a site.
func (c *urlConf) accepts(leaves ...*urlLeaf) bool {
	var urls combo.URLs
	for _, l := range leaves {
		urls = append(urls, l.alone())
	}
	_, err := newSite(combo.Config{URLs: urls, Converters: c.converters})
	return err == nil
}

// dropNames takes the name from each route whose name the ones before have,
// with the same parameters.
func (c *urlConf) dropNames(group []*urlLeaf) {
	var named []*urlLeaf
	for _, l := range group {
		if with := append(named[:len(named):len(named)], l); c.accepts(with...) {
			named = with
			continue
		}
		l.unnamed = true
	}
}

// buildWhole drops the first route with which the tree is refused, until it is
// accepted.
func (c *urlConf) buildWhole() error {
	for {
		site, err := c.siteOf(len(c.leaves))
		if err == nil {
			c.site = site
			return nil
		}
		first := sort.Search(len(c.leaves), func(i int) bool {
			_, err := c.siteOf(i + 1)
			return err != nil
		})
		if first == len(c.leaves) {
			return err
		}
		c.leaves[first].dropped = dropRefused
	}
}

// fullName are the namespaces around the route and its name.
func (l *urlLeaf) fullName() []string {
	var parts []string
	for _, n := range l.around {
		if n.Namespace != "" {
			parts = append(parts, n.Namespace)
		}
	}
	return append(parts, l.node.Name)
}

// answersTo tells whether the route may be meant by a name; a namespace may be
// named by its application.
func (l *urlLeaf) answersTo(name string) bool {
	parts := strings.Split(name, ":")
	for _, n := range l.around {
		if n.Namespace == "" {
			continue
		}
		if len(parts) < 2 || parts[0] != n.Namespace && parts[0] != n.App {
			return false
		}
		parts = parts[1:]
	}
	return len(parts) == 1 && parts[0] == l.node.Name
}

// alone is the route in its includes without any other.
func (l *urlLeaf) alone() combo.Route {
	r := l.asRoute()
	for _, n := range slices.Backward(l.around) {
		r = includeRoute(n, combo.URLs{r})
	}
	return r
}

// isRE2 asks whether the expressions of a route can be compiled.
func (l *urlLeaf) isRE2() bool {
	for _, n := range append(l.around[:len(l.around):len(l.around)], l.node) {
		if _, err := regexp.Compile(n.Text); n.Kind == "regex" && err != nil {
			return false
		}
	}
	return true
}

// siteOf builds a site of the first n leaves, as far as they are kept.
func (c *urlConf) siteOf(n int) (*combo.Site, error) {
	rest := c.leaves[:n]
	return newSite(combo.Config{URLs: routesOf(c.nodes, &rest), Converters: c.converters})
}

// routesOf makes routes of nodes; rest are the leaves that are to come, in the
// same order.
func routesOf(nodes []urlNode, rest *[]*urlLeaf) combo.URLs {
	var urls combo.URLs
	for _, n := range nodes {
		if n.Type == "include" {
			urls = append(urls, includeRoute(n, routesOf(n.Children, rest)))
			continue
		}
		if len(*rest) == 0 {
			break
		}
		if (*rest)[0].dropped == kept {
			urls = append(urls, (*rest)[0].asRoute())
		}
		*rest = (*rest)[1:]
	}
	return urls
}

// asRoute is the route alone.
func (l *urlLeaf) asRoute() combo.Route {
	n := l.node
	view := func(*http.Request) (*combo.Response, error) { return combo.Text(n.View) }
	r := combo.Path(n.Text, view)
	if n.Kind == "regex" {
		r = combo.Regexp(n.Text, view)
	}
	if n.Name != "" && !l.unnamed {
		r = r.Name(n.Name)
	}
	return withExtra(r, n.Extra)
}

func includeRoute(n urlNode, urls combo.URLs) combo.Route {
	r := combo.Include(n.Text, urls)
	if n.Kind == "regex" {
		r = combo.IncludeRegexp(n.Text, urls)
	}
	if n.Namespace != "" {
		r = r.Namespace(n.Namespace)
	}
	if n.App != "" {
		r = r.App(n.App)
	}
	return withExtra(r, n.Extra)
}

// withExtra gives a route Django's extra arguments.
func withExtra(r combo.Route, raw json.RawMessage) combo.Route {
	if raw == nil {
		return r
	}
	v, err := readValue(raw)
	if err != nil {
		return r
	}
	for _, m := range objectOf(v) {
		r = r.Default(m.key, m.value)
	}
	return r
}

// routeOf is how Django lists the route that the site lists as pattern.
func (c *urlConf) routeOf(pattern string) string {
	for _, l := range c.leaves {
		if l.dropped == kept && l.pattern == pattern {
			return l.route
		}
	}
	return pattern
}
