package views

import (
	"cmp"
	"path"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// named gives every component its name, writes it into the references, and
// returns the components by name. taken are names that are not free.
//
// A type is called as in Go. If it stands on several sides, the first of them
// keeps the name and the others say what they are. Types of one name have their
// package in front.
func (s *schemas) named(taken ...string) map[string]*jsonschema.Schema {
	names, used := map[component]string{}, map[string]bool{}
	for _, name := range taken {
		used[name] = true
	}
	for _, c := range s.order {
		name := free(s.candidates(c), used)
		names[c], used[name] = name, true
	}
	all := map[string]*jsonschema.Schema{}
	for c, schema := range s.components {
		all[names[c]] = schema
		for _, reference := range s.references[c] {
			reference.Ref = "#/components/schemas/" + names[c]
		}
	}
	return all
}

// candidates are names for a component, the best first.
func (s *schemas) candidates(c component) []string {
	name := componentName(c.typ)
	if s.isSecond(c) {
		name += c.side.suffix()
	}
	return []string{name, familyName(c.typ.PkgPath()) + "." + name}
}

// familyName is what stands in front of a name to tell it from others: the last
// part of the path of a package.
func familyName(pkg string) string {
	return componentText(strings.NewReplacer("-", "_", ".", "_").Replace(path.Base(pkg)))
}

// componentText keeps of a text what the name of a component may hold, without the
// dots and dashes that would be allowed: they stand between the parts of a name.
func componentText(text string) string {
	kept := strings.Trim(strings.Map(func(r rune) rune {
		if isNoWord(r) {
			return -1
		}
		return r
	}, text), "_")
	return cmp.Or(kept, "Schema")
}

// isSecond tells whether the type stands on another side that goes before.
func (s *schemas) isSecond(c component) bool {
	for _, before := range []side{writesJSONSide, readsJSONSide, {tag: "form"}, {tag: "xml"}, {tag: "xml", writes: true}, {tag: "query"}} {
		if before == c.side {
			return false
		}
		if _, ok := s.components[component{c.typ, before}]; ok {
			return true
		}
	}
	return false
}

func (s side) suffix() string {
	switch {
	case s.tag == "json" && s.writes:
		return ""
	case s.tag == "json":
		return "Input"
	case s.tag == "form":
		return "Form"
	case s.tag == "query":
		return "Query"
	case s.writes:
		return "XML"
	}
	return "InputXML"
}

// free returns the first candidate that is not used, or the last with a number.
func free(candidates []string, used map[string]bool) string {
	for _, name := range candidates {
		if !used[name] {
			return name
		}
	}
	last := candidates[len(candidates)-1]
	for n := 2; ; n++ {
		if name := last + strconv.Itoa(n); !used[name] {
			return name
		}
	}
}
