package orm_test

import (
	"context"
	"fmt"
	"net/url"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// A Kite and its Maker are what the examples of query sets are about.
type (
	Maker struct {
		ID    int64
		Name  string
		Kites []*Kite `orm:"reverse=MakerID"`
	}
	Kite struct {
		ID      int64
		Name    string
		Grams   int
		MakerID int64
		Maker   *Maker `orm:"fk,on_delete=cascade"`
	}
)

var (
	kites  = &orm.TableSet{} // an application calls orm.NewTable
	Makers = orm.NewTableIn[Maker](kites, nil)
	Kites  = orm.NewTableIn[Kite](kites, nil)
)

func openKites() *orm.DB {
	ctx := context.Background()
	db, err := sqlite.Open(sqlite.Memory)
	if err == nil {
		err = orm.CreateTables(ctx, db, Makers.Model(), Kites.Model())
	}
	if err == nil {
		err = Makers.On(db).BulkCreate(ctx, []Maker{{Name: "Ann"}, {Name: "Bob"}}, orm.BulkOptions{})
	}
	if err == nil {
		err = Kites.On(db).BulkCreate(ctx, []Kite{
			{Name: "Arrow", Grams: 90, MakerID: 1}, {Name: "Bee", Grams: 40, MakerID: 2}, {Name: "Comet", Grams: 150, MakerID: 1},
		}, orm.BulkOptions{})
	}
	if err != nil {
		panic(err)
	}
	return db
}

func ExampleQuerySet() {
	db := openKites()
	defer db.Close()
	list, err := Kites.On(db).
		Filter(orm.Eq(&Kites.F.Maker.Name, "Ann"), orm.Gt(&Kites.F.Grams, 50)).
		OrderBy(orm.Desc(&Kites.F.Grams)).
		With(&Kites.F.Maker).All(context.Background())
	for _, k := range list {
		fmt.Println(k.Name, k.Grams, k.Maker.Name)
	}
	fmt.Println(err)
	// Output:
	// Comet 150 Ann
	// Arrow 90 Ann
	// <nil>
}

func ExampleSelect() {
	type total struct {
		MakerName string
		Kites     int
	}
	db := openKites()
	defer db.Close()
	totals, err := orm.Select[total](Kites.On(db), &Kites.F.Maker.Name, orm.As("kites", orm.CountRows())).
		OrderBy(&Kites.F.Maker.Name).All(context.Background())
	fmt.Println(totals, err)
	// Output: [{Ann 2} {Bob 1}] <nil>
}

func ExampleQuerySet_Page() {
	db := openKites()
	defer db.Close()
	q := Kites.On(db).OrderBy(orm.Desc(&Kites.F.Name))
	for cursor, more := "", true; more; {
		page, err := q.Page(context.Background(), cursor, 2)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, k := range page.Rows {
			fmt.Println(k.Name)
		}
		fmt.Println("--")
		cursor, more = page.Next, page.Next != ""
	}
	// Output:
	// Comet
	// Bee
	// --
	// Arrow
	// --
}

func ExampleFilters() {
	filters := orm.Filters{
		"maker": {By: &Kites.F.Maker.Name, Lookup: "iexact"},
		"light": {By: &Kites.F.Grams, Lookup: "lt"},
	}
	db := openKites()
	defer db.Close()
	for _, query := range []string{"maker=ann&light=100", "maker__password=x"} {
		values, _ := url.ParseQuery(query)
		conditions, err := filters.Conditions(Kites, values)
		if err != nil {
			fmt.Println(err)
			continue
		}
		n, err := Kites.On(db).Filter(conditions...).Count(context.Background())
		fmt.Println(n, err)
	}
	// Output:
	// 1 <nil>
	// maker__password: There is no such filter.
}
