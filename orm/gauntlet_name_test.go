package orm_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/ormtest"
	"github.com/combo-web/combo/orm/postgres"
)

var quotedName = regexp.MustCompile(`"(?:[^"]|"")*"`)

// outline is a statement without its identifiers.
func outline(sql string) string { return quotedName.ReplaceAllString(sql, `""`) }

// anyName draws a name that may have everything in it.
func anyName() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{`x" FROM users--`, "a.b", "a\x0b;", "a\x00", strings.Repeat("x", 63), strings.Repeat("x", 64), "", "1a", "é", "SELECT", `a"b`, "a'b", "$1", "?", "{0}", "\xff", "id", "_"}),
		rapid.StringMatching(`[a-zA-Z_][a-zA-Z0-9_]{0,70}`),
		rapid.StringMatching(`[a-z"'.;\- $?{}\\%]{1,10}`),
		rapid.String(),
	)
}

// A name of an annotation, an alias or an aggregate is refused, or is the name in
// the row; the rest of the statement stays what it is.
func TestGauntletC3Names(t *testing.T) {
	ormtest.Each(t, func(t *testing.T, db *orm.DB) {
		must(t, Memos.On(db).Insert(t.Context(), &Memo{Text: "x"}))
		memo := Memos.On(db).Query()
		upper := orm.Upper(orm.F("text"))
		queries := map[string]func(name string) orm.Query{
			"annotation": func(name string) orm.Query { return memo.Annotate(orm.As(name, upper)) },
			"alias":      func(name string) orm.Query { return memo.Alias(orm.As(name, upper)).Annotate(orm.As("y", orm.F(name))) },
			"group": func(name string) orm.Query {
				return memo.Values("text").Annotate(orm.As(name, orm.Count("id"))).OrderBy(name)
			},
			"filter": func(name string) orm.Query { return memo.Annotate(orm.As(name, upper)).Filter(orm.Where(name, "X")) },
		}
		rapid.Check(t, func(r *rapid.T) {
			name := anyName().Draw(r, "name")
			for what, query := range queries {
				plain, _, err := query("n").SQL()
				must(t, err)
				text, _, err := query(name).SQL()
				if err != nil {
					continue
				}
				if outline(text) != outline(plain) {
					r.Errorf("%s %q makes\n%s\nof\n%s", what, name, text, plain)
				}
				rows, err := query(name).Rows(t.Context())
				if err != nil || len(rows) != 1 {
					r.Errorf("%s %q: %v, %v", what, name, rows, err)
				} else if _, ok := rows[0][name]; !ok && what != "alias" {
					r.Errorf("%s %q is not in %v", what, name, rows[0])
				}
			}
			row, err := memo.Aggregate(t.Context(), orm.As(name, orm.Count("id")))
			if err == nil && row[name] != int64(1) {
				r.Errorf("the aggregate %q is %v", name, row)
			}
		})
	}, Memos)
}

// Whatever the registry takes as the name of a table or a column is that in the
// database, and the statements stay what they are.
func TestGauntletC3Tables(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		model := func(table, column string) (*orm.Model, error) {
			m := &orm.Model{App: "shop", Name: "Thing", Table: table, Fields: []*orm.Field{{Name: "x", Column: column, Type: orm.Type{Kind: orm.Text}}}}
			_, err := orm.NewRegistry(m)
			return m, err
		}
		plain, err := model("t", "c")
		must(t, err)
		created, err := orm.CreateStatements(db.Dialect(), plain)
		must(t, err)
		selected, _, err := orm.From(plain).On(db).Filter(orm.Where("x", "y")).OrderBy("-x").SQL()
		must(t, err)
		rapid.Check(t, func(r *rapid.T) {
			table, column := anyName().Draw(r, "table"), anyName().Draw(r, "column")
			m, err := model(table, column)
			if err != nil || strings.HasPrefix(strings.ToLower(m.Table), "sqlite_") || strings.EqualFold(column, "id") {
				return
			}
			statements, err := orm.CreateStatements(db.Dialect(), m)
			if err != nil || outline(strings.Join(statements, ";")) != outline(strings.Join(created, ";")) {
				r.Fatalf("%q, %q: %q, %v", table, column, statements, err)
			}
			if text, _, err := orm.From(m).On(db).Filter(orm.Where("x", "y")).OrderBy("-x").SQL(); err != nil || outline(text) != outline(selected) {
				r.Fatalf("%q, %q: %s, %v", table, column, text, err)
			}
			roundTrip(t.Context(), r, db, m)
		})
	})
}

// roundTrip makes a table, looks what it is called, and keeps a row in it.
func roundTrip(ctx context.Context, r *rapid.T, db *orm.DB, m *orm.Model) {
	if err := orm.CreateTables(ctx, db, m); err != nil {
		r.Fatalf("%q: %v", m.Table, err)
	}
	defer func() {
		if err := orm.DropTables(ctx, db, m); err != nil {
			r.Errorf("%q: %v", m.Table, err)
		}
	}()
	if names, err := orm.TableNames(ctx, db); err != nil || !slices.Equal(names, []string{m.Table}) {
		r.Errorf("the tables are %q, want %q, %v", names, m.Table, err)
	}
	q := orm.From(m).On(db)
	err := q.Insert(ctx, orm.Row{"x": "y"})
	rows, readErr := q.Filter(orm.Where("x__contains", "y")).OrderBy("x").Rows(ctx)
	n, updateErr := q.Update(ctx, orm.Set{Name: "x", Value: "z"})
	if err := errors.Join(err, readErr, updateErr); err != nil || len(rows) != 1 || rows[0]["x"] != "y" || n != 1 {
		r.Errorf("%q, %q: %v, %d, %v", m.Table, m.Columns()[1].Column, rows, n, err)
	}
}

// The parts of dates are an enum, and a zone is an argument.
func TestGauntletC7PartsAndZones(t *testing.T) {
	ormtest.Each(t, func(t *testing.T, db *orm.DB) {
		memo := Memos.On(db).Query()
		extract := func(part string, zone *time.Location) orm.Query {
			return memo.In(zone).Annotate(orm.As("n", orm.Extract(orm.Now(), part)), orm.As("d", orm.Trunc(orm.Now(), part, orm.Type{})))
		}
		plain, _, err := extract("hour", time.FixedZone("x", 3600)).SQL()
		must(t, err)
		known := []string{"year", "quarter", "month", "week", "day", "hour", "minute", "second"}
		rapid.Check(t, func(r *rapid.T) {
			s := rapid.OneOf(rapid.SampledFrom([]string{"year' FROM x--", "YEAR", "epoch", "year ", "microseconds", "Europe/Berlin'--"}), anyName()).Draw(r, "text")
			if _, _, err := extract(s, nil).SQL(); err == nil && !slices.Contains(known, s) {
				r.Errorf("%q was taken as a part", s)
			}
			zone := time.FixedZone(s, 3600)
			text, _, err := extract("hour", zone).SQL()
			switch {
			case err != nil:
				if s != "Local" {
					r.Errorf("zone %q: %v", s, err)
				}
			case s != "UTC" && text != plain && !isZone(s):
				r.Errorf("zone %q makes\n%s\nof\n%s", s, text, plain)
			default:
				if _, err := extract("hour", zone).Rows(t.Context()); err != nil {
					r.Errorf("zone %q: %v", s, err)
				}
			}
		})
	}, Memos)
}

func isZone(s string) bool {
	_, err := time.LoadLocation(s)
	return err == nil
}

// Numbers of rows are never negative, and as large as they can be.
func TestGauntletC7Limits(t *testing.T) {
	ormtest.Each(t, func(t *testing.T, db *orm.DB) {
		for range 5 {
			must(t, Memos.On(db).Insert(t.Context(), &Memo{}))
		}
		memo := Memos.On(db).OrderBy(&Memos.F.ID)
		const most = math.MaxInt
		for name, test := range map[string]struct {
			q    orm.QuerySet[Memo]
			want int
		}{
			"limit":         {memo.Limit(most), 5},
			"offset":        {memo.Offset(most), 0},
			"both":          {memo.Offset(3).Limit(most), 2},
			"turned":        {memo.Limit(most).Offset(3), 2},
			"offsets":       {memo.Offset(most).Offset(2), 0},
			"most of both":  {memo.Offset(most).Limit(most), 0},
			"slice":         {memo.Slice(1, most), 4},
			"slices":        {memo.Slice(1, most).Slice(1, most), 3},
			"slice of most": {memo.Slice(most, most), 0},
			"none":          {memo.Limit(0), 0},
		} {
			got, err := test.q.All(t.Context())
			if err != nil || len(got) != test.want {
				t.Errorf("%s: %d rows, want %d, %v", name, len(got), test.want, err)
			}
		}
		for _, q := range []orm.QuerySet[Memo]{memo.Limit(-1), memo.Offset(-1), memo.Slice(-1, 2), memo.Slice(0, -2), memo.Limit(math.MinInt), memo.Offset(math.MinInt).Limit(3)} {
			if got, err := q.All(t.Context()); err == nil {
				t.Errorf("a negative number gives %d rows", len(got))
			}
		}
	}, Memos)
}

// A channel is letters and digits, whoever names it.
func TestGauntletC7Channels(t *testing.T) {
	db, err := postgres.Open(pgtest.URL(t))
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	plain := regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,62}$`)
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.OneOf(rapid.SampledFrom([]string{`a"; DROP TABLE x--`, "*", ">", "a b", "a.b"}), anyName()).Draw(r, "channel")
		if err := postgres.Notify(t.Context(), db, name, name); (err == nil) != plain.MatchString(name) {
			r.Errorf("notify %q: %v", name, err)
		}
		if plain.MatchString(name) {
			return
		}
		if l, err := postgres.Listen(t.Context(), db, name); err == nil {
			r.Errorf("listens to %q", name)
			_ = l.Close()
		}
	})
}

// No statement has a comment, whatever the context of the request carries.
func TestGauntletC8NoComments(t *testing.T) { onDepots(t, testNoComments) }

func testNoComments(t *testing.T, s *depot) {
	type requestID struct{}
	const id = "*/ DROP TABLE shop_maker --\x1b[2J"
	ctx := context.WithValue(t.Context(), requestID{}, id)
	s.statements()
	must(t, s.db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		return tx.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
			makers := s.model("Maker").On(tx)
			err := makers.Insert(ctx, orm.Row{"name": id})
			_, readErr := makers.Filter(orm.Where("name", id)).With("items__tags").Rows(ctx)
			_, updateErr := makers.Update(ctx, orm.Set{Name: "name", Value: id + "x"})
			_, deleteErr := makers.Delete(ctx)
			return errors.Join(err, readErr, updateErr, deleteErr)
		})
	}))
	list := s.statements()
	if len(list) < 4 {
		t.Errorf("only %d statements ran", len(list))
	}
	for _, sql := range list {
		for _, sign := range []string{"--", "/*", "*/", "DROP", "\x1b"} {
			if strings.Contains(sql, sign) {
				t.Errorf("%q is in %s", sign, fmt.Sprintf("%q", sql))
			}
		}
	}
}
