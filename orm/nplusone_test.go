package orm_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

func TestWatchRepeatsNamesTheLine(t *testing.T) {
	s := &depot{}
	observe := orm.Observers(orm.Counted, s.observe)
	db, err := sqlite.OpenConfig(sqlite.Config{File: filepath.Join(t.TempDir(), "shop.db"), Config: orm.Config{Observe: observe}})
	s.open(t, db, err)
	_, _, items := s.fill(t)
	line := ""
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		for _, item := range items {
			_, file, at, _ := runtime.Caller(0)
			_, err := s.model("Maker").Get(ctx, orm.Where("id", item["maker_id"]))
			line = file + ":" + strconv.Itoa(at+1)
			if err != nil {
				t.Error(err)
			}
		}
		if r.URL.Path == "/good" {
			return
		}
		must(t, db.Atomic(ctx, func(inner context.Context, tx *orm.Tx) error {
			for range 3 {
				if _, err := s.model("Item").On(tx).Count(inner); err != nil {
					return err
				}
			}
			return nil
		}))
	})
	var found []orm.Repetition
	watch := orm.WatchRepeats(2, func(r *http.Request, repeat orm.Repetition) { found = append(found, repeat) })
	watch(page).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/good", nil))
	if len(found) != 1 || found[0].Count != 3 || found[0].Caller != line || !strings.HasPrefix(found[0].SQL, "SELECT") {
		t.Errorf("repeated: %+v, want three times %s", found, line)
	}
	found = nil
	watch(page).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	if len(found) != 2 {
		t.Errorf("repeated: %+v", found)
	}
	found = nil
	orm.WatchRepeats(3, func(r *http.Request, repeat orm.Repetition) { found = append(found, repeat) })(page).
		ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	if len(found) != 0 {
		t.Errorf("repeated: %+v", found)
	}
}

func TestCountStatements(t *testing.T) {
	s := &depot{}
	db, err := sqlite.OpenConfig(sqlite.Config{File: sqlite.Memory, Config: orm.Config{Observe: orm.Counted}})
	s.open(t, db, err)
	s.fill(t)
	ctx, n := orm.CountStatements(t.Context())
	if _, err := s.model("Maker").With("items__tags").Rows(ctx); err != nil || n.Count() != 3 {
		t.Errorf("%d statements, %v", n.Count(), err)
	}
}
