package orm

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strconv"
)

// A Table is the model of a struct type, and how its rows are read and written.
// It is made once, at package level, by [NewTable], and may be used by several
// goroutines at once.
type Table[T any] struct {
	// F is the reference value: the address of one of its fields names the
	// column, as in &Posts.F.Title. The fields of related structs are reached by
	// ordinary selection, two relations deep: &Posts.F.Author.Username,
	// &Posts.F.Tags[0].Name. It holds nothing and must not be changed.
	F *T

	refs *references
}

// NewTable makes the table of a struct type. Its fields and their tags say what
// the columns are; define, which may be nil, says the rest, naming columns by
// their address in p:
//
//	var Posts = orm.NewTable(func(p *Post, t *orm.Def) {
//		t.OrderBy(orm.Desc(&p.CreatedAt))
//		t.Index(&p.AuthorID, &p.CreatedAt)
//	})
//
// Tables know each other by the Go types of relations, in whatever order they
// are made. Mistakes are kept for [Table.Check] and returned by every query.
func NewTable[T any](define func(p *T, t *Def)) *Table[T] {
	return newTable(everyTable, define, callerOf(2))
}

func newTable[T any](set *tableSet, define func(*T, *Def), source string) *Table[T] {
	typ := reflect.TypeFor[T]()
	model, mistakes := newStructModel(typ)
	model.source = source
	root := &references{typ: typ, model: model, set: set, value: newReferenceValue(typ)}
	model.refs = root
	t := &Table[T]{F: root.value.Interface().(*T), refs: root}
	def := &Def{model: model, refs: root, mistakes: mistakes}
	if define != nil {
		define(t.F, def)
	}
	def.finish()
	set.add(model, def.mistakes)
	return t
}

// callerOf returns the file and line of a caller, with the file's directory.
func callerOf(skip int) string {
	_, file, line, ok := runtime.Caller(skip)
	if !ok {
		return ""
	}
	return shortFile(file) + ":" + strconv.Itoa(line)
}

// shortFile returns the last two parts of a file's path.
func shortFile(path string) string {
	slashes := 0
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] != '/' {
			continue
		}
		if slashes++; slashes == 2 {
			return path[i+1:]
		}
	}
	return path
}

// Model returns the description of the table that forms, migrations and untyped
// queries read. It is complete if [Table.Check] returns nil.
func (t *Table[T]) Model() *Model {
	t.refs.load()
	return t.refs.model
}

// Check returns all mistakes in the declaration of the table, nil if there are
// none. Tables that it refers to must have been made before it is called.
func (t *Table[T]) Check() error { return t.refs.load() }

// ref returns the path and the field that a pointer into the reference value
// names: the address of a field, or the pointer that a nullable field holds.
func (t *Table[T]) ref(pointer any) (path string, field *Field, err error) {
	return t.refs.find(pointer)
}

// Models makes tables a part of an app, [combo.App.Models]: the site does not
// start if one of them has a mistake.
func Models(tables ...interface {
	Model() *Model
	Check() error
}) ModelList {
	list := ModelList{}
	for _, t := range tables {
		list = append(list, t)
	}
	return list
}

// A ModelList are the models of an app, made by [Models].
type ModelList []interface {
	Model() *Model
	Check() error
}

// Check returns the mistakes of all the tables.
func (l ModelList) Check() error {
	var mistakes []error
	for i, t := range l {
		if reflect.ValueOf(t).IsNil() {
			mistakes = append(mistakes, fmt.Errorf("Models: table %d is nil", i))
			continue
		}
		if err := t.Check(); err != nil {
			mistakes = append(mistakes, err)
		}
	}
	return errors.Join(mistakes...)
}

// Models returns the models of the tables.
func (l ModelList) Models() []*Model {
	models := make([]*Model, len(l))
	for i, t := range l {
		models[i] = t.Model()
	}
	return models
}
