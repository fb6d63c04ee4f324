package orm

import (
	"encoding/binary"
	"reflect"
)

// A shaper writes down the shape of a query: everything that its SQL text
// depends on, and nothing else. Two queries of the same shape share a plan. The
// values beside it, in order, are the arguments of the plan.
//
// A shape must tell apart whatever a plan tells apart: it is the key of the
// plan's cache. So each part begins with a code of its own, and text with its
// length.
type shaper struct {
	key    []byte
	values []any
	// models are those whose addresses stand in the key.
	models []*Model
	// arrays says that a list is one value: the database has arrays.
	arrays bool
}

// A shapeCode begins a part of a shape.
type shapeCode uint8

// The codes of the parts. Their order has no meaning.
const (
	shapeEnd shapeCode = iota // of a list
	shapePath
	shapeRef
	shapeValue
	shapeNil
	shapeFunc
	shapeCombined
	shapeLookup
	shapeLogic
	shapeNot
	shapeCase
	shapeSubquery
	shapeOuter
	shapeWindow
	shapeAggregate
	shapeCast
	shapeRaw
	shapeOrder
	shapeOp
	shapeModel
	shapeOther // followed by a number that the node chooses
)

func (s *shaper) code(c shapeCode) { s.key = append(s.key, byte(c)) }

func (s *shaper) number(n int) { s.key = binary.AppendVarint(s.key, int64(n)) }

func (s *shaper) text(t string) {
	s.number(len(t))
	s.key = append(s.key, t...)
}

func (s *shaper) flag(b bool) {
	if b {
		s.key = append(s.key, 1)
		return
	}
	s.key = append(s.key, 0)
}

// value hands out an argument. The text may depend on its Go type and on whether
// it is nil, so these are part of the shape.
func (s *shaper) value(v any) {
	if v == nil {
		s.code(shapeNil)
		return
	}
	s.code(shapeValue)
	s.goType(v)
	s.values = append(s.values, v)
}

// goType writes the type of a value: a letter for the common ones, the address
// of the type's description, which never moves, for the others.
func (s *shaper) goType(v any) {
	switch v.(type) {
	case int64:
		s.key = append(s.key, 'i')
	case int:
		s.key = append(s.key, 'n')
	case string:
		s.key = append(s.key, 's')
	case bool:
		s.key = append(s.key, 'b')
	case float64:
		s.key = append(s.key, 'f')
	default:
		s.key = append(s.key, 't')
		s.key = binary.LittleEndian.AppendUint64(s.key, uint64(reflect.ValueOf(reflect.TypeOf(v)).Pointer()))
	}
}

// list writes expressions, which may be none, and their end.
func shapeList[E Expression](s *shaper, list []E) {
	for _, e := range list {
		e.shape(s)
	}
	s.code(shapeEnd)
}

// typ writes a type.
func (s *shaper) typ(t Type) {
	s.number(int(t.Kind))
	s.number(t.Bits)
	s.number(t.Max)
	s.number(t.Digits)
	s.number(t.Places)
	s.flag(t.Unsigned)
	s.flag(t.Elem != nil)
	if t.Elem != nil {
		s.typ(*t.Elem)
	}
}

// model writes a model by its address: two models may have the same name. The plan
// keeps the model, so that no other one comes to have the address.
func (s *shaper) model(m *Model) {
	s.number(int(reflect.ValueOf(m).Pointer()))
	s.models = append(s.models, m)
}
