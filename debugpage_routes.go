package combo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/combo-web/combo/internal/suggest"
)

// debugRoutes are the routes that were tried for a request which none of them
// answers.
type debugRoutes struct {
	Title string
	Near  *debugAddress
	List  []debugRoute
	More  string // how many are left out
}

// A debugRoute is one route, with why it did not answer.
type debugRoute struct {
	Methods, Pattern, Name, At string
	Why                        string
	Near                       bool // it is the one that was probably meant
}

// A debugAddress is an address that was probably meant. Link is empty if it
// cannot be followed.
type debugAddress struct {
	Text, Link, Methods string
}

// maxRoutes is how many routes are listed.
const maxRoutes = 300

// routes lists what was tried for a 404, and what answers other methods for a 405.
func (f *failure) routes() *debugRoutes {
	switch {
	case f.leaf() != nil:
		return nil
	case f.e.Status == http.StatusNotFound:
		return f.tried()
	case f.e.Status == http.StatusMethodNotAllowed:
		return f.allowing()
	}
	return nil
}

func (f *failure) tried() *debugRoutes {
	if len(f.site.leaves) == 0 {
		return &debugRoutes{Title: "The site has no routes: Config.URLs is empty."}
	}
	near, address := f.site.nearest(f.r.URL.Path)
	routes := &debugRoutes{Title: "Routes that were tried, in order"}
	if near != nil {
		address.Methods = methodsText(near)
		if address.Link != "" {
			address.Link = f.root() + address.Link
		}
		routes.Near = &address
	}
	matching := f.pathMatches()
	for _, l := range f.site.leaves {
		if len(routes.List) == maxRoutes {
			routes.More = fmt.Sprintf("and %d more", len(f.site.leaves)-maxRoutes)
			break
		}
		route := l.debug()
		route.Near = l == near
		if slices.Contains(matching, l) {
			route.Why = "does not answer " + f.r.Method
		}
		routes.List = append(routes.List, route)
	}
	return routes
}

func (f *failure) allowing() *debugRoutes {
	routes := &debugRoutes{Title: "Routes at this address: " + strings.Join(f.e.Header["Allow"], ", ")}
	for _, l := range f.pathMatches() {
		routes.List = append(routes.List, l.debug())
	}
	return routes
}

// pathMatches are the routes whose path and host match, in order.
func (f *failure) pathMatches() []*leaf {
	var list []*leaf
	path := strings.TrimPrefix(f.r.URL.Path, "/")
	if f.site.tree != nil && !strings.HasPrefix(path, "/") {
		f.site.tree.each(hostname(Host(f.r)), path, func(l *leaf) { list = append(list, l) })
	}
	slices.SortFunc(list, func(a, b *leaf) int { return a.order - b.order })
	return slices.Compact(list)
}

func (f *failure) root() string {
	if f.st == nil {
		return ""
	}
	return f.st.root
}

func (l *leaf) debug() debugRoute {
	pattern := l.text()
	if l.answer.mount {
		pattern += "…"
	}
	return debugRoute{Methods: methodsText(l), Pattern: pattern, Name: l.fullName(), At: shortFile(l.at.String())}
}

// nearest finds the route whose pattern a path was probably meant to match.
func (s *Site) nearest(path string) (near *leaf, address debugAddress) {
	best := len(path)/3 + 1
	for _, l := range s.leaves {
		if a, distance, ok := l.near(path); ok && (distance < best || distance == best && near == nil) {
			near, address, best = l, a, distance
		}
	}
	return near, address
}

// wrongType is the distance between a parameter and text that it does not take.
const wrongType = 2

// near compares a path with the pattern, segment by segment, and returns the
// address that would match: with the pattern's text and the path's parameters.
func (l *leaf) near(path string) (address debugAddress, distance int, ok bool) {
	pattern, given := l.pattern.segments(), strings.Split(strings.Trim(path, "/"), "/")
	slash := ""
	if n := len(pattern); n > 1 && pattern[n-1].literal == "" && pattern[n-1].conv == nil && !pattern[n-1].complex {
		pattern, slash = pattern[:n-1], "/"
	}
	if !pattern.simple() || len(pattern) != len(given) || l.answer.mount {
		return debugAddress{}, 0, false
	}
	c := comparison{captures: l.pattern.captures(), linked: l.host == nil && l.allows(http.MethodGet)}
	for i, s := range pattern {
		c.add(s, given[i])
	}
	text := "/" + strings.Join(c.parts, "/") + slash
	if c.linked && !strings.HasPrefix(text, "//") {
		address.Link = escapePath(text)
	}
	address.Text = text
	return address, c.distance, c.similar
}

// A comparison walks along a pattern and a path.
type comparison struct {
	captures []capture // of the parameters to come
	parts    []string  // of the address that would match
	distance int
	similar  bool // a literal of the pattern is like its segment of the path
	linked   bool // the address can be followed
}

func (c *comparison) add(s segment, given string) {
	if s.conv == nil {
		limit := max(len(s.literal), len(given))
		d := suggest.Distance(strings.ToLower(given), strings.ToLower(s.literal), limit)
		c.distance += d
		c.similar = c.similar || d <= limit/2 && s.literal != ""
		c.parts = append(c.parts, s.literal)
		return
	}
	parameter := c.captures[0].parameter()
	c.captures = c.captures[1:]
	if given != "" && s.conv.accepts(given) {
		c.parts = append(c.parts, given)
		return
	}
	c.distance += wrongType
	c.linked = false
	c.parts = append(c.parts, "<"+parameter.Converter+":"+parameter.Name+">")
}
