package combo

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// buildURLs flattens the routes, checks them and compiles the matcher.
func (s *Site) buildURLs() Mistakes {
	f := flattener{site: s, converters: s.config.Converters, options: http.HandlerFunc(s.answerOptions)}
	for _, name := range sortedKeys(s.config.Converters) {
		if _, err := customConverter(name, s.config.Converters[name]); err != nil {
			f.fail(place{}, "Config.Converters: %w", err)
		}
	}
	f.walk(s.config.URLs, surroundings{})
	f.checkNames()
	s.leaves, s.tree, s.names = f.leaves, f.buildTree(), newNames(f.leaves)
	s.config.URLs = nil
	if !s.config.Debug {
		f.forget()
	}
	return f.mistakes
}

// forget drops what only the making of a site and its debug page need: the garbage
// collector looks at all that is held, many times a second on a busy server.
func (f *flattener) forget() {
	for _, l := range f.leaves {
		l.pattern.tokens = nil
	}
}

// checkNames finds routes of one name and the same parameters: the arguments
// could not choose between them.
func (f *flattener) checkNames() {
	first := map[string]*leaf{}
	for _, l := range f.leaves {
		if l.name == "" {
			continue
		}
		key := fmt.Sprint(l.fullName(), l.params, l.defaults)
		if other := first[key]; other != nil && !sameAddress(other, l) {
			f.fail(l.at, "the name %q of %s stands for %s already, with the same parameters (%s)", l.fullName(), l.text(), other.text(), other.at)
			continue
		}
		first[key] = l
	}
}

// sameAddress tells whether two routes differ in their methods only.
func sameAddress(a, b *leaf) bool { return a.text() == b.text() }

// A RouteInfo tells of one route of a site, for listings.
type RouteInfo struct {
	// Pattern is the whole pattern with its slash, and its host if it has one.
	Pattern string
	// Methods are what it answers; nil means any.
	Methods []string
	// Name is the name with its namespaces, if it has one.
	Name string
	// Params are the parameters of the pattern, the host's first.
	Params []Parameter
	// Defaults are the fixed values of [Route.Default], nil if there are none.
	Defaults map[string]any
	// Mount tells whether everything below the pattern is answered.
	Mount bool
	// Endpoint is what the route was given, nil if it was a View or a handler.
	Endpoint *Endpoint
	// CrossSite tells whether pages of other sites may send requests here: see
	// [Route.AllowCrossSite].
	CrossSite bool
	// MaxBody is what [Route.MaxBody] set, 0 if nothing.
	MaxBody int64
	// At is the file and line that the route was written in.
	At string
}

// Routes lists the routes of the site in the order in which they are tried.
func (s *Site) Routes() []RouteInfo {
	list := make([]RouteInfo, len(s.leaves))
	for i, l := range s.leaves {
		list[i] = l.info()
	}
	return list
}

func (l *leaf) info() RouteInfo {
	return RouteInfo{
		Pattern: l.text(), Methods: slices.Clone(l.methods), Name: l.fullName(),
		Params: slices.Clone(l.params), Mount: l.answer.mount, Endpoint: l.answer.endpoint,
		Defaults: maps.Clone(l.defaults), CrossSite: l.crossSite, MaxBody: l.maxBody, At: l.at.String(),
	}
}

// A Match is a route found for a path, as Django's ResolverMatch.
type Match struct {
	// Name is the route's own name; FullName has its namespaces in front.
	Name, FullName string
	// Namespaces and Apps are the namespaces around the route and the
	// application namespaces that they are instances of, outermost first.
	Namespaces, Apps []string
	// Pattern is the route's pattern with its slash.
	Pattern string
	// Params are the values of the parameters: int64 for int, float64 for
	// float, uuid.UUID for uuid, what Parse returned for the site's own
	// converters, else text. Defaults are among them.
	Params map[string]any
}

// Resolve finds the route that would answer a request. The error is a 404, or a
// 405 with the field Allow; a redirect to the address with its slash is not
// followed.
func (s *Site) Resolve(method, host, path string) (Match, error) {
	path, ok := strings.CutPrefix(path, "/")
	if !ok {
		return Match{}, errors.New("resolve: the path does not begin with a slash")
	}
	var f found
	if bad := checkPath("/"+path, ""); bad != "" || strings.HasPrefix(path, "/") {
		return Match{}, &Error{Status: http.StatusBadRequest, Message: bad}
	}
	if !s.tree.find(method, hostname(host), path, &f) {
		return Match{}, s.miss(hostname(host), path)
	}
	return f.match(), nil
}

// Resolved returns the route that answers the current request; ok is false for
// requests that no route matched.
func Resolved(r *http.Request) (m Match, ok bool) {
	st := stateOf(r)
	if st == nil || st.found.leaf == nil {
		return Match{}, false
	}
	return st.found.match(), true
}

func (f *found) match() Match {
	l := f.leaf
	m := Match{
		Name: l.name, FullName: l.fullName(), Namespaces: slices.Clone(l.namespaces), Apps: slices.Clone(l.apps),
		Pattern: l.text(), Params: make(map[string]any, len(l.params)+len(l.defaults)),
	}
	for i, p := range l.params {
		m.Params[p.Name] = valueOf(l.convs[i], f.values[i])
	}
	for name, v := range l.defaults {
		m.Params[name] = v
	}
	return m
}

// miss is the error of a path that no route answers with the method.
func (s *Site) miss(host, path string) error {
	if allow := s.allowed(host, path); len(allow) > 0 {
		e := Errorf(http.StatusMethodNotAllowed, "%s", statusSentences[http.StatusMethodNotAllowed])
		e.Header = http.Header{"Allow": {strings.Join(allow, ", ")}}
		return e
	}
	return &Error{Status: http.StatusNotFound}
}

// first returns the first route whose path matches, whatever its methods.
func (s *Site) first(host, path string) *leaf {
	var first *leaf
	s.tree.each(host, path, func(l *leaf) {
		if first == nil || l.order < first.order {
			first = l
		}
	})
	return first
}

// allowed lists the methods of all routes that match a path, in the order of
// their declaration.
func (s *Site) allowed(host, path string) []string {
	var leaves []*leaf
	s.tree.each(host, path, func(l *leaf) { leaves = append(leaves, l) })
	if len(leaves) == 0 {
		return nil
	}
	slices.SortFunc(leaves, func(a, b *leaf) int { return a.order - b.order })
	var list []string
	for _, l := range leaves {
		methods := l.methods
		if methods == nil {
			methods = commonMethods
		}
		for _, m := range methods {
			list = append(list, m)
			if m == http.MethodGet {
				list = append(list, http.MethodHead)
			}
		}
	}
	return unique(append(list, http.MethodOptions))
}

// unique leaves out what stands earlier in the list.
func unique(list []string) []string {
	var kept []string
	for _, s := range list {
		if !slices.Contains(kept, s) {
			kept = append(kept, s)
		}
	}
	return kept
}
