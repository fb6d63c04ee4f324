package orm

import (
	"reflect"
	"strings"
	"sync"
)

// A structColumn is a field of a struct that a column may go into.
type structColumn struct {
	index []int
	typ   reflect.Type
}

var structColumns sync.Map // reflect.Type -> map[string]structColumn

// fieldsOf returns the fields of a struct by the name of the column that goes
// into them: the one of the tag `db:"name"` or `orm:"column=name"`, else the
// field's own in snake case. The fields of embedded structs are fields of the
// struct, as in Go.
func fieldsOf(t reflect.Type) map[string]structColumn {
	if known, ok := structColumns.Load(t); ok {
		return known.(map[string]structColumn)
	}
	columns := map[string]structColumn{}
	depths := map[string]int{}
	for _, f := range reflect.VisibleFields(t) {
		name := columnOfTag(f)
		if !f.IsExported() || name == "-" || f.Anonymous && isStruct(f.Type) || throughPointer(t, f.Index) {
			continue
		}
		if depth, taken := depths[name]; taken && depth <= len(f.Index) {
			continue
		}
		columns[name], depths[name] = structColumn{f.Index, f.Type}, len(f.Index)
	}
	known, _ := structColumns.LoadOrStore(t, columns)
	return known.(map[string]structColumn)
}

// throughPointer reports whether a field is behind an embedded pointer, which
// may be nil.
func throughPointer(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		if t = t.Field(i).Type; t.Kind() == reflect.Pointer {
			return true
		}
	}
	return false
}

func columnOfTag(f reflect.StructField) string {
	if name := f.Tag.Get("db"); name != "" {
		return name
	}
	for word := range strings.SplitSeq(f.Tag.Get("orm"), ",") {
		if name, ok := strings.CutPrefix(word, "column="); ok {
			return name
		}
	}
	return snake(f.Name)
}

// cutLast cuts the last name off a path: "author__team" into "author", "team".
func cutLast(path string) (before, last string) {
	if i := strings.LastIndex(path, "__"); i >= 0 {
		return path[:i], path[i+2:]
	}
	return "", path
}
