package combo

import (
	"math"
	"strings"
)

// maxParams is how many parameters a route may have.
const maxParams = 16

// A tree finds the first route, in declaration order, that matches a path and a
// method. It gives exactly the answer of trying one route after the other, but
// looks only at those whose leading segments fit.
//
// A path is cut at its slashes. A node stands for the segments read so far; the
// next one is looked up among the literal children and tried on the converters
// of the parameter children. Patterns that segments cannot tell apart (several
// parameters in one segment, a path parameter before the end, regular
// expressions) hang at the node of their leading literal segments, as
// regular expressions of the whole path.
type tree struct {
	root node
}

type node struct {
	literals map[string]*node
	params   []paramChild
	leaves   *leaf      // the path ends here: the first of a list linked by leaf.next
	rests    []restLeaf // what is left of the path is one parameter, or a mount's
	regexes  []*leaf    // the whole path is tried on the regular expression
	first    int        // the smallest order among all leaves below
}

type paramChild struct {
	conv *converter
	node *node
}

type restLeaf struct {
	conv *converter // nil: a mount, which takes whatever is left
	leaf *leaf
}

// A segment of a pattern: literal text, or one parameter, or what needs a
// regular expression (neither).
type segment struct {
	literal string
	conv    *converter
	rest    bool // the parameter runs to the end of the path
	complex bool
}

type segments []segment

func (s segments) simple() bool { return len(s) == 0 || !s[len(s)-1].complex }

// segments cuts a pattern at its slashes. It ends with a complex segment where
// the pattern needs a regular expression from there on.
func (p pattern) segments() segments {
	var list segments
	var current segment // of the segment being read
	used := false       // whether it has a parameter already
	for i, t := range p.tokens {
		switch {
		case t.regex != "":
			return append(list, segment{complex: true})
		case t.conv != nil:
			last := i == len(p.tokens)-1
			if used || current.literal != "" || t.conv.empty || t.conv.slashes && !last {
				return append(list, segment{complex: true})
			}
			current, used = segment{conv: t.conv, rest: t.conv.slashes}, true
		default:
			pieces := strings.Split(t.literal, "/")
			for j, piece := range pieces {
				if used && piece != "" {
					return append(list, segment{complex: true})
				}
				current.literal += piece
				if j < len(pieces)-1 {
					list = append(list, current)
					current, used = segment{}, false
				}
			}
		}
	}
	return append(list, current)
}

// segments are those that lead to the leaf's node; a mount's do not have the
// empty one behind the last slash.
func (l *leaf) segments() segments {
	list := l.pattern.segments()
	if l.answer.mount {
		list = list[:len(list)-1]
	}
	return list
}

func newTree() *tree { return &tree{root: node{first: math.MaxInt}} }

func (t *tree) add(l *leaf) {
	n := &t.root
	for _, s := range l.segments() {
		n.first = min(n.first, l.order)
		switch {
		case s.complex:
			n.regexes = append(n.regexes, l)
			return
		case s.rest:
			n.rests = append(n.rests, restLeaf{s.conv, l})
			return
		case s.conv != nil:
			n = n.param(s.conv)
		default:
			n = n.literal(s.literal)
		}
	}
	n.first = min(n.first, l.order)
	if l.answer.mount {
		n.rests = append(n.rests, restLeaf{nil, l})
		return
	}
	end := &n.leaves
	for *end != nil {
		end = &(*end).next
	}
	*end = l
}

func (n *node) literal(s string) *node {
	child := n.literals[s]
	if child == nil {
		child = &node{first: math.MaxInt}
		if n.literals == nil {
			n.literals = map[string]*node{}
		}
		n.literals[s] = child
	}
	return child
}

func (n *node) param(c *converter) *node {
	for _, p := range n.params {
		if p.conv.spec == c.spec {
			return p.node
		}
	}
	child := &node{first: math.MaxInt}
	n.params = append(n.params, paramChild{c, child})
	return child
}

// A found is a route and the values of its parameters in a path.
type found struct {
	leaf   *leaf
	values []string
	few    [2]string // where values lie if there are no more
	rest   string    // what a mount's handler gets as its path, without the slash
}

// keep copies the values of the host and of the path.
func (f *found) keep(host, path []string) {
	f.values = append(append(f.few[:0], host...), path...)
}

// A search is one walk over the tree.
type search struct {
	method string
	host   string
	path   string // without the leading slash
	stack  [maxParams]string
	depth  int
	best   *found
	tried  func(*leaf) // if set, hears of every leaf whose path and host match
}

// find fills best with the first route for a path, without its leading slash,
// and a method, and tells whether there is one.
func (t *tree) find(method, host, path string, best *found) bool {
	s := search{method: method, host: host, path: path, best: best}
	s.walk(&t.root, path, false)
	return best.leaf != nil
}

// each calls f with every leaf whose path and host match, whatever the method.
func (t *tree) each(host, path string, f func(*leaf)) {
	s := search{host: host, path: path, best: &found{}, tried: f}
	s.walk(&t.root, path, false)
}

// walk visits a node with what is left of the path. done means that the last
// segment has been read.
func (s *search) walk(n *node, rest string, done bool) {
	if s.best.leaf != nil && n.first > s.best.leaf.order {
		return
	}
	if done {
		for l := n.leaves; l != nil; l = l.next {
			s.offer(l, "")
		}
		return
	}
	head, tail := rest, ""
	end := true
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		head, tail, end = rest[:i], rest[i+1:], false
	}
	if child := n.literals[head]; child != nil {
		s.walk(child, tail, end)
	}
	if len(n.params) > 0 {
		s.walkParams(n, head, tail, end)
	}
	if len(n.rests) > 0 {
		s.tryRests(n, rest)
	}
	if len(n.regexes) > 0 {
		s.tryRegexes(n)
	}
}

func (s *search) walkParams(n *node, head, tail string, end bool) {
	if s.depth == maxParams {
		return
	}
	for _, p := range n.params {
		if !p.conv.accepts(head) {
			continue
		}
		s.stack[s.depth] = head
		s.depth++
		s.walk(p.node, tail, end)
		s.depth--
	}
}

func (s *search) tryRests(n *node, rest string) {
	for _, r := range n.rests {
		switch {
		case r.conv == nil:
			s.offer(r.leaf, rest)
		case s.depth < maxParams && r.conv.accepts(rest):
			s.stack[s.depth] = rest
			s.depth++
			s.offer(r.leaf, "")
			s.depth--
		}
	}
}

func (s *search) tryRegexes(n *node) {
	for _, l := range n.regexes {
		if s.best.leaf != nil && l.order > s.best.leaf.order {
			continue
		}
		var values [maxParams]string
		if l.read(s.path, &values) {
			s.take(l, values[:len(l.captures)], "")
		}
	}
}

func (s *search) offer(l *leaf, rest string) {
	if s.best.leaf == nil || l.order < s.best.leaf.order {
		s.take(l, s.stack[:s.depth], rest)
	}
}

// take makes a leaf whose path matches the best so far, if host and method
// allow it.
func (s *search) take(l *leaf, values []string, rest string) {
	var hostValues []string
	if l.host != nil {
		var ok bool
		if hostValues, ok = l.host.match(s.host); !ok {
			return
		}
	}
	if s.tried != nil {
		s.tried(l)
		return
	}
	if !l.allows(s.method) {
		return
	}
	s.best.leaf, s.best.rest = l, rest
	s.best.keep(hostValues, values)
}
