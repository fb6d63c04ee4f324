package orm_test

import (
	"fmt"
	"testing"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

// fill fills a database with the magazine in it: ann is the boss of bob, bob of
// cid; dan has no boss. Posts 1 and 2 are ann's, 3 bob's, 4 cid's.
func (m magazine) fill(t *testing.T, db *orm.DB) {
	if err := orm.CreateTables(t.Context(), db, m.author, m.profile, m.tag, m.post); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`INSERT INTO mag_author VALUES (1, 'ann', 50, NULL), (2, 'bob', 40, 1), (3, 'cid', NULL, 2), (4, 'dan', 20, NULL)`,
		`INSERT INTO mag_profile VALUES (1, 1, 'a.example'), (2, 3, 'c.example')`,
		`INSERT INTO mag_tag VALUES (1, 'go'), (2, 'web'), (3, 'sql')`,
		`INSERT INTO mag_post VALUES (1, 'one', '2026-01-01 00:00:00', NULL, 1.5, true, 1, 2)`,
		`INSERT INTO mag_post VALUES (2, 'two', '2026-01-02 00:00:00', '2026-02-01 00:00:00', NULL, false, 1, NULL)`,
		`INSERT INTO mag_post VALUES (3, 'three', '2026-01-03 00:00:00', NULL, 3, true, 2, 3)`,
		`INSERT INTO mag_post VALUES (4, 'four', '2026-01-04 00:00:00', '2026-01-01 00:00:00', 4, true, 3, 1)`,
		`INSERT INTO mag_post_tags (post_id, tag_id) VALUES (1, 1), (1, 2), (2, 2), (3, 1)`,
		`INSERT INTO mag_author_friends (from_author_id, to_author_id) VALUES (1, 2), (2, 1), (2, 3), (3, 2)`,
	} {
		if _, err := db.Exec(t.Context(), sql); err != nil {
			t.Fatal(err, sql)
		}
	}
}

func TestQueryMeaning(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { testQueryMeaning(t, openNotes(t, sqlite.Config{})) })
	t.Run("postgresql", func(t *testing.T) {
		db, err := postgres.Open(pgtest.URL(t))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		testQueryMeaning(t, db)
	})
}

func testQueryMeaning(t *testing.T, db *orm.DB) {
	m := newMagazine(t)
	m.fill(t, db)
	posts := orm.From(m.post).On(db).OrderBy("id").Values("id")
	authors := orm.From(m.author).On(db).OrderBy("id").Values("id")
	author, tag := orm.From(m.author), orm.From(m.tag)
	where := orm.Where
	for _, test := range []struct {
		name string
		q    orm.Query
		want string // ids
	}{
		{"one row for both conditions", posts.Filter(where("tags__name", "go"), where("tags__id", 2)), "[]"},
		{"two rows for two calls", posts.Filter(where("tags__name", "go")).Filter(where("tags__id", 2)), "[1]"},
		{"a row for each match", posts.Filter(where("tags__id__gt", 0)), "[1 1 2 3]"},
		{"distinct", posts.Filter(where("tags__id__gt", 0)).Distinct(), "[1 2 3]"},
		{"no tag of that name", posts.Exclude(where("tags__name", "go")), "[2 4]"},
		{"excluded one by one", posts.Exclude(where("tags__name", "go"), where("tags__id", 2)), "[2 3 4]"},
		{"not, in the same call", posts.Filter(where("tags__id", 2), orm.Not(where("tags__name", "go"))), "[1 2]"},
		{"null is kept by exclude", posts.Exclude(where("editor__name", "bob")), "[2 3 4]"},
		{"null is kept by not or", posts.Exclude(orm.Or(where("editor__name", "bob"), where("title", "two"))), "[3 4]"},
		{"double not", posts.Filter(orm.Not(orm.Not(where("editor__name", "bob")))), "[1]"},
		{"or with outer join", posts.Filter(orm.Or(where("editor__age", 40), where("id", 2))), "[1 2]"},
		{"xor", posts.Filter(orm.Xor(where("author", 1), where("public", true), where("id", 4))), "[2 3]"},
		{"null of to one", posts.Filter(where("editor__age", nil)), "[2 3]"},
		{"not null of to one", posts.Filter(where("editor__age__isnull", false)), "[1 4]"},
		{"exclude null", posts.Exclude(where("editor__age", nil)), "[1 4]"},
		{"without tags", posts.Filter(where("tags", nil)), "[4]"},
		{"with tags", posts.Exclude(where("tags", nil)), "[1 2 3]"},
		{"without posts", authors.Filter(where("posts", nil)), "[4]"},
		{"bosses without posts", authors.Exclude(where("boss__posts", nil)), "[2 3]"},
		{"staff's posts", authors.Filter(where("staff__staff__posts__title", "four")), "[1]"},
		{"reverse one to one", authors.Filter(where("profile__isnull", true)), "[2 4]"},
		{"exclude one to one", authors.Exclude(where("profile__site", "a.example")), "[2 3 4]"},
		{"friends of friends", authors.Filter(where("friends__friends__name", "ann")), "[1 3]"},
		{"no friend", authors.Exclude(where("friends__name", "bob")), "[2 4]"},
		{"F over relations", posts.Filter(where("author__age__gt", orm.F("editor__age"))), "[1]"},
		{"exclude F", posts.Exclude(where("author__age__gt", orm.F("editor__age"))), "[2 3 4]"},
		{"in query", posts.Filter(where("author__in", author.Filter(where("age__gte", 40)))), "[1 2 3]"},
		{"not in query", posts.Exclude(where("editor__in", author.Filter(where("name", "bob")))), "[2 3 4]"},
		{"in sliced query", posts.Filter(where("author__in", author.OrderBy("-name").Limit(2))), "[4]"},
		{"exists", posts.Filter(orm.Exists(tag.Filter(where("posts", orm.Outer("pk")), where("name", "web")))), "[1 2]"},
		{"not exists", posts.Filter(orm.Not(orm.Exists(tag.Filter(where("posts", orm.Outer("pk")))))), "[4]"},
		{"exists two deep", authors.Filter(orm.Exists(orm.From(m.post).Filter(where("author", orm.Outer("pk")),
			orm.Exists(tag.Filter(where("posts", orm.Outer("pk")), where("name", "go")))))), "[1 2]"},
		{"outer of outer", authors.Filter(orm.Exists(orm.From(m.post).Filter(where("author", orm.Outer("pk")),
			orm.Exists(tag.Filter(where("posts", orm.Outer("pk")), where("id", orm.Outer(orm.Outer("pk")))))))), "[1]"},
		{"outer of outer, annotated", authors.Annotate(orm.As("n", orm.Subquery(orm.From(m.post).Filter(where("author", orm.Outer("pk"))).
			Annotate(orm.As("n", orm.Subquery(author.Filter(where("pk", orm.Outer(orm.Outer("boss")))).Values("age").Limit(1)))).
			Values("n").Limit(1)))).Filter(where("n__gt", 40)).Values("id"), "[2]"},
		{"order by relation", posts.OrderBy(orm.Asc("editor").NullsFirst(), "-id"), "[2 4 1 3]"},
		{"nulls last", posts.OrderBy(orm.Asc("editor__name").NullsLast()), "[4 1 3 2]"},
		{"reverse", posts.OrderBy(orm.Asc("editor__name").NullsLast()).Reverse(), "[2 3 1 4]"},
		{"slice", posts.Offset(1).Limit(2), "[2 3]"},
		{"limit, then offset", posts.Limit(2).Offset(1), "[2 3]"},
		{"slice of slice", posts.Slice(1, 4).Slice(1, 2), "[3]"},
		{"union", posts.OrderBy().Filter(where("id", 1)).Union(posts.OrderBy().Filter(where("id__lt", 3))).OrderBy("-id"), "[2 1]"},
		{"union of slices", posts.Limit(1).Union(posts.OrderBy("-id").Limit(1)).OrderBy("id"), "[1 4]"},
		{"difference", posts.Difference(posts.Filter(where("author", 1))).OrderBy("id"), "[3 4]"},
		{"intersection", posts.Intersection(posts.Filter(where("author", 1))).OrderBy("id"), "[1 2]"},
		{"or of queries", posts.Filter(where("tags__name", "go")).Or(posts.Filter(where("author__name", "cid"))).Distinct(), "[1 3 4]"},
		{"and of queries", posts.Filter(where("tags__name", "go")).And(posts.Filter(where("tags__name", "web"))), "[1]"},
		{"or of slices", posts.Limit(1).Or(posts.OrderBy("-id").Limit(1)), "[1 4]"},
		{"many values", posts.Filter(where("id__in", manyInts(3000))), "[2 3 4]"},
		{"pattern signs", posts.Filter(where("title__contains", "%")), "[]"},
		{"annotation", posts.Annotate(orm.As("by", orm.F("author__name"))).Filter(where("by", "ann")).Values("id"), "[1 2]"},
		{"groups", authors.Annotate(orm.As("n", orm.Count(orm.F("pk")))).Filter(where("posts__id__gt", 0), where("n__gt", 1)).Values("id"), "[1]"},
	} {
		lists, err := test.q.Lists(t.Context())
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		ids := []any{}
		for _, l := range lists {
			ids = append(ids, l[0])
		}
		if got := fmt.Sprint(ids); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
		if n, err := test.q.Count(t.Context()); err != nil || n != len(lists) {
			t.Errorf("%s: count %d of %d, %v", test.name, n, len(lists), err)
		}
		if found, err := test.q.Exists(t.Context()); err != nil || found != (len(lists) > 0) {
			t.Errorf("%s: exists %v of %d, %v", test.name, found, len(lists), err)
		}
	}
}

// manyInts are the numbers from 2 on.
func manyInts(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i + 2
	}
	return list
}
