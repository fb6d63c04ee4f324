package main

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/combo-web/combo/orm"
)

// fieldTypes are Django's fields by the class that was recorded.
var fieldTypes = map[string]orm.Type{
	"AutoField": {Kind: orm.Int, Bits: 32}, "BigAutoField": {Kind: orm.Int, Bits: 64}, "SmallAutoField": {Kind: orm.Int, Bits: 16},
	"IntegerField": {Kind: orm.Int, Bits: 32}, "BigIntegerField": {Kind: orm.Int, Bits: 64}, "SmallIntegerField": {Kind: orm.Int, Bits: 16},
	"PositiveIntegerField":      {Kind: orm.Int, Bits: 32, Unsigned: true},
	"PositiveBigIntegerField":   {Kind: orm.Int, Bits: 64, Unsigned: true},
	"PositiveSmallIntegerField": {Kind: orm.Int, Bits: 16, Unsigned: true},
	"CharField":                 {Kind: orm.Text}, "SlugField": {Kind: orm.Text}, "FileField": {Kind: orm.Text}, "FilePathField": {Kind: orm.Text},
	"EmailField": {Kind: orm.Text}, "URLField": {Kind: orm.Text}, "ImageField": {Kind: orm.Text}, "NullBooleanField": {Kind: orm.Bool},
	"TextField": {Kind: orm.Text}, "BooleanField": {Kind: orm.Bool}, "FloatField": {Kind: orm.Float}, "DecimalField": {Kind: orm.Decimal},
	"DateField": {Kind: orm.Date}, "TimeField": {Kind: orm.Time}, "DateTimeField": {Kind: orm.DateTime}, "DurationField": {Kind: orm.Duration},
	"UUIDField": {Kind: orm.UUID}, "JSONField": {Kind: orm.JSON}, "BinaryField": {Kind: orm.Binary}, "GenericIPAddressField": {Kind: orm.IP},
}

// typeOf returns the type of a field, or of an output_field.
func typeOf(class string, options object) (orm.Type, error) {
	t, ok := fieldTypes[class]
	if !ok {
		return t, fmt.Errorf("%s is no known field", class)
	}
	if t.Kind == orm.Text && class != "TextField" {
		t.Max = int(numberOf(options.get("max_length")))
	}
	if t.Kind == orm.Decimal {
		t.Digits, t.Places = int(numberOf(options.get("max_digits"))), int(numberOf(options.get("decimal_places")))
	}
	return t, nil
}

func numberOf(v any) int64 {
	n, _ := v.(int64)
	return n
}

func (s *schema) field(r *recorded, in object) (*orm.Field, error) {
	f := &orm.Field{
		Name: in.text("name"), Column: in.text("column"), Null: in.get("null") == true, Primary: isKey(in), Default: defaultOf(in.get("default")),
	}
	if in.text("to") != "" {
		f.Relation = s.relation(r, in)
		if f.Relation.OnDelete == orm.SetDefault {
			f.Default = func() any { return nil } // which was not recorded
		}
		f.Unique = f.Relation.Kind == orm.ToOne && in.get("unique") == true && !f.Primary
		return f, nil
	}
	class := in.text("type")
	f.Unique = in.get("unique") == true && !f.Primary
	f.Auto = f.Primary && strings.HasSuffix(class, "AutoField")
	var err error
	f.Type, err = typeOf(class, in)
	return f, err
}

// defaultOf returns a default: a function of Python's is one of Go's.
func defaultOf(v any) any {
	if objectOf(v).text("callable") == "uuid4" {
		return func() any { return uuid.New() }
	}
	return v
}

// relationKinds are the classes of relations.
var relationKinds = map[string]orm.RelationKind{
	"ForeignKey": orm.ToOne, "OneToOneField": orm.OneToOne, "ManyToManyField": orm.ManyToMany,
}

// deletions are what on_delete may say. A function of the application was not
// recorded: it counts as nothing done.
var deletions = map[string]orm.OnDelete{
	"CASCADE": orm.Cascade, "PROTECT": orm.Protect, "RESTRICT": orm.Restrict, "SET_NULL": orm.SetNull,
	"SET_DEFAULT": orm.SetDefault, "DO_NOTHING": orm.DoNothing, "set_on_delete": orm.DoNothing,
}

// relation makes a relation. The states have rows that point to models which
// were not recorded, so the database does not check keys.
func (s *schema) relation(r *recorded, in object) *orm.Relation {
	to := s.target(in.text("to")).concrete()
	rel := &orm.Relation{
		Kind: relationKinds[in.text("type")], To: to.label, ToField: in.text("to_field"), OnDelete: deletions[in.text("on_delete")],
		RelatedName: in.text("related_name"), QueryName: in.text("related_query_name"), Unconstrained: !isMany(in),
	}
	if r.isProxy() {
		rel.RelatedName, rel.QueryName = "+", "+"
	}
	if !isMany(in) {
		return rel
	}
	through := s.byLabel[s.labelOf(in.text("through"))]
	switch {
	case in.get("auto_through") != true || through != nil && !s.isMade(through):
		rel.Through, rel.ThroughFields = through.label, s.sides(r, to, through)
	case through != nil:
		rel.Table = through.in.text("table")
	}
	rel.OneWay = to == r && in.get("symmetrical") == false
	return rel
}

// sides are the two foreign keys of a model between: the first that leads to the
// near side, and the first other one that leads to the far side.
func (s *schema) sides(near, far, through *recorded) (sides [2]string) {
	for i, side := range []*recorded{near, far} {
		for _, f := range through.concrete().fields {
			if to := f.text("to"); to != "" && s.target(to).concrete() == side && f.text("name") != sides[0] {
				sides[i] = f.text("name")
				break
			}
		}
	}
	return sides
}
