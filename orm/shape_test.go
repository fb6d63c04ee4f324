package orm_test

import (
	"math/rand/v2"
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

// A queryMaker makes queries by chance, of few different parts, so that the same
// shape comes again with other values.
type queryMaker struct {
	*rand.Rand
	magazine
}

func pick[T any](r *queryMaker, of ...T) T { return of[r.IntN(len(of))] }

func (r *queryMaker) value() any {
	return pick[any](r, 1, 2, int64(3), "x", `y' OR "1"=1 --`, nil, true, 1.5, orm.F("title"), orm.F("author_id"),
		orm.Row{"id": 7}, orm.Instance{Model: r.author, Row: orm.Row{"id": 8}}, orm.Instance{Model: r.tag, Row: orm.Row{"id": 9}},
		orm.From(r.author).Limit(1), orm.From(r.author).Limit(2), (*int)(nil))
}

func (r *queryMaker) list() []any {
	list := make([]any, r.IntN(5))
	for i := range list {
		list[i] = pick[any](r, 1, 2, 3, "x", nil, orm.F("id"))
	}
	return list
}

func (r *queryMaker) condition(depth int) orm.Condition {
	if depth > 0 && r.IntN(3) == 0 {
		a, b := r.condition(depth-1), r.condition(depth-1)
		return pick(r, orm.And(a, b), orm.Or(a, b), orm.Not(a), orm.Xor(a, b), orm.And(), orm.Not(a, b))
	}
	switch r.IntN(4) {
	case 0:
		return orm.Where(pick(r, "id__in", "author__in", "tags__in", "title__in"), r.list())
	case 1:
		return orm.Where(pick(r, "editor__isnull", "tags__isnull", "edited__isnull"), r.IntN(2) == 0)
	case 2:
		return orm.Where(pick(r, "title", "title__contains", "author__name__startswith", "editor__name"), pick[any](r, "x", "z", orm.F("author__name"), orm.Value("q")))
	}
	return orm.Where(pick(r, "id", "author", "editor", "tags", "tags__id", "author__boss", "id__gt"), r.value())
}

func (r *queryMaker) query(depth int) orm.Query {
	q := orm.From(r.post)
	for range r.IntN(5) {
		q = r.step(q, depth)
	}
	return q
}

func (r *queryMaker) step(q orm.Query, depth int) orm.Query {
	switch r.IntN(12) {
	case 0:
		return q.Exclude(r.condition(1))
	case 1:
		return q.OrderBy(pick(r, "id", "-id", "author", "?"))
	case 2:
		return q.Limit(r.IntN(4))
	case 3:
		return q.Offset(r.IntN(4))
	case 4:
		return q.Slice(r.IntN(4), r.IntN(6))
	case 5:
		return q.Values(pick(r, "id", "title", "author__name"))
	case 6:
		return q.Annotate(orm.As(pick(r, "n", "m"), pick[orm.Expression](r, orm.F("id"), orm.Value(r.IntN(9)), orm.Value("v"), orm.CountRows())))
	case 7:
		return pick(r, q.Distinct(), q.Reverse(), q.None(), q.Only("title"), q.Defer("title"), q.With("author"))
	case 8:
		if depth > 0 {
			other := r.query(0)
			return pick(r, q.Union(other), q.Or(other), q.And(other), q.UnionAll(other, other))
		}
	case 9:
		if depth > 0 {
			return q.Filter(orm.Exists(r.query(0).Filter(orm.Where("id", orm.Outer("id")))))
		}
	}
	return q.Filter(r.condition(2))
}

// A plan is kept under the shape of its query, so what differs in text, or in
// which value stands where, must differ in shape.
func TestShapeDecidesText(t *testing.T) {
	r := &queryMaker{rand.New(rand.NewPCG(1, 2)), newMagazine(t)}
	type made struct{ sql, err string }
	plans, again := map[string]made{}, 0
	for range 20000 {
		q := r.query(1)
		end := pick(r, orm.EndRows, orm.EndCount, orm.EndExists, orm.EndFirst)
		d := pick[orm.Dialect](r, sqlite.Dialect(), postgres.Dialect())
		key := d.Name() + orm.ShapeKey(q, d, end)
		sql, places, err := orm.CompilePlaces(q, d, end)
		got := made{sql: sql + places}
		if err != nil {
			got = made{err: "mistake"}
		}
		if want, ok := plans[key]; ok {
			if again++; got != want {
				t.Fatalf("one shape, two plans:\n%+v\n%+v", got, want)
			}
		}
		plans[key] = got
	}
	if again < 2000 {
		t.Errorf("only %d queries had the shape of one before: the test tests little", again)
	}
}
