package orm_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

func TestSnake(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ in, want string }{
		{"Title", "title"}, {"CreatedAt", "created_at"}, {"AuthorID", "author_id"}, {"ID", "id"}, {"URL", "url"},
		{"HTMLBody", "html_body"}, {"UserIDs", "user_ids"}, {"IDsOfUsers", "ids_of_users"}, {"Line2", "line2"},
		{"Line2Text", "line2_text"}, {"IPv4", "i_pv4"}, {"A", "a"}, {"AB", "ab"}, {"ABc", "a_bc"}, {"Größe", "größe"}, {"Snake_Case", "snake_case"},
	} {
		if got := orm.Snake(test.in); got != test.want {
			t.Errorf("%s is %s, want %s", test.in, got, test.want)
		}
	}
}

func TestParseTag(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in   string
		want map[string]string
		err  string
	}{
		{"", map[string]string{}, ""},
		{"max=150,unique", map[string]string{"max": "150", "unique": ""}, ""},
		{" unique , max = 5 ", map[string]string{"max": "5", "unique": ""}, ""},
		{"default='a, ''b'', c',null", map[string]string{"default": "a, 'b', c", "null": ""}, ""},
		{"default=", map[string]string{"default": ""}, ""},
		{"default=''", map[string]string{"default": ""}, ""},
		{"fk", map[string]string{"fk": ""}, ""},
		{"fk=AuthorID", map[string]string{"fk": "AuthorID"}, ""},
		{"uniqe", nil, `the tag's word "uniqe" is not known; did you mean "unique"?`},
		{"unique,unique", nil, "says unique twice"},
		{"unique=1", nil, "takes no value"},
		{"max", nil, "needs a value"},
		{"default='a", nil, "not closed"},
		{"default='a'b", nil, "stands behind a quoted value"},
		{",", nil, `the tag's word "" is not known`},
	} {
		got, err := orm.ParseTag(test.in)
		if test.err == "" && (err != nil || !maps.Equal(got, test.want)) {
			t.Errorf("%q is %q, %v", test.in, got, err)
		}
		if test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
			t.Errorf("%q: %v, want %q", test.in, err, test.err)
		}
	}
}

// FuzzParseTag writes what was read and reads it again.
func FuzzParseTag(f *testing.F) {
	for _, s := range []string{"max=150,unique", "default='a, ''b'", "fk", ",", "max='5'", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		words, err := orm.ParseTag(s)
		if err != nil {
			return
		}
		var parts []string
		for _, word := range slices.Sorted(maps.Keys(words)) {
			part := word
			if value := words[word]; value != "" || strings.Contains("max column default db_default size digits places to reverse through through_fields table on_delete to_field related query prefix choices label help", word) {
				part += "='" + strings.ReplaceAll(value, "'", "''") + "'"
			}
			parts = append(parts, part)
		}
		again, err := orm.ParseTag(strings.Join(parts, ","))
		if err != nil || !maps.Equal(again, words) {
			t.Errorf("%q is %q; %q is %q, %v", s, words, parts, again, err)
		}
	})
}

// mistakes returns the mistakes of a table that stands alone.
func mistakes[T any](define func(*T, *orm.Def)) string {
	if err := orm.NewTableIn(&orm.TableSet{}, define).Check(); err != nil {
		return err.Error()
	}
	return "no mistake"
}

type Other struct {
	ID  int64
	Key string `orm:"max=5,unique"`
}

// TestStructMistakes gives each struct one mistake.
func TestStructMistakes(t *testing.T) {
	t.Parallel()
	type noKey struct{ Name string }
	type noDigits struct {
		ID int64
		A  decimal.Decimal
	}
	type noTable struct {
		ID      int64
		OtherID int64
		Other   *Other `orm:"fk"`
	}
	type noModel struct {
		ID      int64
		OtherID int64 `orm:"to=nope.Other"`
	}
	for _, test := range []struct{ want, got string }{
		{"it has no key", mistakes[noKey](nil)},
		{"is no struct", mistakes[int](nil)},
		{`field A: the tag's word "nul" is not known`, mistakes[struct {
			ID int64
			A  string `orm:"nul"`
		}](nil)},
		{"no column holds a chan int", mistakes[struct {
			ID int64
			A  chan int
		}](nil)},
		{"no column holds a map[string]int: say json", mistakes[struct {
			ID int64
			A  map[string]int
		}](nil)},
		{"a relation needs the tag fk, one, m2m or reverse", mistakes[struct {
			ID int64
			A  *Other
		}](nil)},
		{"a relation needs the tag", mistakes[struct {
			ID int64
			A  []*Other
		}](nil)},
		{"the tag's word max is for a Text, not for a Int", mistakes[struct {
			ID int64
			A  int `orm:"max=5"`
		}](nil)},
		{"max=x is not a number above 0", mistakes[struct {
			ID int64
			A  string `orm:"max=x"`
		}](nil)},
		{"max=0 is not a number above 0", mistakes[struct {
			ID int64
			A  string `orm:"max=0"`
		}](nil)},
		{"a string cannot be NULL: make it a *string", mistakes[struct {
			ID int64
			A  string `orm:"null"`
		}](nil)},
		{"a int cannot be kept as Text", mistakes[struct {
			ID int64
			A  int `orm:"text"`
		}](nil)},
		{"the tag says both text and slug", mistakes[struct {
			ID int64
			A  string `orm:"slug,text"`
		}](nil)},
		{"the tag's default=x", mistakes[struct {
			ID int64
			A  int `orm:"default=x"`
		}](nil)},
		{`the tag's choice "x"`, mistakes[struct {
			ID int64
			A  int `orm:"choices=1:One|x"`
		}](nil)},
		{"a Decimal needs Digits", mistakes[noDigits](nil)},
		{"the tag's word on_delete stands with the relation", mistakes[struct {
			ID int64
			A  int64 `orm:"on_delete=cascade"`
		}](nil)},
		{"the tag's word through is for a many-to-many relation", mistakes[struct {
			ID int64
			A  int64 `orm:"through=X"`
		}](nil)},
		{`fk=AID: there is no such column`, mistakes[struct {
			ID int64
			A  *Other `orm:"fk"`
		}](nil)},
		{`fk=OtherId: there is no such column; did you mean "OtherID"?`, mistakes[struct {
			ID      int64
			OtherID int64
			A       *Other `orm:"fk=OtherId"`
		}](nil)},
		{"that is the key of another relation", mistakes[struct {
			ID int64
			X  int64
			A  *Other `orm:"fk=X"`
			B  *Other `orm:"fk=X"`
		}](nil)},
		{"a foreign key leads to one row", mistakes[struct {
			ID int64
			X  int64
			A  []*Other `orm:"fk=X"`
		}](nil)},
		{"a many-to-many relation leads to several rows", mistakes[struct {
			ID int64
			A  *Other `orm:"m2m"`
		}](nil)},
		{"a string holds no related rows", mistakes[struct {
			ID int64
			X  int64
			A  string `orm:"fk=X"`
		}](nil)},
		{"on_delete=casade is none of cascade, do_nothing", mistakes[struct {
			ID int64
			X  int64
			A  *Other `orm:"fk=X,on_delete=casade"`
		}](nil)},
		{"the tag's word max means nothing for a foreign key's relation", mistakes[struct {
			ID int64
			X  int64
			A  *Other `orm:"fk=X,max=5"`
		}](nil)},
		{"the tag's word unique means nothing for a many-to-many relation", mistakes[struct {
			ID int64
			A  []*Other `orm:"m2m,unique"`
		}](nil)},
		{"the tag's word related means nothing for a way back", mistakes[struct {
			ID int64
			A  []*Other `orm:"reverse=X,related=y"`
		}](nil)},
		{"through_fields names two foreign keys", mistakes[struct {
			ID int64
			A  []*Other `orm:"m2m,through_fields=X"`
		}](nil)},
		{"*orm_test.Other cannot be embedded, only a struct", mistakes[struct {
			ID int64
			*Other
		}](nil)},
		{"there is no table of the type orm_test.Other", mistakes[noTable](nil)},
		{"there is no model nope.Other", mistakes[noModel](nil)},
		{"is no defined type of a package", mistakes[struct{ ID int64 }](nil)},
	} {
		if !strings.Contains(test.got, test.want) {
			t.Errorf("the mistake is %s\nwant %s", test.got, test.want)
		}
	}
}

// The structs of mistakes that need two tables.
type (
	owner struct {
		ID     int64
		Wrong  []*owned `orm:"reverse=NoSuch"`
		Single *owned   `orm:"reverse=OwnerID"`
		Hidden []*owned `orm:"reverse=SecretID"`
		Astray []*owned `orm:"reverse=OtherID"`
	}
	owned struct {
		ID       int64
		OwnerID  int64
		Owner    *owner `orm:"fk"`
		SecretID int64
		Secret   *owner `orm:"fk,related=+"`
		OtherID  int64
		Other    *Other `orm:"fk"`
	}
	badKey struct {
		ID      int64
		OtherID string
		Other   *Other `orm:"fk"`
	}
)

func TestStructMistakesOfTwo(t *testing.T) {
	t.Parallel()
	set := &orm.TableSet{}
	owners := orm.NewTableIn[owner](set, nil)
	orm.NewTableIn[owned](set, nil)
	bad := orm.NewTableIn[badKey](set, nil)
	others := orm.NewTableIn[Other](set, nil)
	err := owners.Check()
	for _, want := range []string{
		"orm/struct_test.go:", "model orm_test.owner: field Wrong: reverse=NoSuch is no relation of orm_test.owned",
		"field Single: a way back is a pointer for a one-to-one relation, else a slice",
		"field Hidden: the relation orm_test.owned.secret has no way back",
		"field Astray: reverse=OtherID leads to orm_test.Other, not to this model",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\ndoes not say %q", err, want)
		}
	}
	if err := bad.Check(); err == nil || !strings.Contains(err.Error(), "its key is a string, but orm_test.Other.id that it points to is a Int") {
		t.Errorf("a key of another kind: %v", err)
	}
	if err := others.Check(); err != nil {
		t.Errorf("a table is taken along by the mistakes of others: %v", err)
	}
}

// TestTableMadeLater leads to a table that is made after the first check.
func TestTableMadeLater(t *testing.T) {
	t.Parallel()
	type child struct {
		ID      int64
		OtherID int64
		Other   *Other `orm:"fk"`
	}
	set := &orm.TableSet{}
	children := orm.NewTableIn[child](set, nil)
	if err := children.Check(); err == nil {
		t.Fatal("a relation leads nowhere")
	}
	others := orm.NewTableIn[Other](set, nil)
	if err := children.Check(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := children.Ref(&children.F.Other.Key); err != nil {
		t.Error(err)
	}
	if got := len(others.Model().Related()); got != 1 {
		t.Errorf("%d relations lead back", got)
	}
}

func TestDefMistakes(t *testing.T) {
	t.Parallel()
	stray := ""
	for _, test := range []struct {
		want   string
		define func(*Other, *orm.Def)
	}{
		{"OrderBy: this *string is no column of orm_test.Other", func(p *Other, t *orm.Def) { t.OrderBy(&stray) }},
		{"Index: string is no address of a column", func(p *Other, t *orm.Def) { t.Index("key") }},
		{"Index: over nothing", func(p *Other, t *orm.Def) { t.Index() }},
		{"Unique: over nothing", func(p *Other, t *orm.Def) { t.Unique() }},
		{"Field: this *string", func(p *Other, t *orm.Def) { t.Field(&stray).Label("x") }},
		{"Latest: this *string", func(p *Other, t *orm.Def) { t.Latest(&stray) }},
		{"the constraint c has no condition", func(p *Other, t *orm.Def) { t.Check("c", nil) }},
		{"a constraint that is more than some columns needs a Name", func(p *Other, t *orm.Def) { t.Unique(&p.Key).Deferred() }},
		{"Index.Include: this *string", func(p *Other, t *orm.Def) { t.Index(&p.Key).Include(&stray) }},
		{`the name "a b" must be letters`, func(p *Other, t *orm.Def) { t.App("a b") }},
		{"its Default: x is a string, not a Int", func(p *Other, t *orm.Def) { t.Field(&p.ID).Default("x") }},
	} {
		if got := mistakes(test.define); !strings.Contains(got, test.want) {
			t.Errorf("the mistake is %s\nwant %s", got, test.want)
		}
	}
}

func TestDef(t *testing.T) {
	t.Parallel()
	set := &orm.TableSet{}
	table := orm.NewTableIn(set, func(p *Other, t *orm.Def) {
		t.App("shop")
		t.Name("Item")
		t.Table("goods")
		t.Label("good", "goods")
		t.Comment("what is sold")
		t.Latest(&p.ID)
		t.Index(orm.Order{By: orm.PointerTo(&p.ID), Descending: true}, &p.Key).Name("idx").Where(orm.Where("id__gt", 5)).Include(&p.Key).Using("btree").OpClasses("", "text_ops")
		t.Unique(&p.ID, &p.Key)
		t.Unique(&p.Key).Name("uq").Where(orm.Where("id__gt", 5)).Include(&p.ID).NullsEqual().Message("taken")
		t.Check("positive", orm.Where("id__gt", 0)).Message("must be positive")
		t.Field(&p.Key).Label("Key").Help("h").Choices(orm.Choice{Value: "a"}).Default("a").Format("slug").Blank().ReadOnly().
			Validators(func(any) error { return nil }).DBDefault(orm.Value("b"))
	})
	if err := table.Check(); err != nil {
		t.Fatal(err)
	}
	m := table.Model()
	if m.String() != "shop.Item" || m.Table != "goods" || m.Label != "good" || m.Plural != "goods" || m.Comment != "what is sold" || m.Latest[0] != "id" {
		t.Errorf("the model is %+v", m)
	}
	x := m.Indexes[0]
	if x.Name != "idx" || !x.By[0].Descending || x.By[1].Descending || x.Where == nil || x.Include[0] != "key" || x.Using != "btree" || len(x.OpClasses) != 2 {
		t.Errorf("the index is %+v", x)
	}
	if got := m.UniqueTogether; len(got) != 1 || !slices.Equal(got[0], []string{"id", "key"}) {
		t.Errorf("unique together are %q", got)
	}
	u := m.Constraints[0]
	if u.Name != "uq" || u.Where == nil || u.Include[0] != "id" || !u.NullsEqual || u.Message != "taken" || len(u.By) != 1 {
		t.Errorf("the unique constraint is %+v", u)
	}
	if c := m.Constraints[1]; c.Name != "positive" || c.Check == nil || c.Message != "must be positive" {
		t.Errorf("the check is %+v", c)
	}
	f := m.Field("key")
	if f.Label != "Key" || f.Help != "h" || len(f.Choices) != 1 || f.Default != "a" || f.Format != "slug" || !f.Blank || !f.ReadOnly || len(f.Validators) != 1 || f.DBDefault == nil {
		t.Errorf("the field is %+v", f)
	}
	if got := set.Registry().Model("shop.item"); got != m {
		t.Errorf("the registry knows %v", got)
	}
}

// TestTagWordsAreDocumented looks for each word in the documentation's table.
func TestTagWordsAreDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/models.md")
	if err != nil {
		t.Fatal(err)
	}
	for word, valued := range orm.TagWords() {
		if !strings.Contains(string(page), "`"+word+"`") && !strings.Contains(string(page), "`"+word+"=`") || valued && !strings.Contains(string(page), "`"+word+"=`") {
			t.Errorf("docs/models.md does not say what %s is", word)
		}
	}
}

func TestAppOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ in, want string }{
		{"example.com/site/blog", "blog"}, {"example.com/blog/v2", "blog"}, {"gopkg.in/blog.v2", "blog"},
		{"example.com/my-blog", "my_blog"}, {"main", "main"}, {"v2", "v2"}, {"example.com/voice", "voice"},
	} {
		if got := orm.AppOf(test.in); got != test.want {
			t.Errorf("%s is %s, want %s", test.in, got, test.want)
		}
	}
}
