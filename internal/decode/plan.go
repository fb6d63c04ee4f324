package decode

import (
	"encoding/xml"
	"errors"
	"fmt"
	"reflect"
	"sync"
)

// A Plan says how the fields of a struct type are filled. It is not changed once made and may be shared.
type Plan struct {
	typ    reflect.Type
	fields []field
	ids    [numTags]map[string]int // of fields by folded name
	names  [numTags][]string
}

// A field is a struct field that a client may fill.
type field struct {
	goName   string
	typ      reflect.Type
	index    []int // as in reflect.Value.FieldByIndex
	names    names
	set      setter
	nested   bool // a struct, not a pointer to one: its fields are there even if nothing was sent
	required bool
	trim     bool
	maxItems *int64 // of a list, to refuse a longer one before it is made; nil is any
	checks   []check
}

// plans are the finished plans by struct type.
var plans sync.Map

// PlanOf returns the plan of a struct type. It is compiled once. What is wrong with the tags of the struct and of
// those it holds is an error that names type and field.
func PlanOf(t reflect.Type) (*Plan, error) {
	if p, ok := plans.Load(t); ok {
		return p.(*Plan), nil
	}
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is not a struct", t)
	}
	c := compiler{plans: make(map[reflect.Type]*Plan)}
	p := c.plan(t)
	if err := c.err(); err != nil {
		return nil, err
	}
	stored, _ := plans.LoadOrStore(t, p)
	return stored.(*Plan), nil
}

// Names returns the names that fields have in sources of a tag, in the order of the struct: which headers
// to look for, and whether the body is wanted at all.
func (p *Plan) Names(tagName string) []string {
	if t := tagOf(tagName); t != numTags {
		return p.names[t]
	}
	return nil
}

// A compiler makes the plan of a type and of the struct types that it holds, which may hold each other.
type compiler struct {
	plans map[reflect.Type]*Plan
	open  []reflect.Type // types without fields whose elements are being looked at, since the last struct
	errs  []error
}

func (c *compiler) err() error { return errors.Join(c.errs...) }

func (c *compiler) plan(t reflect.Type) *Plan {
	if p, ok := c.plans[t]; ok {
		return p
	}
	p := &Plan{typ: t}
	c.plans[t] = p
	open := c.open
	c.open = nil
	c.structFields(p, t, nil)
	c.open = open
	return p
}

// structFields adds the fields of t, which is the plan's type or embedded in it at index.
func (c *compiler) structFields(p *Plan, t reflect.Type, index []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(index[:len(index):len(index)], i)
		if err := c.structField(p, f, at); err != nil {
			c.errs = append(c.errs, fmt.Errorf("%s.%s: %w", t, f.Name, err))
		}
	}
}

func (c *compiler) structField(p *Plan, f reflect.StructField, index []int) error {
	if f.Type == reflect.TypeFor[xml.Name]() {
		return nil
	}
	names, err := namesOf(f)
	if err != nil {
		return err
	}
	switch {
	case names.any() && !f.IsExported():
		return errors.New("has a tag but is not exported")
	case names.any():
		return c.add(p, f, names, index)
	case f.Tag.Get("check") != "":
		return errors.New("has checks but no tag that names a source")
	case f.Anonymous && f.Type.Kind() == reflect.Struct:
		c.structFields(p, f.Type, index)
	case f.Anonymous && isStructPointer(f.Type) && hasTaggedField(f.Type.Elem()):
		return errors.New("embeds a pointer; embed the struct itself")
	}
	return nil
}

func (c *compiler) add(p *Plan, f reflect.StructField, names names, index []int) error {
	set, err := c.setter(f.Type, names)
	if err != nil {
		return err
	}
	added := field{
		goName: f.Name, typ: f.Type, index: index, names: names, set: set,
		nested: isNested(f.Type),
	}
	if err := added.compileChecks(f.Tag.Get("check")); err != nil {
		return err
	}
	for t := range numTags {
		if err := p.register(t, names[t], f.Name); err != nil {
			return err
		}
	}
	p.fields = append(p.fields, added)
	return nil
}

// register notes that the next field has that name in sources of tag t.
func (p *Plan) register(t tag, name, goName string) error {
	if name == "" {
		return nil
	}
	name = t.fold(name)
	if p.ids[t] == nil {
		p.ids[t] = make(map[string]int)
	}
	if other, ok := p.ids[t][name]; ok {
		return fmt.Errorf("has the %s name %q of field %s", t, name, p.fields[other].goName)
	}
	p.ids[t][name] = len(p.fields)
	p.names[t] = append(p.names[t], name)
	return nil
}

func isStructPointer(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct
}

// isNested reports whether t is a struct with fields of its own to fill.
func isNested(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !isCustom(t) && t != timeType
}

// hasTaggedField reports whether a struct type has a field that a client may fill.
func hasTaggedField(t reflect.Type) bool {
	for i := range t.NumField() {
		f := t.Field(i)
		if n, err := namesOf(f); err != nil || n.any() {
			return true
		}
		if f.Anonymous && f.Type.Kind() == reflect.Struct && hasTaggedField(f.Type) {
			return true
		}
	}
	return false
}
