package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/combo-web/combo/orm"
)

// A schema is what the models of an application were recorded as.
type schema struct {
	app    string
	models []*recorded
	// byLabel finds models, those without a schema of their own included.
	byLabel map[string]*recorded
}

// A recorded is a model of Django's as it was recorded.
type recorded struct {
	schema *schema
	label  string // "blog.Post"
	in     object
	fields []object
	back   map[string]way // by the name in lookups
	of     *recorded      // of a proxy: the model whose table it shows
}

// A way leads from one model to another by a relation.
type way struct {
	to    *recorded
	field object
}

// newSchema reads the models of an application.
func newSchema(app string, in object) *schema {
	s := &schema{app: app, byLabel: map[string]*recorded{}}
	for _, m := range in {
		o := objectOf(m.value)
		r := &recorded{schema: s, label: app + "." + m.key, in: o, back: map[string]way{}}
		for _, f := range o.list("fields") {
			r.fields = append(r.fields, objectOf(f))
		}
		s.models = append(s.models, r)
		s.byLabel[r.label] = r
	}
	for _, r := range slices.Clone(s.models) {
		s.link(r)
	}
	return s
}

// link finds what the relations of a model lead to, and the way back.
func (s *schema) link(r *recorded) {
	if r.isProxy() {
		r.of = s.byLabel[textOf(r.in.list("parents")[0])]
	}
	for _, f := range r.fields {
		if to := f.text("to"); to != "" {
			s.target(to).back[backName(r, f)] = way{r, f}
		}
	}
}

// target returns the model that a relation names. Those of applications that
// were not recorded are made with what a content type has.
func (s *schema) target(name string) *recorded {
	label := s.labelOf(name)
	if r := s.byLabel[label]; r != nil {
		return r
	}
	var fields []object
	for name, class := range map[string]string{"id": "AutoField", "app_label": "TextField", "model": "TextField"} {
		fields = append(fields, object{{"name", name}, {"type", class}, {"pk", name == "id"}, {"column", name}})
	}
	table := strings.ToLower(strings.ReplaceAll(label, ".", "_") + "_of_" + s.app)
	r := &recorded{schema: s, label: label, in: object{{"table", table}}, fields: fields, back: map[string]way{}}
	s.models = append([]*recorded{r}, s.models...)
	s.byLabel[label] = r
	return r
}

// labelOf completes the name of a model of the same application.
func (s *schema) labelOf(name string) string {
	if strings.Contains(name, ".") {
		return name
	}
	return s.app + "." + name
}

// backName is how lookups name the way back.
func backName(r *recorded, f object) string {
	for _, key := range []string{"related_query_name", "related_name"} {
		if name := f.text(key); name != "" {
			return name
		}
	}
	return strings.ToLower(r.name())
}

func (r *recorded) name() string {
	_, name, _ := strings.Cut(r.label, ".")
	return name
}

func (r *recorded) app() string {
	app, _, _ := strings.Cut(r.label, ".")
	return app
}

func (r *recorded) isProxy() bool { return r.in.get("proxy") == true }

// concrete returns the model that has the table.
func (r *recorded) concrete() *recorded {
	for r.of != nil {
		r = r.of
	}
	return r
}

// field returns a field by its name, its attribute's name, or "pk".
func (r *recorded) field(name string) object {
	for _, f := range r.concrete().fields {
		if f.text("name") == name || f.text("attname") == name || name == "pk" && isKey(f) {
			return f
		}
	}
	return nil
}

// keyName is the name of the key's value in a row.
func (r *recorded) keyName() string {
	for _, f := range r.concrete().fields {
		if isKey(f) {
			return attribute(f)
		}
	}
	return "id"
}

// holds tells whether a model has a field of a class.
func (r *recorded) holds(class string) bool {
	return slices.ContainsFunc(r.concrete().fields, func(f object) bool { return f.text("type") == class })
}

func isKey(f object) bool {
	return f.get("pk") == true || f.get("pk") == nil && strings.HasSuffix(f.text("type"), "AutoField")
}

// isMany tells whether a field has no column.
func isMany(f object) bool { return f.text("type") == "ManyToManyField" }

// attribute is the name of a field's value in a row: author_id.
func attribute(f object) string {
	if name := f.text("attname"); name != "" {
		return name
	}
	return f.text("name")
}

// lookupPath returns the path in lookups of one over attributes of instances,
// where the way back is called after the model: boat_set.
func (r *recorded) lookupPath(path string) string {
	parts := strings.Split(path, "__")
	for i, part := range parts {
		name, next := r.relationOf(part)
		if next == nil {
			break
		}
		parts[i], r = name, next
	}
	return strings.Join(parts, "__")
}

// relationOf returns a relation's name in lookups and the model that it leads to.
func (r *recorded) relationOf(attribute string) (name string, to *recorded) {
	r = r.concrete()
	if f := r.field(attribute); f != nil {
		if f.text("to") == "" {
			return attribute, nil
		}
		return attribute, r.schema.target(f.text("to"))
	}
	for name, way := range r.back {
		if way.attribute() == attribute {
			return name, way.to
		}
	}
	return attribute, nil
}

// attribute is what the way back is called in instances.
func (w way) attribute() string {
	name := w.field.text("related_name")
	switch {
	case name != "":
		return name
	case w.field.text("type") == "OneToOneField":
		return strings.ToLower(w.to.name())
	}
	return strings.ToLower(w.to.name()) + "_set"
}

// registry makes models of the recorded ones.
func (s *schema) registry() (*orm.Registry, error) {
	var models []*orm.Model
	for _, r := range s.models {
		if s.isMade(r) || r.sameAsParent() {
			continue
		}
		m, err := s.model(r)
		if err != nil {
			return nil, fmt.Errorf("model %s: %w", r.label, err)
		}
		models = append(models, m)
	}
	return orm.NewRegistry(models...)
}

// isMade tells whether a model is the one between two that the registry makes. To
// a proxy, whose name its column has, it is written down.
func (s *schema) isMade(r *recorded) bool {
	return r.in.get("auto_created") == true && !slices.ContainsFunc(r.fields, func(f object) bool {
		return f.text("to") != "" && s.target(f.text("to")).sameAsParent()
	})
}

// sameAsParent tells whether a model is a proxy that changes nothing.
func (r *recorded) sameAsParent() bool {
	return r.isProxy() && show(r.in.list("ordering")) == show(r.concrete().in.list("ordering"))
}

func (s *schema) model(r *recorded) (*orm.Model, error) {
	m := &orm.Model{
		App: r.app(), Name: r.name(), Table: r.in.text("table"), UniqueTogether: groups(r.in.list("unique_together")),
		Unmanaged: r.in.get("managed") == false || r.isProxy(),
	}
	if !r.inherits() { // else they name columns of the parent's table
		m.Latest, m.Ordering = r.latest(), r.ordering()
	}
	for _, f := range r.concrete().fields {
		if f.get("error") != nil || !isMany(f) && f.get("column") == nil && f.get("custom_class") != nil || r.isProxy() && isMany(f) {
			continue
		}
		field, err := s.field(r, f)
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", f.text("name"), err)
		}
		m.Fields = append(m.Fields, field)
	}
	return m, nil
}

func (r *recorded) latest() []string {
	if name := r.in.text("get_latest_by"); name != "" {
		return []string{name}
	}
	return nil
}

func (r *recorded) ordering() (orders []orm.Order) {
	for _, text := range r.in.list("ordering") {
		orders = append(orders, orderOf(textOf(text)))
	}
	return orders
}

func groups(list []any) [][]string {
	var all [][]string
	for _, group := range list {
		all = append(all, namesOf(listOf(group)))
	}
	return all
}

func namesOf(list []any) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = textOf(v)
	}
	return out
}
