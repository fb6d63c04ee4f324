package orm_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/combo-web/combo/orm"
)

// Pace is embedded in Race.
type Pace struct {
	Laps int16 `orm:"default=10"`
}

// A Race has a default of every kind that zero hides.
type Race struct {
	ID    uuid.UUID `orm:"default=random"`
	Open  bool      `orm:"default=true"`
	Seats int       `orm:"default=3"`
	Fee   *float64  `orm:"default=2.5"`
	Name  string    `orm:"default=Cup"`
	Tags  []string  `orm:"json,default='[\"a\"]'"`
	Hours time.Duration
	Pace  `orm:"embed"`
	Made  time.Time `orm:"auto_now_add"`
}

var Races = orm.NewTable(func(p *Race, t *orm.Def) {
	t.App("races")
	t.Field(&p.Hours).Default(func() any { return time.Hour })
})

func TestTableNew(t *testing.T) {
	if err := Races.Check(); err != nil {
		t.Fatal(err)
	}
	r, other := Races.New(), Races.New()
	if r.ID == uuid.Nil || r.ID == other.ID {
		t.Errorf("keys %v and %v", r.ID, other.ID)
	}
	r.Tags[0] = "b"
	if other.Tags[0] != "a" {
		t.Error("two rows share the list")
	}
	fee := 2.5
	other.ID = uuid.Nil
	want := &Race{Open: true, Seats: 3, Fee: &fee, Name: "Cup", Tags: []string{"a"}, Hours: time.Hour, Pace: Pace{Laps: 10}}
	if !reflect.DeepEqual(other, want) {
		t.Errorf("%+v, want %+v", other, want)
	}
}

func TestTableNewIsInserted(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		if err := orm.CreateTables(t.Context(), db, Races.Model()); err != nil {
			t.Fatal(err)
		}
		row := Races.New()
		row.Seats, row.Open = 0, false
		if err := Races.On(db).Insert(t.Context(), row); err != nil {
			t.Fatal(err)
		}
		got, err := Races.On(db).Get(t.Context())
		if err != nil || got.ID != row.ID || got.Seats != 0 || got.Open || got.Laps != 10 || *got.Fee != 2.5 || got.Made.IsZero() {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestTableNewMistakes(t *testing.T) {
	type Heat struct {
		ID int64
		N  int `orm:"default=3"`
		M  int `orm:"defalt=3"`
	}
	if h := orm.NewTable[Heat](nil).New(); *h != (Heat{}) {
		t.Errorf("%+v of a table with a mistake", h)
	}
	type Bout struct {
		ID int64
		N  int
	}
	bouts := orm.NewTable(func(p *Bout, t *orm.Def) {
		t.Field(&p.N).Default(func() any { return "many" })
	})
	defer func() {
		if err, ok := recover().(error); !ok || !strings.Contains(err.Error(), "Bout.n") {
			t.Errorf("panic with %v", err)
		}
	}()
	bouts.New()
}
