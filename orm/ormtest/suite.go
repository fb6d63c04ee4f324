package ormtest

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// An Open returns an empty database with tables, which is closed after the test.
type Open func(tb testing.TB, tables ...Table) *orm.DB

// Run tests a database: that what was written is read again, that queries find
// what they name, that rules are kept and reported, that transactions are all or
// nothing. Every [orm.Driver] has to pass. The subtests run in parallel.
func Run(t *testing.T, open Open) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s *store)
	}{
		{"Kinds", testKinds}, {"Null", testNull}, {"Text", testText},
		{"Lookups", testLookups}, {"Relations", testRelations}, {"Order", testOrder}, {"Groups", testGroups},
		{"Insert", testInsert}, {"Update", testUpdate}, {"Delete", testDelete}, {"Bulk", testBulk},
		{"Unique", testUnique}, {"ForeignKey", testForeignKey}, {"Check", testCheck},
		{"Commit", testCommit}, {"Rollback", testRollback}, {"Savepoint", testSavepoint}, {"Panic", testPanic},
		{"Cancel", testCancel}, {"Counter", testCounter}, {"Iterate", testIterate},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			db := open(t, Shelves, Items, Labels)
			test.run(t, &store{db: db})
		})
	}
}

// The tables of the suite: items that stand on shelves and carry labels.
type (
	// A Shelf holds items.
	Shelf struct {
		ID    int64
		Name  string  `orm:"max=40,unique"`
		Items []*Item `orm:"reverse=ShelfID"`
	}
	// An Item has a column of nearly every kind.
	Item struct {
		ID      int64
		Name    string `orm:"max=40"`
		Count   int    `orm:"unsigned"`
		Weight  float64
		Price   decimal.Decimal `orm:"digits=12,places=2"`
		Sold    bool
		Made    *orm.Day
		Opens   *orm.Clock
		SeenAt  *time.Time
		Lasts   time.Duration
		Tag     uuid.UUID
		Facts   map[string]any `orm:"json"`
		Photo   []byte
		ShelfID *int64
		Shelf   *Shelf   `orm:"fk=ShelfID,on_delete=cascade"`
		Labels  []*Label `orm:"m2m,related=items"`
	}
	// A Label is on many items.
	Label struct {
		ID   int64
		Text string `orm:"max=40"`
	}
)

// The tables.
var (
	Shelves = orm.NewTable[Shelf](nil)
	Items   = orm.NewTable[Item](nil)
	Labels  = orm.NewTable[Label](nil)
)

// A store is the tables in a database.
type store struct{ db *orm.DB }

// fill puts three items on two shelves, one on none.
func (s *store) fill(t *testing.T) {
	t.Helper()
	low, high := &Shelf{Name: "low"}, &Shelf{Name: "high"}
	s.add(t, low, high)
	for _, i := range []*Item{
		{Name: "lamp", Count: 3, Price: decimal.New(1999, -2), ShelfID: &low.ID},
		{Name: "Ladder", Count: 1, Price: decimal.New(5000, -2), ShelfID: &low.ID, SeenAt: new(noon)},
		{Name: "100% cup_", Count: 3, Price: decimal.New(250, -2), ShelfID: &high.ID, Sold: true},
		{Name: "map", Count: 0, Price: decimal.New(1, -2), Made: new(orm.NewDay(2024, 2, 29))},
	} {
		if err := Items.On(s.db).Insert(t.Context(), i); err != nil {
			t.Fatal(err)
		}
	}
}

func (s *store) add(t *testing.T, shelves ...*Shelf) {
	t.Helper()
	for _, shelf := range shelves {
		if err := Shelves.On(s.db).Insert(t.Context(), shelf); err != nil {
			t.Fatal(err)
		}
	}
}

// names returns the names of items, by their keys.
func names(t *testing.T, items orm.QuerySet[Item]) []string {
	t.Helper()
	list, err := orm.Pluck(items.OrderBy(&Items.F.ID), &Items.F.Name).All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

var noon = time.Date(2026, 3, 29, 12, 30, 15, 123456000, time.UTC)
