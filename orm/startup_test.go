package orm_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
)

// What each of forty tables has beside its six relations.
type hub struct {
	Name      string `orm:"max=100,unique"`
	Slug      string `orm:"slug"`
	Body      string
	Active    bool
	Stock     int32
	CreatedAt time.Time `orm:"auto_now_add,index"`
	EditedAt  *time.Time
}

// Forty structs, each with three foreign keys, a many-to-many relation and two
// ways back.
type (
	h00 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h01   `orm:"fk"`
		B             *h07   `orm:"fk"`
		C             *h13   `orm:"fk,related=h00_c"`
		M             []*h03 `orm:"m2m,related=h00_m"`
		FromA         []*h39 `orm:"reverse=AID"`
		FromB         []*h33 `orm:"reverse=BID"`
	}
	h01 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h02   `orm:"fk"`
		B             *h08   `orm:"fk"`
		C             *h14   `orm:"fk,related=h01_c"`
		M             []*h04 `orm:"m2m,related=h01_m"`
		FromA         []*h00 `orm:"reverse=AID"`
		FromB         []*h34 `orm:"reverse=BID"`
	}
	h02 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h03   `orm:"fk"`
		B             *h09   `orm:"fk"`
		C             *h15   `orm:"fk,related=h02_c"`
		M             []*h05 `orm:"m2m,related=h02_m"`
		FromA         []*h01 `orm:"reverse=AID"`
		FromB         []*h35 `orm:"reverse=BID"`
	}
	h03 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h04   `orm:"fk"`
		B             *h10   `orm:"fk"`
		C             *h16   `orm:"fk,related=h03_c"`
		M             []*h06 `orm:"m2m,related=h03_m"`
		FromA         []*h02 `orm:"reverse=AID"`
		FromB         []*h36 `orm:"reverse=BID"`
	}
	h04 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h05   `orm:"fk"`
		B             *h11   `orm:"fk"`
		C             *h17   `orm:"fk,related=h04_c"`
		M             []*h07 `orm:"m2m,related=h04_m"`
		FromA         []*h03 `orm:"reverse=AID"`
		FromB         []*h37 `orm:"reverse=BID"`
	}
	h05 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h06   `orm:"fk"`
		B             *h12   `orm:"fk"`
		C             *h18   `orm:"fk,related=h05_c"`
		M             []*h08 `orm:"m2m,related=h05_m"`
		FromA         []*h04 `orm:"reverse=AID"`
		FromB         []*h38 `orm:"reverse=BID"`
	}
	h06 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h07   `orm:"fk"`
		B             *h13   `orm:"fk"`
		C             *h19   `orm:"fk,related=h06_c"`
		M             []*h09 `orm:"m2m,related=h06_m"`
		FromA         []*h05 `orm:"reverse=AID"`
		FromB         []*h39 `orm:"reverse=BID"`
	}
	h07 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h08   `orm:"fk"`
		B             *h14   `orm:"fk"`
		C             *h20   `orm:"fk,related=h07_c"`
		M             []*h10 `orm:"m2m,related=h07_m"`
		FromA         []*h06 `orm:"reverse=AID"`
		FromB         []*h00 `orm:"reverse=BID"`
	}
	h08 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h09   `orm:"fk"`
		B             *h15   `orm:"fk"`
		C             *h21   `orm:"fk,related=h08_c"`
		M             []*h11 `orm:"m2m,related=h08_m"`
		FromA         []*h07 `orm:"reverse=AID"`
		FromB         []*h01 `orm:"reverse=BID"`
	}
	h09 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h10   `orm:"fk"`
		B             *h16   `orm:"fk"`
		C             *h22   `orm:"fk,related=h09_c"`
		M             []*h12 `orm:"m2m,related=h09_m"`
		FromA         []*h08 `orm:"reverse=AID"`
		FromB         []*h02 `orm:"reverse=BID"`
	}
	h10 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h11   `orm:"fk"`
		B             *h17   `orm:"fk"`
		C             *h23   `orm:"fk,related=h10_c"`
		M             []*h13 `orm:"m2m,related=h10_m"`
		FromA         []*h09 `orm:"reverse=AID"`
		FromB         []*h03 `orm:"reverse=BID"`
	}
	h11 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h12   `orm:"fk"`
		B             *h18   `orm:"fk"`
		C             *h24   `orm:"fk,related=h11_c"`
		M             []*h14 `orm:"m2m,related=h11_m"`
		FromA         []*h10 `orm:"reverse=AID"`
		FromB         []*h04 `orm:"reverse=BID"`
	}
	h12 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h13   `orm:"fk"`
		B             *h19   `orm:"fk"`
		C             *h25   `orm:"fk,related=h12_c"`
		M             []*h15 `orm:"m2m,related=h12_m"`
		FromA         []*h11 `orm:"reverse=AID"`
		FromB         []*h05 `orm:"reverse=BID"`
	}
	h13 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h14   `orm:"fk"`
		B             *h20   `orm:"fk"`
		C             *h26   `orm:"fk,related=h13_c"`
		M             []*h16 `orm:"m2m,related=h13_m"`
		FromA         []*h12 `orm:"reverse=AID"`
		FromB         []*h06 `orm:"reverse=BID"`
	}
	h14 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h15   `orm:"fk"`
		B             *h21   `orm:"fk"`
		C             *h27   `orm:"fk,related=h14_c"`
		M             []*h17 `orm:"m2m,related=h14_m"`
		FromA         []*h13 `orm:"reverse=AID"`
		FromB         []*h07 `orm:"reverse=BID"`
	}
	h15 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h16   `orm:"fk"`
		B             *h22   `orm:"fk"`
		C             *h28   `orm:"fk,related=h15_c"`
		M             []*h18 `orm:"m2m,related=h15_m"`
		FromA         []*h14 `orm:"reverse=AID"`
		FromB         []*h08 `orm:"reverse=BID"`
	}
	h16 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h17   `orm:"fk"`
		B             *h23   `orm:"fk"`
		C             *h29   `orm:"fk,related=h16_c"`
		M             []*h19 `orm:"m2m,related=h16_m"`
		FromA         []*h15 `orm:"reverse=AID"`
		FromB         []*h09 `orm:"reverse=BID"`
	}
	h17 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h18   `orm:"fk"`
		B             *h24   `orm:"fk"`
		C             *h30   `orm:"fk,related=h17_c"`
		M             []*h20 `orm:"m2m,related=h17_m"`
		FromA         []*h16 `orm:"reverse=AID"`
		FromB         []*h10 `orm:"reverse=BID"`
	}
	h18 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h19   `orm:"fk"`
		B             *h25   `orm:"fk"`
		C             *h31   `orm:"fk,related=h18_c"`
		M             []*h21 `orm:"m2m,related=h18_m"`
		FromA         []*h17 `orm:"reverse=AID"`
		FromB         []*h11 `orm:"reverse=BID"`
	}
	h19 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h20   `orm:"fk"`
		B             *h26   `orm:"fk"`
		C             *h32   `orm:"fk,related=h19_c"`
		M             []*h22 `orm:"m2m,related=h19_m"`
		FromA         []*h18 `orm:"reverse=AID"`
		FromB         []*h12 `orm:"reverse=BID"`
	}
	h20 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h21   `orm:"fk"`
		B             *h27   `orm:"fk"`
		C             *h33   `orm:"fk,related=h20_c"`
		M             []*h23 `orm:"m2m,related=h20_m"`
		FromA         []*h19 `orm:"reverse=AID"`
		FromB         []*h13 `orm:"reverse=BID"`
	}
	h21 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h22   `orm:"fk"`
		B             *h28   `orm:"fk"`
		C             *h34   `orm:"fk,related=h21_c"`
		M             []*h24 `orm:"m2m,related=h21_m"`
		FromA         []*h20 `orm:"reverse=AID"`
		FromB         []*h14 `orm:"reverse=BID"`
	}
	h22 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h23   `orm:"fk"`
		B             *h29   `orm:"fk"`
		C             *h35   `orm:"fk,related=h22_c"`
		M             []*h25 `orm:"m2m,related=h22_m"`
		FromA         []*h21 `orm:"reverse=AID"`
		FromB         []*h15 `orm:"reverse=BID"`
	}
	h23 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h24   `orm:"fk"`
		B             *h30   `orm:"fk"`
		C             *h36   `orm:"fk,related=h23_c"`
		M             []*h26 `orm:"m2m,related=h23_m"`
		FromA         []*h22 `orm:"reverse=AID"`
		FromB         []*h16 `orm:"reverse=BID"`
	}
	h24 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h25   `orm:"fk"`
		B             *h31   `orm:"fk"`
		C             *h37   `orm:"fk,related=h24_c"`
		M             []*h27 `orm:"m2m,related=h24_m"`
		FromA         []*h23 `orm:"reverse=AID"`
		FromB         []*h17 `orm:"reverse=BID"`
	}
	h25 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h26   `orm:"fk"`
		B             *h32   `orm:"fk"`
		C             *h38   `orm:"fk,related=h25_c"`
		M             []*h28 `orm:"m2m,related=h25_m"`
		FromA         []*h24 `orm:"reverse=AID"`
		FromB         []*h18 `orm:"reverse=BID"`
	}
	h26 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h27   `orm:"fk"`
		B             *h33   `orm:"fk"`
		C             *h39   `orm:"fk,related=h26_c"`
		M             []*h29 `orm:"m2m,related=h26_m"`
		FromA         []*h25 `orm:"reverse=AID"`
		FromB         []*h19 `orm:"reverse=BID"`
	}
	h27 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h28   `orm:"fk"`
		B             *h34   `orm:"fk"`
		C             *h00   `orm:"fk,related=h27_c"`
		M             []*h30 `orm:"m2m,related=h27_m"`
		FromA         []*h26 `orm:"reverse=AID"`
		FromB         []*h20 `orm:"reverse=BID"`
	}
	h28 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h29   `orm:"fk"`
		B             *h35   `orm:"fk"`
		C             *h01   `orm:"fk,related=h28_c"`
		M             []*h31 `orm:"m2m,related=h28_m"`
		FromA         []*h27 `orm:"reverse=AID"`
		FromB         []*h21 `orm:"reverse=BID"`
	}
	h29 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h30   `orm:"fk"`
		B             *h36   `orm:"fk"`
		C             *h02   `orm:"fk,related=h29_c"`
		M             []*h32 `orm:"m2m,related=h29_m"`
		FromA         []*h28 `orm:"reverse=AID"`
		FromB         []*h22 `orm:"reverse=BID"`
	}
	h30 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h31   `orm:"fk"`
		B             *h37   `orm:"fk"`
		C             *h03   `orm:"fk,related=h30_c"`
		M             []*h33 `orm:"m2m,related=h30_m"`
		FromA         []*h29 `orm:"reverse=AID"`
		FromB         []*h23 `orm:"reverse=BID"`
	}
	h31 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h32   `orm:"fk"`
		B             *h38   `orm:"fk"`
		C             *h04   `orm:"fk,related=h31_c"`
		M             []*h34 `orm:"m2m,related=h31_m"`
		FromA         []*h30 `orm:"reverse=AID"`
		FromB         []*h24 `orm:"reverse=BID"`
	}
	h32 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h33   `orm:"fk"`
		B             *h39   `orm:"fk"`
		C             *h05   `orm:"fk,related=h32_c"`
		M             []*h35 `orm:"m2m,related=h32_m"`
		FromA         []*h31 `orm:"reverse=AID"`
		FromB         []*h25 `orm:"reverse=BID"`
	}
	h33 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h34   `orm:"fk"`
		B             *h00   `orm:"fk"`
		C             *h06   `orm:"fk,related=h33_c"`
		M             []*h36 `orm:"m2m,related=h33_m"`
		FromA         []*h32 `orm:"reverse=AID"`
		FromB         []*h26 `orm:"reverse=BID"`
	}
	h34 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h35   `orm:"fk"`
		B             *h01   `orm:"fk"`
		C             *h07   `orm:"fk,related=h34_c"`
		M             []*h37 `orm:"m2m,related=h34_m"`
		FromA         []*h33 `orm:"reverse=AID"`
		FromB         []*h27 `orm:"reverse=BID"`
	}
	h35 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h36   `orm:"fk"`
		B             *h02   `orm:"fk"`
		C             *h08   `orm:"fk,related=h35_c"`
		M             []*h38 `orm:"m2m,related=h35_m"`
		FromA         []*h34 `orm:"reverse=AID"`
		FromB         []*h28 `orm:"reverse=BID"`
	}
	h36 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h37   `orm:"fk"`
		B             *h03   `orm:"fk"`
		C             *h09   `orm:"fk,related=h36_c"`
		M             []*h39 `orm:"m2m,related=h36_m"`
		FromA         []*h35 `orm:"reverse=AID"`
		FromB         []*h29 `orm:"reverse=BID"`
	}
	h37 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h38   `orm:"fk"`
		B             *h04   `orm:"fk"`
		C             *h10   `orm:"fk,related=h37_c"`
		M             []*h00 `orm:"m2m,related=h37_m"`
		FromA         []*h36 `orm:"reverse=AID"`
		FromB         []*h30 `orm:"reverse=BID"`
	}
	h38 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h39   `orm:"fk"`
		B             *h05   `orm:"fk"`
		C             *h11   `orm:"fk,related=h38_c"`
		M             []*h01 `orm:"m2m,related=h38_m"`
		FromA         []*h37 `orm:"reverse=AID"`
		FromB         []*h31 `orm:"reverse=BID"`
	}
	h39 struct {
		ID int64
		hub
		AID, BID, CID int64
		A             *h00   `orm:"fk"`
		B             *h06   `orm:"fk"`
		C             *h12   `orm:"fk,related=h39_c"`
		M             []*h02 `orm:"m2m,related=h39_m"`
		FromA         []*h38 `orm:"reverse=AID"`
		FromB         []*h32 `orm:"reverse=BID"`
	}
)

// tableOf is a table that uses one column of each relation's other side.
type tableOf interface {
	Check() error
	Model() *orm.Model
}

func startup(tb testing.TB) []tableOf {
	set := &orm.TableSet{}
	tables := []tableOf{
		begin(tb, set, func(p *h00) any { return &p.A.Name }),
		begin(tb, set, func(p *h01) any { return &p.A.Name }),
		begin(tb, set, func(p *h02) any { return &p.A.Name }),
		begin(tb, set, func(p *h03) any { return &p.A.Name }),
		begin(tb, set, func(p *h04) any { return &p.A.Name }),
		begin(tb, set, func(p *h05) any { return &p.A.Name }),
		begin(tb, set, func(p *h06) any { return &p.A.Name }),
		begin(tb, set, func(p *h07) any { return &p.A.Name }),
		begin(tb, set, func(p *h08) any { return &p.A.Name }),
		begin(tb, set, func(p *h09) any { return &p.A.Name }),
		begin(tb, set, func(p *h10) any { return &p.A.Name }),
		begin(tb, set, func(p *h11) any { return &p.A.Name }),
		begin(tb, set, func(p *h12) any { return &p.A.Name }),
		begin(tb, set, func(p *h13) any { return &p.A.Name }),
		begin(tb, set, func(p *h14) any { return &p.A.Name }),
		begin(tb, set, func(p *h15) any { return &p.A.Name }),
		begin(tb, set, func(p *h16) any { return &p.A.Name }),
		begin(tb, set, func(p *h17) any { return &p.A.Name }),
		begin(tb, set, func(p *h18) any { return &p.A.Name }),
		begin(tb, set, func(p *h19) any { return &p.A.Name }),
		begin(tb, set, func(p *h20) any { return &p.A.Name }),
		begin(tb, set, func(p *h21) any { return &p.A.Name }),
		begin(tb, set, func(p *h22) any { return &p.A.Name }),
		begin(tb, set, func(p *h23) any { return &p.A.Name }),
		begin(tb, set, func(p *h24) any { return &p.A.Name }),
		begin(tb, set, func(p *h25) any { return &p.A.Name }),
		begin(tb, set, func(p *h26) any { return &p.A.Name }),
		begin(tb, set, func(p *h27) any { return &p.A.Name }),
		begin(tb, set, func(p *h28) any { return &p.A.Name }),
		begin(tb, set, func(p *h29) any { return &p.A.Name }),
		begin(tb, set, func(p *h30) any { return &p.A.Name }),
		begin(tb, set, func(p *h31) any { return &p.A.Name }),
		begin(tb, set, func(p *h32) any { return &p.A.Name }),
		begin(tb, set, func(p *h33) any { return &p.A.Name }),
		begin(tb, set, func(p *h34) any { return &p.A.Name }),
		begin(tb, set, func(p *h35) any { return &p.A.Name }),
		begin(tb, set, func(p *h36) any { return &p.A.Name }),
		begin(tb, set, func(p *h37) any { return &p.A.Name }),
		begin(tb, set, func(p *h38) any { return &p.A.Name }),
		begin(tb, set, func(p *h39) any { return &p.A.Name }),
	}
	for _, t := range tables {
		if err := t.Check(); err != nil {
			tb.Fatal(err)
		}
	}
	return tables
}

// begin makes a table and
// finds a column of a related table.
func begin[T any](tb testing.TB, set *orm.TableSet, far func(*T) any) tableOf {
	return reached[T]{orm.NewTableIn[T](set, nil), far, tb}
}

type reached[T any] struct {
	*orm.Table[T]
	far func(*T) any
	tb  testing.TB
}

func (r reached[T]) Check() error {
	path, _, err := r.Ref(r.far(r.F))
	if err == nil && path != "a__name" {
		r.tb.Errorf("the column is %s", path)
	}
	return err
}

// TestStartup bounds what forty tables with six relations each cost before the
// first request: 10 ms and 4 MB.
func TestStartup(t *testing.T) {
	var before, after runtime.MemStats
	best := time.Hour
	for range 5 {
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := time.Now()
		tables := startup(t)
		took := time.Since(start)
		best = min(best, took)
		t.Logf("%s", took)
		runtime.GC()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(tables)
		if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > 4<<20 {
			t.Errorf("forty tables keep %d bytes", kept)
		}
	}
	if best > slower*10*time.Millisecond {
		t.Errorf("forty tables take %s", best)
	}
}

func BenchmarkStartup(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		startup(b)
	}
}

func BenchmarkRef(b *testing.B) {
	l := newLibrary()
	books := l.books
	_, _, _ = books.Ref(&books.F.Title)
	for b.Loop() {
		if _, _, err := books.Ref(&books.F.Author.Name); err != nil {
			b.Fatal(err)
		}
	}
}
