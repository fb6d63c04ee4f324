package orm

import "strconv"

// At is what stands at a path in a JSON column: names of members, and numbers of
// the elements of arrays. A member whose name is a number is not found.
//
//	orm.At(&Posts.F.Data, "owner", "dogs", 0).Eq("Rex")
//
// A comparison with nil asks for JSON's null; IsNull asks whether there is
// nothing at the path.
func At[T any](column *T, path ...any) Part[any] {
	names := make([]string, len(path))
	for i, p := range path {
		switch p := p.(type) {
		case string:
			names[i] = p
		case int:
			names[i] = strconv.Itoa(p)
		default:
			return Part[any]{column: &p} // which is no column of any table
		}
	}
	return Part[any]{column, names}
}

// JSONContains is true if a JSON column contains a value: the members of an object
// with these values, these elements of an array (PostgreSQL).
func JSONContains[T any](column *T, v any) Condition { return behind(column, "contains", v) }

// JSONContainedBy is true if a JSON column is contained in a value (PostgreSQL).
func JSONContainedBy[T any](column *T, v any) Condition { return behind(column, "contained_by", v) }

// HasKey is true if a JSON column is an object with a member of a name.
func HasKey[T any](column *T, key string) Condition { return behind(column, "has_key", key) }

// HasKeys is true if a JSON column is an object with members of all the names.
func HasKeys[T any](column *T, keys ...string) Condition { return behind(column, "has_keys", keys) }

// HasAnyKeys is true if a JSON column is an object with a member of one of the
// names.
func HasAnyKeys[T any](column *T, keys ...string) Condition {
	return behind(column, "has_any_keys", keys)
}

// ArrayContains is true if an array has all the elements (PostgreSQL).
func ArrayContains[T any](column *[]T, elements ...T) Condition {
	return behind(column, "contains", elements)
}

// ArrayContainedBy is true if an array has no other elements (PostgreSQL).
func ArrayContainedBy[T any](column *[]T, elements ...T) Condition {
	return behind(column, "contained_by", elements)
}

// ArrayOverlaps is true if an array has one of the elements (PostgreSQL).
func ArrayOverlaps[T any](column *[]T, elements ...T) Condition {
	return behind(column, "overlap", elements)
}

func behind(column any, lookup string, v any) Condition {
	return &columnCheck{column: column, behind: []string{lookup}, right: operandOf(v, lookup)}
}
