package main

import (
	"slices"
	"strings"

	"github.com/combo-web/combo/orm"
)

// A chain is a query that was built call by call, with what its rows look like.
type chain struct {
	label    string
	model    *orm.Model
	query    orm.Query
	form     rowForm
	columns  []string // that a row as a list has
	deferral deferral
}

// A rowForm is what a row of a query is.
type rowForm int

const (
	instances rowForm = iota
	dicts
	tuples
	flats // the only column
)

// A deferral is what only and defer have chosen of the columns. Its zero value
// loads all.
type deferral struct {
	names []string
	only  bool // the names are loaded, otherwise left out
}

// onlyNames and deferNames follow Django: only replaces, but for what was
// deferred before; defer adds up, or takes away from what only named.
func (d deferral) onlyNames(names []string) deferral {
	if !d.only {
		names = without(names, d.names)
	}
	return deferral{names, true}
}

func (d deferral) deferNames(names []string) deferral {
	switch {
	case !d.only:
		return deferral{append(slices.Clone(d.names), names...), false}
	case len(without(d.names, names)) > 0:
		return deferral{without(d.names, names), true}
	}
	return deferral{without(names, d.names), false}
}

func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(others, s) })
}

// loads tells whether a column of the model is loaded.
func (c *chain) loads(f *orm.Field) bool {
	d := c.deferral
	if f == c.model.Key() || d.only && len(d.names) == 0 {
		return true
	}
	named := slices.ContainsFunc(d.names, func(name string) bool {
		first, _, deep := strings.Cut(name, "__")
		return c.model.Field(first) == f && (d.only || !deep)
	})
	return named == d.only
}
