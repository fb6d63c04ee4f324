package postgres

import (
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/combo-web/combo/orm"
)

// arrayEncoder encodes lists. Those that the driver takes as they are go through.
func arrayEncoder(elem orm.Type) func(any) (any, error) {
	return func(v any) (any, error) {
		switch x := v.(type) {
		case []int64:
			if elem.Kind == orm.Int && (elem.Bits == 0 || elem.Bits == 64) {
				return v, nil
			}
		case []string:
			if elem.Kind == orm.Text {
				return v, checkTexts(x)
			}
		case *list:
			return v, nil
		}
		converted, err := orm.Convert(orm.Type{Kind: orm.Array, Elem: &elem}, v)
		if err != nil || converted == nil {
			return nil, err
		}
		return newList(elem, converted.([]any))
	}
}

func checkTexts(texts []string) error {
	for i, s := range texts {
		if err := orm.CheckText(s); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	return nil
}

// A list is an array for the driver, with one dimension or more. It implements
// pgtype.ArrayGetter.
type list struct {
	dims  []pgtype.ArrayDimension
	items []any
}

func (l *list) Dimensions() []pgtype.ArrayDimension { return l.dims }
func (l *list) Index(i int) any                     { return l.items[i] }
func (l *list) IndexType() any                      { return nil }

// newList encodes the items of a list; with an elem of no kind, by their own
// types.
func newList(elem orm.Type, values []any) (*list, error) {
	l := &list{dims: []pgtype.ArrayDimension{}}
	return l, l.add(elem, values, 0)
}

var errRagged = errors.New("the lists in a list must be of the same length")

// add adds the items of a list that is depth lists deep.
func (l *list) add(elem orm.Type, values []any, depth int) error {
	if depth == len(l.dims) {
		if len(values) == 0 && depth == 0 {
			return nil
		}
		if len(l.items) > 0 {
			return errRagged
		}
		l.dims = append(l.dims, pgtype.ArrayDimension{Length: int32(len(values)), LowerBound: 1})
	}
	if int(l.dims[depth].Length) != len(values) {
		return errRagged
	}
	for i, v := range values {
		if err := l.addOne(elem, v, depth); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	return nil
}

func (l *list) addOne(elem orm.Type, v any, depth int) error {
	if inner, ok := v.([]any); ok && elem.Kind != orm.JSON {
		if elem.Kind == orm.Array && elem.Elem != nil {
			elem = *elem.Elem
		}
		return l.add(elem, inner, depth+1)
	}
	if depth+1 < len(l.dims) {
		return errRagged
	}
	if v != nil {
		var err error
		if v, err = encode(elem, v); err != nil {
			return err
		}
	}
	l.items = append(l.items, v)
	return nil
}

// decodeArray makes the Go values of the elements.
func decodeArray(t orm.Type, v any) (any, error) {
	values, ok := v.([]any)
	if !ok || t.Elem == nil {
		return orm.Convert(t, v)
	}
	elem := *t.Elem
	decode := decoder(elem)
	values = slices.Clone(values)
	for i, item := range values {
		if item == nil {
			continue
		}
		if _, inner := item.([]any); inner && elem.Kind != orm.JSON && elem.Kind != orm.Array {
			return nil, fmt.Errorf("item %d: a list in a list of values", i)
		}
		var err error
		if values[i], err = decode(item); err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
	}
	return values, nil
}
