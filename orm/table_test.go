package orm_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// The structs of a library, with each kind of relation.
type (
	Author struct {
		ID       int64
		Name     string    `orm:"max=100,unique"`
		BossID   *int64    `orm:"column=chief"`
		Boss     *Author   `orm:"fk,on_delete=set_null"`
		Staff    []*Author `orm:"reverse=BossID"`
		Books    []*Book   `orm:"reverse=AuthorID"`
		Profile  *Profile  `orm:"reverse=Author"`
		JoinedAt time.Time `orm:"auto_now_add"`
	}
	Book struct {
		ID       int64
		Title    string  `orm:"max=200"`
		AuthorID int64   `orm:"label=Written by"`
		Author   *Author `orm:"fk=AuthorID,on_delete=protect"`
		EditorID *int64
		Editor   *Author  `orm:"one=EditorID,related=edited,on_delete=set_null"`
		Tags     []*Label `orm:"m2m,related=books"`
		Sold     sql.Null[int32]
		Dims
	}
	Dims struct {
		Width, Height float64
		Paper         Paper `orm:"embed"`
		Cover         Paper `orm:"prefix=c_"`
	}
	Paper struct {
		Grams int16 `orm:"unsigned"`
	}
	Label struct {
		Slug  string  `orm:"slug,pk"`
		Books []*Book `orm:"reverse=Tags"`
	}
	Profile struct {
		AuthorID int64   `orm:"pk"`
		Author   *Author `orm:"one=AuthorID,to_field=id"`
		Bio      string  `orm:"text"`
	}
)

type library struct {
	authors  *orm.Table[Author]
	books    *orm.Table[Book]
	labels   *orm.Table[Label]
	profiles *orm.Table[Profile]
}

func newLibrary() library {
	set := &orm.TableSet{}
	return library{
		orm.NewTableIn(set, func(p *Author, t *orm.Def) { t.OrderBy(&p.Name) }),
		orm.NewTableIn(set, func(p *Book, t *orm.Def) {
			t.OrderBy(&p.Author.Name, orm.Order{By: orm.F("title"), Descending: true})
			t.Index(&p.AuthorID, &p.Title)
			t.Unique(&p.Title, &p.Author)
			t.Field(&p.Title).Label("Headline").Help("What is it called?")
		}),
		orm.NewTableIn[Label](set, nil),
		orm.NewTableIn[Profile](set, nil),
	}
}

func describe(m *orm.Model) (lines []string) {
	for _, f := range m.Fields {
		line := fmt.Sprintf("%s %s %v", f.Name, f.Column, f.Kind)
		for _, flag := range []struct {
			name string
			on   bool
		}{{"null", f.Null}, {"key", f.Primary}, {"auto", f.Auto}, {"unique", f.Unique}, {"index", f.Index}} {
			if flag.on {
				line += " " + flag.name
			}
		}
		if f.Relation != nil {
			line += fmt.Sprintf(" → %s back %s", f.Relation.Model(), f.Relation.QueryName)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestTableModel(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	if err := orm.Models(l.authors, l.books, l.labels, l.profiles).Check(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		model *orm.Model
		want  []string
	}{
		{l.authors.Model(), []string{
			"id id Int key auto", "name name Text unique", "boss chief Int null → orm_test.Author back staff", "joined_at joined_at DateTime",
		}},
		{l.books.Model(), []string{
			"id id Int key auto", "title title Text", "author author_id Int → orm_test.Author back books",
			"editor editor_id Int null → orm_test.Author back edited", "tags  NoKind → orm_test.Label back books",
			"sold sold Int null", "width width Float", "height height Float", "paper_grams paper_grams Int", "c_grams c_grams Int",
		}},
		{l.labels.Model(), []string{"slug slug Text key"}},
		{l.profiles.Model(), []string{"author author_id Int key → orm_test.Author back profile", "bio bio Text"}},
	} {
		if got := describe(test.model); !slices.Equal(got, test.want) {
			t.Errorf("%s is\n%s\nwant\n%s", test.model, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
	books := l.books.Model()
	if f := books.Field("title"); f.Label != "Headline" || f.Help != "What is it called?" || f.Max != 200 {
		t.Errorf("the title is %+v", f)
	}
	if got := books.Field("author").Label; got != "Written by" {
		t.Errorf("the author's label is %q", got)
	}
	if got := fmt.Sprint(books.UniqueTogether, len(books.Indexes), len(books.Ordering)); got != "[[title author]] 1 2" {
		t.Errorf("the definitions are %s", got)
	}
	if books.Table != "orm_test_book" {
		t.Errorf("the table is %s", books.Table)
	}
}

func TestTableReferences(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	b, a := l.books.F, l.authors.F
	for _, test := range []struct {
		pointer any
		find    func(any) (string, *orm.Field, error)
		want    string
		field   string
	}{
		{&b.ID, l.books.Ref, "id", "orm_test.Book.id"},
		{&b.Title, l.books.Ref, "title", "orm_test.Book.title"},
		{&b.AuthorID, l.books.Ref, "author_id", "orm_test.Book.author"},
		{&b.Author, l.books.Ref, "author", "orm_test.Book.author"},
		{b.Author, l.books.Ref, "author", "orm_test.Book.author"},
		{&b.EditorID, l.books.Ref, "editor_id", "orm_test.Book.editor"},
		{b.EditorID, l.books.Ref, "editor_id", "orm_test.Book.editor"},
		{&b.Author.Name, l.books.Ref, "author__name", "orm_test.Author.name"},
		{&b.Author.Boss.Name, l.books.Ref, "author__boss__name", "orm_test.Author.name"},
		{&b.Author.BossID, l.books.Ref, "author__boss_id", "orm_test.Author.boss"},
		{&b.Author.Boss.Boss, l.books.Ref, "author__boss__boss", "orm_test.Author.boss"},
		{&b.Editor.Name, l.books.Ref, "editor__name", "orm_test.Author.name"},
		{&b.Tags, l.books.Ref, "tags", "orm_test.Book.tags"},
		{b.Tags[0], l.books.Ref, "tags", "orm_test.Book.tags"},
		{&b.Tags[0].Slug, l.books.Ref, "tags__slug", "orm_test.Label.slug"},
		{&b.Sold, l.books.Ref, "sold", "orm_test.Book.sold"},
		{&b.Sold.V, l.books.Ref, "sold", "orm_test.Book.sold"},
		{&b.Width, l.books.Ref, "width", "orm_test.Book.width"},
		{&b.Paper.Grams, l.books.Ref, "paper_grams", "orm_test.Book.paper_grams"},
		{&b.Cover.Grams, l.books.Ref, "c_grams", "orm_test.Book.c_grams"},
		{&a.Books, l.authors.Ref, "books", "orm_test.Book.author"},
		{&a.Books[0].Title, l.authors.Ref, "books__title", "orm_test.Book.title"},
		{&a.Books[0].Tags[0].Slug, l.authors.Ref, "books__tags__slug", "orm_test.Label.slug"},
		{&a.Staff[0].Name, l.authors.Ref, "staff__name", "orm_test.Author.name"},
		{&a.Profile.Bio, l.authors.Ref, "profile__bio", "orm_test.Profile.bio"},
		{&l.labels.F.Books[0].Author.Name, l.labels.Ref, "books__author__name", "orm_test.Author.name"},
	} {
		path, field, err := test.find(test.pointer)
		if err != nil {
			t.Errorf("%s: %v", test.want, err)
			continue
		}
		if got := field.Model().String() + "." + field.Name; path != test.want || got != test.field {
			t.Errorf("the pointer names %s: %s, want %s: %s", path, got, test.want, test.field)
		}
	}
}

func TestTableReferenceOfAnother(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	stray := ""
	for _, pointer := range []any{&stray, &l.authors.F.Name, nil, "title", (*string)(nil), l.books.F} {
		if path, _, err := l.books.Ref(pointer); err == nil {
			t.Errorf("%T names %s", pointer, path)
		}
	}
}

func TestTableReferencesAtOnce(t *testing.T) {
	t.Parallel()
	l := newLibrary()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, _, err := l.books.Ref(&l.books.F.Author.Name); err != nil {
				t.Error(err)
			}
			if err := l.labels.Check(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// A Status is an enum whose type says its choices.
type Status string

func (Status) Choices() []orm.Choice {
	return []orm.Choice{{Value: Status("d"), Label: "Draft"}, {Value: Status("p"), Label: "Published"}}
}

type Everything struct {
	ID      uuid.UUID `orm:"default=random"`
	I8      int8
	I16     int16
	I32     int32
	I64     int64
	Int     int `orm:"size=32"`
	U8      uint8
	U16     uint16
	U32     uint32
	U64     uint64
	S       string
	Short   string `orm:"max=5,default='a, ''b'"`
	Slug    string `orm:"slug"`
	Email   string `orm:"email,unique"`
	URL     string `orm:"url"`
	B       bool   `orm:"default=true"`
	F32     float32
	F64     float64
	Price   decimal.Decimal `orm:"digits=8,places=2,default=1.50"`
	At      time.Time       `orm:"auto_now"`
	On      time.Time       `orm:"date"`
	Day     orm.Day         `orm:"default=2020-02-29"`
	Clock   *orm.Clock
	Took    time.Duration `orm:"default=1h30m"`
	Data    []byte
	MaybeB  []byte `orm:"null"`
	IP      netip.Addr
	Net     netip.Prefix
	Raw     json.RawMessage
	Map     map[string]any  `orm:"json,default={}"`
	Custom  struct{ X int } `orm:"json"`
	Names   []string
	Numbers []int32
	Status  Status `orm:"max=1"`
	Size    string `orm:"max=1,choices=s:Small|l:Large"`
	Null    sql.NullString
	Version int64    `orm:"version"`
	Kept    string   `orm:"db_default=x"`
	Skipped chan int `orm:"-"`
	private chan int
}

func TestTableKinds(t *testing.T) {
	t.Parallel()
	table := orm.NewTableIn[Everything](&orm.TableSet{}, nil)
	if err := table.Check(); err != nil {
		t.Fatal(err)
	}
	_ = Everything{}.private
	var got []string
	for _, f := range table.Model().Fields {
		line := fmt.Sprintf("%s %v", f.Name, f.Kind)
		if f.Bits != 0 {
			line += fmt.Sprint(" ", f.Bits)
		}
		if f.Unsigned {
			line += " unsigned"
		}
		if f.Max != 0 {
			line += fmt.Sprint(" ", f.Max)
		}
		if f.Elem != nil {
			line += " of " + f.Elem.Kind.String()
		}
		if f.Null {
			line += " null"
		}
		if f.Format != "" {
			line += " " + f.Format
		}
		got = append(got, line)
	}
	want := strings.Split(`id UUID
i8 Int 16
i16 Int 16
i32 Int 32
i64 Int 64
int Int 32
u8 Int 16 unsigned
u16 Int 32 unsigned
u32 Int 64 unsigned
u64 Int 64 unsigned
s Text
short Text 5
slug Text 50 slug
email Text 254 email
url Text 200 url
b Bool
f32 Float
f64 Float
price Decimal
at DateTime
on Date
day Date
clock Time null
took Duration
data Binary
maybe_b Binary null
ip IP
net IP
raw JSON
map JSON
custom JSON
names Array of Text
numbers Array of Int
status Text 1
size Text 1
null Text null
version Int 64
kept Text`, "\n")
	if !slices.Equal(got, want) {
		t.Errorf("the columns are\n%s", strings.Join(got, "\n"))
	}
	m := table.Model()
	if m.Key().Auto || m.Field("slug").Index != true || m.Field("email").Index {
		t.Error("the key is automatic, or an index is wrong")
	}
	if got := m.Field("status").Choices; len(got) != 2 || got[1].Label != "Published" {
		t.Errorf("the status is one of %v", got)
	}
	if got := fmt.Sprint(m.Field("size").Choices); got != "[{s Small} {l Large}]" {
		t.Errorf("the size is one of %v", got)
	}
	for name, want := range map[string]string{"short": "a, 'b", "price": "1.5", "day": "2020-02-29", "took": "1h30m0s", "b": "true"} {
		if got := fmt.Sprint(m.Field(name).Default); got != want {
			t.Errorf("the default of %s is %s, want %s", name, got, want)
		}
	}
	if id, ok := m.Key().Default.(func() any)().(uuid.UUID); !ok || id == uuid.Nil {
		t.Error("the key's default is not random")
	}
	if got := fmt.Sprint(m.Field("map").Default.(func() any)()); got != "map[]" {
		t.Errorf("the map's default is %s", got)
	}
}
