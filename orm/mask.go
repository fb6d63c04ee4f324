package orm

import (
	"maps"
	"slices"
)

// A mask is what Only or Defer left of a model's columns: with only those that
// are named, otherwise all but those.
type mask struct {
	only  bool
	paths []string
}

// onlyThese takes the names in the place of those before, without those that
// Defer left out.
func (m mask) onlyThese(names []string) mask {
	if !m.only {
		names = without(names, m.paths)
	}
	return mask{true, names}
}

// butThese leaves the names out.
func (m mask) butThese(names []string) mask {
	if !m.only {
		return mask{false, append(slices.Clone(m.paths), without(names, m.paths)...)}
	}
	if left := without(m.paths, names); len(left) > 0 {
		return mask{true, left}
	}
	return mask{false, without(names, m.paths)}
}

func without(names, those []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(those, n) })
}

// columns returns the columns of a model that are loaded. The key always is.
func (m mask) columns(model *Model) ([]*Field, error) {
	if len(m.paths) == 0 {
		return model.columns, nil
	}
	named := map[*Field]bool{}
	for _, path := range m.paths {
		names := splitNames(path)
		f, back := model.lookupField(names[0])
		if f == nil {
			return nil, (&planner{}).unknown(model, names[0], names)
		}
		// Behind a relation the name is that of another model's column: Only
		// needs the key that leads there, Defer leaves it alone.
		if !back && (m.only || len(names) == 1) {
			named[f] = true
		}
	}
	var kept []*Field
	for _, f := range model.columns {
		if f.Primary || named[f] == m.only {
			kept = append(kept, f)
		}
	}
	return kept, nil
}

// below returns the mask of the model behind a relation.
func (m mask) below(name string) mask {
	inside := mask{only: m.only}
	for _, path := range m.paths {
		if rest, ok := cutName(path, name); ok && rest != "" {
			inside.paths = append(inside.paths, rest)
		}
	}
	return inside
}

func cutName(path, name string) (rest string, ok bool) {
	if path == name {
		return "", true
	}
	if len(path) > len(name)+2 && path[:len(name)] == name && path[len(name):len(name)+2] == "__" {
		return path[len(name)+2:], true
	}
	return "", false
}

// loads reports whether a relation is loaded: one that With names has to have its
// key, one that it implies is left out with it.
func (m mask) loads(model *Model, name string, b *branch) (bool, error) {
	if len(m.paths) == 0 || b.back {
		return true, nil
	}
	fields, err := m.columns(model)
	if err != nil || slices.Contains(fields, b.relation) {
		return true, err
	}
	if b.implied {
		return false, nil
	}
	return false, mistakef("%s: With loads %q, but Only or Defer leaves out its key", model, name)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
