package main

import "slices"

// chainRules say what of the cases of Django's own tests is not in scope.
var chainRules = []rule[ormCase]{
	{"schema-not-recorded", "a query of a model that was not recorded", func(c ormCase) bool {
		return c.err == nil && (c.app == nil || len(c.touched.models) == 0)
	}},
	{"generic-relation", "a generic relation, or the table of content types: not offered", func(c ormCase) bool {
		return c.touched != nil && (c.touched.generic || c.ends("delete") && c.touched.deletesGeneric())
	}},
	{"multi-table-inheritance", "a model whose columns lie in several tables: not offered, write a one-to-one relation", func(c ormCase) bool {
		return c.touched != nil && slices.ContainsFunc(c.touched.models, (*recorded).inherits)
	}},
	{"custom-field", "a field whose class is the application's: its code was not recorded", func(c ormCase) bool {
		return c.touched != nil && c.touched.custom
	}},
	{"through-fields", "a many-to-many relation of which was not recorded which foreign keys of the model between are meant", func(c ormCase) bool {
		return c.touched != nil && c.touched.unclear
	}},
	{"opaque", "an argument that could not be recorded", func(c ormCase) bool { return c.touched != nil && c.touched.opaque }},
}

// ends tells whether the last call of a case is one of some names.
func (c ormCase) ends(names ...string) bool {
	end := c.in.list("end")
	return len(end) > 0 && slices.Contains(names, textOf(end[0]))
}
