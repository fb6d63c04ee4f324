package main

import (
	"slices"
	"strings"
)

// chainRules say what of the cases of Django's own tests is not in scope.
var chainRules = []rule[ormCase]{
	{"kind-not-known", "the case asks for something that this program does not know", func(c ormCase) bool {
		return contains(c.in.get("ops"), asksUnknown) || contains(c.in.get("end"), asksUnknown) || !knowsCalls(c.in.list("ops")) || !knowsEnd(nameOf(c.in.get("end")))
	}},
	{"schema-not-recorded", "a query of a model that was not recorded", func(c ormCase) bool {
		return c.err == nil && (c.app == nil || len(c.touched.models) == 0)
	}},
	{"generic-relation", "a generic relation, or the table of content types: not offered", func(c ormCase) bool {
		return c.touched != nil && (c.touched.generic || c.ends("delete") && c.touched.deletesGeneric())
	}},
	{"multi-table-inheritance", "a model whose columns lie in several tables: not offered, write a one-to-one relation", func(c ormCase) bool {
		return c.touched != nil && c.touched.inherits
	}},
	{"custom-field", "a field whose class is the application's: its code was not recorded", func(c ormCase) bool {
		return c.touched != nil && c.touched.custom
	}},
	{"through-fields", "a many-to-many relation of which was not recorded which foreign keys of the model between are meant", func(c ormCase) bool {
		return c.touched != nil && c.touched.unclear
	}},
	{"not-in-django", "what Django refuses because it, or its use of the database, cannot do it: here it may work", func(c ormCase) bool {
		e := c.in.object("error")
		return e.text("cls") == "NotSupportedError" || e.text("cls") == "NotImplementedError" || strings.HasPrefix(e.text("msg"), "LIMIT/OFFSET not allowed")
	}},
	{"python-type-error", "an argument that there is not, or of another type: does not compile", func(c ormCase) bool {
		return contains(c.in.get("ops"), hasTextAsBound) || c.ends("in_bulk") && slices.ContainsFunc(c.kwargs(), func(m member) bool { return m.key != "field_name" && m.key != "id_list" })
	}},
	{"constraint-not-recorded", "rows by a field that only a constraint makes unique: constraints were not recorded", func(c ormCase) bool {
		name := c.kwargs().text("field_name")
		return c.ends("in_bulk") && name != "" && c.in.get("error") == nil && !c.app.byLabel[c.in.text("model")].isUnique(name)
	}},
	{"python-property", "a value for a property of Python's: a row has columns only", func(c ormCase) bool {
		return c.ends("get_or_create", "update_or_create") && slices.ContainsFunc(c.given(), func(name string) bool {
			return c.app.byLabel[c.in.text("model")].field(name) == nil && !strings.Contains(name, "__")
		})
	}},
	{"default-not-recorded", "a new row takes a default of the application's, which was not recorded", ormCase.takesDefault},
	{"row-as-text", "a row in the place of a plain value: Python takes its text", func(c ormCase) bool {
		return c.touched != nil && c.touched.asText
	}},
	{"opaque", "an argument that could not be recorded", func(c ormCase) bool { return c.touched != nil && c.touched.opaque }},
}

// ends tells whether the last call of a case is one of some names.
func (c ormCase) ends(names ...string) bool {
	end := c.in.list("end")
	return len(end) > 0 && slices.Contains(names, textOf(end[0]))
}

// kwargs are the named arguments of the last call.
func (c ormCase) kwargs() object {
	end := c.in.list("end")
	if len(end) < 3 {
		return nil
	}
	return objectOf(end[2])
}

func (r *recorded) isUnique(name string) bool {
	f := r.field(name)
	return f != nil && (f.get("unique") == true || isKey(f))
}

// given are the names of the values that a row is made with.
func (c ormCase) given() (names []string) {
	for _, m := range c.kwargs() {
		if m.key != "defaults" {
			names = append(names, m.key)
		}
	}
	for _, m := range c.kwargs().object("defaults") {
		names = append(names, m.key)
	}
	return names
}

// takesDefault tells whether a row that is made has a value which was not given.
func (c ormCase) takesDefault() bool {
	pair, _ := c.in.get("expected").(tuple)
	if !c.ends("get_or_create", "update_or_create") || len(pair) != 2 || pair[1] != true {
		return false
	}
	model := c.app.byLabel[c.in.text("model")]
	made := c.app.find(c.states.object(c.in.text("then")), model.label, objectOf(pair[0]).get("pk"))
	return slices.ContainsFunc(made, func(m member) bool {
		f := model.field(m.key)
		isGiven := slices.ContainsFunc(c.given(), func(name string) bool { return model.equalField(name, f) })
		return f != nil && !isKey(f) && !isGiven && m.value != nil && m.value != ""
	})
}

// equalField tells whether a name is that of a field.
func (r *recorded) equalField(name string, f object) bool {
	named := r.field(name)
	return named != nil && f != nil && named.text("name") == f.text("name")
}

// asksUnknown tells whether a part of a query is an expression whose class is not
// known, or a query with such a call.
func asksUnknown(v any) bool {
	o, _ := v.(object)
	class := o.text("expr")
	switch {
	case o.object("query") != nil:
		return !knowsCalls(o.object("query").list("ops"))
	case class == "" || slices.Contains(partClasses, class):
		return false
	case class == "Func":
		return functionClasses[o.object("kwargs").text("function")] == ""
	case class == "CombinedExpression":
		args := o.list("args")
		return len(args) < 2 || operators[textOf(args[1])] == nil
	}
	return makerOf(class) == nil && windowFunctions()[class] == nil
}

// hasTextAsBound tells whether a value is a frame whose start or end is a text.
func hasTextAsBound(v any) bool {
	o, _ := v.(object)
	isFrame := o.text("expr") == "RowRange" || o.text("expr") == "ValueRange"
	isText := func(v any) bool { _, ok := v.(string); return ok }
	return isFrame && (slices.ContainsFunc(o.list("args"), isText) || o.object("kwargs").text("start")+o.object("kwargs").text("end") != "")
}

// partClasses are classes that only stand inside of others.
var partClasses = []string{"When", "OrderBy", "RowRange", "ValueRange"}

func knowsCalls(ops []any) bool {
	return !slices.ContainsFunc(shareSticky(withoutCleared(ops)), func(op any) bool {
		return (&translation{}).step(nameOf(op)) == nil
	})
}

func knowsEnd(name string) bool {
	return endings()[name] != nil || writings()[name] != nil || managings()[name] != nil
}
