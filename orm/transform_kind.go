package orm

// findTransform returns the transform of a name that terms of a type have.
func findTransform(name string, t Type) (transformFunc, bool) {
	switch t.Kind {
	case JSON:
		return keyTransform(name), true
	case Array:
		return arrayTransform(name)
	case Text:
		if name == "unaccent" {
			return unaccented, true
		}
	}
	return dateTransform(name, t.Kind)
}

// findLookup returns the lookup of a name that a term has of its own, beside
// those of all kinds.
func findLookup(name string, t term) (lookupFunc, bool) {
	if own, ok := t.(interface {
		lookupOf(string) (lookupFunc, bool)
	}); ok {
		return own.lookupOf(name)
	}
	switch t.typ().Kind {
	case JSON:
		return jsonLookup(name)
	case Array:
		return arrayLookup(name)
	case Text:
		return searchLookup(name)
	}
	return nil, false
}
