package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// A fixedCase is a query of one schema and one set of rows, whose answers were
// recorded on several databases.
type fixedCase struct {
	in object
	on []ormCase // the case on each database that it was recorded on
}

// fixedSuite is the suite of such queries. A case passes if it does on all
// databases.
func fixedSuite(name string, openers ...opener) suite {
	on := make([]database, len(openers))
	return suiteOf[fixedCase]{
		name: name, rules: fixedRules, check: checkFixed,
		load:  func(raw []byte) ([]fixedCase, error) { return loadFixed(raw, on, openers) },
		label: func(c fixedCase) string { return c.in.text("name") },
		end: func() (err error) {
			for i := range on {
				err = errors.Join(err, on[i].close())
			}
			return err
		},
	}
}

var fixedRules = []rule[fixedCase]{
	{"other-database", "a query of what no database here has", func(c fixedCase) bool { return len(c.on) == 0 }},
}

func loadFixed(raw []byte, on []database, openers []opener) ([]fixedCase, error) {
	document, err := readORM(raw)
	if err != nil {
		return nil, err
	}
	var cases []fixedCase
	for _, item := range document.list("cases") {
		cases = append(cases, fixedCase{in: objectOf(item)})
	}
	for i := range on {
		if err := on[i].open(openers[i]); err != nil {
			return nil, err
		}
		if err := addDatabase(cases, document, &on[i]); err != nil {
			return nil, err
		}
	}
	return cases, nil
}

// addDatabase adds a database to the cases that were recorded on it.
func addDatabase(cases []fixedCase, document object, on *database) error {
	app, err := newApplication(newSchema("ormapp", document.object("schema")), on)
	if err != nil {
		return err
	}
	state := app.withPairs(document.object("fixture"))
	for i, c := range cases {
		if c.in.object("expected").object(on.name) == nil {
			continue
		}
		in, err := asChain(c.in, on.name)
		cases[i].on = append(c.on, ormCase{in: in, err: err, app: app, states: object{{"fixture", state}}})
	}
	return nil
}

// checkFixed runs a case on all its databases.
func checkFixed(c fixedCase) error {
	var all error
	for _, one := range c.on {
		if err := safely(func() error { return checkOn(one) }); err != nil {
			all = errors.Join(all, fmt.Errorf("on %s: %w", one.app.on.name, err))
		}
	}
	return all
}

// asChain puts a case into the form of the other files.
func asChain(in object, database string) (object, error) {
	c := object{{"name", in.text("name")}, {"state", "fixture"}, {"ordered", in.get("unordered") != true}, {"approx", in.get("approx")}}
	if zone := in.text("timezone"); zone != "" {
		c = append(c, member{"env", object{{"USE_TZ", true}, {"TIME_ZONE", "UTC"}, {"current_timezone", zone}}})
	}
	expected := in.object("expected").object(database)
	for from, to := range map[string]string{"result": "expected", "error": "error", "queries": "queries", "then": "rows_then"} {
		if v, ok := expected.lookup(from); ok {
			c = append(c, member{to, v})
		}
	}
	query, err := asCalls(in.object("query"))
	if err != nil {
		return nil, err
	}
	c = append(c, query...)
	if textOf(query.list("end")[0]) == "in_bulk" {
		c = append(object{{"expected", byText(expected.list("result"))}}, c...)
	}
	if then := in.object("then"); then != nil {
		query, err = asCalls(then)
		c = append(c, member{"query_then", query})
	}
	return c, err
}

// byText makes a mapping of pairs.
func byText(list []any) object {
	o := object{}
	for _, pair := range list {
		o = append(o, member{fmt.Sprint(listOf(pair)[0]), listOf(pair)[1]})
	}
	return o
}

// withPairs makes rows of the pairs of many-to-many relations: "Author.friends".
func (a *application) withPairs(fixture object) object {
	out := object{}
	for _, table := range fixture {
		name, field, isPairs := strings.Cut(table.key, ".")
		if !isPairs {
			out = append(out, table)
			continue
		}
		through := a.registry.Model(a.app + "." + name).Field(field).Relation.ThroughModel()
		columns := through.Columns()
		rows := []any{}
		for i, pair := range listOf(table.value) {
			p := listOf(pair)
			rows = append(rows, object{{"id", int64(i + 1)}, {columns[1].Attr(), p[0]}, {columns[2].Attr(), p[1]}})
		}
		out = append(out, member{through.Name, rows})
	}
	return out
}

// checkOn runs a case on a database, compares the number of statements, and what a second
// query finds afterwards.
func checkOn(c ormCase) error {
	if c.err != nil {
		return c.err
	}
	return c.run(func(ctx context.Context, r *running) error {
		r.app.on.statements.reset()
		got, err := r.answer(ctx)
		statements := r.app.on.statements.all.Load()
		if err := r.compare(got, err); err != nil {
			return r.explain(err)
		}
		if want, ok := c.in.lookup("queries"); ok && want != statements {
			return r.explain(fmt.Errorf("%d statements, want %v", statements, want))
		}
		return r.explain(r.compareThen(ctx))
	})
}

// compareThen asks the query of a case that is run afterwards.
func (r *running) compareThen(ctx context.Context) error {
	then := r.c.in.object("query_then")
	if then == nil {
		return nil
	}
	call, err := r.chain(then)
	if err != nil {
		return err
	}
	r.call = call
	got, err := r.end(ctx, then.list("end"))
	if err != nil {
		return err
	}
	return r.same(got, r.c.in.get("rows_then"))
}
