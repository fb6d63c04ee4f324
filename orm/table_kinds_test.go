package orm_test

import (
	"database/sql"
	"encoding/json"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// kept has a field of each Go type that both databases keep.
type kept struct {
	ID      int64
	I8      int8
	I16     int16
	I32     int32
	Int     int `orm:"size=32"`
	U8      uint8
	U16     uint16
	U32     uint32
	U64     uint64
	S       string `orm:"max=20"`
	B       bool
	F32     float32
	F64     float64
	Price   decimal.Decimal `orm:"digits=8,places=2"`
	At      time.Time
	On      time.Time `orm:"date"`
	Noon    time.Time `orm:"time"`
	UText   string    `orm:"uuid"`
	IPText  *string   `orm:"ip"`
	Day     orm.Day
	Clock   orm.Clock
	Took    time.Duration
	Code    uuid.UUID
	Data    []byte
	IP      netip.Addr
	Raw     json.RawMessage
	Map     map[string]any  `orm:"json"`
	Custom  struct{ X int } `orm:"json"`
	Status  Status          `orm:"max=1"`
	PI      *int32
	PS      *string
	PB      *bool
	PDay    *orm.Day
	PTime   *time.Time
	PCode   *uuid.UUID
	PPrice  *decimal.Decimal `orm:"digits=8,places=2"`
	NullS   sql.NullString
	NullI   sql.Null[int16]
	NoData  []byte         `orm:"null"`
	NoMap   map[string]any `orm:"json,null"`
	Nothing Status         `orm:"max=1"`
}

func fullRow() kept {
	ip := "10.0.0.1"
	at := time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)
	on := time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	i, s, b, day, code, price := int32(-7), "pointed", true, orm.NewDay(2020, 2, 29), uuid.New(), decimal.RequireFromString("-0.05")
	return kept{
		I8: -128, I16: -32768, I32: -1 << 31, Int: 1<<31 - 1, U8: 255, U16: 65535, U32: 1<<32 - 1, U64: 1<<63 - 1,
		S: "it's \"ä\" \\ %", B: true, F32: 1.5, F64: -2.25e-100, Price: decimal.RequireFromString("123456.78"),
		At: at, On: on, Noon: time.Date(1, 1, 1, 12, 0, 0, 5000, time.UTC), UText: code.String(), IPText: &ip, Day: day, Clock: orm.NewClock(23, 59, 59, 999999), Took: -90*time.Hour - time.Microsecond, Code: uuid.New(),
		Data: []byte{0, 1, 255}, IP: netip.MustParseAddr("2001:db8::1"), Raw: json.RawMessage(`{"a": [1, null]}`),
		Map: map[string]any{"k": "v", "n": 1.5, "l": []any{true, nil}}, Custom: struct{ X int }{5}, Status: "d",
		PI: &i, PS: &s, PB: &b, PDay: &day, PTime: &at, PCode: &code, PPrice: &price,
		NullS: sql.NullString{String: "x", Valid: true}, NullI: sql.Null[int16]{V: 3, Valid: true},
		NoData: []byte{1}, NoMap: map[string]any{"a": "b"}, Nothing: "p",
	}
}

// TestStructsAreKept inserts structs and reads them back: one with all fields
// set, one with none.
func TestStructsAreKept(t *testing.T) {
	t.Parallel()
	table := orm.NewTableIn(&orm.TableSet{}, func(p *kept, t *orm.Def) { t.App("shop") })
	if err := table.Check(); err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		if err := orm.CreateTables(ctx, db, table.Model()); err != nil {
			t.Fatal(err)
		}
		q := orm.From(table.Model()).On(db)
		empty := kept{UText: uuid.Nil.String(), At: time.Unix(0, 0).UTC(), On: time.Unix(0, 0).UTC(), Raw: json.RawMessage("0"), IP: netip.IPv4Unspecified(), Data: []byte{}, Map: map[string]any{}}
		for _, row := range []kept{fullRow(), empty} {
			if err := q.Insert(ctx, &row); err != nil {
				t.Errorf("insert: %v", err)
				continue
			}
			got, err := orm.IntoOne[kept](ctx, q, orm.Where("id", row.ID))
			if err != nil {
				t.Errorf("read: %v", err)
				continue
			}
			compareFields(t, got, row)
		}
	})
}

func compareFields(t *testing.T, got, want kept) {
	t.Helper()
	g, w := reflect.ValueOf(got), reflect.ValueOf(want)
	for i := range g.NumField() {
		name, g, w := g.Type().Field(i).Name, g.Field(i).Interface(), w.Field(i).Interface()
		if a, b := asJSON(t, g), asJSON(t, w); a != b {
			t.Errorf("%s is %s, want %s", name, a, b)
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	if at, ok := v.(time.Time); ok {
		v = at.UTC()
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestArraysAreKept is for PostgreSQL alone.
func TestArraysAreKept(t *testing.T) {
	t.Parallel()
	type lists struct {
		ID    int64
		Words []string
		Sizes []int32
		Days  []orm.Day
		Maybe []*string
		None  []float64   `orm:"null"`
		Codes []uuid.UUID `orm:"default=[]"`
	}
	table := orm.NewTableIn(&orm.TableSet{}, func(p *lists, t *orm.Def) { t.App("shop") })
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		err := orm.CreateTables(ctx, db, table.Model())
		if db.Dialect().Name() == "sqlite" {
			if err == nil {
				t.Error("SQLite has arrays")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		q := orm.From(table.Model()).On(db)
		word := "a"
		row := lists{Words: []string{`a"b`, `c\d`, "e,f{}", "", "NULL"}, Sizes: []int32{1, -2}, Days: []orm.Day{orm.NewDay(2024, 2, 29)}, Maybe: []*string{&word, nil}}
		if err := q.Insert(ctx, &row); err != nil {
			t.Fatal(err)
		}
		got, err := orm.IntoOne[lists](ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := asJSON(t, got), asJSON(t, row); a != b {
			t.Errorf("the row is %s, want %s", a, b)
		}
	})
}
