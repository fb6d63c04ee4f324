package main

import (
	"bytes"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// tolerance is how far apart two computed numbers may be, as a share.
const tolerance = 1e-12

// A comparer compares values of rows with recorded ones. A whole number is no
// float and no decimal.
type comparer struct {
	// json says that the values may come out of JSON, where all numbers are of
	// one kind.
	json bool
	// anyOrder says that lists are those of related rows, which have no order.
	anyOrder bool
}

// equalORM tells whether a value of a row is the recorded one.
func equalORM(got, want any) bool { return comparer{}.equal(got, want) }

func (c comparer) equal(got, want any) bool {
	switch want := want.(type) {
	case nil:
		return got == nil
	case int64:
		f, isFloat := got.(float64)
		return number64(got) == any(want) || c.json && isFloat && f == float64(want)
	case float64:
		f, ok := got.(float64)
		return ok && near(f, want)
	case decimal.Decimal:
		d, ok := got.(decimal.Decimal)
		return ok && (d.Equal(want) || near(d.InexactFloat64(), want.InexactFloat64()))
	case time.Time:
		t, ok := got.(time.Time)
		return ok && t.Equal(want)
	case local:
		t, ok := got.(time.Time)
		return ok && t.Equal(want.Time)
	case []byte:
		b, ok := got.([]byte)
		return ok && bytes.Equal(b, want)
	case string:
		return textual(got) == want && got != nil
	case tuple:
		return c.equalLists(got, want)
	case []any:
		return c.equalLists(got, want)
	case object:
		return c.equalMaps(got, want)
	case named:
		return c.equalMaps(got, object(want))
	}
	return reflect.DeepEqual(got, want)
}

// near compares two floats.
func near(a, b float64) bool {
	return a == b || math.Abs(a-b) <= tolerance*max(math.Abs(a), math.Abs(b)) || math.IsNaN(a) && math.IsNaN(b)
}

// textual returns the text of a value that Django has as text.
func textual(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case netip.Addr, netip.Prefix, uuid.UUID:
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%T is no text", v)
}

// number64 makes one type of the whole numbers.
func number64(v any) any {
	if rv := reflect.ValueOf(v); rv.CanInt() && rv.Type() != reflect.TypeFor[time.Duration]() {
		return rv.Int()
	}
	return v
}

func (c comparer) equalLists(got any, want []any) bool {
	list, ok := got.([]any)
	if !ok || !c.anyOrder {
		return ok && slices.EqualFunc(list, want, c.equal)
	}
	return sameRows(list, want, false, func(g, w any) error {
		if c.equal(g, w) {
			return nil
		}
		return mismatch{g, w}
	}) == nil
}

func (c comparer) equalMaps(got any, want object) bool {
	m := mapOf(got)
	if m == nil || len(m) != len(want) {
		return false
	}
	for _, member := range want {
		v, ok := m[member.key]
		if !ok || !c.equal(v, member.value) {
			return false
		}
	}
	return true
}

// mapOf returns the mapping that a row or a JSON object is.
func mapOf(v any) map[string]any {
	switch v := v.(type) {
	case map[string]any:
		return v
	case orm.Row:
		return v
	}
	return nil
}

// sameRows compares rows, without their order if that is not given.
func sameRows(got []any, want []any, ordered bool, same func(got, want any) error) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d rows, want %d: %w", len(got), len(want), mismatch{brief(got), brief(want)})
	}
	rest := slices.Clone(got)
	for i, w := range want {
		at := 0
		if !ordered {
			at = max(0, slices.IndexFunc(rest, func(g any) bool { return same(g, w) == nil }))
		}
		if err := same(rest[at], w); err != nil {
			return fmt.Errorf("row %d: %w", i+1, err)
		}
		rest = slices.Delete(rest, at, at+1)
	}
	return nil
}

// brief shortens a list for a message.
func brief(list []any) any {
	if len(list) <= 6 {
		return list
	}
	return append(slices.Clone(list[:6]), "… "+strconv.Itoa(len(list)-6)+" more")
}
