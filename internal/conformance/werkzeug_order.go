package main

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Werkzeug tries the rules of a map in an order of its own, whatever the order
// in which they were written; combo tries routes as written. So the runner
// writes them in Werkzeug's order: a tree of the parts between slashes, in which
// fixed parts come before variable ones, and those by weight.

// A ruleNode stands for the parts read so far.
type ruleNode struct {
	fixed    []*ruleEdge
	variable []*ruleEdge
	ends     []*mapRule
}

type ruleEdge struct {
	part rulePart
	node *ruleNode
}

// A rulePart is what stands between two slashes. A variable that may hold
// slashes makes one part of all that follows.
type rulePart struct {
	text     string
	variable bool
	weight   []int // compared from the left, small first
}

// inOrder returns the rules in the order in which Werkzeug tries them.
func inOrder(rules []*mapRule) []*mapRule {
	root := &ruleNode{}
	for _, r := range rules {
		n := root
		for _, part := range append(cutRule(r.hostText()), cutRule(r.Rule)...) {
			n = n.enter(part)
		}
		n.ends = append(n.ends, r)
	}
	return root.list(nil)
}

func (n *ruleNode) enter(part rulePart) *ruleNode {
	edges := &n.fixed
	if part.variable {
		edges = &n.variable
	}
	for _, e := range *edges {
		if e.part.text == part.text {
			return e.node
		}
	}
	e := &ruleEdge{part, &ruleNode{}}
	*edges = append(*edges, e)
	return e.node
}

func (n *ruleNode) list(rules []*mapRule) []*mapRule {
	rules = append(rules, n.ends...)
	slices.SortStableFunc(n.variable, func(a, b *ruleEdge) int { return slices.Compare(a.part.weight, b.part.weight) })
	for _, e := range slices.Concat(n.fixed, n.variable) {
		rules = e.node.list(rules)
	}
	return rules
}

// rulePiece is one piece of a Flask rule: a slash, fixed text or a variable.
var rulePiece = regexp.MustCompile(`(/)|([^</]+)|<(?:([a-zA-Z_]\w*)(?:\((.*?)\))?:)?([a-zA-Z]\w*)>`)

// cutRule cuts a rule into its parts.
func cutRule(rule string) []rulePart {
	var parts []rulePart
	var current partWeight
	for _, m := range rulePiece.FindAllStringSubmatch(rule, -1) {
		switch {
		case m[1] != "" && !current.open:
			parts = append(parts, current.part())
			current = partWeight{}
			continue
		case m[2] != "":
			current.fixed = append(current.fixed, len(current.fixed), -len(m[2]))
		case m[5] != "":
			current.variables = append(current.variables, converterWeight(m[3]))
			current.open = current.open || m[3] == "path" || m[3] == "any"
		}
		current.text.WriteString(m[0])
	}
	return append(parts, current.part())
}

// A partWeight collects what a part is weighed by.
type partWeight struct {
	text      strings.Builder
	fixed     []int // of each fixed piece, its place and its length, negated
	variables []int // the weights of the converters
	open      bool  // a variable may hold slashes
}

// part weighs as Werkzeug does: more fixed pieces first, then where and how long
// they are, then more variables, then the lighter ones.
func (w *partWeight) part() rulePart {
	weight := slices.Concat([]int{-len(w.fixed) / 2}, w.fixed, []int{-len(w.variables)}, w.variables)
	return rulePart{w.text.String(), len(w.variables) > 0, weight}
}

// converterWeight is the weight of a converter in Werkzeug: numbers before
// text before paths.
func converterWeight(name string) int {
	switch name {
	case "int", "float":
		return 50
	case "path":
		return 200
	}
	return 100
}

// inBuildOrder returns the rules in the order in which they match, save that
// those of one endpoint change places: the last is the one with which Werkzeug
// would build a URL first, since it has most arguments and, of those, most
// defaults.
func inBuildOrder(rules []*mapRule) []*mapRule {
	byName := map[string][]*mapRule{}
	for _, r := range slices.Backward(rules) {
		byName[r.name()] = append(byName[r.name()], r)
	}
	for _, group := range byName {
		slices.SortStableFunc(group, func(a, b *mapRule) int {
			return cmp.Or(cmp.Compare(a.arguments(), b.arguments()), cmp.Compare(len(a.Defaults), len(b.Defaults)))
		})
	}
	ordered := inOrder(rules)
	for i, r := range ordered {
		group := byName[r.name()]
		ordered[i], byName[r.name()] = group[0], group[1:]
	}
	return ordered
}
