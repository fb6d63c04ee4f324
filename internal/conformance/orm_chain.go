package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/combo-web/combo/orm"
)

// A step translates one recorded call.
type step func(t *translation, c *chain, args []any, kwargs object) error

// chain makes the query of a case, or of a query inside of another: {model, ops}.
func (t *translation) chain(in object) (*chain, error) {
	m, err := t.app.model(in.text("model"))
	if err != nil {
		return nil, err
	}
	c := &chain{label: in.text("model"), model: m, query: orm.From(m)}
	if t.zone != time.UTC {
		c.query = c.query.In(t.zone)
	}
	for _, op := range shareSticky(withoutCleared(in.list("ops"))) {
		call := listOf(op)
		name := textOf(call[0])
		do := t.step(name)
		if do == nil {
			return nil, unknown{"the call " + name}
		}
		if err := do(t, c, listOf(call[1]), objectOf(call[2])); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return c, nil
}

// query makes the query of {model, ops} for use in another.
func (t *translation) query(in object) (orm.Query, error) {
	c, err := t.chain(in)
	if err != nil {
		return orm.Query{}, err
	}
	return c.query, nil
}

// clearings are the calls that take others back if they are made with None.
var clearings = map[string][]string{"select_related": {"select_related"}, "defer": {"only", "defer"}}

// withoutCleared leaves out the calls that a later one takes back, for which
// combo has no call, and those that change nothing.
func withoutCleared(ops []any) []any {
	var out []any
	for _, op := range ops {
		args := listOf(listOf(op)[1])
		cleared, ok := clearings[nameOf(op)]
		switch {
		case nameOf(op) == "using" || nameOf(op) == "all" || nameOf(op) == "iterator":
		case ok && len(args) == 1 && args[0] == nil:
			out = slices.DeleteFunc(out, func(op any) bool { return slices.Contains(cleared, nameOf(op)) })
		default:
			out = append(out, op)
		}
	}
	return out
}

// nameOf returns the method of a call.
func nameOf(op any) string { return textOf(first(listOf(op))) }

// shareSticky puts the filter of a related manager and the one behind it into
// one call: they share their joins.
func shareSticky(ops []any) []any {
	var out []any
	for i := 0; i < len(ops); i++ {
		switch {
		case nameOf(ops[i]) != "_sticky":
			out = append(out, ops[i])
		case i+2 < len(ops) && nameOf(ops[i+1]) == "filter" && nameOf(ops[i+2]) == "filter":
			out = append(out, joinCalls(listOf(ops[i+1]), listOf(ops[i+2])))
			i += 2
		}
	}
	return out
}

// joinCalls makes one filter of two.
func joinCalls(a, b []any) []any {
	return []any{"filter", []any{asCondition(a), asCondition(b)}, object{}}
}

// asCondition makes one Q of the arguments of a filter.
func asCondition(call []any) object {
	children := slices.Clone(listOf(call[1]))
	for _, m := range byName(objectOf(call[2])) {
		children = append(children, object{{"k", m.key}, {"v", m.value}})
	}
	return object{{"Q", children}, {"connector", "AND"}, {"negated", false}}
}

// step returns what translates a call, nil if it is not known.
func (t *translation) step(name string) step {
	return map[string]step{
		"filter": (*translation).filter, "complex_filter": (*translation).filter, "exclude": (*translation).exclude,
		"annotate": (*translation).annotate, "alias": (*translation).alias,
		"values": (*translation).dicts, "values_list": (*translation).tuples,
		"dates": (*translation).dates, "datetimes": (*translation).dates,
		"order_by": (*translation).orderBy, "distinct": withNames(orm.Query.Distinct),
		"only": (*translation).only, "defer": (*translation).deferred,
		"select_related": (*translation).join, "prefetch_related": (*translation).prefetch,
		"slice": (*translation).slice,
		"and":   combining(orm.Query.And), "or": combining(orm.Query.Or), "xor": combining(orm.Query.Xor),
		"union": combiningAll(orm.Query.Union), "intersection": combiningAll(orm.Query.Intersection),
		"difference": combiningAll(orm.Query.Difference),
		"none":       plainly(orm.Query.None), "reverse": plainly(orm.Query.Reverse),
		"select_for_update": (*translation).lock,
	}[name]
}

// lock locks the rows.
func (t *translation) lock(c *chain, _ []any, kwargs object) error {
	c.query = c.query.ForUpdate(orm.Lock{
		NoWait: kwargs.get("nowait") == true, SkipLocked: kwargs.get("skip_locked") == true,
		NoKey: kwargs.get("no_key") == true, Of: namesOf(listOf(kwargs.get("of"))),
	})
	return nil
}

func plainly(f func(orm.Query) orm.Query) step {
	return func(_ *translation, c *chain, _ []any, _ object) error {
		c.query = f(c.query)
		return nil
	}
}

func withNames(f func(orm.Query, ...string) orm.Query) step {
	return func(_ *translation, c *chain, args []any, _ object) error {
		c.query = f(c.query, namesOf(args)...)
		return nil
	}
}

// combining joins the query with one other.
func combining(f func(a, b orm.Query) orm.Query) step {
	return combiningAll(func(q orm.Query, others ...orm.Query) orm.Query { return f(q, others[0]) })
}

func combiningAll(f func(q orm.Query, others ...orm.Query) orm.Query) step {
	return func(t *translation, c *chain, args []any, _ object) error {
		var others []orm.Query
		for _, arg := range args {
			q, err := t.query(objectOf(arg).object("query"))
			if err != nil {
				return err
			}
			others = append(others, q)
		}
		c.query = f(c.query, others...)
		return nil
	}
}

// filter also takes a mapping in the place of a Q, as complex_filter has it.
func (t *translation) filter(c *chain, args []any, kwargs object) error {
	if len(args) == 1 && !isCondition(args[0]) {
		args, kwargs = nil, objectOf(args[0])
	}
	conditions, err := t.conditions(args, kwargs)
	c.query = c.query.Filter(conditions...)
	return err
}

func isCondition(v any) bool {
	o, ok := v.(object)
	return ok && (isExpression(o) || o.text("k") != "")
}

func (t *translation) exclude(c *chain, args []any, kwargs object) error {
	conditions, err := t.conditions(args, kwargs)
	c.query = c.query.Exclude(conditions...)
	return err
}

func (t *translation) annotate(c *chain, args []any, kwargs object) error {
	list, err := t.named(args, kwargs)
	c.query = c.query.Annotate(list...)
	return err
}

func (t *translation) alias(c *chain, args []any, kwargs object) error {
	list, err := t.named(args, kwargs)
	c.query = c.query.Alias(list...)
	return err
}

// named makes named expressions. An aggregate without a name has that of its path
// and its class.
func (t *translation) named(args []any, kwargs object) ([]orm.Named, error) {
	all := object{}
	for _, arg := range args {
		all = append(all, member{defaultName(objectOf(arg)), arg})
	}
	var list []orm.Named
	for _, m := range append(all, kwargs...) {
		e, err := t.expression(m.value)
		if err != nil {
			return nil, err
		}
		list = append(list, orm.As(m.key, e))
	}
	return list, nil
}

func defaultName(aggregate object) string {
	var path string
	switch arg := first(aggregate.list("args")).(type) {
	case string:
		path = arg
	case object:
		path = arg.text("F")
	}
	return path + "__" + strings.ToLower(aggregate.text("expr"))
}

func first(list []any) any {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

func (t *translation) orderBy(c *chain, args []any, _ object) error {
	orders := make([]any, len(args))
	for i, arg := range args {
		var err error
		if orders[i], err = t.order(arg); err != nil {
			return err
		}
	}
	c.query = c.query.OrderBy(orders...)
	return nil
}

// order makes what rows are ordered by: a name, an expression or an OrderBy.
func (t *translation) order(v any) (any, error) {
	if s, ok := v.(string); ok {
		return orm.By(s), nil
	}
	o := objectOf(v)
	if o.text("expr") != "OrderBy" {
		return t.expression(v)
	}
	by, err := t.expression(pathOrSelf(first(o.list("args"))))
	order := orm.Order{By: by, Descending: o.object("kwargs").get("descending") == true}
	switch kwargs := o.object("kwargs"); {
	case kwargs.get("nulls_first") == true:
		order.Nulls = orm.NullsFirst
	case kwargs.get("nulls_last") == true:
		order.Nulls = orm.NullsLast
	}
	return order, err
}

// pathOrSelf makes a path of a text.
func pathOrSelf(v any) any {
	if s, ok := v.(string); ok {
		return object{{"F", s}}
	}
	return v
}

// dicts selects columns by name, and expressions under a name.
func (t *translation) dicts(c *chain, args []any, kwargs object) error {
	c.form = dicts
	return t.choose(c, args, kwargs)
}

func (t *translation) tuples(c *chain, args []any, kwargs object) error {
	c.form = tuples
	if kwargs.get("flat") == true {
		c.form = flats
	}
	if kwargs.get("named") == true {
		c.form = dicts
	}
	return t.choose(c, args, nil)
}

// choose calls Values. An expression without a name gets one.
func (t *translation) choose(c *chain, args []any, kwargs object) error {
	var names []string
	for i, arg := range args {
		name, ok := arg.(string)
		if !ok {
			name = fmt.Sprintf("expr%d", i+1)
			kwargs = append(kwargs, member{name, arg})
		}
		names = append(names, name)
	}
	for _, m := range kwargs {
		if !slices.Contains(names, m.key) {
			names = append(names, m.key)
		}
	}
	if len(kwargs) > 0 {
		if err := t.annotate(c, nil, kwargs); err != nil {
			return err
		}
	}
	c.query, c.columns = c.query.Values(names...), names
	return nil
}

// only without names loads all, as does combo's without a call.
func (t *translation) only(c *chain, args []any, _ object) error {
	c.deferral = c.deferral.onlyNames(namesOf(args))
	if len(args) > 0 {
		c.query = c.query.Only(namesOf(args)...)
	}
	return nil
}

func (t *translation) deferred(c *chain, args []any, _ object) error {
	c.deferral = c.deferral.deferNames(namesOf(args))
	c.query = c.query.Defer(namesOf(args)...)
	return nil
}

func (t *translation) slice(c *chain, args []any, _ object) error {
	low, high := args[0], args[1]
	switch {
	case low == nil && high == nil:
	case low == nil:
		c.query = c.query.Limit(int(numberOf(high)))
	case high == nil:
		c.query = c.query.Offset(int(numberOf(low)))
	default:
		c.query = c.query.Slice(int(numberOf(low)), int(numberOf(high)))
	}
	return nil
}

// prefetch loads related rows by queries of their own; None takes back what was
// said before.
func (t *translation) prefetch(c *chain, args []any, _ object) error {
	var list []orm.Prefetch
	for _, arg := range args {
		if arg == nil {
			c.query = c.query.Prefetch()
			return nil
		}
		p, err := t.prefetched(c, arg)
		if err != nil {
			return err
		}
		list = append(list, p)
	}
	c.query = c.query.Prefetch(list...)
	return nil
}

// prefetched reads a path, or {prefetch, to_attr, queryset}.
func (t *translation) prefetched(c *chain, arg any) (orm.Prefetch, error) {
	o := objectOf(arg)
	path, ok := arg.(string)
	if !ok {
		path = o.text("prefetch")
	}
	p := orm.Prefetch{Path: t.app.byLabel[t.app.labelOf(c.label)].lookupPath(path), As: o.text("to_attr")}
	var err error
	if inner := o.object("queryset").object("query"); inner != nil {
		p.Query, err = t.query(inner)
	}
	return p, err
}

// join loads related rows by joins.
func (t *translation) join(c *chain, args []any, _ object) error {
	c.query = c.query.With(namesOf(args)...)
	return nil
}

// dates selects the different values of a date, cut off, as Django does.
func (t *translation) dates(c *chain, args []any, kwargs object) error {
	name, kind := textOf(args[0]), textOf(args[1])
	e, err := t.expression(object{{"expr", "Trunc"}, {"args", []any{name, kind}}, {"kwargs", object{}}})
	if err != nil {
		return err
	}
	order := "datefield"
	if kwargs.text("order") == "DESC" || len(args) > 2 && args[2] == "DESC" {
		order = "-datefield"
	}
	c.form, c.columns = flats, []string{"datefield"}
	c.query = c.query.Annotate(orm.As("datefield", e)).Alias(orm.As("plain_field", orm.F(name))).Values("datefield").Distinct().
		Filter(orm.Where("plain_field__isnull", false)).OrderBy(order)
	return nil
}
