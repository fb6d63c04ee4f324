package orm

import (
	"slices"
	"strings"
)

// Filters are the conditions that a request may ask for, by the names of its
// parameters. What is not among them is a [RequestError], so that no request
// reaches a column, a relation or a lookup that was not meant for it:
//
//	var postFilters = orm.Filters{
//		"q":      {By: &Posts.F.Title, Lookup: "icontains"},
//		"author": {By: &Posts.F.Author.Username},
//		"year":   {By: &Posts.F.CreatedAt, Lookup: "year"},
//		"tag":    {By: "tags__slug", Lookup: "in"},
//	}
//
//	conditions, err := postFilters.Conditions(Posts, r.URL.Query(), "page")
type Filters map[string]AllowedFilter

// An AllowedFilter is a column that a request may filter by, and how.
type AllowedFilter struct {
	// By is the column: the address of a field of the table's reference, or a path.
	By any
	// Lookup is how it is compared, before which transforms may stand: "icontains",
	// "year__gte". Defaults to "exact". "in" takes a parameter several times, and
	// "isnull" takes true or false.
	Lookup string
}

// Conditions returns what the parameters of a request ask for, in the order of
// their names. An empty value asks for nothing. Parameters that are no filters,
// such as that of the page, are named by others. A [Table] is a modeler.
func (f Filters) Conditions(t modeler, values map[string][]string, others ...string) ([]Condition, error) {
	var list []Condition
	for _, name := range sortedKeys(values) {
		if slices.Contains(others, name) {
			continue
		}
		allowed, ok := f[name]
		if !ok {
			return nil, &RequestError{Name: excerpt(name), Message: "There is no such filter."}
		}
		given := slices.DeleteFunc(slices.Clone(values[name]), func(s string) bool { return s == "" })
		if len(given) == 0 {
			continue
		}
		c, err := allowed.condition(t.Model(), name, given)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// A modeler is a [Table], or a [Model] itself.
type modeler interface{ Model() *Model }

func (a AllowedFilter) condition(m *Model, name string, given []string) (Condition, error) {
	names, err := From(m).namesOf([]any{a.By})
	if err != nil {
		return nil, mistakef("Filters: %q: %v", name, err)
	}
	lookup := a.Lookup
	if lookup == "" {
		lookup = "exact"
	}
	last := lastName(lookup)
	if last != "in" && len(given) > 1 {
		return nil, &RequestError{Name: name, Message: "This filter takes one value."}
	}
	as, err := a.takes(m, names[0], lookup)
	if err != nil {
		return nil, err
	}
	parsed := make([]any, len(given))
	for i, s := range given {
		if err := CheckText(s); err != nil {
			return nil, &RequestError{Name: name, Message: "This is no text."}
		}
		if parsed[i], err = as.parse(s); err != nil {
			return nil, &RequestError{Name: name, Message: "This value does not fit: " + err.Error() + "."}
		}
	}
	if last == "in" {
		return Where(names[0]+"__"+lookup, parsed), nil
	}
	return Where(names[0]+"__"+lookup, parsed[0]), nil
}

// A taken type is that of the values that a lookup takes.
type taken struct {
	Type
	year bool
}

// parse makes a value of the text that a request has.
func (t taken) parse(s string) (any, error) {
	v, err := Convert(t.Type, s)
	if n, ok := v.(int64); ok && t.year {
		return v, inYears(int(n))
	}
	return v, err
}

// takes returns the type of the values that a lookup takes.
func (a AllowedFilter) takes(m *Model, path, lookup string) (as taken, err error) {
	if m.refs != nil {
		if err := m.refs.load(); err != nil {
			return as, err
		}
	}
	way, err := (&planner{model: m}).route(splitNames(path), false, true)
	if err != nil {
		return as, err
	}
	as.Type = way.target.Type
	names := append(slices.Clone(way.rest), splitNames(lookup)...)
	for i, name := range names {
		switch {
		case i == len(names)-1 && (name == "isnull"):
			return taken{Type: Type{Kind: Bool}}, nil
		case i == len(names)-1 && slices.Contains(textLookups, name):
			return taken{Type: Type{Kind: Text}}, nil
		case as.Kind == JSON:
			return taken{Type: Type{Kind: Text}}, nil
		case name == "date":
			as.Type = Type{Kind: Date}
		case name == "time":
			as.Type = Type{Kind: Time}
		case isPart(name):
			as = taken{Type{Kind: Int, Bits: 64}, name == "year" || name == "iso_year"}
		}
	}
	return as, nil
}

// textLookups look at any value as a text.
var textLookups = []string{"iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "regex", "iregex", "search"}

// Sorts are the orders that a request may ask for, by name: the address of a
// column, an expression, or an [Order].
//
//	var postSorts = orm.Sorts{"title": &Posts.F.Title, "newest": orm.Desc(&Posts.F.CreatedAt)}
//
//	by, err := postSorts.By(r.FormValue("o"))
//	posts := Posts.On(db).OrderBy(by...)
type Sorts map[string]any

// By returns the orders that a text names, separated by commas, each with "-" in
// front of it for the opposite direction. A name that is not there, or is there
// twice, is a [RequestError]. An empty text is no order.
func (s Sorts) By(text string) ([]any, error) {
	if text == "" {
		return nil, nil
	}
	if strings.Count(text, ",") >= len(s) {
		return nil, &RequestError{Message: "These are more orders than there are."}
	}
	var by []any
	seen := map[string]bool{}
	for name := range strings.SplitSeq(text, ",") {
		plain, turned := strings.CutPrefix(name, "-")
		column, ok := s[plain]
		if !ok || seen[plain] {
			return nil, &RequestError{Message: "There is no such order."}
		}
		seen[plain] = true
		o := orderOf(column)
		if turned {
			o = o.turned()
		}
		by = append(by, o)
	}
	return by, nil
}

func isPart(name string) bool {
	_, ok := parts[name]
	return ok
}
