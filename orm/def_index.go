package orm

// An IndexDef is an index that is being described.
type IndexDef struct {
	def   *Def
	index Index
}

// Index asks for an index over columns, &p.AuthorID, over orders,
// orm.Desc(&p.CreatedAt), or over expressions.
func (d *Def) Index(by ...any) *IndexDef {
	x := &IndexDef{def: d, index: Index{By: d.orders("Index", by)}}
	if len(by) == 0 {
		d.mistake("Index: over nothing")
	}
	d.indexes = append(d.indexes, x)
	return x
}

// Name names the index. Defaults to one made of the table, the columns and a
// hash, as in Django.
func (x *IndexDef) Name(name string) *IndexDef {
	x.index.Name = name
	return x
}

// Where makes the index one of some rows only.
func (x *IndexDef) Where(c Condition) *IndexDef {
	x.index.Where = c
	return x
}

// Include stores columns beside the key (PostgreSQL).
func (x *IndexDef) Include(pointers ...any) *IndexDef {
	x.index.Include = x.def.paths("Index.Include", pointers)
	return x
}

// Using says the method: "gin", "gist", "brin", "hash" (PostgreSQL). Defaults to
// the database's own.
func (x *IndexDef) Using(method string) *IndexDef {
	x.index.Using = method
	return x
}

// OpClasses says the operator classes, one for each part (PostgreSQL).
func (x *IndexDef) OpClasses(names ...string) *IndexDef {
	x.index.OpClasses = names
	return x
}

// A UniqueDef is a unique constraint that is being described.
type UniqueDef struct {
	def        *Def
	constraint Constraint
	columns    []string // if it is over columns alone
}

// Unique says that no two rows have the same values of columns or expressions.
func (d *Def) Unique(by ...any) *UniqueDef {
	u := &UniqueDef{def: d, constraint: Constraint{By: d.orders("Unique", by)}}
	for _, o := range u.constraint.By {
		if path, ok := pathOf(o.By); ok && !o.Descending && o.Nulls == NullsDefault {
			u.columns = append(u.columns, path)
		}
	}
	if len(by) == 0 {
		d.mistake("Unique: over nothing")
	}
	d.uniques = append(d.uniques, u)
	return u
}

// Name names the constraint. One that is more than some columns needs a name;
// others default to one made of the table, the columns and a hash, as in Django.
func (u *UniqueDef) Name(name string) *UniqueDef {
	u.constraint.Name = name
	return u
}

// Where says which rows are unique. Defaults to all.
func (u *UniqueDef) Where(c Condition) *UniqueDef {
	u.constraint.Where = c
	return u
}

// Include stores columns beside the key (PostgreSQL).
func (u *UniqueDef) Include(pointers ...any) *UniqueDef {
	u.constraint.Include = u.def.paths("Unique.Include", pointers)
	return u
}

// Deferred checks at the end of the transaction (PostgreSQL).
func (u *UniqueDef) Deferred() *UniqueDef {
	u.constraint.Deferred = true
	return u
}

// NullsEqual takes two NULLs for the same (PostgreSQL 15).
func (u *UniqueDef) NullsEqual() *UniqueDef {
	u.constraint.NullsEqual = true
	return u
}

// Message is what people are told. Defaults to one that names the fields.
func (u *UniqueDef) Message(text string) *UniqueDef {
	u.constraint.Message = text
	return u
}

// finish makes one over columns alone what Django calls unique_together.
func (u *UniqueDef) finish() {
	c, m := u.constraint, u.def.model
	plain := c.Name == "" && c.Where == nil && c.Include == nil && !c.Deferred && !c.NullsEqual && c.Message == ""
	switch {
	case len(c.By) == 0:
	case plain && len(u.columns) == len(c.By):
		m.UniqueTogether = append(m.UniqueTogether, u.columns)
	case c.Name == "":
		u.def.mistake("Unique: a constraint that is more than some columns needs a Name")
	default:
		m.Constraints = append(m.Constraints, c)
	}
}

// A CheckDef is a check constraint that is being described.
type CheckDef struct{ constraint Constraint }

// Check says what every row must fulfil. The database reports its name.
func (d *Def) Check(name string, c Condition) *CheckDef {
	if c == nil {
		d.mistake("Check: the constraint %s has no condition", name)
	}
	check := &CheckDef{Constraint{Name: name, Check: c}}
	d.checks = append(d.checks, check)
	return check
}

// Message is what people are told. Defaults to one that names the constraint.
func (c *CheckDef) Message(text string) *CheckDef {
	c.constraint.Message = text
	return c
}
