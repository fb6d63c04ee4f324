package orm_test

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
)

type (
	bunAuthor struct {
		bun.BaseModel `bun:"table:bench_author"`
		ID            int64 `bun:",pk,autoincrement"`
		Name          string
		Articles      []*bunArticle `bun:"rel:has-many,join:id=author_id"`
	}
	bunArticle struct {
		bun.BaseModel `bun:"table:bench_article"`
		ID            int64 `bun:",pk,autoincrement"`
		Title         string
		Slug          string
		Body          string
		AuthorID      int64
		Views         int64
		EditedAt      *time.Time
		CreatedAt     time.Time
	}
)

// byBun writes values into the statement, as bun does.
func byBun(db *sql.DB, dialect schema.Dialect) peer {
	opened := bun.NewDB(db, dialect)
	return peer{"bun", map[string]task{
		"point": func(ctx context.Context, i int64) (any, error) {
			var a bunArticle
			err := opened.NewSelect().Model(&a).Where("id = ?", key(i)).Scan(ctx)
			return a, err
		},
		"list": func(ctx context.Context, _ int64) (any, error) {
			var list []bunArticle
			err := opened.NewSelect().Model(&list).Order("id").Limit(100).Scan(ctx)
			return list, err
		},
		"insert": func(ctx context.Context, i int64) (any, error) {
			a := bunArticle{Title: title, Slug: slug, Body: body, AuthorID: writer, Views: i, EditedAt: edited(i), CreatedAt: moment}
			_, err := opened.NewInsert().Model(&a).Exec(ctx)
			return a.ID, err
		},
		"update": func(ctx context.Context, i int64) (any, error) {
			_, err := opened.NewUpdate().Model((*bunArticle)(nil)).Set("views = ?", i).Where("id = ?", key(i)).Exec(ctx)
			return nil, err
		},
		"with": func(ctx context.Context, _ int64) (any, error) {
			var people []bunAuthor
			err := opened.NewSelect().Model(&people).Relation("Articles").Order("id").Limit(parents).Scan(ctx)
			return people, err
		},
	}}
}
