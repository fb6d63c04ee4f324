package decode

import (
	"fmt"
	"net/textproto"
	"reflect"
	"slices"
	"strings"
)

// A tag is one of the struct tags that let a field be filled.
type tag int

const (
	pathTag tag = iota
	queryTag
	headerTag
	cookieTag
	formTag
	jsonTag
	xmlTag
	numTags
)

var tagNames = [numTags]string{"path", "query", "header", "cookie", "form", "json", "xml"}

func (t tag) String() string { return tagNames[t] }

// tagOf returns the tag of that name, and numTags if there is none.
func tagOf(name string) tag {
	if i := slices.Index(tagNames[:], name); i >= 0 {
		return tag(i)
	}
	return numTags
}

// nests reports whether values of the tag's sources can hold others.
func (t tag) nests() bool { return t == queryTag || t == formTag || t == jsonTag || t == xmlTag }

// fold returns a name as it is compared: the names of headers have no case.
func (t tag) fold(name string) string {
	if t == headerTag {
		return textproto.CanonicalMIMEHeaderKey(name)
	}
	return name
}

// names are what a field is called in each source; empty where it has no tag.
type names [numTags]string

// namesOf reads the tags of a struct field. A name that is left out (json:",omitempty") is the field's own.
func namesOf(f reflect.StructField) (names, error) {
	var n names
	for t := range numTags {
		text, ok := f.Tag.Lookup(t.String())
		if !ok || text == "-" {
			continue
		}
		name, options, _ := strings.Cut(text, ",")
		if t == xmlTag {
			var err error
			if name, err = xmlName(name, options, f.Name); err != nil {
				return n, err
			}
		}
		if name == "" {
			name = f.Name
		}
		if t == queryTag || t == formTag {
			if strings.ContainsAny(name, ".[]") {
				return n, fmt.Errorf("tag %s:%q: a name may not have . [ or ], which nest", t, text)
			}
		}
		n[t] = name
	}
	return n, nil
}

// xmlName turns a tag of encoding/xml into the name that [XML] gives what it means.
func xmlName(name, options, fieldName string) (string, error) {
	if strings.ContainsAny(name, "> ") {
		return "", fmt.Errorf("tag xml:%q: paths and namespaces are not supported", name)
	}
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "", "omitempty":
		case "chardata":
			return contentName, nil
		case "attr":
			if name == "" {
				name = fieldName
			}
			return attributePrefix + name, nil
		default:
			return "", fmt.Errorf("tag xml:%q: option %q is not supported", name+","+options, option)
		}
	}
	return name, nil
}

// any reports whether the field has a tag at all.
func (n names) any() bool { return n != names{} }

// only reports whether the field has no other tags than those.
func (n names) only(tags ...tag) bool {
	for t := range numTags {
		if n[t] != "" && !slices.Contains(tags, t) {
			return false
		}
	}
	return true
}

// list returns the tags of the field, for messages.
func (n names) list() string {
	var tags []string
	for t := range numTags {
		if n[t] != "" {
			tags = append(tags, t.String())
		}
	}
	return strings.Join(tags, ", ")
}
