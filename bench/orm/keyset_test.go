package orm_test

import (
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
)

var keysetRows = flag.Int("orm.keyset", 2000, "walk through pages of so `many` rows; from 1,000,000 on 95 of 100 pages may take 5 ms at most")

// Pages are found as quickly in the depth of a table as at its beginning.
func TestKeyset(t *testing.T) {
	const depths, pages, size = 20, 20, 25
	makeRows := map[string]string{
		"sqlite": `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO bench_article (title, slug, body, author_id, views, created_at) SELECT 'A title', 'a-title', 'The body.', 1, i / 3, '2026-01-02 03:04:05' FROM n`,
		"postgresql": `INSERT INTO bench_article (title, slug, body, author_id, views, created_at)
			SELECT 'A title', 'a-title', 'The body.', 1, i / 3, '2026-01-02 03:04:05+00' FROM generate_series(1, $1::int) i`,
	}
	for _, open := range []func(testing.TB, orm.Config) place{openSQLite, openPostgres} {
		p := open(t, orm.Config{})
		ctx := t.Context()
		for _, text := range []string{makeRows[p.name], "CREATE INDEX bench_views ON bench_article (views DESC, id DESC)", "ANALYZE"} {
			var args []any
			if text == makeRows[p.name] {
				args = append(args, *keysetRows)
			}
			_, err := p.db.Exec(ctx, text, args...)
			check(t, err)
		}
		a := Articles.F
		rows := Articles.On(p.db).OrderBy(orm.Desc(&a.Views), orm.Desc(&a.ID))
		var times []time.Duration
		for depth := range depths {
			below := int64(*keysetRows / 3 * (depths - depth) / depths)
			start, err := rows.Filter(orm.Lt(&a.Views, below)).Page(ctx, "", size)
			check(t, err)
			cursor := start.Next
			for i := 0; i < pages && cursor != ""; i++ {
				began := time.Now()
				page, err := rows.Page(ctx, cursor, size)
				times = append(times, time.Since(began))
				check(t, err)
				if len(page.Rows) == 0 || page.Rows[0].Views >= below {
					t.Fatalf("%s: a page below %d begins with %+v", p.name, below, page.Rows)
				}
				cursor = page.Next
			}
		}
		slices.Sort(times)
		p95 := times[len(times)*95/100]
		t.Logf("%s: %d pages among %d rows: 95 of 100 within %v", p.name, len(times), *keysetRows, p95)
		if *keysetRows >= 1_000_000 && p95 > 5*time.Millisecond {
			t.Errorf("%s: 95 of 100 pages take %v, want at most 5 ms", p.name, p95)
		}
	}
}
