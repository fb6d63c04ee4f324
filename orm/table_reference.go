package orm

import (
	"fmt"
	"maps"
	"reflect"
	"sync"
	"sync/atomic"
)

// maxReach is how many relations deep a reference value is filled.
const maxReach = 2

// references are the addresses in a table's reference value and what they name.
// A query finds a column by its pointer in a map, which is made as far as it was
// asked for: few queries name columns two relations away.
type references struct {
	typ   reflect.Type
	value reflect.Value // a pointer to the reference value
	model *Model
	set   *tableSet // that resolves the model
	ready atomic.Bool

	mu    sync.Mutex // of making a map
	known atomic.Pointer[reached]
}

// A reached is the map of all pointers as far as some relations away. It does
// not change.
type reached struct {
	reach int
	all   map[any]*reference
}

// A reference is what a pointer names.
type reference struct {
	path  string
	field *Field // nil while the models are not resolved
}

// newReferenceValue returns a pointer to a struct whose related structs are
// there, so that their fields have addresses.
func newReferenceValue(t reflect.Type) reflect.Value {
	v := reflect.New(t)
	if t.Kind() == reflect.Struct {
		fillReference(v.Elem(), infoOf(t), 0)
	}
	return v
}

func fillReference(v reflect.Value, info *structInfo, depth int) {
	for _, m := range info.members {
		at := v.FieldByIndex(m.index)
		switch {
		case m.kind == columnMember && m.typ.Kind() == reflect.Pointer:
			at.Set(reflect.New(m.typ.Elem())) // F.EditedAt names the column as &F.EditedAt does
		case m.kind != columnMember && m.elem != nil && depth < maxReach:
			fillReference(fillRelation(at, m), infoOf(m.elem), depth+1)
		}
	}
}

// fillRelation puts one empty row into a member and returns it.
func fillRelation(at reflect.Value, m *member) reflect.Value {
	if m.typ.Kind() == reflect.Slice {
		at.Set(reflect.MakeSlice(m.typ, 1, 1))
		at = at.Index(0)
	}
	if at.Kind() == reflect.Pointer {
		at.Set(reflect.New(m.elem))
		at = at.Elem()
	}
	return at
}

// load resolves the table's model and returns its mistakes.
func (r *references) load() error {
	if r.ready.Load() {
		return nil
	}
	if err := r.set.load(r.model); err != nil {
		return err
	}
	r.ready.Store(true)
	return nil
}

// find returns what a pointer names.
func (r *references) find(pointer any) (path string, field *Field, err error) {
	if err := r.load(); err != nil {
		return "", nil, err
	}
	if pointer != nil && !isPointer(pointer) {
		return "", nil, r.notFound(pointer)
	}
	for known := r.known.Load(); ; known = r.further(known) {
		if known == nil {
			continue
		}
		if ref := known.all[pointer]; ref != nil {
			return ref.path, ref.field, nil
		}
		if known.reach == maxReach {
			return "", nil, r.notFound(pointer)
		}
	}
}

// further makes the map of pointers one relation further away than one that is
// there: the first reaches the table's own relations.
func (r *references) further(from *reached) *reached {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.known.Load(); now != from {
		return now
	}
	next := &reached{reach: 1}
	if from != nil {
		next.reach = from.reach + 1
	}
	next.all = make(map[any]*reference, countPointers(r.value.Elem(), infoOf(r.typ), next.reach))
	r.walk(next.reach, r.model, func(p any, ref *reference) { next.all[p] = ref })
	r.known.Store(next)
	return next
}

func (r *references) notFound(pointer any) error {
	if !isPointer(pointer) {
		return fmt.Errorf("%T is no address of a column of %s: a field of the table's F is given with the &", pointer, r.model)
	}
	return fmt.Errorf("this %T is no column of %s, nor of its relations as far as the reference value reaches: "+
		"a column is the address of a field in the table's own F, or in what Follow and Back return", pointer, r.model)
}

// isPointer tells what may be looked for: not every value may be the key of a map.
func isPointer(v any) bool { return reflect.ValueOf(v).Kind() == reflect.Pointer }

// countPointers says how many pointers there are as far as some relations away.
func countPointers(v reflect.Value, info *structInfo, reach int) (n int) {
	for _, m := range info.members {
		n++
		switch {
		case m.kind == columnMember && (m.typ.Kind() == reflect.Pointer || isNull(m.typ)):
			n++
		case m.kind != columnMember && m.elem != nil && reach > 0:
			n += 2
			at := v.FieldByIndex(m.index)
			if at.Kind() == reflect.Slice {
				at = at.Index(0)
			}
			n += countPointers(reflect.Indirect(at), infoOf(m.elem), reach-1)
		}
	}
	return n
}

// early finds what a pointer names before the models are resolved: the table's
// own columns first, which most of them are.
func (r *references) early(pointer any) (path string, err error) {
	if !isPointer(pointer) {
		return "", r.notFound(pointer)
	}
	for reach := range maxReach + 1 {
		all := map[any]*reference{}
		r.walk(reach, nil, func(p any, ref *reference) { all[p] = ref })
		if ref := all[pointer]; ref != nil {
			return ref.path, nil
		}
	}
	return "", r.notFound(pointer)
}

// walk visits all pointers of the reference value. Without a model it does not
// know the fields.
func (r *references) walk(reach int, m *Model, visit func(pointer any, ref *reference)) {
	if r.typ.Kind() == reflect.Struct {
		w := &walker{reach, visit}
		w.walk(r.value.Elem(), infoOf(r.typ), m, "", 0)
	}
}

// A walker visits the pointers of a reference value.
type walker struct {
	reach int
	visit func(any, *reference)
}

func (w *walker) walk(v reflect.Value, info *structInfo, model *Model, prefix string, depth int) {
	for _, m := range info.members {
		at := v.FieldByIndex(m.index)
		if m.kind == columnMember {
			w.column(at, m, &reference{prefix + m.field.Attr(), model.fieldOf(m)})
			continue
		}
		ref := &reference{field: model.fieldOf(m)}
		next := model.after(m, ref.field)
		if m.kind == backMember {
			ref.path = prefix + info.backName(m)
		} else if m.field != nil {
			ref.path = prefix + m.field.Name
		}
		w.relation(at, m, ref, next, depth)
	}
}

// column visits the pointers that name a column: the address of the field, and
// that of the value in it if it can be NULL.
func (w *walker) column(at reflect.Value, m *member, ref *reference) {
	w.visit(at.Addr().Interface(), ref)
	switch {
	case m.typ.Kind() == reflect.Pointer:
		w.visit(at.Interface(), ref)
	case isNull(m.typ):
		w.visit(at.Field(0).Addr().Interface(), ref)
	}
}

// relation visits the pointers that name a relation, and those behind it.
func (w *walker) relation(at reflect.Value, m *member, ref *reference, next *Model, depth int) {
	w.visit(at.Addr().Interface(), ref)
	if depth >= w.reach || m.elem == nil {
		return
	}
	if m.typ.Kind() == reflect.Slice {
		at = at.Index(0)
		w.visit(at.Addr().Interface(), ref)
	}
	if at.Kind() == reflect.Pointer {
		w.visit(at.Interface(), ref)
		at = at.Elem()
	}
	w.walk(at, infoOf(m.elem), next, ref.path+"__", depth+1)
}

// fieldOf returns the field that a member of the model's struct belongs to.
func (m *Model) fieldOf(member *member) *Field {
	switch {
	case m == nil:
		return nil
	case member.kind == backMember:
		return m.reverse(m.info.backName(member))
	case member.field == nil:
		return nil
	}
	return m.Field(member.field.Name)
}

// after returns the model on the other side of a member's relation.
func (m *Model) after(member *member, f *Field) *Model {
	switch {
	case f == nil:
		return nil
	case member.kind == backMember:
		return f.model
	}
	return f.Relation.to
}

// clone returns references of a new value, whose pointers name the same columns:
// those of an alias.
func (r *references) clone() *references {
	return &references{typ: r.typ, model: r.model, set: r.set, value: newReferenceValue(r.typ)}
}

// pointers are all references, for tests and tools.
func (r *references) pointers() map[any]*reference {
	_, _, _ = r.find(nil)
	return maps.Clone(r.known.Load().all)
}
