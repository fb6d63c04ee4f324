package orm

import (
	"encoding/binary"
	"fmt"
	"reflect"
)

// Col makes an expression of a column, named by the address of a field of a
// table's reference: Col(&Posts.F.Title). Functions and orders take the address
// as it is; Col is for comparing a column with an expression of any kind:
//
//	orm.Col(&Posts.F.Title).Is("iexact", orm.F("author__name"))
func Col[T any](column *T) Expr[T] { return Expr[T]{&columnRef{column}} }

// A columnRef is a column named by a pointer into a table's reference, or into
// what [Follow], [Back] and [Table.Alias] made.
type columnRef struct{ to any }

func pointerPath(pointer any) Expression { return &columnRef{pointer} }

// pointer makes the columnRef a pointed.
func (c *columnRef) pointer() any { return c.to }

func (c *columnRef) shape(s *shaper) { s.pointer(c.to) }

func (c *columnRef) resolve(r *resolver) (term, error) { return r.pointer(c.to) }

// pointer writes which pointer stands somewhere: its address and its type, since
// a struct has the address of its first field. The plan keeps the model alive,
// and the model its reference, so no other value comes to have the address.
func (s *shaper) pointer(p any) {
	s.code(shapeRef)
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer {
		s.text(fmt.Sprintf("%T", p)) // which is a mistake
		return
	}
	s.goType(p)
	s.key = binary.LittleEndian.AppendUint64(s.key, uint64(v.Pointer()))
}

// pointer finds the column that a pointer names: one of this query, or else of
// the query around, as names are found in SQL.
func (r *resolver) pointer(p any) (term, error) {
	path, err := r.planner.pathOf(p)
	if err == nil {
		return r.path(path)
	}
	if t, ok := r.pointerAround(p); ok {
		return t, nil
	}
	return nil, err
}

func (r *resolver) pointerAround(p any) (term, bool) {
	if r.planner.outer == nil {
		return nil, false
	}
	t, err := r.around(func(around *resolver) (term, error) { return around.pointer(p) })
	return t, err == nil
}

// pathOf returns the path that a pointer names in a query.
func (p *planner) pathOf(pointer any) (string, error) {
	refs := p.as
	if refs == nil {
		refs = p.model.refs
	}
	path, err := refs.pathOf(pointer)
	if err != nil {
		return "", mistakef("%s: %v", p.model, err)
	}
	return path, nil
}

// pathOf returns the path that a pointer names: directly, or by a detour.
func (r *references) pathOf(pointer any) (string, error) {
	if r == nil {
		return "", fmt.Errorf("the model is no table of a struct: its columns are named by paths, not by a %T", pointer)
	}
	path, _, err := r.find(pointer)
	if err == nil || !isPointer(pointer) {
		return path, err
	}
	if path, known, wrong := r.detour(pointer); known {
		return path, wrong
	}
	return "", err
}

// earlyPath is pathOf for queries that are made before all tables are: in the
// declaration of a variable of a package.
func (r *references) earlyPath(pointer any) (string, error) {
	path, err := r.pathOf(pointer)
	if err == nil {
		return path, nil
	}
	if r != nil && r.load() != nil {
		if path, early := r.early(pointer); early == nil {
			return path, nil
		}
	}
	return "", err
}
