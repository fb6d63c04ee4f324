package orm_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

// diff lists what two lists of statements do not share.
func diff(t *testing.T, what string, got, want []string) {
	t.Helper()
	for _, s := range got {
		if !slices.Contains(want, s) {
			t.Errorf("%s: unwanted\n\t%s", what, s)
		}
	}
	for _, s := range want {
		if !slices.Contains(got, s) {
			t.Errorf("%s: missing\n\t%s", what, s)
		}
	}
	if !t.Failed() && !slices.Equal(got, want) {
		t.Errorf("%s: the order is\n%s", what, strings.Join(got, "\n"))
	}
}

// lines are the lines of a text, without those that are empty.
func lines(text string) (list []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// forum returns models whose tables Django makes in the same words.
func forum() []*orm.Model {
	by := func(names ...string) (list []orm.Order) {
		for _, name := range names {
			list = append(list, orm.Order{By: orm.F(strings.TrimPrefix(name, "-")), Descending: strings.HasPrefix(name, "-")})
		}
		return list
	}
	return []*orm.Model{
		{App: "forum", Name: "Member", Comment: "people's accounts", Fields: []*orm.Field{
			{Name: "nick", Type: short(150), Unique: true},
			{Name: "friends", Relation: toMany("self")},
		}},
		{App: "forum", Name: "Topic", Fields: []*orm.Field{
			{Name: "slug", Type: short(50), Primary: true},
		}},
		{App: "forum", Name: "Message",
			Fields: []*orm.Field{
				{Name: "subject", Type: short(200), Index: true},
				{Name: "body", Type: text, Index: true},
				{Name: "author", Relation: &orm.Relation{To: "Member", RelatedName: "messages"}},
				{Name: "editor", Null: true, Relation: &orm.Relation{To: "Member", ToField: "nick", OnDelete: orm.SetNull, RelatedName: "edits", Unconstrained: true}},
				{Name: "parent", Null: true, Relation: &orm.Relation{To: "self", Unindexed: true, Immediate: true}},
				{Name: "topics", Relation: toMany("Topic")},
				{Name: "cover", Null: true, Relation: &orm.Relation{To: "Picture", Kind: orm.OneToOne, RelatedName: "+"}},
				{Name: "main", Null: true, Relation: &orm.Relation{To: "Topic", Kind: orm.OneToOne, RelatedName: "+"}},
			},
			UniqueTogether: [][]string{{"subject", "author"}},
			Indexes: []orm.Index{
				{By: by("subject", "-author")},
				{Name: "covering", By: by("subject"), OpClasses: []string{"varchar_pattern_ops"}, Include: []string{"author"}},
				{Name: "hashed", By: by("body"), Using: "hash"},
			},
			Constraints: []orm.Constraint{
				{Name: "uq", By: by("subject", "parent")},
				{Name: "uqd", By: by("parent", "author"), Deferred: true},
				{Name: "uqi", By: by("subject"), Include: []string{"author"}},
			},
		},
		{App: "forum", Name: "Picture", Fields: []*orm.Field{
			{Name: "message", Primary: true, Relation: &orm.Relation{To: "Message", Kind: orm.OneToOne}},
		}},
		{App: "forum", Name: "LongNamed", Table: "forum_a_very_long_name_of_a_table_that_is_hardly_ever_used",
			Fields: []*orm.Field{
				{Name: "a_quite_long_name_of_a_column_of_this_table", Type: short(3), Index: true},
				{Name: "another_long_name_of_a_column_of_this_table", Relation: toOne("Message")},
			},
			UniqueTogether: [][]string{{"a_quite_long_name_of_a_column_of_this_table", "another_long_name_of_a_column_of_this_table"}},
			Indexes:        []orm.Index{{By: by("another_long_name_of_a_column_of_this_table", "-a_quite_long_name_of_a_column_of_this_table")}},
		},
		{App: "forum", Name: "Digit", Table: "1st", Fields: []*orm.Field{{Name: "x", Type: orm.Type{Kind: orm.Int, Bits: 32}}}, Indexes: []orm.Index{{By: by("x")}}},
		{App: "forum", Name: "Under", Table: "_under", Fields: []*orm.Field{{Name: "x", Type: orm.Type{Kind: orm.Int, Bits: 32}}}, Indexes: []orm.Index{{By: by("x")}}},
		{App: "forum", Name: "Elsewhere", Unmanaged: true},
	}
}

// dialects are the databases whose SQL is compared, without a server.
var dialects = []orm.Dialect{sqlite.Dialect(), postgres.Dialect()}

// golden compares statements with a file of them, one in each line.
func golden(t *testing.T, name string, got []string) {
	t.Helper()
	file, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if want := lines(string(file)); !slices.Equal(got, want) {
		diff(t, name, got, want)
	}
}

// TestCreateStatements compares with what Django makes of the same models. The
// files were compared with its sqlmigrate by hand; automatic keys are those of
// Django 4.2, the tables come before everything else.
func TestCreateStatements(t *testing.T) {
	t.Parallel()
	r := registry(t, forum()...)
	for _, dialect := range dialects {
		got, err := orm.CreateStatements(dialect, r.Models()...)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "create_forum_"+dialect.Name()+".sql", got)
	}
}

func TestCreateAndDropTables(t *testing.T) {
	t.Parallel()
	each(t, createAndDrop)
}

func createAndDrop(t *testing.T, db *orm.DB) {
	ctx := t.Context()
	models := registry(t, forum()...).Models()
	if err := orm.CreateTables(ctx, db, models...); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"1st", "_under", "forum_a_very_long_name_of_a_table_that_is_hardly_ever_used", "forum_member", "forum_member_friends",
		"forum_message", "forum_message_topics", "forum_picture", "forum_topic",
	}
	if got, err := orm.TableNames(ctx, db); err != nil || !slices.Equal(got, want) {
		t.Errorf("the tables are %q, %v", got, err)
	}
	if err := orm.CreateTables(ctx, db, models...); err == nil {
		t.Error("the tables were created twice")
	}
	if err := orm.DropTables(ctx, db, models...); err != nil {
		t.Fatal(err)
	}
	if got, err := orm.TableNames(ctx, db); err != nil || len(got) > 0 {
		t.Errorf("the tables %q are left, %v", got, err)
	}
}

// TestDropOrder looks at the order in which tables go, which is that of their
// foreign keys as far as these are no circle.
func TestDropOrder(t *testing.T) {
	t.Parallel()
	models := registry(t, blog()...).Models()
	got := orm.DropStatements(sqlite.Dialect(), models...)
	for _, test := range []struct{ first, then string }{
		{"auth_user_friends", "auth_user"}, {"blog_blogpost", "auth_user"}, {"blog_blogpost_tags", "blog_tag"}, {"blog_blogpost_tags", "blog_blogpost"},
	} {
		first := slices.Index(got, `DROP TABLE "`+test.first+`"`)
		then := slices.Index(got, `DROP TABLE "`+test.then+`"`)
		if first < 0 || then < first {
			t.Errorf("%s goes at %d, %s at %d", test.first, first, test.then, then)
		}
	}
	if got := orm.DropStatements(postgres.Dialect(), models[0]); !slices.Equal(got, []string{`DROP TABLE "auth_user_friends" CASCADE`}) {
		t.Errorf("PostgreSQL drops by %q", got)
	}
}

// TestForeignKeyOfUnsigned has no check of its own, as in Django.
func TestForeignKeyOfUnsigned(t *testing.T) {
	t.Parallel()
	r := registry(t,
		&orm.Model{App: "shop", Name: "Shelf", Fields: []*orm.Field{{Name: "n", Type: orm.Type{Kind: orm.Int, Bits: 32, Unsigned: true}, Primary: true}}},
		&orm.Model{App: "shop", Name: "Box", Fields: []*orm.Field{{Name: "shelf", Primary: true, Relation: toOne("Shelf")}}},
	)
	got, err := orm.CreateStatements(sqlite.Dialect(), r.Models()...)
	want := lines(`
CREATE TABLE "shop_shelf" ("n" integer unsigned NOT NULL PRIMARY KEY CHECK ("n" >= 0))
CREATE TABLE "shop_box" ("shelf_id" integer NOT NULL PRIMARY KEY REFERENCES "shop_shelf" ("n") DEFERRABLE INITIALLY DEFERRED)`)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("the statements are %q, %v", got, err)
	}
}
