package orm_test

import (
	"context"
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// Which values are NULL is up to users: a plan for each pattern would fill the cache.
func TestUpdatesToNullShareAPlan(t *testing.T) {
	ctx := t.Context()
	texts := map[string]bool{}
	_, authors, _ := openLibrary(t, sqlite.Config{Config: orm.Config{Observe: func(_ context.Context, e orm.Event) {
		if e.Kind == orm.Writing && len(e.Args) == 3 {
			texts[e.SQL] = true
		}
	}}})
	cid := authors.Filter(orm.Where("id", 3))
	for _, mentor := range []any{int64(1), nil, 2, (*int64)(nil), "1"} {
		if _, err := cid.Update(ctx, orm.Set{Name: "name", Value: "cid"}, orm.Set{Name: "mentor", Value: mentor}); err != nil {
			t.Fatal(err)
		}
		row, err := cid.Get(ctx)
		if err != nil {
			t.Fatal(err)
		}
		want := map[any]any{int64(1): int64(1), nil: nil, 2: int64(2), (*int64)(nil): nil, "1": int64(1)}[mentor]
		if row["mentor_id"] != want {
			t.Errorf("mentor = %v, want %v", row["mentor_id"], want)
		}
	}
	if len(texts) != 1 {
		t.Errorf("%d texts, want one: %v", len(texts), texts)
	}
}
