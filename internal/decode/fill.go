package decode

import (
	"reflect"
	"strings"
)

// A Source is one place that fields come from.
type Source struct {
	// Tag is the struct tag that names its fields: "path", "query", "header", "cookie", "form", "json" or "xml".
	Tag string
	// Root holds the fields. It is a Map; Absent has none, and anything else is a problem of the field "".
	Root Value
	// Loose says that all values are text, as everywhere but in JSON: "1" may fill an int, a single value a list,
	// and an empty text is no number.
	Loose bool
	// Strict says that a name which no field has is a problem instead of ignored.
	Strict bool
}

// Fill fills the struct dst, which must be settable and of the plan's type, and returns all that is wrong, up to a
// hundred problems. A field is filled from the first source in which it has a name and was sent. What was
// not sent stays as it is. After a problem dst may be filled in part.
func (p *Plan) Fill(dst reflect.Value, sources ...Source) []Problem {
	f := filling{}
	hits := make([]hit, len(p.fields))
	for i := range sources {
		f.enter(&sources[i])
		if !f.hasFields(sources[i].Root) {
			f.report(notMap)
		}
		p.find(&f, hits, sources[i].Root)
	}
	for i := range p.fields {
		f.enter(hits[i].source)
		if f.source == nil {
			f.enter(p.fields[i].homeOf(sources))
		}
		f.field(dst, &p.fields[i], hits[i].value)
	}
	return f.problems
}

// A hit is what was sent for a field.
type hit struct {
	value  Value
	source *Source
}

// A filling is the state of one Fill.
type filling struct {
	source   *Source // which is read, nil if a field is in none
	tag      tag
	path     []step
	problems []Problem
}

func (f *filling) enter(s *Source) {
	f.source, f.tag = s, numTags
	if s != nil {
		f.tag = tagOf(s.Tag)
	}
}

func (f *filling) loose() bool { return f.source != nil && f.source.Loose }

// find notes for each field what root holds for it, if nothing was found before.
func (p *Plan) find(f *filling, hits []hit, root Value) {
	if f.tag == numTags {
		return
	}
	for _, sent := range f.fieldsOf(root) {
		id, ok := p.ids[f.tag][f.tag.fold(sent.Name)]
		if ok && hits[id].source == nil && sent.Value.kind != Absent {
			hits[id] = hit{value: sent.Value, source: f.source}
		}
		if !ok && f.source.Strict {
			f.at(named(sent.Name), notKnown)
		}
	}
}

// hasFields reports whether a source has fields, be it none: a list at the root of a body is no struct.
func (f *filling) hasFields(root Value) bool {
	return root.kind == Map || root.kind == Absent || root.kind == Text && f.tag == xmlTag
}

// fieldsOf returns the fields of v. An XML element that only has text has no fields but that.
func (f *filling) fieldsOf(v Value) []Field {
	if f.tag == xmlTag && v.kind == Text && !isBlank(v.text) {
		return []Field{{Name: contentName, Value: v}}
	}
	return v.Fields()
}

// homeOf returns the first source in which the field has a name.
func (d *field) homeOf(sources []Source) *Source {
	for i := range sources {
		if t := tagOf(sources[i].Tag); t != numTags && d.names[t] != "" {
			return &sources[i]
		}
	}
	return nil
}

// field fills one field of the struct dst with v.
func (f *filling) field(dst reflect.Value, d *field, v Value) {
	f.push(named(d.nameIn(f.tag)))
	f.setField(dst.FieldByIndex(d.index), d, v)
	f.pop()
}

func (f *filling) setField(dst reflect.Value, d *field, v Value) {
	if d.trim && v.kind == Text {
		v = TextOf(strings.TrimSpace(v.text))
	}
	if v.kind == Absent && d.nested && f.source != nil && !d.required {
		v = MapOf()
	}
	if d.isEmpty(v) {
		if d.required {
			f.report(missing)
			return
		}
		if v.kind == Absent {
			return
		}
	}
	if flaw := d.tooManyItems(v); flaw != nil {
		f.report(flaw)
		return
	}
	if d.set(f, dst, v) {
		f.check(dst, d, v)
	}
}

// check runs the checks of a field that has been set, unless it was left empty.
func (f *filling) check(dst reflect.Value, d *field, v Value) {
	if len(d.checks) == 0 || v.kind == Null || v.isEmptyText() {
		return
	}
	for dst.Kind() == reflect.Pointer && !dst.IsNil() {
		dst = dst.Elem()
	}
	for _, check := range d.checks {
		if flaw := check(dst); flaw != nil {
			f.report(flaw)
		}
	}
}

// isEmpty reports whether v does not satisfy a required field.
func (d *field) isEmpty(v Value) bool {
	switch v.kind {
	case Absent, Null:
		return true
	case Text:
		return v.text == ""
	case List:
		return len(v.List()) == 0
	case Map:
		return len(v.Fields()) == 0 && !d.nested
	}
	return false
}

// tooManyItems looks at the length of a list before it is made.
func (d *field) tooManyItems(v Value) *flaw {
	if d.maxItems == nil {
		return nil
	}
	return itemWords.flaw(false, *d.maxItems, int64(len(v.List())))
}

// nameIn returns the field's name in sources of a tag, or else the first name it has anywhere.
func (d *field) nameIn(t tag) string {
	if t != numTags && d.names[t] != "" {
		return d.names[t]
	}
	for _, name := range d.names {
		if name != "" {
			return name
		}
	}
	return d.goName
}

// fillStruct fills a struct inside of another from the source that is being read.
func (p *Plan) fillStruct(f *filling, dst reflect.Value, v Value) bool {
	before := len(f.problems)
	hits := make([]hit, len(p.fields))
	p.find(f, hits, v)
	for i := range p.fields {
		if d := &p.fields[i]; d.names[f.tag] != "" {
			f.field(dst, d, hits[i].value)
		}
	}
	return len(f.problems) == before
}

func (f *filling) push(s step) { f.path = append(f.path, s) }
func (f *filling) pop()        { f.path = f.path[:len(f.path)-1] }

// report notes a problem with the field at the current path. It returns false, for setters.
func (f *filling) report(w *flaw) bool {
	if len(f.problems) < maxProblems {
		f.problems = append(f.problems, Problem{Field: joinPath(f.path), Code: w.code, Message: w.message, Params: w.params})
	}
	return false
}

// at reports a problem one step further.
func (f *filling) at(s step, w *flaw) bool {
	f.push(s)
	f.report(w)
	f.pop()
	return false
}

// full reports whether it is no use to go on.
func (f *filling) full() bool { return len(f.problems) >= maxProblems }
