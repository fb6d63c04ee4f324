package orm

// An Aggregate makes one value of the rows of a group. NULLs are skipped. It is
// made by functions such as [Count] and [Sum]; the methods return another one.
type Aggregate[T any] struct{ Expr[T] }

// Count is how many rows have a value that is not NULL; never NULL itself.
func Count(e any) Aggregate[int64] { return newAggregate[int64]("Count", gives(Int), e) }

// CountRows is how many rows there are: Count("*") of Django.
func CountRows() Aggregate[int64] {
	return Aggregate[int64]{Expr[int64]{&aggregate{name: "CountRows", out: gives(Int)}}}
}

// Sum is the sum, of the type of its argument; of Bools it is how many are true.
// That of no values is NULL.
func Sum(e any) Aggregate[any] { return newAggregate[any]("Sum", givesSum, e) }

// Avg is the mean: a Float, of Decimals a Decimal, of Durations a Duration. True
// counts as 1.
func Avg(e any) Aggregate[any] { return newAggregate[any]("Avg", givesMean, e) }

// Max is the greatest value.
func Max(e any) Aggregate[any] { return newAggregate[any]("Max", givesFirst, e) }

// Min is the smallest value.
func Min(e any) Aggregate[any] { return newAggregate[any]("Min", givesFirst, e) }

// StdDev is the standard deviation of a population.
func StdDev(e any) Aggregate[any] { return newAggregate[any]("StdDev", givesMean, e) }

// StdDevSample is the standard deviation of a sample, NULL for one value:
// Django's StdDev with sample=True.
func StdDevSample(e any) Aggregate[any] { return newAggregate[any]("StdDevSample", givesMean, e) }

// Variance is the variance of a population.
func Variance(e any) Aggregate[any] { return newAggregate[any]("Variance", givesMean, e) }

// VarianceSample is the variance of a sample, NULL for one value: Django's
// Variance with sample=True.
func VarianceSample(e any) Aggregate[any] { return newAggregate[any]("VarianceSample", givesMean, e) }

// StringAgg joins texts with another between them.
func StringAgg(e any, between string) Aggregate[string] {
	return newAggregate[string]("StringAgg", gives(Text), e, between)
}

// ArrayAgg is the values as an array, NULLs among them (PostgreSQL).
func ArrayAgg(e any) Aggregate[any] { return newAggregate[any]("ArrayAgg", givesArray, e) }

// JSONBAgg is the values as a JSON array, NULLs among them: Django's JSONBAgg on
// PostgreSQL, json_group_array on SQLite.
func JSONBAgg(e any) Aggregate[any] { return newAggregate[any]("JSONBAgg", gives(JSON), e) }

// BoolAnd is true if all values are.
func BoolAnd(e any) Aggregate[bool] { return newAggregate[bool]("BoolAnd", gives(Bool), e) }

// BoolOr is true if one of the values is.
func BoolOr(e any) Aggregate[bool] { return newAggregate[bool]("BoolOr", gives(Bool), e) }

// BitAndAll is the bits that are set in all Ints: Django's aggregate BitAnd
// (PostgreSQL).
func BitAndAll(e any) Aggregate[any] { return newAggregate[any]("BitAnd", givesFirst, e) }

// BitOrAny is the bits that are set in one of the Ints: Django's aggregate BitOr
// (PostgreSQL).
func BitOrAny(e any) Aggregate[any] { return newAggregate[any]("BitOr", givesFirst, e) }

// AnyValue is one of the values.
func AnyValue(e any) Aggregate[any] { return newAggregate[any]("AnyValue", givesFirst, e) }

func newAggregate[T any](name string, out outFunc, args ...any) Aggregate[T] {
	return Aggregate[T]{Expr[T]{&aggregate{name: name, out: out, args: exprsOf(args)}}}
}

// givesSum is givesFirst, but for Bools, which are counted. A sum of decimals has
// more digits than they, but as many places: SQLite adds them as floats, and what
// is behind these places is not money.
func givesSum(name string, args []term) (Type, error) {
	if args[0].typ().Kind == Bool {
		return gives(Int)(name, nil)
	}
	t, err := givesFirst(name, args)
	if t.Kind == Decimal {
		t.Places = args[0].typ().Places
	}
	return t, err
}

// givesMean is givesNumber, for which a Bool is an Int.
func givesMean(name string, args []term) (Type, error) {
	if args[0].typ().Kind == Bool {
		return gives(Float)(name, nil)
	}
	return givesNumber(name, args)
}

func givesArray(_ string, args []term) (Type, error) {
	elem := args[0].typ()
	return Type{Kind: Array, Elem: &elem}, typeMistake(args[0])
}

// Distinct looks at equal values once.
func (a Aggregate[T]) Distinct() Aggregate[T] {
	return a.with(func(a *aggregate) { a.distinct = true })
}

// Filter looks only at the rows that fulfil all the conditions.
func (a Aggregate[T]) Filter(c ...Condition) Aggregate[T] {
	return a.with(func(a *aggregate) { a.filter = And(c...) })
}

// Default is the value over no rows. Count needs none: it is 0 then.
func (a Aggregate[T]) Default(v any) Aggregate[T] {
	return a.with(func(a *aggregate) { a.other = exprOf(v) })
}

// OrderBy is the order in which [StringAgg], [ArrayAgg] and [JSONBAgg] take the
// values, by what [Query.OrderBy] takes.
func (a Aggregate[T]) OrderBy(by ...any) Aggregate[T] {
	return a.with(func(a *aggregate) {
		a.order = make([]Order, len(by))
		for i, b := range by {
			a.order[i] = orderOf(b)
		}
	})
}

// Over computes the aggregate over the rows of a window instead of a group.
func (a Aggregate[T]) Over(w Window) Expr[T] { return Expr[T]{overOf(a.e, w)} }

func (a Aggregate[T]) with(change func(*aggregate)) Aggregate[T] {
	changed := *a.e.(*aggregate)
	change(&changed)
	return Aggregate[T]{Expr[T]{&changed}}
}

type aggregate struct {
	name     string
	out      outFunc
	args     []Expression
	distinct bool
	filter   Condition  // nil for all rows
	other    Expression // the default, nil for none
	order    []Order
}

func (a *aggregate) shape(s *shaper) {
	s.code(shapeAggregate)
	s.text(a.name)
	s.flag(a.distinct)
	shapeList(s, a.args)
	s.flag(a.filter != nil)
	if a.filter != nil {
		a.filter.shape(s)
	}
	shapeOrders(s, a.order)
	s.flag(a.other != nil)
	if a.other != nil {
		a.other.shape(s)
	}
}

func (a *aggregate) resolve(r *resolver) (term, error) {
	t, err := a.resolveOver(r)
	if err != nil || a.other == nil {
		return t, err
	}
	if a.name == "Count" || a.name == "CountRows" {
		return nil, mistakef("%s: Count has no default: it is 0 of no rows", r.model)
	}
	other, err := r.argument(a.other)
	if err != nil {
		return nil, err
	}
	c := &defaultTerm{callTerm: *newCallTerm("Coalesce", alike([]term{t, other}), givesFirst)}
	switch v := other.(type) {
	case *place:
		c.value, c.known = valueAt(v.value), true
	case *null:
		c.known = true
	}
	return c, nil
}

// resolveOver resolves the aggregate without its default.
func (a *aggregate) resolveOver(r *resolver) (*aggregateTerm, error) {
	args, err := r.all(a.args)
	if err != nil {
		return nil, err
	}
	for _, arg := range args {
		if aggregates(arg) {
			return nil, mistakef("%s: %s cannot be computed of an aggregate; Annotate one and aggregate the other over it", r.model, a.name)
		}
	}
	t := &aggregateTerm{callTerm: *newCallTerm(a.name, args, a.out)}
	t.call.Distinct = a.distinct
	if a.filter != nil {
		if t.filter, err = r.conditionTerm(a.filter); err != nil {
			return nil, err
		}
		if t.filter == truth(true) {
			t.filter = nil
		}
	}
	t.order, err = r.orders(a.order)
	return t, err
}

// orders resolves an order inside of an expression.
func (r *resolver) orders(list []Order) ([]orderTerm, error) {
	terms := make([]orderTerm, len(list))
	for i, o := range list {
		t, err := o.By.resolve(r)
		if err != nil {
			return nil, err
		}
		terms[i] = orderTerm{term: t, desc: o.Descending, nulls: o.Nulls}
	}
	return terms, nil
}

// An aggregateTerm is an aggregate of terms.
type aggregateTerm struct {
	callTerm
	filter term // nil for all rows
	order  []orderTerm
}

func (a *aggregateTerm) aggregates() bool { return true }

// empty is the value over no rows.
func (a *aggregateTerm) empty() (any, bool) {
	if a.call.Name == "Count" || a.call.Name == "CountRows" {
		return int64(0), true
	}
	return nil, true
}

func (a *aggregateTerm) operands() []term {
	all := append([]term(nil), a.args...)
	if a.filter != nil {
		all = append(all, a.filter)
	}
	for _, o := range a.order {
		all = append(all, o.term)
	}
	return all
}

func (a *aggregateTerm) write(w *writer) error {
	if w.wrapped(a) {
		return nil
	}
	return a.writeOver(w, nil)
}

// writeOver writes the aggregate, over a window if there is one. The dialect's
// text has places behind the arguments: for the order of the values, for FILTER
// and for OVER.
func (a *aggregateTerm) writeOver(w *writer, over *windowTerm) error {
	terms := append([]term(nil), a.args...)
	return w.call(a.call, append(terms, &orderedBy{a.order}, &filteredBy{a.filter}, &overClause{over}))
}

// An orderedBy is ORDER BY inside of an aggregate, or nothing.
type orderedBy struct{ order []orderTerm }

func (o *orderedBy) typ() Type { return Type{} }

func (o *orderedBy) operands() []term { return nil }

func (o *orderedBy) write(w *writer) error {
	for i := range o.order {
		if i == 0 {
			w.text(" ORDER BY ")
		} else {
			w.text(", ")
		}
		if err := o.order[i].write(w); err != nil {
			return err
		}
	}
	return nil
}

// A filteredBy is FILTER behind an aggregate, or nothing.
type filteredBy struct{ filter term }

func (f *filteredBy) typ() Type { return Type{} }

func (f *filteredBy) operands() []term { return nil }

func (f *filteredBy) write(w *writer) error {
	if f.filter == nil {
		return nil
	}
	w.text(" FILTER (WHERE ")
	defer w.text(")")
	return f.filter.write(w)
}

// A defaultTerm is an aggregate with its value over no rows.
type defaultTerm struct {
	callTerm
	value any
	known bool
}

func (d *defaultTerm) empty() (any, bool) { return d.value, d.known }
