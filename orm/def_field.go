package orm

// A FieldDef is a field of a table that is being described further.
type FieldDef struct{ field *Field }

// Field says more of a column or relation than its tag does.
func (d *Def) Field(pointer any) *FieldDef {
	f := d.field(pointer)
	if f == nil {
		f = &Field{} // the mistake is kept; what is said is lost
	}
	return &FieldDef{f}
}

// Label is what people call the field. Defaults to its name with spaces.
func (f *FieldDef) Label(text string) *FieldDef {
	f.field.Label = text
	return f
}

// Help tells people what to enter. Defaults to nothing.
func (f *FieldDef) Help(text string) *FieldDef {
	f.field.Help = text
	return f
}

// Choices are the values that people may choose, in order. Defaults to all.
func (f *FieldDef) Choices(choices ...Choice) *FieldDef {
	f.field.Choices = choices
	return f
}

// Validators are asked before a value is accepted from people, beside those that
// were given before.
func (f *FieldDef) Validators(validators ...Validator) *FieldDef {
	f.field.Validators = append(f.field.Validators, validators...)
	return f
}

// Default is the value of a field that is not set, or a func() any that makes it
// for each row. Defaults to none.
func (f *FieldDef) Default(value any) *FieldDef {
	f.field.Default = value
	return f
}

// DBDefault is what the database fills in for a column that an INSERT leaves out.
// Defaults to nothing.
func (f *FieldDef) DBDefault(e Expression) *FieldDef {
	f.field.DBDefault = e
	return f
}

// Format says what a text is: "slug", "email", "url" … Defaults to any text.
func (f *FieldDef) Format(name string) *FieldDef {
	f.field.Format = name
	return f
}

// Blank lets people leave the field empty.
func (f *FieldDef) Blank() *FieldDef {
	f.field.Blank = true
	return f
}

// ReadOnly keeps the field out of forms.
func (f *FieldDef) ReadOnly() *FieldDef {
	f.field.ReadOnly = true
	return f
}

// Limit are the rows that people may choose for a relation.
func (f *FieldDef) Limit(c Condition) *FieldDef {
	if f.field.Relation != nil {
		f.field.Relation.Limit = c
	}
	return f
}
