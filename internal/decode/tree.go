package decode

import (
	"strings"
)

// Pairs are the flat fields of a form or a query, in the order and as often as they were sent.
// Their values are Text and Opaque.
type Pairs []Field

// maxNesting is how deep the names of form fields may nest.
const maxNesting = 8

// Tree nests the fields by their names and returns a Map. "address.city" and "address[city]" name the field city of
// address, "items.0.name" and "items[0][name]" a field of an item. "tags[]" is always a List, and so is a name sent
// more than once. A name of another shape ("a[b", "a..b") is taken as it is.
//
// An index is a name here like any other, so a large one costs nothing; [Plan.Fill] asks whether the indexes
// of a list are 0 to n-1. One that could not be, whatever else was sent, is refused at once.
// If both "a" and "a.b" are sent, the former is the field "" of the latter: a single value finds a Map then, and refuses.
func (p Pairs) Tree() (Value, error) {
	t := tree{
		nodes: make([]node, 1, 1+len(p)),
		ids:   make(map[string]int, len(p)),
	}
	var path []string
	for _, pair := range p {
		var list bool
		path, list = splitName(path[:0], pair.Name)
		if err := checkPath(path, len(p)); err != nil {
			return Value{}, err
		}
		t.add(path, list, pair.Value)
	}
	return t.value(0), nil
}

// splitName appends the path that a field's name spells, and reports whether it ends in []. A path that gets too deep
// is left where it does.
func splitName(path []string, name string) (full []string, list bool) {
	if !strings.ContainsAny(name, ".[") {
		return append(path, name), false
	}
	head, rest := cutName(name)
	path = append(path, head)
	for rest != "" && len(path) <= maxNesting {
		if head == "" {
			return append(path[:0], name), false
		}
		if rest == "[]" {
			return path, true
		}
		var ok bool
		if head, rest, ok = nextName(rest); !ok {
			return append(path[:0], name), false
		}
		path = append(path, head)
	}
	if head == "" {
		return append(path[:0], name), false
	}
	return path, false
}

// cutName cuts s before its first . or [.
func cutName(s string) (head, rest string) {
	if i := strings.IndexAny(s, ".["); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// nextName reads ".name" or "[name]" from the start of s.
func nextName(s string) (name, rest string, ok bool) {
	if s[0] == '.' {
		name, rest = cutName(s[1:])
		return name, rest, true
	}
	name, rest, ok = strings.Cut(s[1:], "]")
	if !ok || strings.ContainsAny(name, "[") || rest != "" && rest[0] != '.' && rest[0] != '[' {
		return "", "", false
	}
	return name, rest, true
}

func checkPath(path []string, n int) error {
	if len(path) > maxNesting {
		return refused("too_deep", "The form has a field name that is nested too deeply.")
	}
	for _, name := range path[1:] {
		if isDigits(name) && (len(name) > 9 || atoi(name) >= n) {
			return refused("sparse_list", "The form has a list with gaps.")
		}
	}
	return nil
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// atoi returns the number that at most nine digits spell.
func atoi(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// A tree is a form under construction. Node 0 is its root.
type tree struct {
	nodes []node
	ids   map[string]int // by path, joined by NUL, which no name holds
}

type node struct {
	name     string
	value    Value   // the first that was sent under its very name
	more     []Value // the others
	list     bool
	children []int
}

func (t *tree) add(path []string, list bool, v Value) {
	id, key := 0, ""
	for i, name := range path {
		if i == 0 {
			key = name
		} else {
			key += "\x00" + name
		}
		id = t.child(id, name, key)
	}
	n := &t.nodes[id]
	n.list = n.list || list
	if n.value.kind == Absent {
		n.value = v
	} else {
		n.more = append(n.more, v)
	}
}

func (t *tree) child(parent int, name, key string) int {
	if id, ok := t.ids[key]; ok {
		return id
	}
	id := len(t.nodes)
	t.nodes = append(t.nodes, node{name: name})
	t.nodes[parent].children = append(t.nodes[parent].children, id)
	t.ids[key] = id
	return id
}

func (t *tree) value(id int) Value {
	n := t.nodes[id]
	if len(n.children) == 0 && id != 0 {
		return n.own()
	}
	fields := make([]Field, 0, 1+len(n.children))
	if n.value.kind != Absent {
		fields = append(fields, Field{Name: "", Value: n.own()})
	}
	for _, child := range n.children {
		fields = append(fields, Field{Name: t.nodes[child].name, Value: t.value(child)})
	}
	return MapOf(fields...)
}

// own returns what was sent under the node's very name.
func (n *node) own() Value {
	if len(n.more) == 0 && !n.list {
		return n.value
	}
	return ListOf(append([]Value{n.value}, n.more...)...)
}
