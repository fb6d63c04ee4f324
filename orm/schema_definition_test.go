package orm_test

import (
	"fmt"
	"slices"
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

// TestDefaults reads back what each database is told to fill in.
func TestDefaults(t *testing.T) {
	t.Parallel()
	array := orm.Type{Kind: orm.Array, Elem: &text}
	for _, test := range []struct {
		typ              orm.Type
		value            orm.Expression
		sqlite, postgres string
	}{
		{text, orm.Value("it's"), `'it''s'`, ``},
		{number, orm.Value(-5), `-5`, ``},
		{orm.Type{Kind: orm.Bool}, orm.Value(true), `1`, `TRUE`},
		{orm.Type{Kind: orm.Float}, orm.Value(1.5), `1.5`, ``},
		{orm.Type{Kind: orm.Decimal, Digits: 5, Places: 2}, orm.Value("2.50"), `'2.50'`, `'2.5'::numeric(5, 2)`},
		{orm.Type{Kind: orm.Date}, orm.Value(orm.NewDay(2024, 5, 6)), `'2024-05-06'`, `'2024-05-06'::date`},
		{orm.Type{Kind: orm.Time}, orm.Value(orm.NewClock(7, 8, 9, 0)), `'07:08:09'`, `'07:08:09'::time`},
		{orm.Type{Kind: orm.JSON}, orm.Value(map[string]any{"a'": []int{1}}), `'{"a''": [1]}'`, `'{"a''":[1]}'::jsonb`},
		{orm.Type{Kind: orm.Binary}, orm.Value([]byte{0, 255}), `X'00ff'`, `'\x00ff'::bytea`},
		{orm.Type{Kind: orm.IP}, orm.Value("::1"), `'::1'`, `'::1'::inet`},
		{text, orm.Value(nil), `NULL`, ``},
		{text, orm.Lower(orm.Value("X")), `(LOWER('X'))`, ``},
		{orm.Type{Kind: orm.DateTime}, orm.Now(), `(STRFTIME('%Y-%m-%d %H:%M:%f', 'now'))`, `(STATEMENT_TIMESTAMP())`},
		{array, orm.Value([]string{`a"b`, `c\d`, "e'f", ""}), ``, `'{"a\"b","c\\d","e''f",""}'::text[]`},
	} {
		f := &orm.Field{Name: "x", Type: test.typ, DBDefault: test.value, Null: true}
		r := registry(t, append(blog(), &orm.Model{App: "shop", Name: "Thing", Fields: []*orm.Field{f}})...)
		if test.postgres == "" {
			test.postgres = test.sqlite
		}
		for i, want := range []string{test.sqlite, test.postgres} {
			if want == "" {
				continue
			}
			got, err := orm.CreateStatements(dialects[i], r.Model("shop.Thing"))
			if err != nil {
				t.Errorf("%s: %v", want, err)
				continue
			}
			_, column, _ := strings.Cut(got[0], `, "x" `)
			if _, got, _ := strings.Cut(column, " DEFAULT "); !strings.HasPrefix(got, want+" NULL") {
				t.Errorf("%s: the default is %s, want %s", dialects[i].Name(), got, want)
			}
		}
	}
}

// TestDefaultsOfTags fills rows by the defaults that tags say.
func TestDefaultsOfTags(t *testing.T) {
	t.Parallel()
	type filled struct {
		ID   int64
		Text string    `orm:"db_default='a, b'"`
		N    int       `orm:"db_default=7"`
		At   time.Time `orm:"db_default=now"`
		On   orm.Day   `orm:"db_default=now"`
		When orm.Clock `orm:"db_default=now"`
	}
	table := orm.NewTableIn(&orm.TableSet{}, func(p *filled, t *orm.Def) { t.App("shop") })
	if err := table.Check(); err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, db *orm.DB) {
		if err := orm.CreateTables(t.Context(), db, table.Model()); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(t.Context(), `INSERT INTO shop_filled DEFAULT VALUES`); err != nil {
			t.Fatal(err)
		}
		row, err := orm.From(table.Model()).On(db).Get(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		at, _ := row["at"].(time.Time)
		if row["text"] != "a, b" || row["n"] != int64(7) || time.Since(at).Abs() > time.Hour || row["on"] != orm.DayOf(at.UTC()) {
			t.Errorf("the row is %v", row)
		}
	})
}

func TestExpressionIndex(t *testing.T) {
	t.Parallel()
	r := registry(t, append(blog(), thing(func(m *orm.Model) {
		m.Indexes = []orm.Index{{Name: "i", By: []orm.Order{{By: orm.Lower(orm.F("title")), Descending: true}, {By: orm.F("owner")}}}}
		m.Constraints = []orm.Constraint{{Name: "u", By: []orm.Order{{By: orm.Lower(orm.F("maybe"))}}}}
	}))...)
	for _, dialect := range dialects {
		got, err := orm.CreateStatements(dialect, r.Model("shop.Thing"))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			`CREATE INDEX "i" ON "shop_thing" ((LOWER("title")) DESC, "owner_id")`, `CREATE UNIQUE INDEX "u" ON "shop_thing" ((LOWER("maybe")))`,
		} {
			if !slices.Contains(got, want) {
				t.Errorf("%s: %q lacks %s", dialect.Name(), got, want)
			}
		}
	}
}

// FuzzIdentifiers gives tables and columns any name: what the registry takes is
// what the database then has.
func FuzzIdentifiers(f *testing.F) {
	for _, s := range []string{`x" --`, "a.b", "", "a\x00b", "'", "é", strings.Repeat("x", 64), "SELECT", "\xff", "sqlite_x"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, table, column string) {
		m := &orm.Model{App: "shop", Name: "Thing", Table: table, Fields: []*orm.Field{{Name: "x", Column: column, Type: text}}}
		if _, err := orm.NewRegistry(m); err != nil {
			return
		}
		if strings.HasPrefix(strings.ToLower(m.Table), "sqlite_") {
			return // SQLite's own
		}
		db, err := sqlite.Open(sqlite.Memory)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := orm.CreateTables(t.Context(), db, m); err != nil {
			t.Fatal(err)
		}
		if got, err := orm.TableNames(t.Context(), db); err != nil || len(got) != 1 || got[0] != m.Table {
			t.Errorf("the tables are %q, %v, want %q", got, err, m.Table)
		}
		columns, err := orm.Raw[string](t.Context(), db, "SELECT name FROM pragma_table_info(?)", m.Table)
		if err != nil || len(columns) != 2 || columns[1] != m.Columns()[1].Column {
			t.Errorf("the columns are %q, %v, want %q", columns, err, m.Columns()[1].Column)
		}
	})
}

// TestDefinitionsAreKept makes both databases keep what definitions say.
func TestDefinitionsAreKept(t *testing.T) {
	t.Parallel()
	r := registry(t, &orm.Model{
		App: "shop", Name: "Thing",
		Fields: []*orm.Field{
			{Name: "title", Type: short(50)},
			{Name: "stock", Type: orm.Type{Kind: orm.Int, Bits: 32, Unsigned: true}},
			{Name: "data", Type: orm.Type{Kind: orm.JSON}, DBDefault: orm.Value(map[string]any{})},
		},
		Constraints: []orm.Constraint{
			{Name: "titled", Check: orm.Not(orm.Where("title", "it's"))},
			{Name: "one_each", By: []orm.Order{{By: orm.Lower(orm.F("title"))}}, Where: orm.Where("stock__gt", 5)},
		},
		Indexes: []orm.Index{{Name: "few", By: []orm.Order{{By: orm.F("title"), Descending: true}}, Where: orm.Where("title__startswith", "a%_'")}},
	})
	each(t, func(t *testing.T, db *orm.DB) {
		if err := orm.CreateTables(t.Context(), db, r.Models()...); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			title string
			stock int
			want  string
		}{
			{"a", 5, ""}, {"a", 5, ""}, {"a", 6, ""}, {"A", 6, "one_each"}, {"it''s", 1, "titled"}, {"b", -1, "stock"},
		} {
			_, err := db.Exec(t.Context(), fmt.Sprintf(`INSERT INTO shop_thing (title, stock) VALUES ('%s', %d)`, test.title, test.stock))
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s, %d: %v, want %q", test.title, test.stock, err, test.want)
			}
		}
	})
}
