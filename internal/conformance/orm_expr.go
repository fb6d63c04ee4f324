package main

import (
	"fmt"
	"strings"

	"github.com/combo-web/combo/orm"
)

// A classCall is the making of an expression by a class of Django's: what it was
// called with. The first mistake in an argument is kept.
type classCall struct {
	*translation
	class  string
	args   []any
	kwargs object
	err    error
}

// expression makes an expression of a recorded one; of any other value a constant.
func (t *translation) expression(v any) (orm.Expression, error) {
	o, ok := v.(object)
	if !ok {
		return t.constant(v)
	}
	for _, form := range []struct {
		key  string
		make func(object) (orm.Expression, error)
	}{
		{"F", func(o object) (orm.Expression, error) { return orm.F(o.text("F")), nil }},
		{"outer", func(o object) (orm.Expression, error) { return orm.Outer(o.text("outer")), nil }},
		{"Q", func(o object) (orm.Expression, error) { return t.condition(o) }},
		{"query", func(o object) (orm.Expression, error) { return t.subquery(o) }},
		{"expr", t.make},
	} {
		if _, ok := o.lookup(form.key); ok {
			return form.make(o)
		}
	}
	return t.constant(v)
}

func (t *translation) constant(v any) (orm.Expression, error) {
	value, err := t.value(v)
	if err != nil {
		return nil, err
	}
	return orm.Value(value), nil
}

func (t *translation) subquery(o object) (orm.Expression, error) {
	q, err := t.query(o.object("query"))
	if err != nil {
		return nil, err
	}
	return orm.Subquery(q), nil
}

// make makes the expression of a class.
func (t *translation) make(o object) (orm.Expression, error) {
	c := &classCall{translation: t, class: o.text("expr"), args: o.list("args"), kwargs: o.object("kwargs")}
	build := makerOf(c.class)
	if build == nil {
		return nil, unknown{"the expression " + c.class}
	}
	e := build(c)
	if t, ok := c.output(-1); ok && c.class != "Cast" && !strings.HasPrefix(c.class, "Trunc") {
		e = orm.WithType(e, t)
	}
	if c.err != nil {
		return nil, fmt.Errorf("%s: %w", c.class, c.err)
	}
	return e, nil
}

// keep keeps the first mistake.
func (c *classCall) keep(err error) {
	if c.err == nil {
		c.err = err
	}
}

// has tells whether there is an argument at a position or of a name.
func (c *classCall) has(i int, name string) bool {
	_, named := c.kwargs.lookup(name)
	return named || i >= 0 && i < len(c.args)
}

// raw returns an argument by position or by name, nil if there is none.
func (c *classCall) raw(i int, name string) any {
	if i >= 0 && i < len(c.args) {
		return c.args[i]
	}
	return c.kwargs.get(name)
}

// arg makes an argument, where a text is the path of a column.
func (c *classCall) arg(i int) orm.Expression { return c.named(i, "expression") }

// named makes an argument that may be given by its name.
func (c *classCall) named(i int, name string) orm.Expression {
	return c.path(c.raw(i, name))
}

func (c *classCall) path(v any) orm.Expression {
	e, err := c.expression(pathOrSelf(v))
	c.keep(err)
	return e
}

// constantArg makes an argument, where a text is a text.
func (c *classCall) constantArg(i int, name string) orm.Expression {
	e, err := c.expression(c.raw(i, name))
	c.keep(err)
	return e
}

// all makes the arguments from a position on.
func (c *classCall) all(from int) []orm.Expression {
	var list []orm.Expression
	for _, v := range c.args[min(from, len(c.args)):] {
		list = append(list, c.path(v))
	}
	return list
}

// condition makes the condition of an option, nil if it is not given.
func (c *classCall) conditionOf(name string) orm.Condition {
	v, ok := c.kwargs.lookup(name)
	if !ok || v == nil {
		return nil
	}
	condition, err := c.condition(v)
	c.keep(err)
	return condition
}

// output returns the type in output_field, or at a position.
func (c *classCall) output(i int) (orm.Type, bool) {
	o := objectOf(c.raw(i, "output_field"))
	if o.text("field") == "" {
		return orm.Type{}, false
	}
	t, err := typeOf(o.text("field"), o.object("kwargs"))
	c.keep(err)
	return t, true
}
