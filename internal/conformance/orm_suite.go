package main

import (
	"context"
	"strings"

	"github.com/combo-web/combo/orm"
)

// An ormCase asks a query of the tables of one of Django's test applications.
type ormCase struct {
	in      object
	app     *application
	err     error // why there is no app
	states  object
	touched *touched
}

// ormSuites are the suites of queries, on each database.
func ormSuites(getenv func(string) string) []suite {
	sqlite, postgres := opener{"sqlite", openSQLite}, opener{"postgresql", openPostgres(getenv("POSTGRES"))}
	return []suite{
		fixedSuite("django_orm", sqlite, postgres),
		chainSuite("django_orm_suite", sqlite), chainSuite("django_orm_suite_pg", postgres),
	}
}

// chainSuite is a suite of the calls that Django's own tests make.
func chainSuite(name string, o opener) suite {
	on := &database{}
	return suiteOf[ormCase]{
		name: name, rules: chainRules, check: checkChain, hard: ormCase.isHard, end: on.close,
		load:  func(raw []byte) ([]ormCase, error) { return loadChains(raw, on, o) },
		label: func(c ormCase) string { return c.in.text("name") },
	}
}

func loadChains(raw []byte, on *database, o opener) ([]ormCase, error) {
	document, err := readORM(raw)
	if err != nil {
		return nil, err
	}
	if err := on.open(o); err != nil {
		return nil, err
	}
	apps, failed := map[string]*application{}, map[string]error{}
	for _, m := range document.object("schemas") {
		apps[m.key], failed[m.key] = newApplication(newSchema(m.key, objectOf(m.value)), on)
	}
	states := document.object("states")
	var cases []ormCase
	for _, item := range document.list("cases") {
		c := ormCase{in: objectOf(item), states: states}
		name, _, _ := strings.Cut(c.in.text("model"), ".")
		c.app, c.err = apps[name], failed[name]
		if c.app != nil {
			c.touched = c.app.touch(c.in.text("model"), c.in.list("ops"), c.in.list("end"))
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// isHard tells whether the case is neither trivial nor asked by Django itself.
func (c ormCase) isHard() bool { return c.in.get("trivial") != true && c.in.get("internal") != true }

// checkChain runs a case and compares the rows after a write.
func checkChain(c ormCase) error {
	if c.err != nil {
		return c.err
	}
	return c.run(func(ctx context.Context, r *running) error { return r.check(ctx) })
}

// run runs f in a transaction that holds the rows of the case's state.
func (c ormCase) run(f func(ctx context.Context, r *running) error) error {
	state := c.states.object(c.in.text("state"))
	t, err := translate(c.app, state, c.in.object("env"))
	if err != nil {
		return err
	}
	return c.app.in(context.Background(), state, func(ctx context.Context, tx *orm.Tx) error {
		return f(ctx, &running{translation: t, comparer: comparer{json: c.hasJSON(), anyOrder: c.ends("tree")}, c: c, tx: tx})
	})
}

// hasJSON tells whether values of the case may come out of JSON.
func (c ormCase) hasJSON() bool {
	isJSON := func(v any) bool {
		o, _ := v.(object)
		return o.text("expr") == "JSONObject" || o.text("field") == "JSONField"
	}
	return c.ends("tree") || c.app.byLabel[c.app.labelOf(c.in.text("model"))].holds("JSONField") || contains(c.in.get("ops"), isJSON)
}
