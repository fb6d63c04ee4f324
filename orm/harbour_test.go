package orm_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// The harbour: boats, who owns them, and what was done to them.
type (
	Club struct {
		ID      int64
		Name    string `orm:"max=60,unique"`
		City    *string
		Founded *orm.Day
		Sailors []*Sailor `orm:"reverse=ClubID"`
	}
	Sailor struct {
		ID       int64
		Name     string `orm:"max=60"`
		Email    *string
		Age      int
		Active   bool
		Rating   *float64
		JoinedAt time.Time
		ClubID   *int64
		Club     *Club `orm:"fk,on_delete=set_null"`
		MentorID *int64
		Mentor   *Sailor   `orm:"fk,on_delete=set_null"`
		Pupils   []*Sailor `orm:"reverse=MentorID"`
		Boats    []*Boat   `orm:"reverse=OwnerID"`
		Fleet    int64     `orm:"-"`
	}
	Boat struct {
		ID       int64
		Name     string `orm:"max=60"`
		Sail     string `orm:"slug,unique"`
		Class    Class  `orm:"max=1"`
		Length   float64
		Price    decimal.Decimal `orm:"digits=10,places=2"`
		Crew     int             `orm:"size=16"`
		Built    *orm.Day
		Launched time.Time
		Opens    *orm.Clock
		Voyage   time.Duration
		Log      any `orm:"json,null"`
		Tag      uuid.UUID
		Radio    netip.Addr
		OwnerID  int64
		Owner    *Sailor   `orm:"fk=OwnerID,on_delete=cascade"`
		Flags    []*Flag   `orm:"m2m,related=boats"`
		Repairs  []*Repair `orm:"reverse=BoatID"`
	}
	Flag struct {
		Slug  string `orm:"slug,pk"`
		Name  string
		Boats []*Boat `orm:"reverse=Flags"`
	}
	Repair struct {
		ID     int64
		BoatID int64
		Boat   *Boat `orm:"fk=BoatID,on_delete=cascade"`
		Cost   int
		DoneAt *time.Time
		Note   string `orm:"text"`
	}
)

// A Class is what a boat is.
type Class string

// The classes.
const (
	Dinghy Class = "d"
	Yacht  Class = "y"
	Tug    Class = "t"
)

// The tables stand at package level, as those of an application do.
var (
	harbour = &orm.TableSet{}
	Clubs   = orm.NewTableIn(harbour, func(c *Club, t *orm.Def) { t.OrderBy(&c.Name) })
	Sailors = orm.NewTableIn[Sailor](harbour, nil)
	Boats   = orm.NewTableIn(harbour, func(b *Boat, t *orm.Def) { t.Index(&b.Launched, &b.ID) })
	Flags   = orm.NewTableIn[Flag](harbour, nil)
	Repairs = orm.NewTableIn[Repair](harbour, nil)

	Rivals = Boats.Alias()
	tutor  = orm.Follow(&Boats.F.Owner.Mentor)
	work   = orm.Back(Repairs, &Repairs.F.Boat)
)

// A port is the rows of the harbour, as they are in the database.
type port struct {
	db      *orm.DB
	clubs   []*Club
	sailors []*Sailor
	boats   []*Boat
	flags   []*Flag
	repairs []*Repair
}

func ptr[T any](v T) *T { return &v }

var launch = time.Date(2020, 1, 1, 8, 0, 0, 0, time.UTC)

// newPort fills the harbour. Every relation has rows with none, one and several.
func newPort(t testing.TB, db *orm.DB) *port {
	t.Helper()
	p := &port{db: db}
	for i, name := range []string{"Anchor", "Bowline", "Capstan"} {
		c := &Club{ID: int64(i + 1), Name: name}
		if i > 0 {
			c.City, c.Founded = ptr([]string{"Kiel", "Brest"}[i-1]), ptr(orm.NewDay(1900+10*i, time.May, 1+i))
		}
		p.clubs = append(p.clubs, c)
	}
	for i, name := range []string{"Ada", "Ben", "Cleo", "Dan", "Eve", "Finn"} {
		s := &Sailor{ID: int64(i + 1), Name: name, Age: 20 + 7*i%40, Active: i%3 != 0, JoinedAt: launch.AddDate(i%3, i, 3*i)}
		if i%2 == 0 {
			s.Email = ptr(strings.ToLower(name) + "@Harbour.example")
		}
		if i != 3 {
			s.Rating = ptr(float64(i) * 1.5)
		}
		if i < 4 {
			s.ClubID, s.Club = ptr(int64(i%2+2)), p.clubs[i%2+1]
		}
		if i > 1 {
			s.MentorID, s.Mentor = ptr(int64(i/2)), p.sailors[i/2-1]
		}
		p.sailors = append(p.sailors, s)
	}
	for _, slug := range []string{"red", "blue", "pilot", "plague"} {
		p.flags = append(p.flags, &Flag{Slug: slug, Name: strings.ToUpper(slug[:1]) + slug[1:]})
	}
	for i, name := range []string{"Albatross", "Bass", "cormorant", "Dolphin", "eel_100%", "Flounder", "Gull", "Herring", "Ibis", "Jellyfish"} {
		p.boats = append(p.boats, p.newBoat(i, name))
	}
	for i := range 14 {
		r := &Repair{ID: int64(i + 1), BoatID: int64(i*i%7 + 1), Cost: 50 * (i%5 + 1), Note: fmt.Sprint("paint no ", i)}
		r.Boat = p.boats[r.BoatID-1]
		if i%4 != 0 {
			r.DoneAt = ptr(launch.Add(time.Duration(i) * 500 * time.Hour))
		}
		p.repairs = append(p.repairs, r)
		r.Boat.Repairs = append(r.Boat.Repairs, r)
	}
	p.write(t)
	return p
}

func (p *port) newBoat(i int, name string) *Boat {
	b := &Boat{ID: int64(i + 1), Name: name, Sail: fmt.Sprintf("ger-%d", 7*i+1), Class: []Class{Dinghy, Yacht, Tug}[i%3],
		Length: 4.5 + float64(i)*1.25, Price: decimal.New(int64(99950+i*250075), -2), Crew: i%4 + 1,
		Launched: launch.Add(time.Duration(i) * 1777 * time.Hour), Voyage: time.Duration(i) * 90 * time.Minute,
		Tag: uuid.UUID{15: byte(i + 1)}, Radio: netip.AddrFrom4([4]byte{10, 0, 0, byte(i + 1)}),
		OwnerID: int64(i*i%5 + 1)}
	b.Owner = p.sailors[b.OwnerID-1]
	if i%3 != 1 {
		b.Built = ptr(orm.NewDay(2000+i, time.Month(i%12+1), 3*i+1))
		b.Opens = ptr(orm.NewClock(6+i, 5*i, 0, 0))
	}
	switch i % 4 {
	case 1:
		b.Log = map[string]any{"port": name, "trips": float64(i), "crew": []any{"x", name}}
	case 2:
		b.Log = map[string]any{"port": nil, "deep": map[string]any{"a__b": "low"}}
	case 3:
		b.Log = []any{float64(i), "two"}
	}
	for j, f := range p.flags {
		if i%(j+2) == 0 && i > 0 {
			b.Flags = append(b.Flags, f)
		}
	}
	return b
}

// write makes the tables and inserts the rows.
func (p *port) write(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	if err := orm.CreateTables(ctx, p.db, Clubs.Model(), Sailors.Model(), Boats.Model(), Flags.Model(), Repairs.Model()); err != nil {
		t.Fatal(err)
	}
	insertAll(t, Clubs.On(p.db), p.clubs)
	insertAll(t, Sailors.On(p.db), p.sailors)
	insertAll(t, Boats.On(p.db), p.boats)
	insertAll(t, Flags.On(p.db), p.flags)
	insertAll(t, Repairs.On(p.db), p.repairs)
	for _, b := range p.boats {
		for _, f := range b.Flags {
			if _, err := p.db.Exec(ctx, fmt.Sprintf(`INSERT INTO orm_test_boat_flags (boat_id, flag_id) VALUES (%d, '%s')`, b.ID, f.Slug)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func insertAll[T any](t testing.TB, q orm.QuerySet[T], rows []*T) {
	t.Helper()
	for _, row := range rows {
		if err := q.Insert(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
}

// boatsThat returns the keys of the boats that fulfil something.
func (p *port) boatsThat(fulfil func(*Boat) bool) (ids []int64) {
	for _, b := range p.boats {
		if fulfil(b) {
			ids = append(ids, b.ID)
		}
	}
	return ids
}

// some reports whether one of several rows fulfils something.
func some[T any](list []T, fulfil func(T) bool) bool { return slices.ContainsFunc(list, fulfil) }
