package decode

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
)

// A setter fills dst with v, which is not Absent, and reports whether it could; what is wrong it has reported.
type setter func(f *filling, dst reflect.Value, v Value) bool

// setter returns how a field of type t is filled from the sources that have names for it.
func (c *compiler) setter(t reflect.Type, names names) (setter, error) {
	if names.only(jsonTag) && readsJSON(t) {
		return setJSON, nil
	}
	if s := scalarOf(t); s != nil {
		return s.set, nil
	}
	if isUpload(t) {
		return setUpload, nil
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return c.elementSetter(t, names)
	case reflect.Struct:
		return c.structSetter(t, names)
	case reflect.Interface:
		if t.NumMethod() == 0 && names.only(jsonTag) {
			return setAny, nil
		}
	}
	return nil, fmt.Errorf("type %s cannot be filled from %s", t, names.list())
}

// elementSetter returns how a type is filled that holds others. A type may hold
// itself within a struct only, whose plan is made once.
func (c *compiler) elementSetter(t reflect.Type, names names) (setter, error) {
	if slices.Contains(c.open, t) {
		return nil, fmt.Errorf("type %s holds itself", t)
	}
	c.open = append(c.open, t)
	defer func() { c.open = c.open[:len(c.open)-1] }()
	switch t.Kind() {
	case reflect.Pointer:
		return c.pointerSetter(t, names)
	case reflect.Slice:
		return c.sliceSetter(t, names)
	}
	return c.mapSetter(t, names)
}

func (c *compiler) pointerSetter(t reflect.Type, names names) (setter, error) {
	if t.Elem().Kind() == reflect.Pointer {
		return nil, fmt.Errorf("type %s is a pointer to a pointer", t)
	}
	set, err := c.setter(t.Elem(), names)
	if err != nil {
		return nil, err
	}
	empty := takesEmpty(t.Elem())
	return func(f *filling, dst reflect.Value, v Value) bool {
		if v.kind == Null || v.isEmptyText() && f.loose() && !empty {
			dst.SetZero()
			return true
		}
		elem := reflect.New(t.Elem())
		ok := set(f, elem.Elem(), v)
		if ok {
			dst.Set(elem)
		}
		return ok
	}, nil
}

func (c *compiler) structSetter(t reflect.Type, names names) (setter, error) {
	for i := range numTags {
		switch {
		case names[i] == "":
		case !i.nests():
			return nil, fmt.Errorf("type %s cannot be filled from %s", t, i)
		case !hasFieldIn(t, i):
			return nil, fmt.Errorf("type %s has no field with the tag %s", t, i)
		}
	}
	p := c.plan(t)
	return func(f *filling, dst reflect.Value, v Value) bool {
		switch {
		case v.kind == Null:
			return f.report(null)
		case v.kind == Map, v.kind == Text && f.tag == xmlTag, v.isEmptyText() && f.loose():
			return p.fillStruct(f, dst, v)
		}
		return f.report(notMap)
	}, nil
}

// hasFieldIn reports whether a struct type has a field with a name in sources of tag i.
func hasFieldIn(t reflect.Type, i tag) bool {
	for n := range t.NumField() {
		f := t.Field(n)
		if names, err := namesOf(f); err != nil || names[i] != "" {
			return true
		}
		if f.Anonymous && f.Type.Kind() == reflect.Struct && hasFieldIn(f.Type, i) {
			return true
		}
	}
	return false
}

func (c *compiler) sliceSetter(t reflect.Type, names names) (setter, error) {
	if t.Elem().Kind() == reflect.Slice && !isBytes(t.Elem()) && !names.only(jsonTag) {
		return nil, fmt.Errorf("type %s is a list of lists, which only JSON has", t)
	}
	set, err := c.setter(t.Elem(), names)
	if err != nil {
		return nil, err
	}
	l := list{typ: t, set: set, gaps: takesEmpty(t.Elem())}
	return l.fill, nil
}

// takesEmpty reports whether an empty text is a value of t, or stands for nothing sent at all.
func takesEmpty(t reflect.Type) bool {
	s := scalarOf(t)
	return s == nil || s.empty
}

// A list fills a slice.
type list struct {
	typ  reflect.Type
	set  setter // of an element
	gaps bool   // an empty text may be an element
}

func (l *list) fill(f *filling, dst reflect.Value, v Value) bool {
	if v.kind == Null {
		dst.SetZero()
		return true
	}
	values, flaw := f.elements(v)
	if flaw != nil {
		return f.report(flaw)
	}
	before := len(f.problems)
	slice := reflect.MakeSlice(l.typ, len(values), len(values))
	for i := 0; i < len(values) && !f.full(); i++ {
		f.push(item(i))
		l.fillElement(f, slice.Index(i), values[i])
		f.pop()
	}
	dst.Set(slice)
	return len(f.problems) == before
}

func (l *list) fillElement(f *filling, dst reflect.Value, v Value) {
	if v.isEmptyText() && f.loose() && !l.gaps {
		f.report(missing)
		return
	}
	l.set(f, dst, v)
}

// elements returns the elements of a list in the ways that sources write them.
func (f *filling) elements(v Value) ([]Value, *flaw) {
	switch {
	case v.kind == List:
		return v.List(), nil
	case !f.loose():
		return nil, notList
	case v.isEmptyText():
		return nil, nil
	case v.kind == Map && f.tag != xmlTag:
		return indexed(v.Fields())
	}
	return []Value{v}, nil
}

// indexed returns the values of fields named 0 to n-1.
func indexed(fields []Field) ([]Value, *flaw) {
	values := make([]Value, len(fields))
	for _, sent := range fields {
		if !isDigits(sent.Name) {
			return nil, notList
		}
		i := len(fields)
		if len(sent.Name) <= 9 {
			i = atoi(sent.Name)
		}
		if i >= len(fields) || strconv.Itoa(i) != sent.Name {
			return nil, hasGaps
		}
		values[i] = sent.Value
	}
	return values, nil
}

func (c *compiler) mapSetter(t reflect.Type, names names) (setter, error) {
	if t.Key().Kind() != reflect.String || isCustom(t.Key()) {
		return nil, fmt.Errorf("type %s has keys that are no plain strings", t)
	}
	if !names.only(jsonTag) {
		return nil, fmt.Errorf("type %s can only be filled from json", t)
	}
	set, err := c.setter(t.Elem(), names)
	if err != nil {
		return nil, err
	}
	return func(f *filling, dst reflect.Value, v Value) bool {
		switch v.kind {
		case Null:
			dst.SetZero()
			return true
		case Map:
			return f.fillMap(dst, v.Fields(), set)
		}
		return f.report(notMap)
	}, nil
}

// fillMap fills a map; set fills a value of it.
func (f *filling) fillMap(dst reflect.Value, fields []Field, set setter) bool {
	before := len(f.problems)
	m := reflect.MakeMapWithSize(dst.Type(), len(fields))
	for _, sent := range fields {
		f.push(named(sent.Name))
		elem := reflect.New(dst.Type().Elem()).Elem()
		if f.checkKey(sent.Name) && set(f, elem, sent.Value) {
			m.SetMapIndex(reflect.ValueOf(sent.Name).Convert(dst.Type().Key()), elem)
		}
		f.pop()
	}
	dst.Set(m)
	return len(f.problems) == before
}

func (f *filling) checkKey(name string) bool {
	if flaw := checkString(name); flaw != nil {
		return f.report(flaw)
	}
	return true
}

// isUpload reports whether t is a pointer to something that can be opened, as an *Upload.
func isUpload(t reflect.Type) bool {
	if !isStructPointer(t) || hasTaggedField(t.Elem()) {
		return false
	}
	_, ok := t.MethodByName("Open")
	return ok
}

// setUpload fills a field with the thing that an Opaque holds, or with the same struct under the name of its type.
func setUpload(f *filling, dst reflect.Value, v Value) bool {
	thing := reflect.ValueOf(v.Opaque())
	switch {
	case v.isEmptyText() || v.kind == Null:
		return true
	case v.kind == List:
		return f.report(notOne)
	case !thing.IsValid():
		return f.report(invalid("No file was submitted. Check the encoding type on the form."))
	case thing.Type().AssignableTo(dst.Type()):
		dst.Set(thing)
	case thing.Type().ConvertibleTo(dst.Type()):
		dst.Set(thing.Convert(dst.Type()))
	default:
		return f.report(notOne)
	}
	return true
}

// readsJSON reports whether t reads its own JSON and nothing simpler.
func readsJSON(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.Unmarshaler]()) && t != timeType &&
		!p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// setJSON hands the value over as JSON text.
func setJSON(f *filling, dst reflect.Value, v Value) bool {
	if v.kind == Number && len(v.text) > longestCustom || v.kind == Number && hasHugeExponent(v.text) {
		return f.report(invalid(wantValid))
	}
	if dst.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(v.appendJSON(nil)) != nil {
		return f.report(invalid(wantValid))
	}
	return true
}

// setAny fills an interface with what encoding/json would: maps, slices, strings, float64, bool and nil.
func setAny(f *filling, dst reflect.Value, v Value) bool {
	before := len(f.problems)
	thing := f.plain(v)
	if thing == nil {
		dst.SetZero()
	} else {
		dst.Set(reflect.ValueOf(thing))
	}
	return len(f.problems) == before
}

func (f *filling) plain(v Value) any {
	switch v.kind {
	case Bool:
		return v.text == "true"
	case Number:
		var n float64
		plainFloat.set(f, reflect.ValueOf(&n).Elem(), v)
		return n
	case Text:
		f.checkKey(v.text)
		return v.text
	case List:
		return f.plainList(v.List())
	case Map:
		return f.plainMap(v.Fields())
	}
	return nil
}

var plainFloat = scalarOf(reflect.TypeFor[float64]())

func (f *filling) plainList(values []Value) []any {
	list := make([]any, len(values))
	for i, v := range values {
		f.push(item(i))
		list[i] = f.plain(v)
		f.pop()
	}
	return list
}

func (f *filling) plainMap(fields []Field) map[string]any {
	m := make(map[string]any, len(fields))
	for _, sent := range fields {
		f.push(named(sent.Name))
		if f.checkKey(sent.Name) {
			m[sent.Name] = f.plain(sent.Value)
		}
		f.pop()
	}
	return m
}
