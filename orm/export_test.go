package orm

import "time"

// What the tests of this package see of its inside.

// A TableSet are tables apart from those of the program.
type TableSet = tableSet

// NewTableIn is NewTable for tables apart.
func NewTableIn[T any](s *TableSet, define func(*T, *Def)) *Table[T] {
	return newTable(s, define, callerOf(2))
}

// Ref is what a pointer names.
func (t *Table[T]) Ref(pointer any) (path string, field *Field, err error) { return t.ref(pointer) }

// References are the paths of all pointers.
func (t *Table[T]) References() (paths []string) {
	for _, ref := range t.refs.pointers() {
		paths = append(paths, ref.path)
	}
	return paths
}

// Snake is the name of a struct's field in lookups.
var Snake = snake

// ParseTag reads a struct's tag.
func ParseTag(s string) (map[string]string, error) { return parseTag(s) }

// Registry is that of the tables.
func (s *tableSet) Registry() *Registry { return &s.registry }

// PointerTo is a column named by its address.
func PointerTo(p any) Expression { return &pointedColumn{to: p} }

type pointedColumn struct {
	Expression
	to any
}

func (p *pointedColumn) pointer() any { return p.to }

// TagWords are the words that a struct's tag may have.
func TagWords() map[string]bool {
	words := map[string]bool{}
	for word, value := range tagWords {
		words[word] = value == needsValue
	}
	return words
}

// AppOf is the app of a package.
var AppOf = appOf

// ZoneName is what databases call a zone, "" if they know it by its offset.
func ZoneName(zone *time.Location) string {
	name, form, _ := zoneName(zone)
	if form != NamedZone {
		return ""
	}
	return name
}
