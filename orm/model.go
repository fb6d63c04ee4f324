package orm

import (
	"reflect"
	"sync/atomic"
)

// A Model describes a table: what it holds and how people call it. Forms, the
// admin, migrations and APIs read the same description. It is made by
// [NewTable] from a struct, or written down and given to [NewRegistry]; it must
// not be changed after that.
type Model struct {
	// App and Name say which model it is: "blog", "Post". Required.
	App, Name string
	// Table is the table's name. Defaults to app_name in lower case, as in Django.
	Table string
	// Fields are the columns in their order, and the many-to-many relations.
	Fields []*Field
	// Ordering is the order of queries that give none. Defaults to none.
	Ordering []Order
	// Latest are the names that Latest and Earliest go by. Defaults to none.
	Latest []string
	// UniqueTogether are groups of fields whose values are unique together.
	UniqueTogether [][]string
	Indexes        []Index
	Constraints    []Constraint
	// Unmanaged leaves the table to others: migrations do not touch it.
	Unmanaged bool
	// Label and Plural are for people. They default to Name with spaces, and to
	// Label with an s.
	Label, Plural string
	// Comment is stored with the table where the database can.
	Comment string

	registry *Registry
	typ      reflect.Type // of the struct, nil if there is none
	info     *structInfo  // of the struct, nil if there is none
	refs     *references  // of the table that made the model, nil if there is none
	names    map[string]*Field
	columns  []*Field // Fields that have a column
	pk       *Field
	back     atomic.Pointer[ways] // the relations that lead here; those of models added later appear
	made     *Field               // the many-to-many relation that the model was made for
	source   string               // the file and line that declare it, "" if not known
}

// An Index is one that queries are answered by.
type Index struct {
	// Name defaults to one made of the table, the columns and a hash.
	Name string
	// By are the columns or expressions, in order. Required.
	By []Order
	// Where makes the index partial. Defaults to all rows.
	Where Condition
	// Include are columns stored beside the key (PostgreSQL).
	Include []string
	// Using is the method: "btree", "gin", "gist", "brin", "hash" (PostgreSQL).
	// Defaults to the database's own.
	Using string
	// OpClasses are the operator classes of By (PostgreSQL), "" for the default.
	OpClasses []string
}

// A Constraint is a rule that the database keeps: a unique one if By is set,
// else a check.
type Constraint struct {
	// Name is required: the database reports it.
	Name string
	// By are the columns or expressions that are unique together.
	By []Order
	// Where are the rows that are unique. Defaults to all.
	Where Condition
	// Include are columns stored beside the key (PostgreSQL).
	Include []string
	// Deferred checks uniqueness at the end of the transaction (PostgreSQL).
	Deferred bool
	// NullsEqual takes two NULLs for the same (PostgreSQL 15).
	NullsEqual bool
	// Check is what every row must fulfil.
	Check Condition
	// Message is what people are told. Defaults to one that names the fields.
	Message string
}

// Key returns the primary key.
func (m *Model) Key() *Field { return m.pk }

// Columns returns the fields that have a column, in order. The slice must not be
// changed.
func (m *Model) Columns() []*Field { return m.columns }

// Field returns a field by its name, by that name with _id for a foreign key, or
// "pk"; nil if the model has none of that name.
func (m *Model) Field(name string) *Field { return m.names[name] }

// Related returns the relations of other models that lead to this one, in the
// order in which they were registered: foreign keys, one-to-one and many-to-many
// relations, and the foreign keys of the models between. The slice must not be
// changed.
func (m *Model) Related() []*Field { return m.related() }

// String returns the model's full name: "blog.Post".
func (m *Model) String() string { return m.App + "." + m.Name }
