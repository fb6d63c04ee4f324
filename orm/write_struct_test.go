package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/combo-web/combo/orm"
)

type wBand struct {
	ID      int64
	Name    string `orm:"max=50,unique"`
	Rank    int    `orm:"default=3"`
	Note    *string
	Style   string    `orm:"max=20,default=rock"`
	Made    time.Time `orm:"auto_now_add"`
	Token   uuid.UUID `orm:"default=random"`
	Albums  []*wAlbum `orm:"reverse=BandID"`
	Genres  []wGenre  `orm:"m2m"`
	Version int       `orm:"version"`
}

type wAlbum struct {
	ID         int64
	Title      string `orm:"max=50"`
	BandID     int64
	Band       *wBand `orm:"fk=BandID"`
	ProducerID *int64
	Producer   *wBand            `orm:"fk=ProducerID,on_delete=set_null,related=produced"`
	Facts      map[string]string `orm:"json,null"`
	Sleeve     *wSleeve          `orm:"reverse=AlbumID"`
}

type wGenre struct {
	Slug  string   `orm:"max=20,pk"`
	Bands []*wBand `orm:"reverse=Genres"`
}

type wSleeve struct {
	ID      int64
	Color   string `orm:"max=20"`
	AlbumID int64
	Album   *wAlbum `orm:"one=AlbumID"`
}

// openBands makes the tables of bands.
func openBands(t *testing.T, db *orm.DB) (bands, albums, genres, sleeves orm.Query) {
	t.Helper()
	set := &orm.TableSet{}
	b, a := orm.NewTableIn[wBand](set, nil), orm.NewTableIn[wAlbum](set, nil)
	g, s := orm.NewTableIn[wGenre](set, nil), orm.NewTableIn[wSleeve](set, nil)
	must(t, errors.Join(b.Check(), a.Check(), g.Check(), s.Check()))
	all := []*orm.Model{b.Model(), a.Model(), g.Model(), s.Model(), b.Model().Field("genres").Relation.ThroughModel()}
	must(t, orm.CreateTables(t.Context(), db, all...))
	return orm.From(b.Model()).On(db), orm.From(a.Model()).On(db), orm.From(g.Model()).On(db), orm.From(s.Model()).On(db)
}

func TestWriteStructs(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		bands, albums, _, _ := openBands(t, db)
		queen := &wBand{Name: "queen"}
		must(t, bands.Insert(ctx, queen))
		if queen.ID != 1 || queen.Rank != 0 || queen.Style != "rock" || queen.Token == uuid.Nil || queen.Version != 1 || time.Since(queen.Made) > time.Minute {
			t.Errorf("inserted %+v", queen)
		}
		album := &wAlbum{Title: "jazz", Band: queen, Facts: map[string]string{"year": "1978"}}
		must(t, albums.Insert(ctx, album))
		if album.BandID != queen.ID || album.ID != 1 {
			t.Errorf("inserted %+v", album)
		}
		found, err := orm.IntoOne[wAlbum](ctx, albums)
		if err != nil || found.Facts["year"] != "1978" || found.ProducerID != nil {
			t.Errorf("read %+v, %v", found, err)
		}
		album.Producer, album.Title = queen, "JAZZ"
		must(t, albums.Save(ctx, album))
		if found, err = orm.IntoOne[wAlbum](ctx, albums); err != nil || found.ProducerID == nil || *found.ProducerID != 1 || found.Title != "JAZZ" || *album.ProducerID != 1 {
			t.Errorf("read %+v, %v", found, err)
		}
		for want, row := range map[string]*wAlbum{
			"the row in band is not saved": {Title: "x", Band: &wBand{Name: "new"}},
			"band_id is 0":                 {Title: "x"},
		} {
			if err := albums.Insert(ctx, row); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
		old := *queen
		queen.Note = new(string)
		must(t, bands.Save(ctx, queen))
		if err := bands.Save(ctx, &old); !errors.Is(err, orm.ErrConflict) || queen.Version != 2 {
			t.Errorf("save of an older one: %v; version %d", err, queen.Version)
		}
		if err := bands.Insert(ctx, wBand{}); err == nil || !strings.Contains(err.Error(), "its rows are a *orm_test.wBand") {
			t.Error(err)
		}
		list := []wBand{{Name: "abba"}, {Name: "can", Style: "kraut"}}
		must(t, bands.BulkCreate(ctx, list, orm.BulkOptions{}))
		if list[0].ID != 2 || list[1].ID != 3 || list[0].Style != "rock" || list[0].Token == list[1].Token {
			t.Errorf("inserted %+v", list)
		}
		list[0].Rank, list[1].Rank = 7, 8
		if n, err := bands.BulkUpdate(ctx, list, 0, "rank"); n != 2 || err != nil {
			t.Error(n, err)
		}
		if d, err := bands.DeleteRow(ctx, queen); err != nil || d.Rows != 2 {
			t.Error(d, err)
		}
	})
}

func TestLoadStructs(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		bands, albums, genres, sleeves := openBands(t, db)
		list := []*wBand{{Name: "abba"}, {Name: "can"}}
		must(t, bands.BulkCreate(ctx, list, orm.BulkOptions{}))
		must(t, genres.BulkCreate(ctx, []wGenre{{Slug: "pop"}, {Slug: "rock"}}, orm.BulkOptions{}))
		must(t, bands.Related(list[0], "genres").Add(ctx, "pop", &wGenre{Slug: "rock"}))
		must(t, albums.BulkCreate(ctx, []wAlbum{{Title: "one", Band: list[0]}, {Title: "two", Band: list[0], Producer: list[1]}}, orm.BulkOptions{}))
		must(t, sleeves.Insert(ctx, &wSleeve{Color: "red", AlbumID: 2}))

		found, err := orm.Into[wBand](ctx, bands.OrderBy("id").Prefetch(
			orm.Prefetch{Path: "genres", Query: genres.OrderBy("slug")},
			orm.Prefetch{Path: "albums", Query: albums.OrderBy("id").With("producer", "sleeve", "band__genres")}))
		must(t, err)
		if len(found) != 2 || fmt.Sprint(slugs(found[0].Genres), slugs(found[1].Genres)) != "[pop rock] []" {
			t.Fatalf("loaded %+v", found)
		}
		if found[1].Albums == nil || len(found[1].Albums) != 0 {
			t.Errorf("a relation that was loaded and is empty is %#v", found[1].Albums)
		}
		two := found[0].Albums[1]
		if two.Title != "two" || two.Producer.Name != "can" || two.Sleeve.Color != "red" || len(two.Band.Genres) != 2 || found[0].Albums[0].Sleeve != nil {
			t.Errorf("loaded %+v", two)
		}
		must(t, bands.With("produced").Load(ctx, found[:0]))
		pointers, err := orm.Into[*wBand](ctx, bands.OrderBy("id"))
		must(t, err)
		must(t, bands.With("albums__sleeve", "genres").Load(ctx, pointers))
		if len(pointers[0].Albums) != 2 || pointers[0].Albums[1].Sleeve == nil || len(pointers[0].Genres) != 2 {
			t.Errorf("loaded %+v", pointers[0])
		}
		back, err := orm.Into[wGenre](ctx, genres.OrderBy("slug").With("bands"))
		if err != nil || len(back[0].Bands) != 1 || back[0].Bands[0].Name != "abba" {
			t.Errorf("loaded %+v, %v", back, err)
		}
		// No field of the struct is for these rows.
		if _, err := orm.Into[wBand](ctx, bands.With("produced")); err == nil || !strings.Contains(err.Error(), "no field for the rows of produced") {
			t.Error(err)
		}
		one, err := orm.IntoOne[wBand](ctx, bands.With("albums"), orm.Where("name", "abba"))
		if err != nil || len(one.Albums) != 2 {
			t.Errorf("loaded %+v, %v", one, err)
		}
	})
}

func slugs(list []wGenre) []string {
	names := []string{}
	for _, g := range list {
		names = append(names, g.Slug)
	}
	return names
}

func TestForUpdateNeedsATransaction(t *testing.T) { onDepots(t, testForUpdateNeedsATransaction) }

func testForUpdateNeedsATransaction(t *testing.T, s *depot) {
	q := s.model("Maker").ForUpdate(orm.Lock{})
	if _, err := q.Rows(t.Context()); err == nil || !strings.Contains(err.Error(), "on one, tx") {
		t.Error(err)
	}
	must(t, s.db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		_, err := q.On(tx).Rows(ctx)
		return err
	}))
}
