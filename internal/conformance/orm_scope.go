package main

import "strings"

// A touched is what a query reaches: the models whose own table it reads, and
// what it goes through that was not recorded.
type touched struct {
	schema   *schema
	models   []*recorded
	generic  bool // a generic relation, or the table of content types
	custom   bool // a field whose class is not Django's
	inherits bool // columns that lie in the tables of two models
	opaque   bool // a value that could not be recorded
	unclear  bool // a model between whose foreign keys could be several
	asText   bool // a row in the place of a plain value: Python takes its text
}

// touch follows all paths of the query of a case.
func (s *schema) touch(model string, ops []any, end []any) *touched {
	t := &touched{schema: s}
	base := s.byLabel[model]
	if base == nil {
		return t
	}
	t.reach(base)
	for _, name := range base.in.list("ordering") {
		t.follow(base, textOf(name))
	}
	t.walk(base, ops)
	t.walk(base, end)
	return t
}

// walk looks at a part of a query of a model: texts are paths, as are the names
// of arguments. A text that is none leads nowhere.
func (t *touched) walk(base *recorded, v any) {
	switch v := v.(type) {
	case string:
		t.follow(base, v)
	case []any:
		for _, item := range v {
			t.walk(base, item)
		}
	case tuple:
		t.walk(base, []any(v))
	case setOf:
		t.walk(base, []any(v))
	case object:
		t.walkObject(base, v)
	case instance:
		t.reach(t.schema.byLabel[v.model])
	case tagged:
		t.opaque = true
	}
}

func (t *touched) walkObject(base *recorded, o object) {
	if model := t.schema.byLabel[o.text("model")]; model != nil {
		t.reach(model)
		t.walk(model, o.get("ops"))
		return
	}
	for _, m := range o {
		t.follow(base, m.key)
		if row, ok := rowIn(m.value); ok {
			to, isRelation := t.leadsTo(base, m.key)
			t.asText = t.asText || !isRelation
			t.inherits = t.inherits || to.inherits() && row.model != to.label
		}
		t.walk(base, m.value)
	}
}

// rowIn returns the row that a value is, or the first one of a list.
func rowIn(v any) (instance, bool) {
	if list, ok := v.([]any); ok && len(list) > 0 {
		v = list[0]
	}
	row, ok := v.(instance)
	return row, ok
}

// leadsTo tells whether a path ends, before its lookup, at a relation or at a key,
// and at which model. A name that is none, as of an argument, may mean anything.
func (t *touched) leadsTo(at *recorded, path string) (to *recorded, isRelation bool) {
	for name := range strings.SplitSeq(path, "__") {
		f := at.concrete().field(name)
		way, ok := at.concrete().back[name]
		switch {
		case f != nil && f.text("to") != "":
			at = t.schema.target(f.text("to"))
		case f != nil:
			return at, isKey(f)
		case ok:
			at = way.to
		default:
			return at, true
		}
	}
	return at, true
}

// reach notes a model that is used as a whole.
func (t *touched) reach(r *recorded) {
	if r == nil {
		t.generic = true
		return
	}
	t.models = append(t.models, r)
	t.inherits = t.inherits || r.inherits()
	t.generic = t.generic || isContentTypes(r)
}

func isContentTypes(r *recorded) bool { return strings.HasPrefix(r.label, "contenttypes.") }

// follow follows a path over relations.
func (t *touched) follow(at *recorded, path string) {
	for name := range strings.SplitSeq(strings.TrimPrefix(path, "-"), "__") {
		at = at.concrete()
		f := at.field(name)
		way, ok := at.back[name]
		t.unclear = t.unclear || t.schema.isUnclear(at, f) || ok && t.schema.isUnclear(way.to, way.field)
		switch {
		case f != nil && f.text("to") != "" && name == f.text("name"):
			at = t.schema.target(f.text("to"))
		case f != nil:
			t.custom = t.custom || f.get("custom_class") != nil
			return
		case ok:
			at = way.to
		default:
			t.generic = t.generic || at.hasGeneric(name)
			t.inherits = t.inherits || at.inherits() && at.parentHas(name)
			return
		}
		t.generic = t.generic || isContentTypes(at)
	}
}

// isUnclear tells whether a many-to-many relation goes through a model that has
// more than one foreign key to a side.
func (s *schema) isUnclear(near *recorded, f object) bool {
	if f == nil || !isMany(f) || f.get("auto_through") == true {
		return false
	}
	far := s.target(f.text("to")).concrete()
	count := map[*recorded]int{}
	for _, key := range s.byLabel[s.labelOf(f.text("through"))].concrete().fields {
		if to := key.text("to"); to != "" {
			count[s.target(to).concrete()]++
		}
	}
	return near.concrete() != far && (count[near.concrete()] > 1 || count[far] > 1)
}

func (r *recorded) hasGeneric(name string) bool {
	for _, g := range r.in.list("generic") {
		if g == name {
			return true
		}
	}
	return false
}

// inherits tells whether a model has a table of its own beside that of a parent.
func (r *recorded) inherits() bool {
	r = r.concrete()
	for _, f := range r.fields {
		if f.get("parent_link") == true {
			return true
		}
	}
	return false
}

// parentHas tells whether a name is a field of a parent with a table of its own.
func (r *recorded) parentHas(name string) bool {
	for _, label := range r.concrete().in.list("parents") {
		p := r.schema.byLabel[textOf(label)]
		if _, isBack := p.concrete().back[name]; p.field(name) != nil || isBack || p.parentHas(name) {
			return true
		}
	}
	return false
}

// deletesGeneric tells whether deleting a row of a model asks generic relations.
func (t *touched) deletesGeneric() bool {
	seen := map[*recorded]bool{}
	var visit func(r *recorded) bool
	visit = func(r *recorded) bool {
		if r = r.concrete(); seen[r] {
			return false
		}
		seen[r] = true
		if len(r.in.list("generic")) > 0 {
			return true
		}
		for _, w := range r.back {
			if w.field.text("on_delete") == "CASCADE" && visit(w.to) {
				return true
			}
		}
		return false
	}
	return len(t.models) > 0 && visit(t.models[0])
}
