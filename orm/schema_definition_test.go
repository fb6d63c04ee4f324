package orm_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// thing returns a model with a column of each kind and one definition.
func thing(change func(*orm.Model)) *orm.Model {
	m := &orm.Model{App: "shop", Name: "Thing", Fields: []*orm.Field{
		{Name: "title", Type: short(50)},
		{Name: "maybe", Type: short(50), Null: true},
		{Name: "stock", Type: orm.Type{Kind: orm.Int, Bits: 32, Unsigned: true}},
		{Name: "small", Type: orm.Type{Kind: orm.Int, Bits: 16, Unsigned: true}},
		{Name: "price", Type: orm.Type{Kind: orm.Decimal, Digits: 8, Places: 2}},
		{Name: "active", Type: orm.Type{Kind: orm.Bool}},
		{Name: "score", Type: orm.Type{Kind: orm.Float}},
		{Name: "day", Type: orm.Type{Kind: orm.Date}},
		{Name: "clock", Type: orm.Type{Kind: orm.Time}},
		{Name: "at", Type: orm.Type{Kind: orm.DateTime}},
		{Name: "took", Type: orm.Type{Kind: orm.Duration}},
		{Name: "code", Type: orm.Type{Kind: orm.UUID}},
		{Name: "data", Type: orm.Type{Kind: orm.JSON}},
		{Name: "blob", Type: orm.Type{Kind: orm.Binary}},
		{Name: "addr", Type: orm.Type{Kind: orm.IP}},
		{Name: "owner", Relation: toOne("auth.User")},
	}}
	change(m)
	return m
}

func TestColumnTypes(t *testing.T) {
	t.Parallel()
	r := registry(t, append(blog(), thing(func(*orm.Model) {}))...)
	for _, dialect := range dialects {
		got, err := orm.CreateStatements(dialect, r.Model("shop.Thing"))
		if err != nil {
			t.Fatal(err)
		}
		got[0] = strings.ReplaceAll(got[0], ", \"", ",\n\"")
		golden(t, "create_thing_"+dialect.Name()+".sql", lines(strings.Join(got, "\n")))
	}
}

// TestDefinitions compares conditions and expressions in constraints and
// indexes, whose values are written down.
func TestDefinitions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		where            orm.Condition
		sqlite, postgres string
	}{
		{orm.Where("title__gt", "it's"), `"title" > 'it''s'`, ``},
		{orm.And(orm.Where("title__gt", "x"), orm.Where("owner", 3)), `"title" > 'x' AND "owner_id" = 3`, ``},
		{orm.Or(orm.Where("stock__lt", 1), orm.Where("small", 2)), `"stock" < 1 OR "small" = 2`, ``},
		{orm.Not(orm.Where("title", "y")), `NOT ("title" = 'y')`, ``},
		{orm.Where("stock__lt", orm.F("small")), `"stock" < "small"`, ``},
		{orm.Where("maybe__isnull", true), `"maybe" IS NULL`, ``},
		{orm.Where("title__in", []string{"a", "b'"}), `"title" IN ('a', 'b''')`, ``},
		{orm.Where("price__gte", decimal.RequireFromString("1.50")), `"price" >= '1.5'`, `"price" >= '1.5'::numeric`},
		{orm.Where("day__lt", orm.NewDay(2020, 2, 29)), `"day" < '2020-02-29'`, `"day" < '2020-02-29'::date`},
		{orm.Where("at__lt", time.Date(2020, 2, 29, 1, 2, 3, 0, time.FixedZone("", 3600))), `"at" < '2020-02-29 00:02:03'`, `"at" < '2020-02-29 00:02:03+00:00'::timestamp with time zone`},
		{orm.Where("took__lt", time.Minute), `"took" < 60000000`, `"took" < '60000000 microseconds'::interval`},
		{orm.Where("code", uuid.MustParse("11111111-2222-3333-4444-555555555555")), `"code" = '11111111222233334444555555555555'`, `"code" = '11111111-2222-3333-4444-555555555555'::uuid`},
	} {
		r := registry(t, append(blog(), thing(func(m *orm.Model) {
			m.Constraints = []orm.Constraint{{Name: "c", Check: test.where}}
			m.Indexes = []orm.Index{{Name: "i", By: []orm.Order{{By: orm.F("title")}}, Where: test.where}}
		}))...)
		if test.postgres == "" {
			test.postgres = test.sqlite
		}
		for i, want := range []string{test.sqlite, test.postgres} {
			got, err := orm.CreateStatements(dialects[i], r.Model("shop.Thing"))
			if err != nil {
				t.Errorf("%s: %v", want, err)
				continue
			}
			if _, check, _ := strings.Cut(got[0], ` CONSTRAINT "c" `); check != "CHECK ("+want+"))" {
				t.Errorf("%s: %s\nwant %s", dialects[i].Name(), check, want)
			}
			if index := got[len(got)-1]; index != `CREATE INDEX "i" ON "shop_thing" ("title") WHERE `+want {
				t.Errorf("%s: %s", dialects[i].Name(), index)
			}
		}
	}
}

func TestDefinitionMistakes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		want   string
		change func(*orm.Model)
	}{
		{"a definition is about one table", func(m *orm.Model) {
			m.Constraints = []orm.Constraint{{Name: "c", Check: orm.Where("owner__username", "x")}}
		}},
		{"nope", func(m *orm.Model) { m.Constraints = []orm.Constraint{{Name: "c", Check: orm.Where("nope", "x")}} }},
		{"NULLs are never equal", func(m *orm.Model) {
			m.Constraints = []orm.Constraint{{Name: "c", By: []orm.Order{orm.Asc("title")}, NullsEqual: true}}
		}},
		{"is checked at once", func(m *orm.Model) {
			m.Constraints = []orm.Constraint{{Name: "c", By: []orm.Order{orm.Asc("title")}, Deferred: true, Where: orm.Where("stock", 1)}}
		}},
		{"SQLite has no arrays", func(m *orm.Model) {
			m.Fields = append(m.Fields, &orm.Field{Name: "list", Type: orm.Type{Kind: orm.Array, Elem: &number}})
		}},
		{"a text must not have a NUL", func(m *orm.Model) { m.Constraints = []orm.Constraint{{Name: "c", Check: orm.Where("title", "\x00")}} }},
	} {
		r, err := orm.NewRegistry(append(blog(), thing(test.change))...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := orm.CreateStatements(sqlite.Dialect(), r.Model("shop.Thing")); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("the mistake is %v, want %q", err, test.want)
		}
	}
}
