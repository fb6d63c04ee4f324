package combo

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/combo-web/combo/internal/suggest"
)

// Param returns a parameter of the route: Param[int64](r, "id") in a view whose
// pattern has <int:id>. Numbers fit any integer type that holds them, every
// built-in parameter is also a string, a default given by [Route.Default] and
// what the site's own converters return have their own type.
//
// The pattern vouches for the value, so only a mistake in the program can make
// it fail: a name that the pattern does not have, or a type that the parameter
// is not. Param panics then, which becomes a 500 that names the mistake. In a
// mounted site the parameters of the prefix are read as well.
func Param[T any](r *http.Request, name string) T {
	var v T
	st := stateOf(r)
	if st == nil {
		panic(errOutside("Param"))
	}
	if err := st.owner(name).found.param(name, &v); err != nil {
		panic(fmt.Errorf("%w: %w", errParam, err))
	}
	return v
}

var errParam = errors.New("combo.Param")

// owner is the innermost site whose route has the parameter: a site mounted below
// a parameter of another reads that one too.
func (s *state) owner(name string) *state {
	for st := s; st != nil; st = st.outer {
		if st.found.has(name) {
			return st
		}
	}
	return s
}

func (f *found) has(name string) bool {
	if f.leaf == nil {
		return false
	}
	_, fixed := f.leaf.defaults[name]
	return fixed || slices.ContainsFunc(f.leaf.params, func(p Parameter) bool { return p.Name == name })
}

// param stores the parameter in dst, a pointer.
func (f *found) param(name string, dst any) error {
	if f.leaf == nil {
		return fmt.Errorf("no route matched, so there is no parameter %q", name)
	}
	if v, ok := f.leaf.defaults[name]; ok {
		return assignValue(name, v, dst)
	}
	for i, p := range f.leaf.params {
		if p.Name == name {
			return assignParam(f.leaf.convs[i], name, f.values[i], dst)
		}
	}
	var names []string
	for _, p := range f.leaf.params {
		names = append(names, p.Name)
	}
	return fmt.Errorf("the pattern %s has no parameter %q%s", f.leaf.text(), name, suggest.DidYouMean(name, names))
}

// assignParam reads the text of a parameter into dst. The types asked for most
// are read without reflection.
func assignParam(c *converter, name, text string, dst any) error {
	if c != nil && c.parse != nil {
		v, err := c.parse(text)
		if err != nil {
			return err
		}
		return assignValue(name, v, dst)
	}
	var err error
	switch dst := dst.(type) {
	case *string:
		*dst = text
		return nil
	case *int64:
		*dst, err = strconv.ParseInt(text, 10, 64)
	case *int:
		*dst, err = strconv.Atoi(text)
	case *float64:
		*dst, err = strconv.ParseFloat(text, 64)
	case *uuid.UUID:
		*dst, err = uuid.Parse(text)
	case *any:
		*dst = valueOf(c, text)
	default:
		err = assignNumber(text, reflect.ValueOf(dst).Elem())
	}
	if err != nil {
		return fmt.Errorf("the parameter %q is no %s: %w", name, reflect.TypeOf(dst).Elem(), err)
	}
	return nil
}

func assignNumber(text string, dst reflect.Value) error {
	switch {
	case dst.Kind() == reflect.String:
		dst.SetString(text)
		return nil
	case dst.CanInt():
		n, err := strconv.ParseInt(text, 10, dst.Type().Bits())
		dst.SetInt(n)
		return err
	case dst.CanUint():
		n, err := strconv.ParseUint(text, 10, dst.Type().Bits())
		dst.SetUint(n)
		return err
	case dst.CanFloat():
		f, err := strconv.ParseFloat(text, dst.Type().Bits())
		dst.SetFloat(f)
		return err
	}
	return fmt.Errorf("a path holds no such type")
}

func assignValue(name string, v, dst any) error {
	to := reflect.ValueOf(dst).Elem()
	from := reflect.ValueOf(v)
	if from.CanInt() && (to.CanInt() || to.CanUint()) {
		return assignNumber(strconv.FormatInt(from.Int(), 10), to)
	}
	if !from.IsValid() || !from.Type().AssignableTo(to.Type()) {
		return fmt.Errorf("the parameter %q is a %T, not a %s", name, v, to.Type())
	}
	to.Set(from)
	return nil
}

// valueOf is the value of a parameter in its own type.
func valueOf(c *converter, text string) any {
	if c == nil {
		return text
	}
	if c.parse != nil {
		v, err := c.parse(text)
		if err != nil {
			return text
		}
		return v
	}
	return c.value(text)
}

// value reads the text of a built-in converter.
func (c *converter) value(text string) any {
	switch c.kind {
	case kindInt:
		n, _ := strconv.ParseInt(text, 10, 64)
		return n
	case kindFloat:
		f, _ := strconv.ParseFloat(text, 64)
		return f
	case kindUUID:
		id, _ := uuid.Parse(text)
		return id
	}
	return text
}

type converterKind uint8

const (
	kindText converterKind = iota
	kindInt
	kindFloat
	kindUUID
)
