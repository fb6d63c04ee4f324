package report

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/combo-web/combo/bench/record"
)

// What the rounds of the ORMs name, in the order of the tables.
var (
	ormDatabases = []string{"sqlite", "postgresql"}
	ormTasks     = []string{"point", "list", "insert", "update", "with"}
	ormPeers     = []string{"bare", "hand", "combo", "combo untyped", "gorm", "bun", "django bare", "django"}
)

func ormSetup(o *record.ORM) string {
	text := "\n" + aboutText(o.About)
	for _, name := range slices.Sorted(maps.Keys(o.Versions)) {
		text += fmt.Sprintf("%s %s.\n", name, o.Versions[name])
	}
	return text + "\n"
}

// ormTable compares everybody's queries of one database.
func ormTable(o *record.ORM, database string) string {
	g := grid{}
	g.add("task, by", "time, µs", "by hand = 1", "CPU time, µs", "by hand = 1", "objects")
	for _, task := range ormTasks {
		for _, peer := range ormPeers {
			wall := o.Wall(database, task, peer)
			if math.IsNaN(wall) {
				continue
			}
			objects := ""
			if n := o.Objects(database, task, peer); n > 0 {
				objects = decimals(n, 0)
			}
			g.add(task+", "+peer, decimals(wall/1000, 1), decimals(o.Ratio(database, task, peer, "hand"), 2),
				decimals(o.CPU(database, task, peer)/1000, 1), decimals(o.CPURatio(database, task, peer, "hand"), 2), objects)
		}
	}
	return g.String()
}

// ormClaims are about medians.
func ormClaims(o *record.ORM) string {
	g := grid{}
	g.add("claim", "SQLite", "PostgreSQL", "held")
	for _, c := range ormLimits {
		row, all := []string{c.text}, held
		for _, database := range ormDatabases {
			v := c.value(o, database)
			switch {
			case math.IsNaN(v):
				row = append(row, "")
				all = worse(all, unknown)
				continue
			case c.least && v < c.limit, !c.least && v > c.limit:
				all = worse(all, missed)
			}
			row = append(row, decimals(v, 2))
		}
		g.add(append(row, string(all))...)
	}
	return g.String()
}

func worse(a, b verdict) verdict {
	if a == missed {
		return a
	}
	return b
}

// An ormLimit is a claim about a number: at most the limit, or at least.
type ormLimit struct {
	text  string
	value func(o *record.ORM, database string) float64
	limit float64
	least bool
}

var ormLimits = []ormLimit{
	{"one row by its key takes at most 1.15 × the time of the code by hand", slower("point", "hand"), 1.15, false},
	{"one row by its key allocates at most 5 objects more", func(o *record.ORM, db string) float64 {
		return math.Round(o.Objects(db, "point", "combo") - o.Objects(db, "point", "hand"))
	}, 5, false},
	{"100 rows take at most 1.10 × the time of the code by hand", slower("list", "hand"), 1.10, false},
	{"an insert takes at most 1.15 × the time of the code by hand", slower("insert", "hand"), 1.15, false},
	{"gorm takes at least 1.50 × the time for one row", faster("point", "gorm"), 1.5, true},
	{"bun takes at least 1.50 × the time for one row", faster("point", "bun"), 1.5, true},
	{"gorm takes at least 1.30 × the time for 100 rows", faster("list", "gorm"), 1.3, true},
	{"bun takes at least 1.00 × the time for 100 rows", faster("list", "bun"), 1, true},
	{"Django takes at least 8.00 × the CPU time outside the database for one row", outside("point"), 8, true},
	{"Django takes at least 8.00 × the CPU time outside the database for 100 rows", outside("list"), 8, true},
	{"Django takes at least 8.00 × the CPU time outside the database for an insert", outside("insert"), 8, true},
	{"Django takes at least 8.00 × the CPU time outside the database for an update", outside("update"), 8, true},
	{"Django takes at least 8.00 × the CPU time outside the database for 100 rows and what belongs to them", outside("with"), 8, true},
}

func slower(task, peer string) func(*record.ORM, string) float64 {
	return func(o *record.ORM, db string) float64 { return o.Ratio(db, task, "combo", peer) }
}

func faster(task, peer string) func(*record.ORM, string) float64 {
	return func(o *record.ORM, db string) float64 { return o.Ratio(db, task, peer, "combo") }
}

// outside compares what remains of the processor time without the database. A
// PostgreSQL server is another process. SQLite is inside of it: there the time of
// the same statements on the bare driver is taken off, at least a microsecond is left.
func outside(task string) func(*record.ORM, string) float64 {
	return func(o *record.ORM, db string) float64 {
		own, django := o.CPU(db, task, "combo"), o.CPU(db, task, "django")
		if db == "sqlite" {
			own, django = own-o.CPU(db, task, "bare"), django-o.CPU(db, task, "django bare")
		}
		return django / max(own, 1000)
	}
}
