package combo

import "slices"

// buildTree compiles the matcher and finds routes that can never answer, since
// an earlier one takes every path and method of theirs. It reports only what is
// certain: regular expressions are compared as text.
func (f *flattener) buildTree() *tree {
	t := newTree()
	for _, l := range f.leaves {
		if earlier := t.root.covering(l, l.segments()); earlier != nil {
			f.fail(l.at, "the route %s can never answer: %s takes all its requests (%s)", l.text(), earlier.text(), earlier.at)
		}
		t.add(l)
	}
	return t
}

// covering returns a leaf at or below the node that takes everything that l
// takes. rest are the segments of l that lead on from the node.
func (n *node) covering(l *leaf, rest segments) *leaf {
	for _, r := range n.rests {
		if r.covers(l, rest) && r.leaf.answersAllOf(l) {
			return r.leaf
		}
	}
	if len(rest) == 0 {
		return n.coveringHere(l)
	}
	head, tail := rest[0], rest[1:]
	if head.complex || head.rest {
		return n.sameText(l)
	}
	if head.conv == nil && n.literals[head.literal] != nil {
		if found := n.literals[head.literal].covering(l, tail); found != nil {
			return found
		}
	}
	for _, p := range n.params {
		if p.conv.covers(head) {
			if found := p.node.covering(l, tail); found != nil {
				return found
			}
		}
	}
	return nil
}

func (n *node) coveringHere(l *leaf) *leaf {
	if l.answer.mount {
		return nil
	}
	for earlier := n.leaves; earlier != nil; earlier = earlier.next {
		if earlier.answersAllOf(l) {
			return earlier
		}
	}
	return nil
}

func (n *node) sameText(l *leaf) *leaf {
	for _, earlier := range n.regexes {
		if earlier.pattern.text == l.pattern.text && earlier.answersAllOf(l) {
			return earlier
		}
	}
	return nil
}

// covers tells whether the end of an earlier route takes all that follows the
// node in l.
func (r restLeaf) covers(l *leaf, rest segments) bool {
	switch {
	case r.conv == nil:
		return len(rest) > 0 || l.answer.mount
	case len(rest) == 0 || l.answer.mount:
		return false
	case len(rest) == 1 && rest[0].rest:
		return rest[0].conv.spec == r.conv.spec
	}
	onlyEmpty := len(rest) == 1 && rest[0].conv == nil && rest[0].literal == ""
	return r.conv.builtin == "path" && !onlyEmpty && rest.simple()
}

// covers tells whether a parameter takes every text of a segment.
func (c *converter) covers(s segment) bool {
	if s.conv == nil {
		return c.accepts(s.literal)
	}
	return c.spec == s.conv.spec || isPlainText(c) && slices.Contains(segmentConverters, s.conv.builtin)
}

func isPlainText(c *converter) bool { return c.builtin == "str" || c.builtin == "string" }

// segmentConverters are the built-in ones whose texts have no slash.
var segmentConverters = []string{"str", "string", "int", "slug", "uuid", "float"}

// answersAllOf tells whether l takes the hosts and methods of other.
func (l *leaf) answersAllOf(other *leaf) bool {
	if l.host != nil && (other.host == nil || l.host.pattern.text != other.host.pattern.text) {
		return false
	}
	if other.methods == nil {
		return l.methods == nil && (l.answer.view == nil || other.answer.view != nil)
	}
	return !slices.ContainsFunc(other.methods, func(m string) bool { return !l.allows(m) })
}
