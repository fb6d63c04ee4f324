package orm_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

// Functions that fail in every way, in transactions and savepoints, leave nothing
// behind: no row, and no connection of the two that there are.
func TestGauntletG8FailuresInTransactions(t *testing.T) {
	open := map[string]func() (*orm.DB, error){
		"sqlite": func() (*orm.DB, error) {
			return sqlite.OpenConfig(sqlite.Config{File: filepath.Join(t.TempDir(), "g8.db"), Relaxed: true, Readers: 2, Wait: 2 * time.Second})
		},
		"postgresql": func() (*orm.DB, error) {
			return postgres.OpenConfig(postgres.Config{URL: pgtest.URL(t), MaxConns: 2, Wait: 2 * time.Second})
		},
	}
	for name, open := range open {
		t.Run(name, func(t *testing.T) {
			db, err := open()
			s := &depot{}
			s.open(t, db, err)
			for round := range 4 {
				for what, fail := range failures {
					for depth := range 3 {
						err := recovered(func() error { return failAt(t.Context(), s, depth, fail) })
						if err == nil {
							t.Fatalf("%s at depth %d is no error", what, depth)
						}
						if got := s.values(t, "Maker", "name"); got != "[]" {
							t.Fatalf("%s at depth %d in round %d leaves %s", what, depth, round, got)
						}
					}
				}
			}
			must(t, db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
				return s.model("Maker").On(tx).Insert(ctx, orm.Row{"name": "last"})
			}))
		})
	}
}

var failures = map[string]func(ctx context.Context, cancel func(), tx *orm.Tx) error{
	"error": func(context.Context, func(), *orm.Tx) error { return errors.New("no") },
	"panic": func(context.Context, func(), *orm.Tx) error { panic("no") },
	"cancelled": func(ctx context.Context, cancel func(), tx *orm.Tx) error {
		cancel()
		return ctx.Err()
	},
	"cancelled, not looked at": func(ctx context.Context, cancel func(), tx *orm.Tx) error {
		cancel()
		_, err := tx.Exec(ctx, "SELECT 1")
		return err
	},
	"rows left open": func(ctx context.Context, cancel func(), tx *orm.Tx) error {
		for range orm.RawIter[string](ctx, tx, "SELECT name FROM shop_maker") {
			panic("in a loop over rows")
		}
		return errors.New("no rows")
	},
	"statement": func(ctx context.Context, cancel func(), tx *orm.Tx) error {
		_, err := tx.Exec(ctx, "SELECT nothing FROM nowhere")
		return err
	},
	"deadline": func(ctx context.Context, cancel func(), tx *orm.Tx) error {
		ctx, stop := context.WithTimeout(ctx, 20*time.Millisecond)
		defer stop()
		const forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n"
		_, err := orm.Raw[int](ctx, tx, forever)
		return err
	},
}

// failAt inserts a row in a transaction and in savepoints in it, and then fails.
func failAt(ctx context.Context, s *depot, depth int, fail func(context.Context, func(), *orm.Tx) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var in func(depth int) func(context.Context, *orm.Tx) error
	in = func(depth int) func(context.Context, *orm.Tx) error {
		return func(ctx context.Context, tx *orm.Tx) error {
			if err := s.model("Maker").On(tx).Insert(ctx, orm.Row{"name": fmt.Sprint("at ", depth)}); err != nil {
				return err
			}
			if depth == 0 {
				return fail(ctx, cancel, tx)
			}
			return tx.Atomic(ctx, in(depth-1))
		}
	}
	return s.db.Atomic(ctx, in(depth))
}

func recovered(fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return fn()
}

// A large deletion goes in steps, between which it can be cancelled, and then
// nothing was deleted.
func TestGauntletG14LargeCascade(t *testing.T) { onDepots(t, testLargeCascade) }

func testLargeCascade(t *testing.T, s *depot) {
	const n = 5000
	maker := s.add(t, "Maker", orm.Row{"name": "ann"})
	items := make([]orm.Row, n)
	for i := range items {
		items[i] = orm.Row{"name": "x", "maker_id": maker["id"]}
	}
	must(t, s.model("Item").BulkCreate(t.Context(), items, orm.BulkOptions{}))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	deletions := 0
	s.onStatement = func(sql string) {
		if strings.HasPrefix(sql, `DELETE FROM "shop_item"`) {
			deletions++
			cancel()
		}
	}
	if _, err := s.model("Maker").Delete(ctx); !errors.Is(err, context.Canceled) || deletions > 2 { // the second was begun
		t.Errorf("%v after %d deletions of items", err, deletions)
	}
	if left, err := s.model("Item").Count(t.Context()); err != nil || left != n {
		t.Errorf("%d items are left, %v", left, err)
	}
	deletions = 0
	done, err := s.model("Maker").Delete(t.Context())
	if err != nil || done.Models["shop.Item"] != n || done.Rows != n+1 || deletions != n/1000 {
		t.Errorf("deleted %v in %d steps, %v", done, deletions, err)
	}
}

// Of rows that were deleted softly there may be many, of others one.
func TestGauntletG14UniqueAndSoftDeleted(t *testing.T) {
	m := &orm.Model{App: "shop", Name: "Account", Fields: []*orm.Field{
		{Name: "email", Type: orm.Type{Kind: orm.Text}}, {Name: "deleted", Type: orm.Type{Kind: orm.Bool}, Default: false},
	}, Constraints: []orm.Constraint{{Name: "one_email", By: []orm.Order{{By: orm.F("email")}}, Where: orm.Where("deleted", false)}}}
	if _, err := orm.NewRegistry(m); err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, db *orm.DB) {
		must(t, orm.CreateTables(t.Context(), db, m))
		accounts := orm.From(m).On(db)
		for round := range 3 {
			created := 0
			for _, err := range parallel(10, func(int) error { return accounts.Insert(t.Context(), orm.Row{"email": "a@b"}) }) {
				var broken *orm.ConstraintError
				if err == nil {
					created++
				} else if !errors.As(err, &broken) || broken.Kind != orm.UniqueConstraint {
					t.Error(err)
				}
			}
			n, err := accounts.Filter(orm.Where("deleted", false)).Update(t.Context(), orm.Set{Name: "deleted", Value: true})
			if created != 1 || n != 1 || err != nil {
				t.Errorf("round %d: %d created, %d deleted, %v", round, created, n, err)
			}
		}
	})
}
