package decode

import (
	"fmt"
	"reflect"
	"sync"
)

// One fills dst with the single value that a source holds under a name, as a field with the source's tag and that
// name would be filled. given reports whether there was one: an empty text is none, unless dst can hold it.
// A value that is required and not given is a problem. A type that cannot be filled is an error.
func One(s Source, name string, dst reflect.Value, required bool) (given bool, problems []Problem, err error) {
	t := tagOf(s.Tag)
	set, err := setterOf(dst.Type(), t)
	if err != nil {
		return false, nil, err
	}
	f := filling{source: &s, tag: t, path: []step{named(name)}}
	v := s.Root.find(t, name)
	given = v.kind != Absent && !(s.Loose && v.isEmptyText() && !takesEmpty(baseOf(dst.Type())))
	switch {
	case given:
		set(&f, dst, v)
	case required:
		f.report(missing)
	}
	return given, f.problems, nil
}

// Whole fills dst, which must be settable and of a type that a field may have, with all that a source holds.
// A type that cannot be filled is an error.
func Whole(s Source, dst reflect.Value) ([]Problem, error) {
	t := tagOf(s.Tag)
	set, err := setterOf(dst.Type(), t)
	if err != nil {
		return nil, err
	}
	f := filling{source: &s, tag: t}
	set(&f, dst, s.Root)
	return f.problems, nil
}

// find returns what stands under a name, which in forms and queries may lead into what their names nested.
func (v Value) find(t tag, name string) Value {
	if t != formTag && t != queryTag {
		return v.named(t, name)
	}
	path, _ := splitName(nil, name)
	for _, step := range path {
		v = v.named(t, step)
	}
	return v
}

// named returns the field of v that a tag calls by that name.
func (v Value) named(t tag, name string) Value {
	name = t.fold(name)
	for _, sent := range v.Fields() {
		if t.fold(sent.Name) == name {
			return sent.Value
		}
	}
	return Value{}
}

// setters are the setters that One has used before.
var setters sync.Map

type setterKey struct {
	typ reflect.Type
	tag tag
}

func setterOf(typ reflect.Type, t tag) (setter, error) {
	if t == numTags {
		return nil, fmt.Errorf("the source has no known tag")
	}
	key := setterKey{typ, t}
	if set, ok := setters.Load(key); ok {
		return set.(setter), nil
	}
	var n names
	n[t] = t.String()
	c := compiler{plans: make(map[reflect.Type]*Plan)}
	set, err := c.setter(typ, n)
	if err == nil {
		err = c.err()
	}
	if err != nil {
		return nil, err
	}
	setters.Store(key, set)
	return set, nil
}
