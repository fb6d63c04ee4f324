package orm_test

import (
	"context"

	"github.com/combo-web/combo/orm"
)

// typed is Combo as programs use it.
func typed(db *orm.DB) peer {
	a, p := Articles.F, Authors.F
	rows, people := Articles.On(db), Authors.On(db)
	return peer{"combo", map[string]task{
		"point": func(ctx context.Context, i int64) (any, error) {
			return rows.Get(ctx, orm.Eq(&a.ID, key(i)))
		},
		"list": func(ctx context.Context, _ int64) (any, error) {
			return rows.OrderBy(&a.ID).Limit(100).All(ctx)
		},
		"insert": func(ctx context.Context, i int64) (any, error) {
			row := newArticle(writer, i)
			return row.ID, rows.Insert(ctx, &row)
		},
		"update": func(ctx context.Context, i int64) (any, error) {
			return rows.Filter(orm.Eq(&a.ID, key(i))).Update(ctx, orm.SetTo(&a.Views, i))
		},
		"with": func(ctx context.Context, _ int64) (any, error) {
			return people.OrderBy(&p.ID).Limit(parents).With(&p.Articles).All(ctx)
		},
	}}
}

// untyped is Combo with rows that are maps.
func untyped(db *orm.DB) peer {
	rows, people := orm.From(Articles.Model()).On(db), orm.From(Authors.Model()).On(db)
	return peer{"combo untyped", map[string]task{
		"point": func(ctx context.Context, i int64) (any, error) {
			return rows.Get(ctx, orm.Where("id", key(i)))
		},
		"list": func(ctx context.Context, _ int64) (any, error) {
			return rows.OrderBy("id").Limit(100).Rows(ctx)
		},
		"insert": func(ctx context.Context, i int64) (any, error) {
			row := orm.Row{"title": title, "slug": slug, "body": body, "author_id": int64(writer), "views": i, "edited_at": nil, "created_at": moment}
			if at := edited(i); at != nil {
				row["edited_at"] = *at
			}
			return nil, rows.Insert(ctx, row)
		},
		"update": func(ctx context.Context, i int64) (any, error) {
			return rows.Filter(orm.Where("id", key(i))).Update(ctx, orm.Set{Name: "views", Value: i})
		},
		"with": func(ctx context.Context, _ int64) (any, error) {
			return people.OrderBy("id").Limit(parents).With("articles").Rows(ctx)
		},
	}}
}
