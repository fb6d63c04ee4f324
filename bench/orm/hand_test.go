package orm_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The statements as somebody writes them down.
const (
	columns    = `id, title, slug, body, author_id, views, edited_at, created_at`
	pointSQL   = `SELECT ` + columns + ` FROM bench_article WHERE id = $1`
	listSQL    = `SELECT ` + columns + ` FROM bench_article ORDER BY id LIMIT 100`
	insertSQL  = `INSERT INTO bench_article (title, slug, body, author_id, views, edited_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`
	updateSQL  = `UPDATE bench_article SET views = $1 WHERE id = $2`
	peopleSQL  = `SELECT id, name FROM bench_author ORDER BY id LIMIT 100`
	theirsSQL  = `SELECT ` + columns + ` FROM bench_article WHERE author_id IN (?` // and so on
	theirsPSQL = `SELECT ` + columns + ` FROM bench_article WHERE author_id = ANY($1)`
)

type scanner interface{ Scan(...any) error }

type cursor interface {
	scanner
	Next() bool
	Err() error
}

// A statement is prepared. many returns how the rows are closed, too.
type statement interface {
	one(ctx context.Context, args ...any) scanner
	many(ctx context.Context, args ...any) (cursor, func(), error)
	exec(ctx context.Context, args ...any) error
}

type sqlStatement struct{ *sql.Stmt }

func (s sqlStatement) one(ctx context.Context, args ...any) scanner {
	return s.QueryRowContext(ctx, args...)
}

func (s sqlStatement) many(ctx context.Context, args ...any) (cursor, func(), error) {
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, nil, err
	}
	return rows, func() { _ = rows.Close() }, nil
}

func (s sqlStatement) exec(ctx context.Context, args ...any) error {
	_, err := s.ExecContext(ctx, args...)
	return err
}

// pgx prepares each statement when it comes first.
type pgxStatement struct {
	pool *pgxpool.Pool
	text string
}

func (s pgxStatement) one(ctx context.Context, args ...any) scanner {
	return s.pool.QueryRow(ctx, s.text, args...)
}

func (s pgxStatement) many(ctx context.Context, args ...any) (cursor, func(), error) {
	rows, err := s.pool.Query(ctx, s.text, args...)
	if err != nil {
		return nil, nil, err
	}
	return rows, rows.Close, nil
}

func (s pgxStatement) exec(ctx context.Context, args ...any) error {
	_, err := s.pool.Exec(ctx, s.text, args...)
	return err
}

var _ pgx.Rows // what many returns of pgx

// hand holds the statements of one database.
type hand struct {
	point, list, insert, update, people, theirs statement
	keys                                        func([]int64) []any
	stored                                      func(a *Article) (edited, created any)
}

func onSQLite(tb testing.TB, db *sql.DB) hand {
	prepare := func(text string) statement {
		s, err := db.Prepare(text)
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { _ = s.Close() })
		return sqlStatement{s}
	}
	return hand{
		prepare(pointSQL), prepare(listSQL), prepare(insertSQL), prepare(updateSQL), prepare(peopleSQL),
		prepare(theirsSQL + strings.Repeat(", ?", parents-1) + ")"),
		func(keys []int64) []any {
			list := make([]any, len(keys))
			for i, k := range keys {
				list[i] = k
			}
			return list
		},
		func(a *Article) (edited, created any) {
			const layout = "2006-01-02 15:04:05.999999"
			if a.EditedAt != nil {
				edited = a.EditedAt.Format(layout)
			}
			return edited, a.CreatedAt.Format(layout)
		},
	}
}

func onPostgres(pool *pgxpool.Pool) hand {
	prepare := func(text string) statement { return pgxStatement{pool, text} }
	return hand{
		prepare(pointSQL), prepare(listSQL), prepare(insertSQL), prepare(updateSQL), prepare(peopleSQL), prepare(theirsPSQL),
		func(keys []int64) []any { return []any{keys} },
		func(a *Article) (edited, created any) { return a.EditedAt, a.CreatedAt },
	}
}

func (h hand) peer() peer {
	return peer{"hand", map[string]task{
		"point": func(ctx context.Context, i int64) (any, error) {
			var a Article
			err := scanArticle(h.point.one(ctx, key(i)), &a)
			return a, err
		},
		"list": func(ctx context.Context, _ int64) (any, error) { return readAll(ctx, h.list, scanArticle) },
		"insert": func(ctx context.Context, i int64) (any, error) {
			a := newArticle(writer, i)
			edited, created := h.stored(&a)
			err := h.insert.one(ctx, a.Title, a.Slug, a.Body, a.AuthorID, a.Views, edited, created).Scan(&a.ID)
			return a.ID, err
		},
		"update": func(ctx context.Context, i int64) (any, error) { return nil, h.update.exec(ctx, i, key(i)) },
		"with":   h.with,
	}}
}

// bare runs the statements and looks at no value: what the driver and, with SQLite,
// the database take.
func (h hand) bare() peer {
	skip := func(ctx context.Context, s statement, args ...any) error {
		rows, end, err := s.many(ctx, args...)
		if err != nil {
			return err
		}
		defer end()
		for rows.Next() {
		}
		return rows.Err()
	}
	return peer{"bare", map[string]task{
		"point":  func(ctx context.Context, i int64) (any, error) { return nil, skip(ctx, h.point, key(i)) },
		"list":   func(ctx context.Context, _ int64) (any, error) { return nil, skip(ctx, h.list) },
		"update": func(ctx context.Context, i int64) (any, error) { return nil, h.update.exec(ctx, i, key(i)) },
		"insert": func(ctx context.Context, i int64) (any, error) {
			a := newArticle(writer, i)
			edited, created := h.stored(&a)
			return nil, skip(ctx, h.insert, a.Title, a.Slug, a.Body, a.AuthorID, a.Views, edited, created)
		},
		"with": func(ctx context.Context, _ int64) (any, error) {
			if err := skip(ctx, h.people); err != nil {
				return nil, err
			}
			return nil, skip(ctx, h.theirs, h.keys(everyParent)...)
		},
	}}
}

var everyParent = func() (keys []int64) {
	for k := range int64(parents) {
		keys = append(keys, k+1)
	}
	return keys
}()

func scanArticle(s scanner, a *Article) error {
	return s.Scan(&a.ID, &a.Title, &a.Slug, &a.Body, &a.AuthorID, &a.Views, &a.EditedAt, &a.CreatedAt)
}

func readAll[T any](ctx context.Context, s statement, scan func(scanner, *T) error, args ...any) ([]T, error) {
	rows, end, err := s.many(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer end()
	var list []T
	for rows.Next() {
		var v T
		if err := scan(rows, &v); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

func (h hand) with(ctx context.Context, _ int64) (any, error) {
	people, err := readAll(ctx, h.people, func(s scanner, p *Author) error { return s.Scan(&p.ID, &p.Name) })
	if err != nil {
		return nil, err
	}
	keys, index := make([]int64, len(people)), make(map[int64]int, len(people))
	for i, p := range people {
		keys[i], index[p.ID] = p.ID, i
	}
	list, err := readAll(ctx, h.theirs, scanArticle, h.keys(keys)...)
	if err != nil {
		return nil, err
	}
	for i := range list {
		p := &people[index[list[i].AuthorID]]
		p.Articles = append(p.Articles, &list[i])
	}
	return people, nil
}
