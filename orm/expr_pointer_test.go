package orm_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

// A gauge is the struct of gaugeModel.
type gauge struct {
	ID    int64
	Name  string `orm:"max=50"`
	N     int32
	F     float64
	D     decimal.Decimal `orm:"digits=8,places=2"`
	Ok    bool
	Day   orm.Day
	At    orm.Clock
	Stamp time.Time
	Took  time.Duration
	UID   uuid.UUID
	Doc   *any `orm:"json"`
	Maybe *int64
	Note  *string
}

var gaugeTable = orm.NewTable(func(g *gauge, t *orm.Def) {
	t.App("lab")
	t.Name("Gauge")
})

// byPointer names a column of the table by its address, and what is no column by
// its path.
func byPointer(path string) any {
	f := gaugeTable.F
	if p, ok := map[string]any{
		"id": &f.ID, "name": &f.Name, "n": &f.N, "f": &f.F, "d": &f.D, "ok": &f.Ok, "day": &f.Day, "at": &f.At,
		"stamp": &f.Stamp, "took": &f.Took, "uid": &f.UID, "doc": &f.Doc, "maybe": &f.Maybe, "note": &f.Note,
	}[path]; ok {
		return p
	}
	return orm.F(path)
}

// Every function takes the addresses of columns.
func TestExpressionsOfPointers(t *testing.T) {
	if err := gaugeTable.Check(); err != nil {
		t.Fatal(err)
	}
	lite, err := sqlite.Open(t.TempDir() + "/gauges.sqlite3")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lite.Close() })
	pg, err := postgres.Open(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pg.Close() })
	m := gaugeTable.Model()
	fillGauges(t, lite, m, true)
	fillGauges(t, pg, m, false)
	runExpressions(t, orm.From(m).On(lite), byPointer, func(e exprTest) string { return e.want })
	runExpressions(t, orm.From(m).On(pg), byPointer, func(e exprTest) string { return or(e.pg, e.want) })
}

// A pointer on the right side is a value where the type is known, and the address
// of a column where it is not.
func TestPointersOnTheRight(t *testing.T) {
	db, err := sqlite.Open(t.TempDir() + "/gauges.sqlite3")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	fillGauges(t, db, gaugeTable.Model(), true)
	f, three := gaugeTable.F, int64(3)
	for _, test := range []lookupTest{
		{orm.Col(&f.Maybe).Eq(&three), "1", ""},
		{orm.Col(&f.Maybe).Eq(nil), "2", ""},
		{orm.Col(&f.Maybe).Ne(&three), "2 3", ""},
		{orm.Col(&f.Maybe).Ne(nil), "1 3", ""},
		{orm.Col(&f.Maybe).Coalesce(&three).Gte(&three), "1 2", ""},
		{orm.Col(&f.Maybe).Add(&three).Gt(&three), "1", ""},
		{orm.Add(&f.Maybe, 0).Eq(&f.N), "3", ""},
		{orm.Add(&f.N, 0).Ne(&f.N), "", ""},
		{orm.Col(&f.N).Is("lt", &f.ID), "2 3", ""},
		{orm.Abs(&f.N).Between(&f.N, 100), "1 2 3", ""},
		{orm.Abs(&f.N).In(&f.N, 99), "1 3", ""},
	} {
		got, err := keysOf(t.Context(), orm.From(gaugeTable.Model()).On(db).Filter(test.c))
		if err != nil || got != test.want {
			t.Errorf("%v: %q, %v, want %q", test.c, got, err, test.want)
		}
	}
}
