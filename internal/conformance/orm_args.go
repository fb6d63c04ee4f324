package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/combo-web/combo/orm"
)

// A translation makes combo's queries of recorded calls.
type translation struct {
	app   *application
	state object
	local *time.Location // of dates and times without a zone
	zone  *time.Location // in which parts of dates are taken
}

// translate reads the settings of a case.
func translate(app *application, state, env object) (*translation, error) {
	t := &translation{app: app, state: state, local: time.UTC, zone: time.UTC}
	if env.get("USE_TZ") != true {
		return t, nil // dates and times are stored as they are
	}
	var err error
	if t.local, err = zoneOf(env.text("TIME_ZONE"), nil); err != nil {
		return nil, err
	}
	t.zone, err = zoneOf(env.text("current_timezone"), nil)
	return t, err
}

// conditions are the arguments of filter or exclude. Django takes those that have
// a name in the order of their names.
func (t *translation) conditions(args []any, named object) ([]orm.Condition, error) {
	var all []orm.Condition
	for _, arg := range args {
		c, err := t.condition(arg)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	for _, m := range byName(named) {
		c, err := t.lookup(m.key, m.value)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// byName returns named arguments in the order of their names.
func byName(o object) object {
	return slices.SortedFunc(slices.Values(o), func(a, b member) int {
		if a.key < b.key {
			return -1
		}
		return 1
	})
}

// condition reads a Q, or an expression that is true or false.
func (t *translation) condition(v any) (orm.Condition, error) {
	o := objectOf(v)
	switch children, isQ := o.lookup("Q"); {
	case isQ:
		return t.logic(listOf(children), o.text("connector"), o.get("negated") == true)
	case o.text("k") != "":
		return t.lookup(o.text("k"), o.get("v"))
	}
	e, err := t.expression(v)
	if err != nil {
		return nil, err
	}
	return orm.Is(e), nil
}

func (t *translation) logic(children []any, connector string, negated bool) (orm.Condition, error) {
	list, err := t.conditions(children, nil)
	if err != nil {
		return nil, err
	}
	join := map[string]func(...orm.Condition) orm.Condition{"AND": orm.And, "OR": orm.Or, "XOR": orm.Xor}[connector]
	switch {
	case join == nil:
		return nil, fmt.Errorf("conditions are joined by %q", connector)
	case negated:
		return orm.Not(join(list...)), nil
	}
	return join(list...), nil
}

func (t *translation) lookup(path string, value any) (orm.Condition, error) {
	if one, ok := value.(tuple); ok && len(one) == 1 && !strings.HasSuffix(path, "__in") {
		value = one[0] // as Django takes it for a relation
	}
	v, err := t.value(value)
	if err != nil {
		return nil, err
	}
	return orm.Where(path, v), nil
}

// value makes the value of an argument that is compared or stored.
func (t *translation) value(v any) (any, error) {
	switch v := v.(type) {
	case []any:
		return t.values(v)
	case tuple:
		return t.values(v)
	case setOf:
		return t.values(v)
	case local:
		return inZone(v.Time, t.local), nil
	case instance:
		return t.row(v)
	case object:
		if q := v.object("query"); q != nil {
			return t.query(q)
		}
		if isExpression(v) {
			return t.expression(v)
		}
		return t.jsonObject(v)
	}
	return v, nil
}

// inZone returns the same reading of the clock in a zone.
func inZone(t time.Time, zone *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}

func (t *translation) values(list []any) ([]any, error) {
	out := make([]any, len(list))
	for i, item := range list {
		var err error
		if out[i], err = t.value(item); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t *translation) jsonObject(o object) (map[string]any, error) {
	m := map[string]any{}
	for _, member := range o {
		var err error
		if m[member.key], err = t.value(member.value); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// row finds the recorded row that an instance stands for. One that is not stored
// has nothing but its key.
func (t *translation) row(i instance) (orm.Instance, error) {
	m, err := t.app.model(i.model)
	if err != nil {
		return orm.Instance{}, err
	}
	row := orm.Row{}
	for _, f := range m.Columns() {
		row[f.Attr()] = nil
	}
	row[m.Key().Attr()] = i.key
	if stored := t.app.find(t.state, i.model, i.key); stored != nil {
		values, err := t.jsonObject(stored)
		if err != nil {
			return orm.Instance{}, err
		}
		maps.Copy(row, values)
	}
	return orm.Instance{Model: m, Row: row}, nil
}

// isExpression tells a recorded expression from a JSON object.
func isExpression(o object) bool {
	for _, key := range []string{"F", "outer", "expr", "Q"} {
		if _, ok := o.lookup(key); ok {
			return true
		}
	}
	return false
}
