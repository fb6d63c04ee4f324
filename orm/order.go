package orm

import (
	"strings"
)

// Asc orders by a column, the smallest first: by its path, or by an expression. A
// relation that a path ends at has the order of its model.
func Asc(by any) Order { return Order{By: orderBy(by)} }

// Desc orders by a column, the largest first. See [Asc].
func Desc(by any) Order { return Order{By: orderBy(by), Descending: true} }

// By orders by a column as Django writes it: "name", "-created" for the largest
// first, "?" for a random order.
func By(name string) Order {
	if name == "?" {
		return Order{By: random{}}
	}
	if rest, ok := strings.CutPrefix(name, "-"); ok {
		return Desc(rest)
	}
	return Asc(name)
}

// NullsLast puts NULLs behind everything else, on both databases.
func (o Order) NullsLast() Order { o.Nulls = NullsLast; return o }

// NullsFirst puts NULLs before everything else, on both databases.
func (o Order) NullsFirst() Order { o.Nulls = NullsFirst; return o }

func orderBy(by any) Expression {
	switch by := by.(type) {
	case Expression:
		return by
	case string:
		return &orderPath{pathRef{by}}
	}
	return pointerPath(by)
}

// orderOf reads one argument of OrderBy.
func orderOf(by any) Order {
	switch by := by.(type) {
	case Order:
		return by
	case string:
		return By(by)
	}
	return Asc(by)
}

// An orderPath is a path in an order. Where it ends at a relation it stands for
// the order of that relation's model, while F names the key.
type orderPath struct{ pathRef }

func (o *orderPath) shape(s *shaper) {
	s.code(shapeOrder)
	s.text(o.path)
}

type random struct{}

func (random) shape(s *shaper) {
	s.code(shapeOrder)
	s.text("?")
}

func (random) resolve(*resolver) (term, error) {
	return literalText("RANDOM()", Type{Kind: Float}), nil
}

func (o Order) shape(s *shaper) {
	s.flag(o.Descending)
	s.key = append(s.key, byte(o.Nulls))
	o.By.shape(s)
}

func shapeOrders(s *shaper, orders []Order) {
	s.number(len(orders))
	for _, o := range orders {
		o.shape(s)
	}
}
