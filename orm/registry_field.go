package orm

import (
	"slices"
	"unicode/utf8"
)

// checkField finds what is wrong with a field by itself.
func (l *loading) checkField(m *Model, f *Field) {
	if f.Many() {
		l.checkMany(m, f)
		return
	}
	l.checkIdentifier(m, f, "the column's name", f.Column)
	if f.Relation == nil {
		l.checkType(m, f, f.Type)
	}
	if f.Primary && f.Null {
		l.mistake(m, f, "a key cannot be NULL")
	}
	if f.Auto && (!f.Primary || f.Kind != Int || f.Relation != nil || f.Unsigned) {
		l.mistake(m, f, "Auto is for a key that is a signed Int")
	}
	if f.Version && (f.Kind != Int || f.Primary || f.Relation != nil || f.Null) {
		l.mistake(m, f, "Version is for an Int that is neither NULL nor a key")
	}
	l.checkNow(m, f)
	l.checkValues(m, f)
}

// checkMany finds what only columns have in a many-to-many relation.
func (l *loading) checkMany(m *Model, f *Field) {
	if f.Null || f.Unique || f.Index || f.Primary || f.Auto || f.Default != nil || f.DBDefault != nil ||
		f.AutoNow || f.AutoNowAdd || f.Version || f.Column != "" || f.Kind != NoKind {
		l.mistake(m, f, "a many-to-many relation has no column: Null, Unique, Default and the like mean nothing")
	}
	if f.Relation.OneWay && f.Relation.to != nil && f.Relation.to != m {
		l.mistake(m, f, "OneWay is for relations of a model to itself")
	}
	if f.Relation.ToField != "" {
		l.mistake(m, f, "ToField is for foreign keys")
	}
}

// checkType finds what does not belong to a kind.
func (l *loading) checkType(m *Model, f *Field, t Type) {
	if t.Kind == NoKind || t.Kind > Array {
		l.mistake(m, f, "its Kind is not set")
		return
	}
	if t.Kind == Int && !slices.Contains([]int{16, 32, 64}, t.Bits) || t.Kind != Int && t.Bits != 0 {
		l.mistake(m, f, "Bits = %d: an Int has 16, 32 or 64, other kinds none", t.Bits)
	}
	if t.Unsigned && t.Kind != Int {
		l.mistake(m, f, "Unsigned is for an Int")
	}
	if t.Max < 0 || t.Max != 0 && t.Kind != Text {
		l.mistake(m, f, "Max = %d: it is how many characters a Text may have", t.Max)
	}
	if t.Kind == Decimal && (t.Digits < 1 || t.Digits > 1000 || t.Places < 0 || t.Places > t.Digits) {
		l.mistake(m, f, "a Decimal needs Digits, 1 to 1000, and Places, which are some of them; not %d and %d", t.Digits, t.Places)
	}
	if t.Kind != Decimal && (t.Digits != 0 || t.Places != 0) {
		l.mistake(m, f, "Digits and Places are for a Decimal")
	}
	if (t.Kind == Array) != (t.Elem != nil) {
		l.mistake(m, f, "an Array, and nothing else, needs Elem")
	} else if t.Elem != nil {
		l.checkType(m, f, elemType(*t.Elem))
	}
}

// elemType fills in the default width of an element.
func elemType(t Type) Type {
	if t.Kind == Int && t.Bits == 0 {
		t.Bits = 64
	}
	return t
}

func (l *loading) checkNow(m *Model, f *Field) {
	if !f.AutoNow && !f.AutoNowAdd {
		return
	}
	if f.Kind != Date && f.Kind != Time && f.Kind != DateTime {
		l.mistake(m, f, "AutoNow and AutoNowAdd are for Date, Time and DateTime")
	}
	if f.AutoNow && f.AutoNowAdd || f.Default != nil {
		l.mistake(m, f, "only one of AutoNow, AutoNowAdd and Default can say what the value is")
	}
}

// checkValues looks at the values that the field itself gives.
func (l *loading) checkValues(m *Model, f *Field) {
	if f.Kind == NoKind {
		return // reported, or a relation to a mistake
	}
	if _, made := f.Default.(func() any); f.Default != nil && !made {
		if err := checkValue(f.Type, f.Default); err != nil {
			l.mistake(m, f, "its Default: %v", err)
		}
	}
	for _, c := range f.Choices {
		if c.Value == nil && f.Null {
			continue
		}
		if err := checkValue(f.Type, c.Value); err != nil {
			l.mistake(m, f, "the choice %q: %v", c.Label, err)
		}
		if s, ok := textOf(c.Value); ok && f.Max > 0 && utf8.RuneCountInString(s) > f.Max {
			l.mistake(m, f, "the choice %q has more than %d characters", s, f.Max)
		}
	}
}
