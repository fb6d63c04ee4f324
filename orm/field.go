package orm

import "reflect"

// A Field is a column of a model, or its many-to-many relation, which has none.
// The zero value of every part is Django's default.
type Field struct {
	// Name is what lookup paths say: "title", "author". Required.
	Name string
	// Column is the column's name. Defaults to Name; to Name + "_id" for a foreign key.
	Column string
	Type
	// Null allows NULL. Defaults to false.
	Null bool
	// Primary marks the key of the model. A model without one gets a BigAuto "id".
	Primary bool
	// Auto leaves the key to the database when it is not set.
	Auto bool
	// Unique and Index ask for a unique constraint and for an index.
	Unique, Index bool
	// Default is the value of a field that is not set, or a func() any that makes
	// it. Defaults to none.
	Default any
	// DBDefault is what the database fills in for a column that an INSERT leaves
	// out. Defaults to nothing.
	DBDefault Expression
	// AutoNow sets a date or time whenever the row is saved, AutoNowAdd when it
	// is inserted.
	AutoNow, AutoNowAdd bool
	// Version makes an Int column the row's version: a save counts it up, and
	// fails with [ErrConflict] if another save was first.
	Version bool
	// Relation makes the field a foreign key, a one-to-one or a many-to-many
	// relation. Its type is that of the key it points to.
	Relation *Relation

	// Choices are the values that people may choose, in order. Defaults to all.
	Choices []Choice
	// Validators look at a value before it is accepted from people.
	Validators []Validator
	// Format says what a text is: "slug", "email", "url", … Defaults to any text.
	Format string
	// Blank lets people leave the field empty.
	Blank bool
	// ReadOnly keeps the field out of forms. Defaults to false: people may edit it.
	ReadOnly bool
	// Label and Help are for people. Label defaults to Name with spaces.
	Label, Help string

	model *Model       // set when the model is registered
	index []int        // of the struct's field, nil if the model has no struct
	goTyp reflect.Type // of the struct's field, nil if the model has no struct

	rel    []int        // of the struct's field for the related row or rows, nil if there is none
	relTyp reflect.Type // of that field
}

// A Choice is one value that a field may have, and how people read it.
type Choice struct {
	Value any
	Label string
}

// A Validator says what is wrong with a value, nil if nothing is.
type Validator func(value any) error

// Model returns the model that the field belongs to, nil before it is registered.
func (f *Field) Model() *Model { return f.model }

// Many reports whether the field is a many-to-many relation, which has no column.
func (f *Field) Many() bool { return f.Relation != nil && f.Relation.Kind == ManyToMany }
