package orm_test

import (
	"database/sql"
	"errors"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

type mood string

// everything has a field of every kind, in several Go types.
type everything struct {
	I64   int64
	I8    int8
	U16   uint16
	S     string
	M     mood
	B     bool
	F     float64
	F32   float32
	Dec   decimal.Decimal
	D     orm.Day
	T     orm.Clock
	At    time.Time
	Dur   time.Duration
	ID    uuid.UUID
	J     map[string]int
	Any   any
	Bin   []byte
	IP    netip.Addr
	Net   netip.Prefix
	PI    *int
	PS    *string
	PD    *decimal.Decimal
	PAt   *time.Time
	NullS sql.NullString
}

func TestScanEveryKind(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	n, s, dec := 7, "x", decimal.RequireFromString("1.25")
	at := time.Date(2026, 1, 2, 3, 4, 5, 600000, time.UTC)
	want := everything{-1 << 62, -5, 65535, "ünï", "happy", true, 0.1, 0.5, decimal.RequireFromString("-3.50"), orm.NewDay(2026, 2, 28),
		orm.NewClock(23, 59, 58, 7), at, 90 * time.Minute, uuid.MustParse("00112233-4455-6677-8899-aabbccddeeff"), map[string]int{"a": 1},
		map[string]any{"k": []any{1.0, nil, "v"}}, []byte{0, 255}, netip.MustParseAddr("::1"), netip.MustParsePrefix("10.0.0.0/8"),
		&n, &s, &dec, &at, sql.NullString{String: "y", Valid: true}}
	type kindOf struct {
		t orm.Type
		v any
	}
	values := []kindOf{{orm.Type{Kind: orm.Int}, want.I64}, {orm.Type{Kind: orm.Int, Bits: 16}, want.I8}, {orm.Type{Kind: orm.Int}, want.U16},
		{orm.Type{Kind: orm.Text}, want.S}, {orm.Type{Kind: orm.Text}, want.M}, {orm.Type{Kind: orm.Bool}, want.B}, {orm.Type{Kind: orm.Float}, want.F},
		{orm.Type{Kind: orm.Float}, want.F32}, {orm.Type{Kind: orm.Decimal, Digits: 5, Places: 2}, want.Dec}, {orm.Type{Kind: orm.Date}, want.D},
		{orm.Type{Kind: orm.Time}, want.T}, {orm.Type{Kind: orm.DateTime}, want.At}, {orm.Type{Kind: orm.Duration}, want.Dur}, {orm.Type{Kind: orm.UUID}, want.ID},
		{orm.Type{Kind: orm.JSON}, want.J}, {orm.Type{Kind: orm.JSON}, want.Any}, {orm.Type{Kind: orm.Binary}, want.Bin}, {orm.Type{Kind: orm.IP}, want.IP},
		{orm.Type{Kind: orm.IP}, want.Net}, {orm.Type{Kind: orm.Int}, want.PI}, {orm.Type{Kind: orm.Text}, want.PS}, {orm.Type{Kind: orm.Decimal}, want.PD},
		{orm.Type{Kind: orm.DateTime}, want.PAt}, {orm.Type{Kind: orm.Text}, "y"}}
	names := reflect.VisibleFields(reflect.TypeFor[everything]())
	var places, args = []string{}, []orm.Type{}
	var columns []orm.TestColumn
	var bound []any
	for i, v := range values {
		name := orm.SnakeCase(names[i].Name)
		places = append(places, "$"+strconv.Itoa(i+1)+` AS "`+name+`"`)
		args, bound = append(args, v.t), append(bound, v.v)
		columns = append(columns, orm.TestColumn{Name: name, Type: v.t})
	}
	plan := orm.NewTestPlan(db.Dialect(), "SELECT "+strings.Join(places, ", "), args, columns...)
	got, err := orm.ScanOne[*everything](t.Context(), db, plan, bound...)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Dec.Equal(want.Dec) || !got.PD.Equal(*want.PD) {
		t.Errorf("decimals %v, %v", got.Dec, got.PD)
	}
	got.Dec, got.PD = want.Dec, want.PD
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("got  %+v\nwant %+v", *got, want)
	}
	for i := range bound {
		bound[i] = nil
	}
	_, err = orm.ScanOne[everything](t.Context(), db, plan, bound...)
	var scanErr *orm.ScanError
	if !errors.As(err, &scanErr) || !scanErr.Null || scanErr.Column != "i64" {
		t.Errorf("NULL for everything: %v", err)
	}
}

func TestScanNull(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	type nullable struct {
		I    *int64
		S    *string
		At   *time.Time
		D    *orm.Day
		J    map[string]int
		Bin  []byte
		Any  any
		Null sql.NullInt64
	}
	sql := `SELECT NULL AS i, NULL AS s, NULL AS at, NULL AS d, NULL AS j, NULL AS bin, NULL AS "any", NULL AS "null"`
	got, err := orm.Raw[nullable](t.Context(), db, sql)
	if err != nil || !reflect.DeepEqual(got, []nullable{{}}) {
		t.Errorf("%+v, %v", got, err)
	}
	for name, run := range map[string]func() error{
		"string":   func() error { _, err := orm.Raw[string](t.Context(), db, "SELECT NULL"); return err },
		"time":     func() error { _, err := orm.Raw[time.Time](t.Context(), db, "SELECT NULL"); return err },
		"day":      func() error { _, err := orm.Raw[orm.Day](t.Context(), db, "SELECT NULL"); return err },
		"enum":     func() error { _, err := orm.Raw[mood](t.Context(), db, "SELECT NULL"); return err },
		"a struct": func() error { _, err := orm.Raw[struct{ A int }](t.Context(), db, "SELECT NULL AS a"); return err },
	} {
		var scanErr *orm.ScanError
		if err := run(); !errors.As(err, &scanErr) || !scanErr.Null {
			t.Errorf("NULL into %s: %v", name, err)
		}
	}
}

func TestScanMisfits(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	for name, run := range map[string]func() error{
		"does not fit into int8":             func() error { _, err := orm.Raw[int8](t.Context(), db, "SELECT 128"); return err },
		"does not fit into uint64":           func() error { _, err := orm.Raw[uint64](t.Context(), db, "SELECT -1"); return err },
		"not a whole number":                 func() error { _, err := orm.Raw[int](t.Context(), db, "SELECT 1.5"); return err },
		"neither 0 nor 1":                    func() error { _, err := orm.Raw[bool](t.Context(), db, "SELECT 2"); return err },
		"is not a day":                       func() error { _, err := orm.Raw[orm.Day](t.Context(), db, "SELECT 'soon'"); return err },
		"holds one column, there are":        func() error { _, err := orm.Raw[int](t.Context(), db, "SELECT 1, 2"); return err },
		"has no field for the column":        func() error { _, err := orm.Raw[struct{ A int }](t.Context(), db, "SELECT 1 AS a, 2 AS b"); return err },
		"its values have no place in a chan": func() error { _, err := orm.Raw[struct{ A chan int }](t.Context(), db, "SELECT 1 AS a"); return err },
		"is not a value of a database":       func() error { _, err := db.Exec(t.Context(), "SELECT $1", struct{}{}); return err },
		"a text must not have a NUL":         func() error { _, err := db.Exec(t.Context(), "SELECT $1", "a\x00b"); return err },
		"a text must be valid UTF-8":         func() error { _, err := db.Exec(t.Context(), "SELECT $1", "\xff"); return err },
		"NaN":                                func() error { _, err := db.Exec(t.Context(), "SELECT $1", nan()); return err },
	} {
		if err := run(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q, got %v", name, err)
		}
	}
}

func nan() float64 { var zero float64; return zero / zero }

func TestScanByName(t *testing.T) {
	type Base struct {
		ID    int
		Title string
	}
	type extended struct {
		Base
		WordCount int    `orm:"-"`
		Other     string `db:"else_where"`
		Renamed   string `orm:"max=5,column=third"`
		hidden    int
	}
	db := openNotes(t, sqlite.Config{})
	got, err := orm.Raw[extended](t.Context(), db, "SELECT 3 AS word_count, 'e' AS else_where, 'r' AS third, 1 AS id, 't' AS title")
	want := extended{Base: Base{1, "t"}, WordCount: 3, Other: "e", Renamed: "r"}
	if err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := orm.Raw[extended](t.Context(), db, "SELECT 1 AS hidden"); err == nil {
		t.Errorf("an unexported field was set: %v", want.hidden)
	}
	rows, err := orm.Raw[orm.Row](t.Context(), db, "SELECT 1 AS a, 'b' AS b, NULL AS c")
	if err != nil || !reflect.DeepEqual(rows, []orm.Row{{"a": int64(1), "b": "b", "c": nil}}) {
		t.Errorf("%v, %v", rows, err)
	}
}

type scanTeam struct {
	ID   int64
	Name string
}

type scanUser struct {
	ID   int64
	Name string
	Team *scanTeam
}

type scanPost struct {
	ID     int64
	Author *scanUser
	Editor *scanUser
}

func TestScanJoins(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	number, text := orm.Type{Kind: orm.Int}, orm.Type{Kind: orm.Text}
	plan := orm.NewTestPlan(db.Dialect(), `SELECT 1, 2, 'ann', 3, 'red', NULL, NULL UNION ALL SELECT 4, 5, 'bob', NULL, NULL, 6, 'cid' ORDER BY 1`, nil,
		orm.TestColumn{Name: "id", Type: number},
		orm.TestColumn{Name: "id", Path: "author", Type: number}, orm.TestColumn{Name: "name", Path: "author", Type: text},
		orm.TestColumn{Name: "id", Path: "author__team", Type: number}, orm.TestColumn{Name: "name", Path: "author__team", Type: text},
		orm.TestColumn{Name: "id", Path: "editor", Type: number}, orm.TestColumn{Name: "name", Path: "editor", Type: text})
	got, err := orm.ScanAll[scanPost](t.Context(), db, plan)
	want := []scanPost{{1, &scanUser{2, "ann", &scanTeam{3, "red"}}, nil}, {4, &scanUser{5, "bob", nil}, &scanUser{6, "cid", nil}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	rows, err := orm.ReadRows(t.Context(), db, plan)
	ann := orm.Row{"id": int64(2), "name": "ann", "team": orm.Row{"id": int64(3), "name": "red"}}
	bob := orm.Row{"id": int64(5), "name": "bob", "team": nil}
	wantRows := []orm.Row{{"id": int64(1), "author": ann, "editor": nil}, {"id": int64(4), "author": bob, "editor": orm.Row{"id": int64(6), "name": "cid"}}}
	if err != nil || !reflect.DeepEqual(rows, wantRows) {
		t.Errorf("%v, %v, want %v", rows, err, wantRows)
	}
	lists, err := orm.ReadLists(t.Context(), db, plan)
	if err != nil || len(lists) != 2 || !reflect.DeepEqual(lists[0], []any{int64(1), int64(2), "ann", int64(3), "red", nil, nil}) {
		t.Errorf("%v, %v", lists, err)
	}
}

func TestScanOne(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	number := orm.Type{Kind: orm.Int}
	one := func(sql string) (int, error) {
		return orm.ScanOne[int](t.Context(), db, orm.NewTestPlan(db.Dialect(), sql, nil, orm.TestColumn{Name: "n", Type: number}))
	}
	if n, err := one("SELECT 5"); n != 5 || err != nil {
		t.Error(n, err)
	}
	if _, err := one("SELECT 5 WHERE 1 = 2"); !errors.Is(err, orm.ErrNotFound) {
		t.Error(err)
	}
	if _, err := one("SELECT 5 UNION ALL SELECT 6"); !errors.Is(err, orm.ErrMultiple) {
		t.Error(err)
	}
	var miss interface{ NotFound() bool }
	if !errors.As(orm.ErrNotFound, &miss) || !miss.NotFound() {
		t.Error("ErrNotFound is not answered by 404")
	}
}
