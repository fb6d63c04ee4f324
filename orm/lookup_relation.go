package orm

import (
	"encoding/hex"
	"encoding/json"
	"strconv"
)

func itoa(n int) string { return strconv.Itoa(n) }

// relationValues prepares the right side of a lookup on a relation: a row stands
// for its key.
func (r *resolver) relationValues(left *column, side *right) error {
	wrap := keyWrap(left)
	switch {
	case side.run != nil:
		list := *side.run
		list.wrap = wrap
		side.run = &list
	case side.list != nil:
		list := make([]term, len(side.list))
		for i, t := range side.list {
			list[i] = keyed(t, wrap)
		}
		side.list = list
	case side.form == oneValue:
		if err := r.related(left, side.one); err != nil {
			return err
		}
		side.term = keyed(side.term, wrap)
	}
	return nil
}

// keyed makes a value the key of a row if it is a row.
func keyed(t term, wrap func(any) (any, error)) term {
	p, ok := t.(*place)
	if !ok {
		return t
	}
	k := *p
	k.wrap, k.form, k.inferred = wrap, "key", true
	return &k
}

// keyWrap takes the value of a relation's key out of a row; other values are keys
// already.
func keyWrap(left *column) func(any) (any, error) {
	key, own := left.key, left.relation
	return func(v any) (any, error) {
		field := key
		if m := modelOf(v); m != nil && m.Table != key.model.Table && own.Primary {
			field = own
		}
		if got, ok, err := rowKey(v, field); ok {
			return got, err
		}
		return v, nil
	}
}

// related checks that a row on the right side is one of the relation's model.
func (r *resolver) related(left *column, v any) error {
	if m := modelOf(v); m != nil && !left.takes(m) {
		return mistakef("%s: %s takes a row of %s, not of %s", r.model, describe(left), left.key.model, m)
	}
	if !left.key.model.sameRows(v) {
		return mistakef("%s: %s takes a row of %s, not a %T", r.model, describe(left), left.key.model, v)
	}
	return nil
}

// jsonList makes one JSON text of a list, for json_each. Bytes are hexadecimal in it.
func jsonList(d Dialect, elem Type, each func(any) (any, error)) func(any) (any, error) {
	encode := d.Codec(elem).Encode
	return func(v any) (any, error) {
		if each != nil {
			var err error
			if v, err = each(v); err != nil {
				return nil, err
			}
		}
		list, _ := listOf(v)
		out := make([]any, len(list))
		for i, v := range list {
			out[i] = v
			if encode != nil {
				var err error
				if out[i], err = encode(v); err != nil {
					return nil, err
				}
			}
			if b, ok := out[i].([]byte); ok {
				out[i] = hex.EncodeToString(b)
			}
		}
		text, err := json.Marshal(out)
		return string(text), err
	}
}
