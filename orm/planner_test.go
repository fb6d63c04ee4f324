package orm_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A magazine is a schema with relations of every kind.
type magazine struct{ post, author, tag, profile *orm.Model }

func newMagazine(t testing.TB) magazine {
	text := orm.Type{Kind: orm.Text, Max: 50}
	m := magazine{
		author: &orm.Model{App: "mag", Name: "Author", Ordering: []orm.Order{orm.By("name")}, Fields: []*orm.Field{
			{Name: "name", Type: text},
			{Name: "age", Type: orm.Type{Kind: orm.Int}, Null: true},
			{Name: "boss", Null: true, Relation: &orm.Relation{To: "self", RelatedName: "staff"}},
			{Name: "friends", Relation: &orm.Relation{Kind: orm.ManyToMany, To: "self"}},
		}},
		profile: &orm.Model{App: "mag", Name: "Profile", Fields: []*orm.Field{
			{Name: "author", Relation: &orm.Relation{Kind: orm.OneToOne, To: "Author"}},
			{Name: "site", Type: text},
		}},
		tag: &orm.Model{App: "mag", Name: "Tag", Fields: []*orm.Field{
			{Name: "name", Type: text, Unique: true},
		}},
		post: &orm.Model{App: "mag", Name: "Post", Latest: []string{"created"}, Fields: []*orm.Field{
			{Name: "title", Type: orm.Type{Kind: orm.Text, Max: 150}},
			{Name: "created", Type: orm.Type{Kind: orm.DateTime}},
			{Name: "edited", Type: orm.Type{Kind: orm.DateTime}, Null: true},
			{Name: "price", Type: orm.Type{Kind: orm.Decimal, Digits: 8, Places: 2}, Null: true},
			{Name: "public", Type: orm.Type{Kind: orm.Bool}},
			{Name: "author", Relation: &orm.Relation{To: "Author", RelatedName: "posts"}},
			{Name: "editor", Null: true, Relation: &orm.Relation{To: "Author", RelatedName: "edits"}},
			{Name: "tags", Relation: &orm.Relation{Kind: orm.ManyToMany, To: "Tag", RelatedName: "posts"}},
		}},
	}
	if _, err := orm.NewRegistry(m.author, m.profile, m.tag, m.post); err != nil {
		t.Fatal(err)
	}
	return m
}

// A sqlCase is a query and how it ends.
type sqlCase struct {
	name string
	q    orm.Query
	end  orm.Terminal
}

func sqlCases(m magazine) []sqlCase {
	post, author, tag := orm.From(m.post), orm.From(m.author), orm.From(m.tag)
	ids, names := post.Values("id"), author.Values("name").OrderBy()
	where := orm.Where
	return []sqlCase{
		{"all columns", post, orm.EndRows},
		{"exact", post.Filter(where("title", "x")), orm.EndRows},
		{"null", ids.Filter(where("edited", nil)), orm.EndRows},
		{"isnull", ids.Filter(where("edited__isnull", false)), orm.EndRows},
		{"text lookups", ids.Filter(where("title__contains", "50%"), where("title__istartswith", "a_"), where("title__iexact", "X"), where("title__regex", "^a")), orm.EndRows},
		{"text of an expression", ids.Filter(where("title__startswith", orm.F("author__name"))), orm.EndRows},
		{"text of a number", ids.Filter(where("id__contains", 5)), orm.EndRows},
		{"comparisons", ids.Filter(where("id__gt", 1), where("id__lte", 9), where("price__gte", "1.50")), orm.EndRows},
		{"range", ids.Filter(where("id__range", []int{1, 9})), orm.EndRows},
		{"in", ids.Filter(where("id__in", []int{1, 2, 3})), orm.EndRows},
		{"in nothing", ids.Filter(where("id__in", []int{})), orm.EndRows},
		{"in nothing or", ids.Filter(orm.Or(where("id__in", []int{}), where("title", "x"))), orm.EndRows},
		{"not in nothing", ids.Exclude(where("id__in", []int{})), orm.EndRows},
		{"in with null", ids.Filter(where("id__in", []any{1, nil})), orm.EndRows},
		{"in with expressions", ids.Filter(where("id__in", []any{1, orm.F("author_id")})), orm.EndRows},
		{"in query", ids.Filter(where("author__in", author.Filter(where("age__gt", 3)))), orm.EndRows},
		{"in values", ids.Filter(where("title__in", tag.Values("name"))), orm.EndRows},
		{"in none", ids.Filter(where("author__in", author.None())), orm.EndRows},
		{"in slice", ids.Filter(where("author__in", author.Limit(3))), orm.EndRows},
		{"exact query", ids.Filter(where("author", author.Limit(1))), orm.EndRows},
		{"exact query of many", ids.Filter(where("author", author)), orm.EndRows},
		{"and or xor not", ids.Filter(orm.Or(orm.And(where("id", 1), where("title", "x")), orm.Xor(where("id", 2), where("id", 3)), orm.Not(where("id", 4)))), orm.EndRows},
		{"to one", ids.Filter(where("author__name__icontains", "x")), orm.EndRows},
		{"to one twice", ids.Filter(where("author__boss__name", "x")), orm.EndRows},
		{"key of to one", ids.Filter(where("author__id", 1), where("author_id__gt", 2), where("author__pk", 3), where("editor", 4)), orm.EndRows},
		{"row of to one", ids.Filter(where("author", orm.Row{"id": 5})), orm.EndRows},
		{"rows of to one", ids.Filter(where("author__in", []any{orm.Row{"id": 5}, 6})), orm.EndRows},
		{"row of another model", ids.Filter(where("author", orm.Instance{Model: m.tag, Row: orm.Row{"id": 5}})), orm.EndRows},
		{"or makes outer joins", ids.Filter(orm.Or(where("editor__name", "x"), where("title", "y"))), orm.EndRows},
		{"or of the same relation", ids.Filter(orm.Or(where("editor__name", "x"), where("editor__age", 1))), orm.EndRows},
		{"or, then and", ids.Filter(orm.Or(where("editor__name", "x"), where("title", "y"))).Filter(where("editor__age", 1)), orm.EndRows},
		{"and, then or", ids.Filter(where("editor__age", 1)).Filter(orm.Or(where("editor__name", "x"), where("title", "y"))), orm.EndRows},
		{"related null", ids.Filter(where("editor__name__isnull", true)), orm.EndRows},
		{"exclude", ids.Exclude(where("title", "x")), orm.EndRows},
		{"exclude nullable", ids.Exclude(where("edited__gt", orm.F("created"))), orm.EndRows},
		{"exclude to one", ids.Exclude(where("editor__name", "x")), orm.EndRows},
		{"exclude two", ids.Exclude(where("title", "x"), where("editor__age", 3)), orm.EndRows},
		{"exclude null", ids.Exclude(where("editor", nil)), orm.EndRows},
		{"to many", ids.Filter(where("tags__name", "x"), where("tags__id__gt", 3)), orm.EndRows},
		{"to many in two calls", ids.Filter(where("tags__name", "x")).Filter(where("tags__id", 3)), orm.EndRows},
		{"key of to many", ids.Filter(where("tags", 3)), orm.EndRows},
		{"to many null", ids.Filter(where("tags", nil)), orm.EndRows},
		{"exclude to many", ids.Exclude(where("tags__name", "x")), orm.EndRows},
		{"exclude to many by F", ids.Exclude(where("tags__name", orm.F("title"))), orm.EndRows},
		{"not inside of filter", ids.Filter(where("tags__id", 1), orm.Not(where("tags__name", "x"))), orm.EndRows},
		{"exclude reverse null", author.Values("id").OrderBy().Exclude(where("posts__isnull", true)), orm.EndRows},
		{"exclude over two", names.Exclude(where("boss__posts__tags__name", "x")), orm.EndRows},
		{"exclude over null", names.Exclude(where("boss__posts__isnull", true)), orm.EndRows},
		{"reverse", names.Filter(where("posts__title", "x")), orm.EndRows},
		{"reverse one to one", names.Filter(where("profile__site", "x")), orm.EndRows},
		{"reverse one to one null", names.Filter(where("profile", nil)), orm.EndRows},
		{"friends", names.Filter(where("friends__friends__name", "x")), orm.EndRows},
		{"exists", ids.Filter(orm.Exists(tag.Filter(where("posts", orm.Outer("pk"))))), orm.EndRows},
		{"not exists", ids.Exclude(orm.Exists(tag.Filter(where("posts__author", orm.Outer("author"))))), orm.EndRows},
		{"exists nothing", ids.Filter(orm.Not(orm.Exists(tag.None()))), orm.EndRows},
		{"condition on a column", ids.Filter(orm.Is(orm.F("public"))), orm.EndRows},
		{"compare", ids.Filter(orm.Compare(orm.F("author__age"), "gt", orm.F("editor__age"))), orm.EndRows},
		{"values over relations", post.Values("author__name", "tags__name", "pk"), orm.EndRows},
		{"annotate", post.Annotate(orm.As("by", orm.F("author__name"))).Filter(where("by__startswith", "x")).OrderBy("by"), orm.EndRows},
		{"alias", ids.Alias(orm.As("by", orm.F("author__name"))).OrderBy("-by"), orm.EndRows},
		{"group", author.Values("name").Annotate(orm.As("n", orm.CountRows())).Filter(where("n__gt", 3)).OrderBy("-n"), orm.EndRows},
		{"group by relation", post.Values("author__name").Annotate(orm.As("n", orm.CountRows())), orm.EndRows},
		{"group by row", author.Annotate(orm.As("n", orm.CountRows())), orm.EndRows},
		{"group and filter before", post.Filter(where("public", true)).Values("author").Annotate(orm.As("n", orm.CountRows())), orm.EndRows},
		{"order by relation", ids.OrderBy("author", "-title"), orm.EndRows},
		{"order by relation backwards", ids.OrderBy("-editor"), orm.EndRows},
		{"order by key", ids.OrderBy("author_id", "author__pk", "pk"), orm.EndRows},
		{"order by nulls", ids.OrderBy(orm.Desc("edited").NullsLast(), orm.Asc(orm.F("title"))), orm.EndRows},
		{"order reversed", ids.OrderBy(orm.Desc("edited").NullsLast(), "title").Reverse(), orm.EndRows},
		{"order by chance", ids.OrderBy("?"), orm.EndRows},
		{"model's order", author.Values("id"), orm.EndRows},
		{"distinct", post.Values("title").Distinct(), orm.EndRows},
		{"distinct with order", post.Values("title").Distinct().OrderBy("author__name"), orm.EndRows},
		{"distinct on", ids.Distinct("author").OrderBy("author_id", "-created"), orm.EndRows},
		{"slice", ids.Offset(10).Limit(5), orm.EndRows},
		{"slice of slice", ids.Slice(10, 20).Slice(5, 30), orm.EndRows},
		{"offset", ids.Offset(10), orm.EndRows},
		{"limit 0", ids.Limit(0), orm.EndRows},
		{"none", ids.None(), orm.EndRows},
		{"union", ids.Union(ids.Filter(where("title", "x"))).OrderBy("-id").Limit(3), orm.EndRows},
		{"union of slices", ids.OrderBy("id").Limit(2).Union(ids.OrderBy("-id").Limit(2)), orm.EndRows},
		{"union with none", ids.Union(ids.None()), orm.EndRows},
		{"intersection", ids.Intersection(ids.Filter(where("title", "x"))), orm.EndRows},
		{"difference", ids.Difference(ids.Filter(where("title", "x"))), orm.EndRows},
		{"values of union", post.Union(post).Values("title"), orm.EndRows},
		{"with", post.With("author__boss", "editor"), orm.EndRows},
		{"with back", author.With("profile").OrderBy(), orm.EndRows},
		{"only", post.With("author").Only("title", "author__name"), orm.EndRows},
		{"defer", post.Defer("created", "edited"), orm.EndRows},
		{"or of queries", ids.Filter(where("title", "x")).Or(ids.Filter(where("tags__name", "y"))), orm.EndRows},
		{"and of queries", ids.Filter(where("tags__name", "x")).And(ids.Filter(where("tags__name", "y"))), orm.EndRows},
		{"or of slices", ids.Limit(2).Or(ids.Filter(where("title", "y"))), orm.EndRows},
		{"for update", ids.ForUpdate(orm.Lock{SkipLocked: true}), orm.EndRows},
		{"for update of", post.With("author").ForUpdate(orm.Lock{Of: []string{"self", "author"}}), orm.EndRows},
		{"count", post, orm.EndCount},
		{"count filtered", post.Filter(where("tags__name", "x")), orm.EndCount},
		{"count distinct", post.Values("title").Distinct(), orm.EndCount},
		{"count sliced", post.OrderBy("title").Limit(3), orm.EndCount},
		{"count grouped", post.Values("author").Annotate(orm.As("n", orm.CountRows())), orm.EndCount},
		{"count annotated", author.Annotate(orm.As("n", orm.CountRows())).Filter(where("n__gt", 1)), orm.EndCount},
		{"count union", ids.Union(ids), orm.EndCount},
		{"count nothing", post.None(), orm.EndCount},
		{"exists end", author.Filter(where("age", 1)), orm.EndExists},
		{"first", post, orm.EndFirst},
		{"first ordered", author, orm.EndFirst},
		{"last", post, orm.EndLast},
		{"last ordered", author.OrderBy("-age", "name"), orm.EndLast},
		{"latest", post, orm.EndLatest()},
		{"update", post.Filter(where("title", "x")), orm.EndUpdate(orm.Set{"title", "y"}, orm.Set{"edited", orm.F("created")}, orm.Set{"editor", nil}, orm.Set{"author", orm.Row{"id": 1}})},
		{"update related", post.Filter(where("author__name", "x")), orm.EndUpdate(orm.Set{"title", "y"})},
		{"update by F over relation", post, orm.EndUpdate(orm.Set{"title", orm.F("author__name")})},
		{"update from query", post, orm.EndUpdate(orm.Set{"title", author.Filter(where("pk", orm.Outer("author"))).Values("name").Limit(1)})},
		{"update sliced", post.Limit(1), orm.EndUpdate(orm.Set{"title", "y"})},
		{"delete", post.Filter(where("title", "x")), orm.EndDelete},
		{"delete related", post.Filter(where("tags__name", "x")), orm.EndDelete},
		{"delete all", post, orm.EndDelete},
		{"unknown name", post.Filter(where("titel", "x")), orm.EndRows},
		{"unknown name behind", post.Filter(where("author__nam", "x")), orm.EndRows},
		{"unknown lookup", post.Filter(where("title__contians", "x")), orm.EndRows},
		{"unknown lookup of relation", post.Filter(where("author__contains", "x")), orm.EndRows},
		{"name behind a column", post.Filter(where("title__author__x", "x")), orm.EndRows},
		{"null with gt", post.Filter(where("id__gt", nil)), orm.EndRows},
		{"isnull takes a bool", post.Filter(where("id__isnull", 1)), orm.EndRows},
		{"in takes a list", post.Filter(where("id__in", 1)), orm.EndRows},
		{"filter after slice", post.Limit(1).Filter(where("id", 1)), orm.EndRows},
		{"order after slice", post.Limit(1).OrderBy("id"), orm.EndRows},
		{"filter after union", post.Union(post).Filter(where("id", 1)), orm.EndRows},
		{"negative slice", post.Limit(-1), orm.EndRows},
		{"bad name", post.Annotate(orm.As(`x" --`, orm.F("id"))), orm.EndRows},
		{"name of a field", post.Annotate(orm.As("title", orm.F("id"))), orm.EndRows},
		{"unknown order", post.OrderBy("titel"), orm.EndRows},
		{"outer outside", post.Filter(where("id", orm.Outer("id"))), orm.EndRows},
		{"with unknown", post.With("auhtor"), orm.EndRows},
		{"only without key", post.With("author").Only("title"), orm.EndRows},
		{"latest without", author, orm.EndLatest()},
		{"no aggregate", post, orm.EndAggregate(orm.As("x", orm.F("id")))},
	}
}

func TestSQL(t *testing.T) {
	cases := sqlCases(newMagazine(t))
	for _, d := range []orm.Dialect{sqlite.Dialect(), postgres.Dialect()} {
		t.Run(d.Name(), func(t *testing.T) {
			file := "testdata/query_" + d.Name() + ".sql"
			golden := readGolden(t, file)
			var all strings.Builder
			for _, test := range cases {
				got := compiled(test, d)
				fmt.Fprintf(&all, "-- %s\n%s\n\n", test.name, got)
				if want := golden[test.name]; got != want && !*update {
					t.Errorf("%s:\n got %s\nwant %s", test.name, got, want)
				}
			}
			if *update {
				if err := os.WriteFile(file, []byte(all.String()), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// compiled returns the text of a query with its arguments, or its mistake
// without the line, which changes with every edit of this file.
func compiled(test sqlCase, d orm.Dialect) string {
	sql, args, err := orm.CompileSQL(test.q, d, test.end)
	if err != nil {
		_, text, _ := strings.Cut(err.Error(), "planner_test.go:")
		_, text, _ = strings.Cut(text, ": ")
		return "mistake: " + text
	}
	for i, arg := range args {
		if arg == nil {
			continue
		}
		args[i] = reflect.Indirect(reflect.ValueOf(arg)).Interface() // arrays travel as pointers
	}
	if len(args) > 0 {
		sql += fmt.Sprintf(" -- %v", args)
	}
	return sql
}

// readGolden reads the wanted texts by their names.
func readGolden(t *testing.T, file string) map[string]string {
	text, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	golden := map[string]string{}
	for _, part := range strings.Split("\n\n"+string(text), "\n\n-- ")[1:] {
		name, sql, _ := strings.Cut(part, "\n")
		golden[name] = strings.TrimSpace(sql)
	}
	return golden
}
