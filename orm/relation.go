package orm

import "reflect"

// A RelationKind says how many rows stand on each side of a relation.
type RelationKind uint8

// The kinds of relations.
const (
	ToOne      RelationKind = iota // a foreign key
	OneToOne                       // a foreign key that is unique
	ManyToMany                     // a table between two models
)

// OnDelete says what becomes of a row when the row it points to is deleted.
type OnDelete uint8

// What can become of it. Every one is carried out by this package, as in Django;
// the database's constraint refuses what would lead nowhere in the end.
const (
	Cascade    OnDelete = iota // it is deleted, too
	Protect                    // the deletion fails with a [ProtectedError]
	Restrict                   // as Protect, unless the row is deleted with another
	SetNull                    // its key becomes NULL
	SetDefault                 // its key becomes the field's default
	DoNothing                  // the database decides
)

// A Relation is how a field leads to another model.
type Relation struct {
	Kind RelationKind
	// To names the model: "auth.User", "Tag" of the same app, or "self". Required.
	To string
	// ToField is the unique field that a foreign key holds. Defaults to the key.
	ToField string
	// OnDelete defaults to Cascade.
	OnDelete OnDelete
	// RelatedName is the way back, from a row of To to the rows that point to it.
	// Defaults to the lower-case name of the model in lookups; "+" means none.
	RelatedName string
	// QueryName is the way back in lookups. Defaults to RelatedName.
	QueryName string
	// Unconstrained leaves out the foreign key constraint.
	Unconstrained bool
	// Unindexed leaves out the index that a foreign key has.
	Unindexed bool
	// Immediate checks the constraint at each statement. Defaults to false:
	// it is deferred to the end of the transaction, as Django does it.
	Immediate bool
	// Limit are the rows that people may choose, as a filter on To.
	Limit Condition

	// Through names the model between the two of a ManyToMany relation, which
	// has foreign keys to both. Defaults to one that is made, with Django's names.
	Through string
	// ThroughFields are the two foreign keys of Through that are meant, if it
	// has more: the one to this model, then the one to To.
	ThroughFields [2]string
	// Table is the table of the model between that is made. Defaults to the
	// model's table and the field's name: blog_post_tags.
	Table string
	// OneWay makes a ManyToMany relation of a model to itself one that the other
	// row does not share. Defaults to false: Django's symmetrical.
	OneWay bool

	field   *Field // that declares the relation; these are set when it is registered
	to      *Model
	toField *Field
	through *Model
	near    *Field // of through: points to field.model
	far     *Field // of through: points to to

	toType reflect.Type // of a struct model, which says more than To
}

// Model returns the model that the relation leads to.
func (r *Relation) Model() *Model { return r.to }

// Target returns the field of that model which a foreign key holds.
func (r *Relation) Target() *Field { return r.toField }

// ThroughModel returns the model between the two of a ManyToMany relation.
func (r *Relation) ThroughModel() *Model { return r.through }
