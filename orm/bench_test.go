package orm_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// An article is what the benchmarks read: eight columns, one of which may be NULL.
type article struct {
	ID        int64
	Title     string
	Slug      string
	Body      string
	AuthorID  int64
	Views     int64
	Score     float64
	EditedAt  *time.Time
	CreatedAt time.Time
}

const (
	articleTable = `CREATE TABLE orm_test_article (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(150) NOT NULL,
		slug varchar(50) NOT NULL, body text NOT NULL, author_id bigint NOT NULL, views integer NOT NULL, score real NOT NULL,
		edited_at datetime NULL, created_at datetime NOT NULL)`
	articleColumns = `id, title, slug, body, author_id, views, score, edited_at, created_at`
	articlePoint   = `SELECT ` + articleColumns + ` FROM orm_test_article WHERE id = $1`
	articleList    = `SELECT ` + articleColumns + ` FROM orm_test_article ORDER BY id LIMIT 100`
	articleInsert  = `INSERT INTO orm_test_article (title, slug, body, author_id, views, score, edited_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
)

func openArticles(b *testing.B) (db *orm.DB, file string) {
	b.Helper()
	file = filepath.Join(b.TempDir(), "bench.db")
	db, err := sqlite.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	ctx := context.Background()
	if _, err := db.Exec(ctx, articleTable); err != nil {
		b.Fatal(err)
	}
	err = db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		for i := range 200 {
			if _, err := orm.ExecPlan(ctx, tx, insertPlan(db), articleValues(i)...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return db, file
}

func articleValues(i int) []any {
	edited := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	values := []any{"A title of some length", "a-title-of-some-length", "The body of it.", int64(7), int64(i), 0.5, edited, edited}
	if i%2 == 0 {
		values[6] = nil
	}
	return values
}

func readPlan(db *orm.DB, sql string, args ...orm.Type) orm.TestPlan {
	text, number, moment := orm.Type{Kind: orm.Text}, orm.Type{Kind: orm.Int}, orm.Type{Kind: orm.DateTime}
	return orm.NewTestPlan(db.Dialect(), sql, args,
		orm.TestColumn{Name: "id", Type: number}, orm.TestColumn{Name: "title", Type: text}, orm.TestColumn{Name: "slug", Type: text},
		orm.TestColumn{Name: "body", Type: text}, orm.TestColumn{Name: "author_id", Type: number}, orm.TestColumn{Name: "views", Type: number},
		orm.TestColumn{Name: "score", Type: orm.Type{Kind: orm.Float}}, orm.TestColumn{Name: "edited_at", Type: moment},
		orm.TestColumn{Name: "created_at", Type: moment})
}

func insertPlan(db *orm.DB) orm.TestPlan {
	text, number, moment := orm.Type{Kind: orm.Text}, orm.Type{Kind: orm.Int}, orm.Type{Kind: orm.DateTime}
	return orm.NewTestPlan(db.Dialect(), articleInsert, []orm.Type{text, text, text, number, number, {Kind: orm.Float}, moment, moment})
}

// openByHand opens the same file as a program without this package does.
func openByHand(b *testing.B, file string) *sql.DB {
	b.Helper()
	db, err := sql.Open("sqlite", file+"?_pragma=busy_timeout(10000)&_pragma=synchronous(full)&_pragma=foreign_keys(1)&_pragma=cache_size(-8192)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	return db
}

func prepare(b *testing.B, db *sql.DB, text string) *sql.Stmt {
	b.Helper()
	stmt, err := db.Prepare(text)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = stmt.Close() })
	return stmt
}

func scanArticle(scan func(...any) error) (a article, err error) {
	err = scan(&a.ID, &a.Title, &a.Slug, &a.Body, &a.AuthorID, &a.Views, &a.Score, &a.EditedAt, &a.CreatedAt)
	return a, err
}

// The context of a request can be cancelled: that costs the engine a goroutine.
func cancellable(b *testing.B) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	b.Cleanup(cancel)
	return ctx
}

func BenchmarkSQLitePoint(b *testing.B) {
	db, file := openArticles(b)
	byHand := prepare(b, openByHand(b, file), articlePoint)
	plan := readPlan(db, articlePoint, orm.Type{Kind: orm.Int})
	for name, ctx := range map[string]context.Context{"": context.Background(), "-cancellable": cancellable(b)} {
		b.Run("hand"+name, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				if _, err := scanArticle(byHand.QueryRowContext(ctx, int64(i%200+1)).Scan); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("orm"+name, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				if _, err := orm.ScanOne[article](ctx, db, plan, int64(i%200+1)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("query"+name, func(b *testing.B) {
			q := orm.From(articles.Model()).On(db)
			b.ReportAllocs()
			for i := range b.N {
				if _, err := orm.IntoOne[article](ctx, q, orm.Where("id", int64(i%200+1))); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("raw"+name, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				if _, err := orm.Raw[article](ctx, db, articlePoint, int64(i%200+1)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSQLiteList(b *testing.B) {
	db, file := openArticles(b)
	byHand := prepare(b, openByHand(b, file), articleList)
	plan := readPlan(db, articleList)
	ctx := cancellable(b)
	b.Run("hand", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			if list, err := listByHand(ctx, byHand); err != nil || len(list) != 100 {
				b.Fatal(len(list), err)
			}
		}
	})
	b.Run("query", func(b *testing.B) {
		q := orm.From(articles.Model()).On(db).OrderBy("id").Limit(100)
		b.ReportAllocs()
		for range b.N {
			if list, err := orm.Into[article](ctx, q); err != nil || len(list) != 100 {
				b.Fatal(len(list), err)
			}
		}
	})
	b.Run("orm", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			if list, err := orm.ScanAll[article](ctx, db, plan); err != nil || len(list) != 100 {
				b.Fatal(len(list), err)
			}
		}
	})
}

// articles is only read.
var articles = orm.NewTable[article](nil)

func listByHand(ctx context.Context, stmt *sql.Stmt) ([]article, error) {
	rows, err := stmt.QueryContext(ctx)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []article
	for rows.Next() {
		a, err := scanArticle(rows.Scan)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, rows.Err()
}

func BenchmarkSQLiteInsert(b *testing.B) {
	db, file := openArticles(b)
	handDB := openByHand(b, file)
	handDB.SetMaxOpenConns(1)
	byHand := prepare(b, handDB, articleInsert)
	plan := insertPlan(db)
	ctx := cancellable(b)
	b.Run("hand", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			edited := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).Format("2006-01-02 15:04:05")
			if _, err := byHand.ExecContext(ctx, "A title of some length", "a-title-of-some-length", "The body of it.", int64(7), int64(i), 0.5, edited, edited); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("orm", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			if _, err := orm.ExecPlan(ctx, db, plan, articleValues(i)...); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("hand-returning", func(b *testing.B) {
		returning := prepare(b, handDB, articleInsert+" RETURNING id")
		b.ReportAllocs()
		for i := range b.N {
			var id int64
			edited := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).Format("2006-01-02 15:04:05")
			if err := returning.QueryRowContext(ctx, "A title of some length", "a-title-of-some-length", "The body of it.", int64(7), int64(i), 0.5, edited, edited).Scan(&id); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("row", func(b *testing.B) {
		q := orm.From(articles.Model()).On(db)
		b.ReportAllocs()
		for i := range b.N {
			if err := q.Insert(ctx, newArticle(i)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func newArticle(i int) *article {
	edited := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return &article{Title: "A title of some length", Slug: "a-title-of-some-length", Body: "The body of it.", AuthorID: 7, Views: int64(i),
		Score: 0.5, EditedAt: &edited, CreatedAt: edited}
}
