package orm

import (
	"fmt"
	"reflect"
	"sync"
)

// Follow makes a reference value of the rows that a relation leads to, for columns
// that lie further away than a table's own reference reaches:
//
//	var boss = orm.Follow(&Posts.F.Author.Boss)
//
//	Posts.On(db).Filter(orm.Eq(&boss.Boss.Name, "ann"))
//
// It is made at package level: it is kept for good.
func Follow[T any](relation **T) *T { return follow[T](relation) }

// FollowMany is [Follow] of a relation to many rows.
func FollowMany[T any](relation *[]*T) *T { return follow[T](relation) }

func follow[T any](relation any) *T { return newDetour[T](&detour{relation: relation}) }

// Back makes a reference value of the rows of another table that point here by a
// relation of theirs, for those that no field of the struct here holds:
//
//	var comments = orm.Back(Comments, &Comments.F.Post)
//
//	Posts.On(db).Filter(orm.Eq(&comments.Spam, true))
//
// It is made at package level: it is kept for good.
func Back[T, R any](t *Table[T], relation **R) *T {
	return newDetour[T](&detour{relation: relation, table: t.refs})
}

// BackMany is [Back] along a relation to many rows.
func BackMany[T, R any](t *Table[T], relation *[]*R) *T {
	return newDetour[T](&detour{relation: relation, table: t.refs})
}

// A detour is where a reference value begins that is not a table's own.
type detour struct {
	relation any         // the pointer to the relation that leads there
	table    *references // that the relation belongs to, if it leads back
}

// detours are what the pointers of all detours name: a detourStep by pointer.
var detours sync.Map

type detourStep struct {
	*detour
	path string // from where the detour begins
}

func newDetour[T any](d *detour) *T {
	v := newReferenceValue(reflect.TypeFor[T]())
	refs := &references{typ: reflect.TypeFor[T](), value: v}
	detours.Store(v.Interface(), detourStep{detour: d})
	refs.walk(maxReach, nil, func(p any, ref *reference) {
		detours.Store(p, detourStep{d, "__" + ref.path})
	})
	return v.Interface().(*T)
}

// detour returns the path that a pointer names by way of Follow or Back. known
// says that it is one of theirs.
func (r *references) detour(pointer any) (path string, known bool, err error) {
	step, known := detours.Load(pointer)
	if !known {
		return "", false, nil
	}
	s := step.(detourStep)
	start := ""
	if s.table == nil {
		start, err = r.pathOf(s.relation)
	} else {
		start, err = s.back(r.model)
	}
	return start + s.path, true, err
}

// back returns the name of the way back along the detour's relation.
func (d *detour) back(to *Model) (string, error) {
	_, f, err := d.table.find(d.relation)
	switch {
	case err != nil:
		return "", err
	case f.Relation == nil || f.Relation.to != to:
		return "", fmt.Errorf("Back along %s.%s does not lead to %s", f.model, f.Name, to)
	case d.table.model != f.model:
		return "", fmt.Errorf("Back takes a relation of the table itself, not %s.%s", f.model, f.Name)
	}
	return f.Relation.QueryName, nil
}

// Alias returns the table with another reference value, to tell a query of the
// table from one around it:
//
//	var earlier = Posts.Alias()
//
//	Posts.On(db).Filter(orm.Exists(earlier.Filter(
//		orm.EqCol(&earlier.F.AuthorID, &Posts.F.AuthorID),
//		orm.LtCol(&earlier.F.ID, &Posts.F.ID))))
//
// It is made at package level, as the table is.
func (t *Table[T]) Alias() *Table[T] {
	refs := t.refs.clone()
	return &Table[T]{F: refs.value.Interface().(*T), refs: refs}
}
