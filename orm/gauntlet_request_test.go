package orm_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/ormtest"
	"github.com/combo-web/combo/orm/postgres"
)

// lookupNames stand behind the paths that requests try.
var lookupNames = []string{"", "__exact", "__startswith", "__icontains", "__in", "__gt", "__isnull", "__regex", "__year", "__evil"}

// Every path of the model, with every lookup, is refused as a filter and as an
// order, unless it is declared under this very name.
func TestGauntletC2C5OnlyWhatIsDeclared(t *testing.T) {
	filters := orm.Filters{"crew": {By: &Boats.F.Crew}, "q": {By: &Boats.F.Name, Lookup: "icontains"}}
	sorts := orm.Sorts{"crew": &Boats.F.Crew, "newest": orm.Desc(&Boats.F.Launched)}
	refused := func(err error) bool {
		var request *orm.RequestError
		return errors.As(err, &request)
	}
	check := func(name string) {
		_, err := filters.Conditions(Boats, map[string][]string{name: {"1"}})
		if declared := name == "crew" || name == "q"; declared && err != nil || !declared && !refused(err) {
			t.Errorf("the filter %q: %v", name, err)
		}
		_, err = sorts.By(name)
		plain := strings.TrimPrefix(name, "-")
		if declared := plain == "crew" || plain == "newest" || name == ""; declared && err != nil || !declared && !refused(err) {
			t.Errorf("the order %q: %v", name, err)
		}
	}
	for _, path := range requestPaths(Boats.Model(), 2) {
		for _, lookup := range lookupNames {
			check(path + lookup)
			check("-" + path + lookup)
			check(strings.ReplaceAll(path, "__", ".") + lookup)
		}
	}
	for _, name := range []string{"_connector", "_negated", "id;DROP TABLE x", "-id,(SELECT 1)", "?", "-", "--crew", "crew,crew", "crew ", "CREW",
		strings.Repeat("crew,", 100) + "crew", strings.Repeat("x", 1<<16)} {
		check(name)
	}
	rapid.Check(t, func(r *rapid.T) { check(rapid.String().Draw(r, "name")) })
}

// requestPaths returns the paths to all columns, over some relations.
func requestPaths(m *orm.Model, hops int) (paths []string) {
	for _, f := range m.Fields {
		paths = append(paths, f.Name, f.Attr())
		if f.Relation == nil || hops == 0 {
			continue
		}
		for _, further := range requestPaths(f.Relation.Model(), hops-1) {
			paths = append(paths, f.Name+"__"+further)
		}
	}
	return paths
}

// Whatever the value of a declared filter is, it is a value: the statement stays
// the same, or the request is refused.
func TestGauntletC5ValuesOfFilters(t *testing.T) {
	filters := orm.Filters{"text": {By: &Memos.F.Text, Lookup: "icontains"}, "key": {By: "doc__a"}, "in": {By: &Memos.F.Text, Lookup: "in"}, "id": {By: &Memos.F.ID}}
	ormtest.Each(t, func(t *testing.T, db *orm.DB) {
		ask := func(name, value string) (orm.QuerySet[Memo], error) {
			c, err := filters.Conditions(Memos, map[string][]string{name: {value}})
			return Memos.On(db).Filter(c...), err
		}
		rapid.Check(t, func(r *rapid.T) {
			value := rapid.OneOf(rapid.SampledFrom(payloads), rapid.String()).Filter(func(s string) bool { return s != "" }).Draw(r, "value")
			for name := range filters {
				q, err := ask(name, value)
				if err != nil {
					var request *orm.RequestError
					if !errors.As(err, &request) {
						r.Errorf("%s=%q: %v", name, value, err)
					}
					continue
				}
				plain, _ := ask(name, "1")
				want, _, _ := plain.SQL()
				if text, _, err := q.SQL(); err != nil || text != want {
					r.Errorf("%s=%q makes %s, %v", name, value, text, err)
				}
				if _, err := q.All(t.Context()); err != nil {
					r.Errorf("%s=%q: %v", name, value, err)
				}
			}
		})
	}, Memos)
}

// A pattern is searched as RE2 does on SQLite, in a time that is linear in the
// text. PostgreSQL has an engine of its own: what ends it is the time that a
// statement may take.
func TestGauntletC6Patterns(t *testing.T) {
	many := strings.Repeat("%", 1_000_000)
	ormtest.Each(t, func(t *testing.T, db *orm.DB) {
		must(t, Memos.On(db).Insert(t.Context(), &Memo{Text: strings.Repeat("a", 20_000) + "!"}))
		start := time.Now()
		for _, lookup := range []string{"contains", "iexact", "startswith", "iendswith"} {
			n, err := Memos.On(db).Filter(orm.Where("text__"+lookup, many)).Count(t.Context())
			if n != 0 || err != nil && !strings.Contains(err.Error(), "too complex") {
				t.Errorf("%s of a million %%: %d rows, %v", lookup, n, err)
			}
		}
		for _, pattern := range []string{`^(a+)+$`, `^(a|aa)+$`, `(.*a){12}$`, `^(a*)*b$`} {
			if _, err := Memos.On(db).Filter(orm.Where("text__regex", pattern)).Count(t.Context()); err != nil {
				t.Errorf("%s: %v", pattern, err)
			}
			if db.Dialect().Name() != "sqlite" {
				break // what protects there is tested below
			}
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("the patterns took %v", took)
		}
	}, Memos)
}

func TestGauntletC6StatementTimeout(t *testing.T) {
	db, err := postgres.OpenConfig(postgres.Config{URL: pgtest.URL(t), StatementTimeout: 200 * time.Millisecond})
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	start := time.Now()
	_, err = orm.Raw[bool](t.Context(), db, "SELECT bool_or(repeat('ab', 20000) ~ ('^((ab)*)*\\1(.*)\\3b' || n || '$')) FROM generate_series(1, 100000) n")
	if took := time.Since(start); err == nil || took > 20*time.Second {
		t.Errorf("a pattern of the server's own took %v, %v", took, err)
	}
	if got := fmt.Sprint(err); !slices.ContainsFunc([]string{"timeout", "too complex", "busy"}, func(s string) bool { return strings.Contains(got, s) }) {
		t.Error(err)
	}
}
