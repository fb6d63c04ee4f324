package orm

// JSONObject is a JSON object of names and values, which alternate: "title",
// F("title"), "pages", 5. A name is a text.
func JSONObject(pairs ...any) Expr[any] {
	if len(pairs)%2 != 0 {
		return invalid[any]("JSONObject takes names and values in turn, not %d arguments", len(pairs))
	}
	for i := 0; i < len(pairs); i += 2 {
		if _, ok := pairs[i].(string); !ok {
			return invalid[any]("JSONObject takes a string as a name, not %v", pairs[i])
		}
	}
	return Expr[any]{newCall(&function{name: "JSONObject", out: gives(JSON), prepare: fixNames}, pairs...)}
}

// fixNames does nothing with the values: the dialect has to know their types.
func fixNames(_ *resolver, args []term) ([]term, error) { return args, nil }

// Key is what stands at a path in a JSON document: Key(F("data"), "a", 0) is the
// first element of the member a. It is JSON, NULL if there is nothing. A number
// is the place in an array.
func Key(document any, path ...any) Expr[any] { return keyOf[any](document, path, false) }

// KeyText is what stands at a path in a JSON document, as text: the text itself
// if it is one, else its JSON.
func KeyText(document any, path ...any) Expr[string] { return keyOf[string](document, path, true) }

func keyOf[T any](document any, path []any, text bool) Expr[T] {
	keys := make([]jsonStep, len(path))
	for i, p := range path {
		switch p := p.(type) {
		case string:
			if err := CheckText(p); err != nil {
				return invalid[T]("%q is no name in JSON: %v", p, err)
			}
			keys[i] = jsonStep{name: p}
		case int:
			keys[i] = jsonStep{index: p, array: true}
		default:
			return invalid[T]("a path in JSON has names and numbers, not %v", p)
		}
	}
	return Expr[T]{&jsonKey{exprOf(document), keys, text}}
}

// A jsonKey is a part of a JSON document.
type jsonKey struct {
	document Expression
	path     []jsonStep
	text     bool
}

func (k *jsonKey) shape(s *shaper) {
	s.code(shapeOther)
	s.text("key")
	s.flag(k.text)
	s.number(len(k.path))
	for _, p := range k.path {
		s.flag(p.array)
		s.number(p.index)
		s.text(p.name)
	}
	k.document.shape(s)
}

func (k *jsonKey) resolve(r *resolver) (term, error) {
	t, err := r.argument(k.document)
	if err != nil {
		return nil, err
	}
	part := newJSONPart(t, k.path)
	part.text = k.text
	return part, nil
}
