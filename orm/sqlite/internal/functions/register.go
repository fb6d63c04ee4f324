package functions

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"sync"

	"modernc.org/sqlite"
)

// Register makes the functions known to the driver "sqlite" of
// modernc.org/sqlite, for all connections that it opens afterwards: call it
// before the first. Further calls do nothing and return what the first did. It
// fails if the program has registered a function of the same name itself. It is
// safe for concurrent use.
func Register() error { return registerOnce() }

var registerOnce = sync.OnceValue(func() error {
	for _, f := range scalars {
		if err := sqlite.RegisterFunction(f.name, f.impl()); err != nil {
			return fmt.Errorf("register SQL function: %w", err)
		}
	}
	for name, start := range aggregates {
		if err := sqlite.RegisterFunction(name, aggregate(start)); err != nil {
			return fmt.Errorf("register SQL aggregate: %w", err)
		}
	}
	return nil
})

// scalars lists the functions of one row.
var scalars = []scalar{
	{name: Regexp, required: 2, call: regexpFound},

	{name: DateExtract, required: 2, optional: 1, call: extractor(datePart)},
	{name: DateTimeExtract, required: 2, optional: 1, call: extractor(datePart, clockPart)},
	{name: TimeExtract, required: 2, call: extractTime},
	{name: DateTrunc, required: 2, optional: 1, call: truncDate},
	{name: DateTimeTrunc, required: 2, optional: 1, call: truncDateTime},
	{name: TimeTrunc, required: 2, optional: 1, call: truncTime},
	{name: DateTimeCastDate, required: 1, optional: 1, call: castDate},
	{name: DateTimeCastTime, required: 1, optional: 1, call: castTime},
	{name: TimestampDiff, required: 2, call: timestampDiff},
	{name: TimeDiff, required: 2, call: timeDiff},
	{name: DurationMath, required: 3, call: durationMath},

	{name: Acos, required: 1, call: real1(acos)},
	{name: Asin, required: 1, call: real1(asin)},
	{name: BitXor, required: 2, call: bitXor},
	{name: Cot, required: 1, call: real1(cot)},
	{name: Exp, required: 1, call: real1(exp)},
	{name: Ln, required: 1, call: real1(ln)},
	{name: Log, required: 2, call: real2(log)},
	{name: Mod, required: 2, call: mod},
	{name: Power, required: 2, call: real2(power)},
	{name: Sqrt, required: 1, call: real1(sqrt)},

	{name: LPad, required: 3, call: lpad},
	{name: RPad, required: 3, call: rpad},
	{name: Repeat, required: 2, call: repeat},
	{name: Reverse, required: 1, call: reverse},

	{name: MD5, required: 1, call: hexHash(md5Sum)},
	{name: SHA1, required: 1, call: hexHash(sha1Sum)},
	{name: SHA224, required: 1, call: hexHash(sha224Sum)},
	{name: SHA256, required: 1, call: hexHash(sha256Sum)},
	{name: SHA384, required: 1, call: hexHash(sha384Sum)},
	{name: SHA512, required: 1, call: hexHash(sha512Sum)},

	{name: JSONContains, required: 2, call: jsonContains},
	{name: JSONEqual, required: 2, call: jsonEqual},
}

// aggregates lists the functions of many rows, with what starts one of them.
var aggregates = map[string]func() sqlite.AggregateFunction{
	StddevPop:  func() sqlite.AggregateFunction { return &spread{name: StddevPop, root: true} },
	StddevSamp: func() sqlite.AggregateFunction { return &spread{name: StddevSamp, root: true, sample: 1} },
	VarPop:     func() sqlite.AggregateFunction { return &spread{name: VarPop} },
	VarSamp:    func() sqlite.AggregateFunction { return &spread{name: VarSamp, sample: 1} },
	AnyValue:   func() sqlite.AggregateFunction { return new(anyValue) },
}

func aggregate(start func() sqlite.AggregateFunction) *sqlite.FunctionImpl {
	return &sqlite.FunctionImpl{
		NArgs:         1,
		Deterministic: true,
		VolatileArgs:  true,
		MakeAggregate: func(sqlite.FunctionContext) (sqlite.AggregateFunction, error) { return start(), nil },
	}
}

// A scalar is a function of one row. It is called with its required arguments,
// none of them nil, and the optional ones, which may be nil.
type scalar struct {
	name               string
	required, optional int
	call               func(args []driver.Value) (driver.Value, error)
}

// impl describes f to the driver. The arguments are volatile: whatever outlives
// the call has to be a copy. Without that the driver would cut off text at its
// first NUL character.
func (f scalar) impl() *sqlite.FunctionImpl {
	count := int32(f.required)
	if f.optional > 0 {
		count = -1
	}
	return &sqlite.FunctionImpl{
		NArgs:         count,
		Deterministic: true,
		VolatileArgs:  true,
		Scalar:        func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) { return f.run(args) },
	}
}

// run calls the function. A panic becomes an error here, because one that went
// on through SQLite would leave its mutexes locked.
func (f scalar) run(args []driver.Value) (result driver.Value, err error) {
	defer func() {
		if p := recover(); p != nil {
			result, err = nil, fmt.Errorf("%s: panic: %v", f.name, p)
		}
	}()
	if len(args) < f.required || len(args) > f.required+f.optional {
		return nil, fmt.Errorf("%s: wrong number of arguments: %d", f.name, len(args))
	}
	if slices.Contains(args[:f.required], nil) {
		return nil, nil
	}
	for len(args) < f.required+f.optional {
		args = append(args, nil)
	}
	result, err = f.call(args)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name, err)
	}
	return result, nil
}
