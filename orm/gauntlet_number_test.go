package orm_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/ormtest"
)

// A Bill has a number of each kind.
type Bill struct {
	ID     int64
	Small  int `orm:"size=16"`
	Qty    int `orm:"size=32"`
	Big    int64
	Float  float64
	Amount decimal.Decimal `orm:"digits=12,places=2"`
}

var (
	bills = &orm.TableSet{}
	Bills = orm.NewTableIn[Bill](bills, nil)
)

// A number is kept exactly or refused, by both databases alike and before either
// is asked.
func TestGauntletG10Numbers(t *testing.T) {
	dec := decimal.RequireFromString
	ormtest.Each(t, func(t *testing.T, db *orm.DB) {
		for name, test := range map[string]struct {
			row orm.Row
			ok  bool
		}{
			"smallest":             {orm.Row{"small": -1 << 15, "qty": -1 << 31, "big": int64(math.MinInt64)}, true},
			"largest":              {orm.Row{"small": 1<<15 - 1, "qty": 1<<31 - 1, "big": int64(math.MaxInt64)}, true},
			"small too large":      {orm.Row{"small": 1 << 15}, false},
			"small too small":      {orm.Row{"small": -1<<15 - 1}, false},
			"qty too large":        {orm.Row{"qty": 1 << 31}, false},
			"big too large":        {orm.Row{"big": uint64(1) << 63}, false},
			"text too large":       {orm.Row{"big": "9223372036854775808"}, false},
			"text of exponent":     {orm.Row{"big": "1e3"}, false},
			"fraction":             {orm.Row{"qty": 1.5}, false},
			"float too large":      {orm.Row{"big": 1e30}, false},
			"float NaN as number":  {orm.Row{"qty": math.NaN()}, false},
			"decimal NaN":          {orm.Row{"amount": math.NaN()}, false},
			"decimal infinite":     {orm.Row{"amount": math.Inf(-1)}, false},
			"decimal text NaN":     {orm.Row{"amount": "NaN"}, false},
			"decimal huge":         {orm.Row{"amount": "1e999999999"}, false},
			"decimal of decimal":   {orm.Row{"amount": decimal.New(1, 1<<30)}, false},
			"decimal tiny":         {orm.Row{"amount": "1e-999999999"}, false},
			"decimal digits":       {orm.Row{"amount": dec("10000000000.00")}, false},
			"decimal most":         {orm.Row{"amount": dec("9999999999.99")}, true},
			"decimal least":        {orm.Row{"amount": dec("-9999999999.99")}, true},
			"decimal long text":    {orm.Row{"amount": strings.Repeat("1", 5000)}, false},
			"float NaN":            {orm.Row{"float": math.NaN()}, false},
			"float infinite":       {orm.Row{"float": math.Inf(1)}, true},
			"float largest":        {orm.Row{"float": math.MaxFloat64}, true},
			"float smallest":       {orm.Row{"float": math.SmallestNonzeroFloat64}, true},
			"float text exponent":  {orm.Row{"float": "1e400"}, false},
			"float negative zero":  {orm.Row{"float": math.Copysign(0, -1)}, true},
			"negative is a number": {orm.Row{"qty": -1}, true},
		} {
			row := orm.Row{"small": 0, "qty": 0, "big": 0, "float": 0.0, "amount": 0}
			for k, v := range test.row {
				row[k] = v
			}
			ctx, ran := orm.CountStatements(t.Context())
			err := orm.From(Bills.Model()).On(db).Insert(ctx, row)
			if (err == nil) != test.ok || !test.ok && ran.Count() != 0 {
				t.Errorf("%s: %v, %d statements", name, err, ran.Count())
			}
			if err != nil || !test.ok {
				continue
			}
			for k, v := range test.row {
				got, err := orm.From(Bills.Model()).On(db).Filter(orm.Where("id", row["id"]), orm.Where(k, v)).Values(k).Lists(t.Context())
				if err != nil || len(got) != 1 || showNumber(got[0][0]) != showNumber(v) {
					t.Errorf("%s came back as %v, %v", name, got, err)
				}
			}
		}
	}, Bills)
}

// showNumber is the text of a number. Zero has no sign, which SQLite does not keep.
func showNumber(v any) string {
	if s := fmt.Sprint(v); s != "-0" {
		return s
	}
	return "0"
}

// Sums of money are exact, whatever is added.
func TestGauntletG10MoneyIsExact(t *testing.T) {
	ormtest.Each(t, func(t *testing.T, db *orm.DB) {
		rapid.Check(t, func(r *rapid.T) {
			_, err := Bills.On(db).Delete(t.Context())
			must(t, err)
			want := decimal.Zero
			for _, cents := range append(rapid.SliceOfN(rapid.Int64Range(-999_999_999_999, 999_999_999_999), 1, 8).Draw(r, "cents"), 10, 20) {
				amount := decimal.New(cents, -2)
				want = want.Add(amount)
				b := Bill{Amount: amount}
				must(t, Bills.On(db).Insert(t.Context(), &b))
				got, err := Bills.On(db).Filter(orm.Eq(&Bills.F.Amount, amount)).Count(t.Context())
				if err != nil || got == 0 {
					r.Errorf("%v is not found, %v", amount, err)
				}
			}
			all, err := Bills.On(db).All(t.Context())
			must(t, err)
			sum := decimal.Zero
			for _, b := range all {
				sum = sum.Add(b.Amount)
			}
			row, err := Bills.On(db).Aggregate(t.Context(), orm.As("sum", orm.Sum(&Bills.F.Amount)))
			if got, ok := row["sum"].(decimal.Decimal); err != nil || !ok || !got.Equal(want) || !sum.Equal(want) {
				r.Errorf("the sum is %v, of the rows %v, want %v, %v", row["sum"], sum, want, err)
			}
		})
	}, Bills)
}
