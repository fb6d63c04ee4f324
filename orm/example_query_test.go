package orm_test

import (
	"context"
	"fmt"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// openBand opens a database with players and songs, for the examples: ann wrote
// "Blues" and "Waltz", bob wrote "Swing"; nobody edited "Waltz".
func openBand() (players, songs orm.Query) {
	_, players, songs = openBandOn()
	return players, songs
}

func openBandOn() (db *orm.DB, players, songs orm.Query) {
	ctx := context.Background()
	text := orm.Type{Kind: orm.Text, Max: 50}
	player := &orm.Model{App: "band", Name: "Player", Ordering: []orm.Order{orm.By("name")}, Fields: []*orm.Field{
		{Name: "name", Type: text},
	}}
	song := &orm.Model{App: "band", Name: "Song", Fields: []*orm.Field{
		{Name: "title", Type: text},
		{Name: "minutes", Type: orm.Type{Kind: orm.Int}},
		{Name: "author", Relation: &orm.Relation{To: "Player", RelatedName: "songs"}},
		{Name: "editor", Null: true, Relation: &orm.Relation{To: "Player", RelatedName: "edited"}},
	}}
	if _, err := orm.NewRegistry(player, song); err != nil {
		panic(err)
	}
	db, err := sqlite.Open(sqlite.Memory)
	if err != nil {
		panic(err)
	}
	if err := orm.CreateTables(ctx, db, player, song); err != nil {
		panic(err)
	}
	for _, sql := range []string{
		"INSERT INTO band_player VALUES (1, 'ann'), (2, 'bob'), (3, 'cid')",
		"INSERT INTO band_song VALUES (1, 'Blues', 4, 1, 2), (2, 'Waltz', 3, 1, NULL), (3, 'Swing', 6, 2, 2)",
	} {
		if _, err := db.Exec(ctx, sql); err != nil {
			panic(err)
		}
	}
	return db, orm.From(player).On(db), orm.From(song).On(db)
}

// show prints the first column of all rows.
func show(q orm.Query) {
	lists, err := q.Lists(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, list := range lists {
		if i > 0 {
			fmt.Print(", ")
		}
		fmt.Print(list[0])
	}
	fmt.Println()
}

func ExampleFrom() {
	db, _, songs := openBandOn()
	show(orm.From(songs.Model()).On(db).Values("title"))
	// Output: Blues, Waltz, Swing
}

func ExampleWhere() {
	players, songs := openBand()
	show(songs.Values("title").Filter(orm.Where("author__name__startswith", "a")))
	show(songs.Values("title").Filter(orm.Where("minutes__in", []int{3, 6})))
	show(songs.Values("title").Filter(orm.Where("editor", nil)))
	show(players.Values("name").Filter(orm.Where("songs__minutes__gt", 5)))
	// Output:
	// Blues, Waltz
	// Waltz, Swing
	// Waltz
	// bob
}

func ExampleCompare() {
	_, songs := openBand()
	show(songs.Values("title").Filter(orm.Compare(orm.Length(orm.F("title")), "gt", orm.F("minutes"))))
	// Output: Blues, Waltz
}

func ExampleAnd() {
	_, songs := openBand()
	show(songs.Values("title").Filter(orm.Or(orm.And(orm.Where("author", 1), orm.Where("minutes", 3)), orm.Where("title", "Swing"))))
	// Output: Waltz, Swing
}

func ExampleOr() {
	_, songs := openBand()
	show(songs.Values("title").Filter(orm.Or(orm.Where("minutes", 3), orm.Where("editor__name", "bob"))))
	// Output: Blues, Waltz, Swing
}

func ExampleXor() {
	_, songs := openBand()
	show(songs.Values("title").Filter(orm.Xor(orm.Where("author", 2), orm.Where("editor", 2))))
	// Output: Blues
}

func ExampleNot() {
	players, _ := openBand()
	show(players.Values("name").Filter(orm.Not(orm.Where("songs__title", "Waltz"))))
	// Output: bob, cid
}

func ExampleIs() {
	_, songs := openBand()
	long := orm.As("long", orm.Compare(orm.F("minutes"), "gte", 4))
	show(songs.Alias(long).Values("title").Filter(orm.Is(orm.F("long"))))
	// Output: Blues, Swing
}

func ExampleOuter() {
	players, songs := openBand()
	show(players.Values("name").Filter(orm.Exists(songs.Filter(orm.Where("editor", orm.Outer("pk"))))))
	// Output: bob
}

func ExampleQuery_Filter() {
	players, _ := openBand()
	both := []orm.Condition{orm.Where("songs__title", "Blues"), orm.Where("songs__minutes", 3)}
	show(players.Values("name").Filter(both...))
	show(players.Values("name").Filter(both[0]).Filter(both[1]))
	// Output:
	//
	// ann
}

func ExampleQuery_Exclude() {
	_, songs := openBand()
	show(songs.Values("title").Exclude(orm.Where("editor__name", "bob")))
	// Output: Waltz
}

func ExampleQuery_Annotate() {
	players, _ := openBand()
	rows, err := players.Values("name").Annotate(orm.As("songs_written", orm.Count(orm.F("songs")))).Lists(context.Background())
	fmt.Println(rows, err)
	// Output: [[ann 2] [bob 1] [cid 0]] <nil>
}

func ExampleQuery_Alias() {
	players, _ := openBand()
	written := orm.As("written", orm.Count(orm.F("songs")))
	show(players.Alias(written).Filter(orm.Where("written__gt", 0)).Values("name"))
	// Output: ann, bob
}

func ExampleAs() {
	_, songs := openBand()
	show(songs.Annotate(orm.As("seconds", orm.Mul(orm.F("minutes"), 60))).Values("seconds"))
	// Output: 240, 180, 360
}

func ExampleQuery_Values() {
	_, songs := openBand()
	lists, err := songs.Values("title", "author__name").Lists(context.Background())
	fmt.Println(lists, err)
	// Output: [[Blues ann] [Waltz ann] [Swing bob]] <nil>
}

func ExampleQuery_OrderBy() {
	_, songs := openBand()
	show(songs.Values("title").OrderBy("author", "-minutes"))
	show(songs.Values("title").OrderBy(orm.Asc("editor").NullsLast(), orm.Desc(orm.F("title"))))
	// Output:
	// Blues, Waltz, Swing
	// Swing, Blues, Waltz
}

func ExampleAsc() {
	_, songs := openBand()
	show(songs.Values("title").OrderBy(orm.Asc("minutes")))
	// Output: Waltz, Blues, Swing
}

func ExampleDesc() {
	_, songs := openBand()
	show(songs.Values("title").OrderBy(orm.Desc(orm.F("title"))))
	// Output: Waltz, Swing, Blues
}

func ExampleBy() {
	_, songs := openBand()
	show(songs.Values("title").OrderBy(orm.By("-minutes")))
	// Output: Swing, Blues, Waltz
}

func ExampleOrder_NullsFirst() {
	_, songs := openBand()
	show(songs.Values("title").OrderBy(orm.Asc("editor_id").NullsFirst(), "title"))
	// Output: Waltz, Blues, Swing
}

func ExampleOrder_NullsLast() {
	_, songs := openBand()
	show(songs.Values("title").OrderBy(orm.Asc("editor_id").NullsLast(), "title"))
	// Output: Blues, Swing, Waltz
}

func ExampleQuery_Reverse() {
	players, _ := openBand()
	show(players.Values("name").Reverse())
	// Output: cid, bob, ann
}

func ExampleQuery_Distinct() {
	_, songs := openBand()
	show(songs.Values("author__name").Distinct().OrderBy("author__name"))
	// Output: ann, bob
}

func ExampleQuery_Limit() {
	players, _ := openBand()
	show(players.Values("name").Limit(2))
	// Output: ann, bob
}

func ExampleQuery_Offset() {
	players, _ := openBand()
	show(players.Values("name").Limit(1).Offset(2))
	// Output: cid
}

func ExampleQuery_Slice() {
	players, _ := openBand()
	show(players.Values("name").Slice(1, 3).Slice(0, 1))
	// Output: bob
}

func ExampleQuery_None() {
	players, _ := openBand()
	fmt.Println(players.None().Count(context.Background()))
	// Output: 0 <nil>
}

func ExampleQuery_Only() {
	_, songs := openBand()
	row, err := songs.Only("title").First(context.Background())
	fmt.Println(row, err)
	// Output: map[id:1 title:Blues] <nil>
}

func ExampleQuery_Defer() {
	_, songs := openBand()
	row, err := songs.Defer("minutes", "author", "editor").First(context.Background())
	fmt.Println(row, err)
	// Output: map[id:1 title:Blues] <nil>
}

func ExampleQuery_With() {
	_, songs := openBand()
	row, err := songs.With("author").Only("title", "author__name").First(context.Background())
	fmt.Println(row["author"], err)
	// Output: map[id:1 name:ann] <nil>
}

func ExampleQuery_Union() {
	_, songs := openBand()
	titles := songs.Values("title")
	show(titles.Filter(orm.Where("minutes", 3)).Union(titles.Filter(orm.Where("editor", 2))).OrderBy("-title"))
	// Output: Waltz, Swing, Blues
}

func ExampleQuery_UnionAll() {
	_, songs := openBand()
	show(songs.Values("title").Filter(orm.Where("id", 1)).UnionAll(songs.Values("title").Filter(orm.Where("id", 1))))
	// Output: Blues, Blues
}

func ExampleQuery_Intersection() {
	players, songs := openBand()
	show(players.Values("name").Intersection(songs.Values("editor__name")))
	// Output: bob
}

func ExampleQuery_Difference() {
	players, songs := openBand()
	show(players.Values("name").Difference(songs.Values("author__name")))
	// Output: cid
}

func ExampleQuery_Or() {
	_, songs := openBand()
	short, edited := songs.Filter(orm.Where("minutes", 3)), songs.Filter(orm.Where("title", "Swing"))
	show(short.Or(edited).Values("title"))
	// Output: Waltz, Swing
}

func ExampleQuery_And() {
	_, songs := openBand()
	show(songs.Filter(orm.Where("author", 1)).And(songs.Filter(orm.Where("editor", 2))).Values("title"))
	// Output: Blues
}

func ExampleQuery_Xor() {
	_, songs := openBand()
	show(songs.Filter(orm.Where("author", 2)).Xor(songs.Filter(orm.Where("editor", 2))).Values("title"))
	// Output: Blues
}

func ExampleQuery_ForUpdate() {
	db, _, songs := openBandOn()
	ctx := context.Background()
	err := db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		row, err := songs.On(tx).ForUpdate(orm.Lock{SkipLocked: true}).First(ctx)
		fmt.Println(row["title"])
		return err
	})
	fmt.Println(err)
	// Output:
	// Blues
	// <nil>
}
