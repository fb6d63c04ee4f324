package orm_test

import (
	"context"
	"database/sql"
	"time"

	gormpostgres "gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"
)

type (
	gormAuthor struct {
		ID       int64
		Name     string
		Articles []gormArticle `gorm:"foreignKey:AuthorID"`
	}
	gormArticle struct {
		ID        int64
		Title     string
		Slug      string
		Body      string
		AuthorID  int64
		Views     int64
		EditedAt  *time.Time
		CreatedAt time.Time
	}
)

func (gormAuthor) TableName() string { return "bench_author" }

func (gormArticle) TableName() string { return "bench_article" }

// byGorm has no transaction around single statements and keeps them prepared, which
// are gorm's own advice for speed.
func byGorm(dialect gorm.Dialector, prepared bool) (peer, error) {
	opened, err := gorm.Open(dialect, &gorm.Config{SkipDefaultTransaction: true, PrepareStmt: prepared, Logger: logger.Discard, DisableAutomaticPing: true})
	if err != nil {
		return peer{}, err
	}
	return peer{"gorm", map[string]task{
		"point": func(ctx context.Context, i int64) (any, error) {
			var a gormArticle
			err := opened.WithContext(ctx).Take(&a, "id = ?", key(i)).Error
			return a, err
		},
		"list": func(ctx context.Context, _ int64) (any, error) {
			var list []gormArticle
			err := opened.WithContext(ctx).Order("id").Limit(100).Find(&list).Error
			return list, err
		},
		"insert": func(ctx context.Context, i int64) (any, error) {
			a := gormArticle{Title: title, Slug: slug, Body: body, AuthorID: writer, Views: i, EditedAt: edited(i), CreatedAt: moment}
			err := opened.WithContext(ctx).Create(&a).Error
			return a.ID, err
		},
		"update": func(ctx context.Context, i int64) (any, error) {
			return nil, opened.WithContext(ctx).Model(&gormArticle{}).Where("id = ?", key(i)).Update("views", i).Error
		},
		"with": func(ctx context.Context, _ int64) (any, error) {
			var people []gormAuthor
			err := opened.WithContext(ctx).Preload("Articles").Order("id").Limit(parents).Find(&people).Error
			return people, err
		},
	}}, nil
}

func gormOnPostgres(db *sql.DB) gorm.Dialector {
	return gormpostgres.New(gormpostgres.Config{Conn: db})
}

// gormSQLite is a dialect of SQLite on the driver that Combo uses: those that gorm
// knows bring others with them.
type gormSQLite struct{ db *sql.DB }

func (gormSQLite) Name() string { return "sqlite" }

func (d gormSQLite) Initialize(db *gorm.DB) error {
	db.ConnPool = d.db
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses:        []string{"INSERT", "VALUES", "ON CONFLICT", "RETURNING"},
		LastInsertIDReversed: true,
	})
	return nil
}

func (gormSQLite) Migrator(*gorm.DB) gorm.Migrator { return nil }

func (gormSQLite) DataTypeOf(*schema.Field) string { return "" }

func (gormSQLite) DefaultValueOf(*schema.Field) clause.Expression { return clause.Expr{SQL: "NULL"} }

func (gormSQLite) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) { _ = w.WriteByte('?') }

func (gormSQLite) QuoteTo(w clause.Writer, name string) { _, _ = w.WriteString("`" + name + "`") }

func (gormSQLite) Explain(text string, _ ...any) string { return text }
