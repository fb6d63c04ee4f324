package orm

import "reflect"

// Declared here until their files are written.

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

// pointed is the column that a pointer into a table's reference names: typed.
func pointerPath(pointer any) Expression { return nil }

// structModel and structKey look into structs of tables: typed.
func structModel(v any) *Model                                  { return nil }
func structKey(v any, key *Field) (got any, ok bool, err error) { return nil, false, nil }

func (s *shaper) model(m *Model) { s.number(int(reflect.ValueOf(m).Pointer())) }
