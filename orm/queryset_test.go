package orm_test

import (
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

func TestTypedSmoke(t *testing.T) {
	l := newLibrary()
	ctx := t.Context()
	db := openNotes(t, sqlite.Config{})
	if err := orm.Models(l.authors, l.books, l.labels, l.profiles).Check(); err != nil {
		t.Fatal(err)
	}
	if err := orm.CreateTables(ctx, db, l.authors.Model(), l.books.Model(), l.labels.Model(), l.profiles.Model()); err != nil {
		t.Fatal(err)
	}
	ann := Author{Name: "ann"}
	if err := l.authors.On(db).Insert(ctx, &ann); err != nil {
		t.Fatal(err)
	}
	b := Book{Title: "Reefs", Author: &ann}
	if err := l.books.On(db).Insert(ctx, &b); err != nil {
		t.Fatal(err)
	}
	B := l.books.F
	list, err := l.books.On(db).Filter(orm.Eq(&B.Author.Name, "ann"), orm.Contains(&B.Title, "ee"), orm.IsNull(&B.Editor)).
		OrderBy(orm.Desc(&B.Title)).With(&B.Author).Limit(10).All(ctx)
	if err != nil || len(list) != 1 || list[0].Author.Name != "ann" {
		t.Fatal(list, err)
	}
	text, _, err := l.books.On(db).Filter(orm.Ne(&B.Tags[0].Slug, "go"), orm.Eq(&B.Author, &ann), orm.In(&B.ID, 1, 2, 3)).SQL()
	t.Log(text, err)
}
