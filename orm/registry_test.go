package orm_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
)

// The words of models written down, shorter.
var (
	text   = orm.Type{Kind: orm.Text}
	number = orm.Type{Kind: orm.Int}
)

func short(max int) orm.Type { return orm.Type{Kind: orm.Text, Max: max} }

func toOne(to string) *orm.Relation { return &orm.Relation{To: to} }

func toMany(to string) *orm.Relation { return &orm.Relation{To: to, Kind: orm.ManyToMany} }

// blog returns the models of a small site.
func blog() []*orm.Model {
	return []*orm.Model{
		{App: "auth", Name: "User", Fields: []*orm.Field{
			{Name: "username", Type: short(150), Unique: true},
			{Name: "friends", Relation: toMany("self")},
			{Name: "follows", Relation: &orm.Relation{To: "self", Kind: orm.ManyToMany, OneWay: true, RelatedName: "followers"}},
		}},
		{App: "blog", Name: "Tag", Fields: []*orm.Field{
			{Name: "slug", Type: short(50), Primary: true, Format: "slug"},
		}},
		{App: "blog", Name: "BlogPost", Ordering: []orm.Order{{By: orm.F("author__username")}}, Fields: []*orm.Field{
			{Name: "title", Type: short(200)},
			{Name: "author", Relation: toOne("auth.User")},
			{Name: "editor", Null: true, Relation: &orm.Relation{To: "auth.User", ToField: "username", OnDelete: orm.SetNull, RelatedName: "edits"}},
			{Name: "tags", Relation: toMany("Tag")},
			{Name: "cover", Null: true, Relation: &orm.Relation{To: "Image", Kind: orm.OneToOne, RelatedName: "+"}},
		}},
		{App: "blog", Name: "Image", Fields: []*orm.Field{
			{Name: "post", Primary: true, Relation: &orm.Relation{To: "BlogPost", Kind: orm.OneToOne}},
			{Name: "alt_text", Type: text},
		}},
	}
}

func registry(t *testing.T, models ...*orm.Model) *orm.Registry {
	t.Helper()
	r, err := orm.NewRegistry(models...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRegistryFillsNames(t *testing.T) {
	t.Parallel()
	r := registry(t, blog()...)
	var got []string
	for _, m := range r.Models() {
		line := m.String() + " " + m.Table + " " + m.Label + "/" + m.Plural + ":"
		for _, f := range m.Columns() {
			line += " " + f.Name + "=" + f.Column + "=" + f.Attr()
		}
		got = append(got, line+" key "+m.Key().Name)
	}
	want := []string{
		"auth.User_friends auth_user_friends User-User relationship/User-User relationships: id=id=id from_user=from_user_id=from_user_id to_user=to_user_id=to_user_id key id",
		"auth.User_follows auth_user_follows User-User relationship/User-User relationships: id=id=id from_user=from_user_id=from_user_id to_user=to_user_id=to_user_id key id",
		"auth.User auth_user user/users: id=id=id username=username=username key id",
		"blog.Tag blog_tag tag/tags: slug=slug=slug key slug",
		"blog.BlogPost_tags blog_blogpost_tags BlogPost-Tag relationship/BlogPost-Tag relationships: id=id=id blogpost=blogpost_id=blogpost_id tag=tag_id=tag_id key id",
		"blog.BlogPost blog_blogpost blog post/blog posts: id=id=id title=title=title author=author_id=author_id editor=editor_id=editor_id cover=cover_id=cover_id key id",
		"blog.Image blog_image image/images: post=post_id=post_id alt_text=alt_text=alt_text key post",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the models are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if label := r.Model("blog.image").Field("alt_text").Label; label != "alt text" {
		t.Errorf("the label of alt_text is %q", label)
	}
}

func TestRegistryFindsRelations(t *testing.T) {
	t.Parallel()
	r := registry(t, blog()...)
	for _, test := range []struct {
		model, field, to, target string
		kind                     orm.Kind
		max                      int
	}{
		{"blog.BlogPost", "author", "auth.User", "id", orm.Int, 0},
		{"blog.BlogPost", "author_id", "auth.User", "id", orm.Int, 0},
		{"blog.BlogPost", "editor", "auth.User", "username", orm.Text, 150},
		{"blog.BlogPost", "cover", "blog.Image", "post", orm.Int, 0},
		{"blog.Image", "pk", "blog.BlogPost", "id", orm.Int, 0},
		{"blog.BlogPost_tags", "tag", "blog.Tag", "slug", orm.Text, 50},
		{"auth.User_friends", "to_user", "auth.User", "id", orm.Int, 0},
	} {
		f := r.Model(test.model).Field(test.field)
		if got := f.Relation.Model().String(); got != test.to {
			t.Errorf("%s.%s leads to %s, want %s", test.model, test.field, got, test.to)
		}
		if got := f.Relation.Target().Name; got != test.target || f.Kind != test.kind || f.Max != test.max {
			t.Errorf("%s.%s holds %s: %v of %d, want %s: %v of %d", test.model, test.field, got, f.Kind, f.Max, test.target, test.kind, test.max)
		}
	}
	if got := r.Model("blog.BlogPost").Field("tags").Relation.ThroughModel(); got != r.Model("blog.BlogPost_tags") {
		t.Errorf("tags goes through %v", got)
	}
}

func waysBack(m *orm.Model) (names []string) {
	for _, f := range m.Related() {
		names = append(names, f.Relation.QueryName+"="+f.Model().Name+"."+f.Name)
	}
	return names
}

func TestRegistryFindsWaysBack(t *testing.T) {
	t.Parallel()
	r := registry(t, blog()...)
	got := waysBack(r.Model("auth.User"))
	want := []string{
		"User_friends+=User_friends.from_user", "User_friends+=User_friends.to_user",
		"User_follows+=User_follows.from_user", "User_follows+=User_follows.to_user",
		"friends_rel_+=User.friends", "followers=User.follows", "blogpost=BlogPost.author", "edits=BlogPost.editor",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the ways back are %q, want %q", got, want)
	}
	if got := waysBack(r.Model("blog.Image")); !slices.Equal(got, []string{"_blog_blogpost_cover_+=BlogPost.cover"}) {
		t.Errorf("the hidden way back is %q", got)
	}
}

func TestRegistryAdd(t *testing.T) {
	t.Parallel()
	r := registry(t, blog()...)
	tag := r.Model("blog.Tag")
	before := len(tag.Related())
	note := &orm.Model{App: "notes", Name: "Note", Fields: []*orm.Field{{Name: "tag", Relation: toOne("blog.Tag")}}}
	if err := r.Add(note); err != nil {
		t.Fatal(err)
	}
	if got := tag.Related(); len(got) != before+1 || got[before].Model() != note {
		t.Errorf("the ways back to tags are %q", waysBack(tag))
	}
	bad := &orm.Model{App: "notes", Name: "Bad", Fields: []*orm.Field{{Name: "tag", Relation: toOne("blog.Tag")}, {Name: "x__y", Type: text}}}
	if err := r.Add(bad); err == nil {
		t.Fatal("a model with a mistake was added")
	}
	if r.Model("notes.bad") != nil || len(tag.Related()) != before+1 {
		t.Error("a model with a mistake left traces")
	}
}

// TestRegistryMistakes gives each model one mistake.
func TestRegistryMistakes(t *testing.T) {
	t.Parallel()
	key := func(name string, r orm.Relation) *orm.Field { return &orm.Field{Name: name, Relation: &r} }
	for _, test := range []struct {
		want   string
		fields []*orm.Field
		change func(*orm.Model)
	}{
		{"a model needs an App and a Name", nil, func(m *orm.Model) { m.Name = "" }},
		{`the name "A__B" must be letters and digits`, nil, func(m *orm.Model) { m.Name = "A__B" }},
		{`the name "Shop_" must be letters`, nil, func(m *orm.Model) { m.Name = "Shop_" }},
		{`there is another model of that name`, nil, func(m *orm.Model) { m.App, m.Name = "auth", "user" }},
		{"its table auth_user is that of auth.User, too", nil, func(m *orm.Model) { m.Table = "auth_user" }},
		{"the table's name", nil, func(m *orm.Model) { m.Table = strings.Repeat("x", 64) }},
		{`its name "a b" must be letters, digits`, []*orm.Field{{Name: "a b", Type: text}}, nil},
		{`its name "1a" must be letters, digits`, []*orm.Field{{Name: "1a", Type: text}}, nil},
		{`its name "a__b" contains __`, []*orm.Field{{Name: "a__b", Type: text}}, nil},
		{`its name "a_" ends in _`, []*orm.Field{{Name: "a_", Type: text}}, nil},
		{`its name is "pk"`, []*orm.Field{{Name: "pk", Type: text}}, nil},
		{"one of its fields is nil", []*orm.Field{nil}, nil},
		{"there are two fields of that name", []*orm.Field{{Name: "a", Type: text}, {Name: "a", Type: text, Column: "b"}}, nil},
		{"gets one of that name: set Primary", []*orm.Field{{Name: "id", Type: text, Column: "x"}}, nil},
		{"its name is that of the key of the field owner", []*orm.Field{key("owner", orm.Relation{To: "auth.User"}), {Name: "b", Type: text}, {Name: "owner_id", Type: text, Column: "x"}}, nil},
		{"there is a field owner_id, which is the name of this one's key", []*orm.Field{{Name: "owner_id", Type: text, Column: "x"}, key("owner", orm.Relation{To: "auth.User"})}, nil},
		{"its column A is that of the field a, too", []*orm.Field{{Name: "a", Type: text}, {Name: "b", Type: text, Column: "A"}}, nil},
		{"the column's name", []*orm.Field{{Name: "a", Type: text, Column: "a\x00"}}, nil},
		{"the field a is the key already", []*orm.Field{{Name: "a", Type: text, Primary: true}, {Name: "b", Type: text, Primary: true}}, nil},
		{"a key cannot be NULL", []*orm.Field{{Name: "a", Type: text, Primary: true, Null: true}}, nil},
		{"Auto is for a key", []*orm.Field{{Name: "a", Type: number, Auto: true}}, nil},
		{"Auto is for a key", []*orm.Field{{Name: "a", Type: text, Primary: true, Auto: true}}, nil},
		{"Version is for an Int", []*orm.Field{{Name: "a", Type: text, Version: true}}, nil},
		{"2 fields with Version", []*orm.Field{{Name: "a", Type: number, Version: true}, {Name: "b", Type: number, Version: true}}, nil},
		{"its Kind is not set", []*orm.Field{{Name: "a"}}, nil},
		{"Bits = 8", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Int, Bits: 8}}}, nil},
		{"Bits = 64", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Text, Bits: 64}}}, nil},
		{"Unsigned is for an Int", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Text, Unsigned: true}}}, nil},
		{"Max = -1", []*orm.Field{{Name: "a", Type: short(-1)}}, nil},
		{"Max = 5", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Int, Max: 5}}}, nil},
		{"a Decimal needs Digits", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Decimal}}}, nil},
		{"a Decimal needs Digits", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Decimal, Digits: 2, Places: 3}}}, nil},
		{"Digits and Places are for a Decimal", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Float, Places: 3}}}, nil},
		{"needs Elem", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Array}}}, nil},
		{"its Kind is not set", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Array, Elem: &orm.Type{}}}}, nil},
		{"AutoNow and AutoNowAdd are for Date", []*orm.Field{{Name: "a", Type: text, AutoNow: true}}, nil},
		{"only one of AutoNow", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Date}, AutoNow: true, AutoNowAdd: true}}, nil},
		{"its Default: 5 is a int, not a Text", []*orm.Field{{Name: "a", Type: text, Default: 5}}, nil},
		{"its Default: 40000 is a int, not a Int", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Int, Bits: 16}, Default: 40000}}, nil},
		{"its Default: -1 is a int, not a Int", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Int, Unsigned: true}, Default: -1}}, nil},
		{"its Default: x is a string, not a Decimal", []*orm.Field{{Name: "a", Type: orm.Type{Kind: orm.Decimal, Digits: 3}, Default: "x"}}, nil},
		{`the choice "One": 1 is a int, not a Text`, []*orm.Field{{Name: "a", Type: text, Choices: []orm.Choice{{Value: 1, Label: "One"}}}}, nil},
		{`the choice "äöüß" has more than 3 characters`, []*orm.Field{{Name: "a", Type: short(3), Choices: []orm.Choice{{Value: "äöüß"}}}}, nil},
		{"its relation says no model in To", []*orm.Field{key("a", orm.Relation{})}, nil},
		{`there is no model auth.Usr; did you mean "auth.User"?`, []*orm.Field{key("a", orm.Relation{To: "auth.Usr"})}, nil},
		{`there is no model User`, []*orm.Field{key("a", orm.Relation{To: "User"})}, nil},
		{`has no column usrname to point to; did you mean "username"?`, []*orm.Field{key("a", orm.Relation{To: "auth.User", ToField: "usrname"})}, nil},
		{"the field blog.BlogPost.title that it points to must be unique", []*orm.Field{key("a", orm.Relation{To: "blog.BlogPost", ToField: "title"})}, nil},
		{"OnDelete sets it to NULL", []*orm.Field{key("a", orm.Relation{To: "auth.User", OnDelete: orm.SetNull})}, nil},
		{"OnDelete sets it to its default", []*orm.Field{key("a", orm.Relation{To: "auth.User", OnDelete: orm.SetDefault})}, nil},
		{"are for many-to-many relations", []*orm.Field{key("a", orm.Relation{To: "auth.User", Through: "blog.Tag"})}, nil},
		{"its type is that of the key it points to", []*orm.Field{{Name: "a", Primary: true, Relation: &orm.Relation{To: "self", Kind: orm.OneToOne}}}, nil},
		{"a many-to-many relation has no column", []*orm.Field{{Name: "a", Null: true, Relation: toMany("auth.User")}}, nil},
		{"OneWay is for relations of a model to itself", []*orm.Field{key("a", orm.Relation{To: "auth.User", Kind: orm.ManyToMany, OneWay: true})}, nil},
		{"ToField is for foreign keys", []*orm.Field{key("a", orm.Relation{To: "auth.User", Kind: orm.ManyToMany, ToField: "username"})}, nil},
		{"there is no model blog.Tagg to go through", []*orm.Field{key("a", orm.Relation{To: "auth.User", Kind: orm.ManyToMany, Through: "blog.Tagg"})}, nil},
		{"has no foreign key to shop.Thing", []*orm.Field{key("a", orm.Relation{To: "auth.User", Kind: orm.ManyToMany, Through: "blog.Tag"})}, nil},
		{"ThroughFields are those of the model in Through", []*orm.Field{key("a", orm.Relation{To: "auth.User", Kind: orm.ManyToMany, ThroughFields: [2]string{"a", "b"}})}, nil},
		{`the way back from auth.User, "thing", is that of shop.Thing.a already`, []*orm.Field{key("a", orm.Relation{To: "auth.User"}), key("b", orm.Relation{To: "auth.User"})}, nil},
		{`the way back from auth.User, "username", is the name of its field`, []*orm.Field{key("a", orm.Relation{To: "auth.User", RelatedName: "username"})}, nil},
		{`the RelatedName "username" is that of a field`, []*orm.Field{key("a", orm.Relation{To: "auth.User", RelatedName: "username", QueryName: "x"})}, nil},
		{`the RelatedName "edits" is that of blog.BlogPost.editor, too`, []*orm.Field{key("a", orm.Relation{To: "auth.User", RelatedName: "edits", QueryName: "x"})}, nil},
		{`RelatedName "a__b" contains __`, []*orm.Field{key("a", orm.Relation{To: "auth.User", RelatedName: "a__b"})}, nil},
		{`Ordering names "titel", but shop.Thing has no field titel; did you mean "title"?`, []*orm.Field{{Name: "title", Type: text}}, func(m *orm.Model) { m.Ordering = []orm.Order{{By: orm.F("titel")}} }},
		{`Ordering names "owner__usrname", but auth.User has no field usrname`, []*orm.Field{key("owner", orm.Relation{To: "auth.User"})}, func(m *orm.Model) { m.Ordering = []orm.Order{{By: orm.F("owner__usrname")}} }},
		{`Latest names "x"`, nil, func(m *orm.Model) { m.Latest = []string{"-x"} }},
		{`UniqueTogether names "x", which is no field`, nil, func(m *orm.Model) { m.UniqueTogether = [][]string{{"id", "x"}} }},
		{`UniqueTogether names "tags", which is a many-to-many relation`, []*orm.Field{{Name: "tags", Relation: toMany("blog.Tag")}}, func(m *orm.Model) { m.UniqueTogether = [][]string{{"tags"}} }},
		{"UniqueTogether has an empty group", nil, func(m *orm.Model) { m.UniqueTogether = [][]string{{}} }},
		{"an index  has nothing in By", nil, func(m *orm.Model) { m.Indexes = []orm.Index{{}} }},
		{`an index names "x"`, nil, func(m *orm.Model) { m.Indexes = []orm.Index{{By: []orm.Order{{By: orm.F("x")}}}} }},
		{"is used by shop.Thing, too", nil, func(m *orm.Model) {
			by := []orm.Order{{By: orm.F("id")}}
			m.Indexes = []orm.Index{{Name: "a", By: by}, {Name: "a", By: by}}
		}},
		{"is Deferred, which one with Where", nil, func(m *orm.Model) {
			m.Constraints = []orm.Constraint{{Name: "c", By: []orm.Order{orm.Asc("id")}, Deferred: true, Where: orm.Where("id", 1)}}
		}},
		{"an index over expressions needs a Name", nil, func(m *orm.Model) {
			m.Indexes = []orm.Index{{By: []orm.Order{{By: orm.Value(1)}}}}
		}},
		{"the constraint c needs either By or Check", nil, func(m *orm.Model) { m.Constraints = []orm.Constraint{{Name: "c"}} }},
		{"the name of an index or constraint is empty", nil, func(m *orm.Model) { m.Constraints = []orm.Constraint{{By: []orm.Order{{By: orm.F("id")}}}} }},
	} {
		m := &orm.Model{App: "shop", Name: "Thing", Fields: test.fields}
		if test.change != nil {
			test.change(m)
		}
		_, err := orm.NewRegistry(append(blog(), m)...)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("the mistake is %v, want %q", err, test.want)
		}
		if err != nil && strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("want %q alone, got %v", test.want, err)
		}
	}
}

func TestRegistryReportsAllMistakes(t *testing.T) {
	t.Parallel()
	_, err := orm.NewRegistry(
		&orm.Model{App: "a", Name: "One", Fields: []*orm.Field{{Name: "x_", Type: text}, {Name: "y"}}},
		&orm.Model{App: "a", Name: "Two", Fields: []*orm.Field{{Name: "at", Type: orm.Type{Kind: orm.Date}, Default: time.Now()}}},
	)
	for _, want := range []string{"model a.One: field x_: ", "model a.One: field y: ", "model a.Two: field at: "} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}

// TestRegistryAddAtOnce adds models while others are looked at.
func TestRegistryAddAtOnce(t *testing.T) {
	t.Parallel()
	r := registry(t, blog()...)
	tag := r.Model("blog.Tag")
	before := len(tag.Related())
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			m := &orm.Model{App: "notes", Name: fmt.Sprintf("Note%d", i), Fields: []*orm.Field{{Name: "tag", Relation: toOne("blog.Tag")}}}
			if err := r.Add(m); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			for _, f := range tag.Related() {
				if r.Model(f.Model().String()) != f.Model() {
					t.Errorf("%s leads back and is not known", f.Model())
				}
			}
		})
	}
	all.Wait()
	if got := len(tag.Related()); got != before+8 || len(r.Models()) != 15 {
		t.Errorf("%d ways lead back, there are %d models", got-before, len(r.Models()))
	}
}
