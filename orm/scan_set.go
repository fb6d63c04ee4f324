package orm

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
)

var (
	scannerType = reflect.TypeFor[sql.Scanner]()
	anyType     = reflect.TypeFor[any]()
)

// compileColumn says how a column is read into a value of type t.
func compileColumn(d Dialect, o *output, t reflect.Type) (columnScan, error) {
	c := columnScan{name: o.columnName(), null: takesNull(t)}
	typ, codec := o.typ, o.codec
	if typ.Kind == NoKind || codec.Decode == nil {
		if typ.Kind == NoKind {
			typ = readAs(t)
		}
		codec = d.Codec(typ)
	}
	if codec.Direct != nil && codec.Direct(t) {
		c.direct = true
		return c, nil
	}
	if c.via = plainType(typ, codec, t); c.via != nil {
		return c, nil
	}
	var err error
	if c.set, err = setter(typ, codec, t); err != nil {
		return c, fmt.Errorf("column %q: %w", o.name, err)
	}
	return c, nil
}

// plainType returns what an enum, a type with a name of its own, is made of, if the
// driver can read that; nil otherwise.
func plainType(typ Type, codec Codec, t reflect.Type) reflect.Type {
	plain := plainTypes[t.Kind()]
	if plain == nil || codec.Direct == nil || !codec.Direct(plain) || TypeFor(t).Kind != typ.Kind || reflect.PointerTo(t).Implements(scannerType) {
		return nil
	}
	return plain
}

var plainTypes = map[reflect.Kind]reflect.Type{
	reflect.String: reflect.TypeFor[string](), reflect.Bool: reflect.TypeFor[bool](),
	reflect.Int: reflect.TypeFor[int](), reflect.Int8: reflect.TypeFor[int8](), reflect.Int16: reflect.TypeFor[int16](),
	reflect.Int32: reflect.TypeFor[int32](), reflect.Int64: reflect.TypeFor[int64](),
	reflect.Uint: reflect.TypeFor[uint](), reflect.Uint8: reflect.TypeFor[uint8](), reflect.Uint16: reflect.TypeFor[uint16](),
	reflect.Uint32: reflect.TypeFor[uint32](), reflect.Uint64: reflect.TypeFor[uint64](),
	reflect.Float32: reflect.TypeFor[float32](), reflect.Float64: reflect.TypeFor[float64](),
}

// setPlain stores a value in one of a type that is made of the same.
func setPlain(dst, plain reflect.Value) {
	switch {
	case plain.Kind() == reflect.String:
		dst.SetString(plain.String())
	case plain.CanInt():
		dst.SetInt(plain.Int())
	case plain.CanUint():
		dst.SetUint(plain.Uint())
	case plain.CanFloat():
		dst.SetFloat(plain.Float())
	default:
		dst.SetBool(plain.Bool())
	}
}

// readAs returns the type of a column that only a Go type tells. What is no value
// itself is JSON.
func readAs(t reflect.Type) Type {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	typ := TypeFor(t)
	if typ.Kind == NoKind && (t.Kind() == reflect.Struct || t.Kind() == reflect.Slice) {
		typ.Kind = JSON
	}
	return typ
}

// takesNull reports whether a value of type t can say NULL.
func takesNull(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice:
		return true
	}
	return reflect.PointerTo(t).Implements(scannerType) && TypeFor(t).Kind == NoKind
}

// A setFunc stores what the driver read, nil for NULL.
type setFunc = func(dst reflect.Value, read any) error

// setter returns what stores a column of a type in a value of Go type t.
func setter(typ Type, codec Codec, t reflect.Type) (setFunc, error) {
	switch {
	case t.Kind() == reflect.Pointer:
		return pointerSetter(typ, codec, t)
	case TypeFor(t).Kind == NoKind && reflect.PointerTo(t).Implements(scannerType):
		return scannerSetter, nil
	case typ.Kind == JSON && t != anyType:
		return setJSON, nil
	}
	store, err := storer(typ, t)
	if err != nil {
		return nil, err
	}
	return func(dst reflect.Value, read any) error {
		if read == nil {
			dst.SetZero()
			return nil
		}
		v, err := codec.Decode(read)
		if err != nil {
			return err
		}
		return store(dst, v)
	}, nil
}

func pointerSetter(typ Type, codec Codec, t reflect.Type) (setFunc, error) {
	set, err := setter(typ, codec, t.Elem())
	if err != nil {
		return nil, err
	}
	return func(dst reflect.Value, read any) error {
		if read == nil {
			dst.SetZero()
			return nil
		}
		v := reflect.New(t.Elem())
		dst.Set(v)
		return set(v.Elem(), read)
	}, nil
}

// setJSON decodes JSON into any Go type.
func setJSON(dst reflect.Value, read any) error {
	switch read := read.(type) {
	case nil:
		dst.SetZero()
		return nil
	case string:
		return json.Unmarshal([]byte(read), dst.Addr().Interface())
	case json.RawMessage:
		return json.Unmarshal(read, dst.Addr().Interface())
	case []byte:
		return json.Unmarshal(read, dst.Addr().Interface())
	default:
		text, err := json.Marshal(read)
		if err != nil {
			return err
		}
		return json.Unmarshal(text, dst.Addr().Interface())
	}
}

func scannerSetter(dst reflect.Value, read any) error {
	return dst.Addr().Interface().(sql.Scanner).Scan(read)
}

// storer returns what stores the Go value of a kind in a value of Go type t.
func storer(typ Type, t reflect.Type) (setFunc, error) {
	switch kind := t.Kind(); {
	case t.Kind() == reflect.Interface && t.NumMethod() == 0:
		return storeSame, nil
	case typ.Kind != NoKind && TypeFor(t).Kind == typ.Kind:
	case typ.Kind == Int && kindOfKind[kind] == Float, typ.Kind == Decimal && kindOfKind[kind] == Float:
	default:
		if held := heldStorer(typ.Kind, t); held != nil {
			return held, nil
		}
		return nil, fmt.Errorf("its values have no place in a %v", t)
	}
	return store, nil
}

func storeSame(dst reflect.Value, v any) error {
	dst.Set(reflect.ValueOf(v))
	return nil
}

// store stores a value, converting it if nothing is lost.
func store(dst reflect.Value, v any) error {
	r := reflect.ValueOf(v)
	if r.Type().AssignableTo(dst.Type()) {
		dst.Set(r)
		return nil
	}
	switch dst.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return storeInt(dst, v)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return storeUint(dst, v)
	case reflect.Float32, reflect.Float64:
		f, err := toFloat(v)
		dst.SetFloat(f)
		return err
	case reflect.Slice:
		if list, ok := v.([]any); ok {
			return storeList(dst, list)
		}
	}
	if r.Kind() == dst.Kind() && r.CanConvert(dst.Type()) {
		dst.Set(r.Convert(dst.Type()))
		return nil
	}
	return fmt.Errorf("a %T has no place in a %v", v, dst.Type())
}

func storeInt(dst reflect.Value, v any) error {
	n, err := toInt(v)
	if err == nil && dst.OverflowInt(n) {
		err = fmt.Errorf("%d does not fit into %v", n, dst.Type())
	}
	dst.SetInt(n)
	return err
}

func storeUint(dst reflect.Value, v any) error {
	n, err := toInt(v)
	if err == nil && (n < 0 || dst.OverflowUint(uint64(n))) {
		err = fmt.Errorf("%d does not fit into %v", n, dst.Type())
	}
	dst.SetUint(uint64(n))
	return err
}

func storeList(dst reflect.Value, list []any) error {
	made := reflect.MakeSlice(dst.Type(), len(list), len(list))
	for i, item := range list {
		if item == nil && !takesNull(dst.Type().Elem()) {
			return fmt.Errorf("item %d is NULL", i)
		}
		if item == nil {
			continue
		}
		place := made.Index(i)
		if place.Kind() == reflect.Pointer {
			place.Set(reflect.New(place.Type().Elem()))
			place = place.Elem()
		}
		if err := store(place, item); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	dst.Set(made)
	return nil
}
