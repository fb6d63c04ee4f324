package orm_test

import (
	"context"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// A statement of a batch that fails has no rows, and is observed all the same.
func TestBatchesThatFailAreObserved(t *testing.T) {
	ctx := t.Context()
	var failed []string
	db, _, books := openLibrary(t, sqlite.Config{Config: orm.Config{Observe: func(_ context.Context, e orm.Event) {
		if e.Err != nil {
			failed = append(failed, e.SQL)
		}
	}}})
	authors := orm.From(books.Model().Field("author").Relation.Model()).On(db)
	if _, err := authors.With("students", "books").Rows(ctx); err != nil || len(failed) > 0 {
		t.Fatal(err, failed)
	}
	if _, err := db.Exec(ctx, "DROP TABLE library_book"); err != nil {
		t.Fatal(err)
	}
	_, err := authors.With("students", "books").Rows(ctx)
	if err == nil || len(failed) != 1 || !strings.Contains(failed[0], "library_book") {
		t.Errorf("%v: observed as failed: %q", err, failed)
	}
}
