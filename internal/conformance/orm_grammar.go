package main

import "fmt"

// The queries of django_orm are written in a grammar of their own. Here they are
// put into the calls of Django's methods, as the other files have them.

// asCalls rewrites a query: {model, ops, end}.
func asCalls(query object) (object, error) {
	ops := []any{}
	for _, item := range query.list("ops") {
		call, err := asCall(listOf(item))
		if err != nil {
			return nil, err
		}
		ops = append(ops, call)
	}
	end, err := asEnd(query.list("end"))
	return object{{"model", query.get("model")}, {"ops", ops}, {"end", end}}, err
}

// asCall rewrites one operation to [method, args, kwargs].
func asCall(op []any) ([]any, error) {
	name, args, kwargs := textOf(op[0]), op[1:], object{}
	var err error
	switch name {
	case "filter", "exclude":
		args, err = each(args, asQ)
	case "annotate", "alias":
		kwargs, err = members(objectOf(op[1]), asExpression)
		args = nil
	case "order_by":
		args, err = each(listOf(op[1]), asOrder)
	case "values":
		args = listOf(op[1])
	case "values_list":
		args = listOf(op[1])
		if len(op) > 2 && op[2] == true {
			kwargs = object{{"flat", true}}
		}
	case "union", "intersection", "difference", "and", "or", "xor":
		args, err = each(args, asQuery)
	case "select_related", "prefetch_related", "only", "defer", "distinct":
		args = flatten(args)
	}
	return []any{name, args, kwargs}, err
}

// asEnd rewrites the last call. What is stored is left as it is.
func asEnd(end []any) ([]any, error) {
	name, args, kwargs := textOf(end[0]), end[1:], object{}
	var err error
	switch name {
	case "aggregate":
		kwargs, err = members(objectOf(end[1]), asExpression)
		args = nil
	case "update":
		kwargs, err = members(objectOf(end[1]), asValue)
		args = nil
	case "get":
		args, kwargs = nil, objectOf(end[1])
	case "latest", "earliest":
		args = flatten(args)
	}
	return []any{name, args, kwargs}, err
}

func flatten(args []any) []any {
	var out []any
	for _, a := range args {
		if list, ok := a.([]any); ok {
			out = append(out, list...)
		} else {
			out = append(out, a)
		}
	}
	return out
}

func each(list []any, f func(any) (any, error)) ([]any, error) {
	out := make([]any, len(list))
	for i, v := range list {
		var err error
		if out[i], err = f(v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func members(o object, f func(any) (any, error)) (object, error) {
	out := make(object, len(o))
	for i, m := range o {
		v, err := f(m.value)
		if err != nil {
			return nil, err
		}
		out[i] = member{m.key, v}
	}
	return out, nil
}

// asQ rewrites a condition.
func asQ(v any) (any, error) {
	o := objectOf(v)
	for key, connector := range map[string]string{"and": "AND", "or": "OR", "xor": "XOR"} {
		if list, ok := o.lookup(key); ok {
			children, err := each(listOf(list), asQ)
			return object{{"Q", children}, {"connector", connector}, {"negated", false}}, err
		}
	}
	if inner, ok := o.lookup("not"); ok {
		child, err := asQ(inner)
		return object{{"Q", []any{child}}, {"connector", "AND"}, {"negated", true}}, err
	}
	if o.text("k") != "" {
		value, err := asValue(o.get("v"))
		return object{{"k", o.get("k")}, {"v", value}}, err
	}
	if inner, ok := o.lookup("expr"); ok {
		return asExpression(inner)
	}
	return asExpression(v)
}

// asValue rewrites what a column is compared with or set to.
func asValue(v any) (any, error) {
	switch v := v.(type) {
	case []any:
		return each(v, asValue)
	case object:
		if v.object("query") != nil {
			return asQuery(v.get("query"))
		}
		if grammarKey(v) != "" {
			return asExpression(v)
		}
	}
	return v, nil
}

func asQuery(v any) (any, error) {
	o := objectOf(v)
	if inner := o.object("query"); inner != nil {
		o = inner
	}
	calls, err := asCalls(o)
	return object{{"query", calls}}, err
}

func asOrder(v any) (any, error) {
	o := objectOf(v)
	by, ok := o.lookup("order")
	if !ok {
		return v, nil
	}
	inner, err := asPath(by)
	if err != nil {
		return nil, err
	}
	kwargs := object{{"descending", o.get("desc") == true}}
	if nulls := o.text("nulls"); nulls != "" {
		kwargs = append(kwargs, member{"nulls_" + nulls, true})
	}
	return call("OrderBy", []any{inner}, kwargs), nil
}

// asPath rewrites an expression, for which a text may stand: the path of a column.
func asPath(v any) (any, error) {
	if s, ok := v.(string); ok {
		return object{{"F", s}}, nil
	}
	return asExpression(v)
}

func call(class string, args []any, kwargs object) object {
	return object{{"expr", class}, {"args", args}, {"kwargs", kwargs}}
}

// grammarKeys tell the expressions of the grammar, in the order in which they are
// looked for.
var grammarKeys = []string{"F", "outer", "V", "fn", "op", "case", "sub", "exists", "as", "expr"}

// grammarKey returns the member that tells what expression it is, "" if it is none.
func grammarKey(o object) string {
	for _, key := range grammarKeys {
		if _, ok := o.lookup(key); ok {
			return key
		}
	}
	return ""
}

func asExpression(v any) (any, error) {
	o, ok := v.(object)
	if !ok {
		return call("Value", []any{v}, nil), nil
	}
	key := grammarKey(o)
	switch inner := o.get(key); key {
	case "F", "outer":
		return object{{key, inner}}, nil
	case "V":
		return call("Value", []any{inner}, nil), nil
	case "fn":
		return asFunction(o)
	case "op":
		return asCombined(o)
	case "case":
		return asCase(o)
	case "sub":
		return asSubquery("Subquery", inner)
	case "exists":
		return asSubquery("Exists", inner)
	case "as":
		return asWrapper(o)
	case "expr":
		return asExpression(inner)
	}
	return nil, fmt.Errorf("%s is no expression of the grammar", show(v))
}

func asSubquery(class string, query any) (any, error) {
	q, err := asQuery(query)
	return call(class, []any{q}, nil), err
}

func asFunction(o object) (any, error) {
	args, err := each(o.list("args"), asExpression)
	if err != nil {
		return nil, err
	}
	kwargs := object{}
	for _, m := range o {
		switch m.key {
		case "fn", "args":
		case "output":
			kwargs = append(kwargs, member{"output_field", field(textOf(m.value))})
		case "filter":
			q, err := asQ(m.value)
			if err != nil {
				return nil, err
			}
			kwargs = append(kwargs, member{"filter", q})
		default:
			kwargs = append(kwargs, m)
		}
	}
	return call(o.text("fn"), args, kwargs), nil
}

func field(class string) object { return object{{"field", class}, {"kwargs", object{}}} }

func asCombined(o object) (any, error) {
	sides, err := each([]any{o.get("l"), o.get("r")}, asExpression)
	if err != nil {
		return nil, err
	}
	return call("CombinedExpression", []any{sides[0], o.get("op"), sides[1]}, nil), nil
}

func asCase(o object) (any, error) {
	var whens []any
	for _, item := range o.list("case") {
		pair := listOf(item)
		q, err := asQ(pair[0])
		if err != nil {
			return nil, err
		}
		then, err := asExpression(pair[1])
		if err != nil {
			return nil, err
		}
		whens = append(whens, call("When", []any{q}, object{{"then", then}}))
	}
	kwargs := object{}
	if v, ok := o.lookup("default"); ok {
		otherwise, err := asExpression(v)
		if err != nil {
			return nil, err
		}
		kwargs = append(kwargs, member{"default", otherwise})
	}
	return call("Case", whens, kwargs), nil
}

func asWrapper(o object) (any, error) {
	inner, err := asExpression(o.get("e"))
	return call("ExpressionWrapper", []any{inner}, object{{"output_field", field(o.text("as"))}}), err
}
