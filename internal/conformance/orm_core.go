package main

import (
	"fmt"
	"strconv"

	"github.com/combo-web/combo/orm"
)

// coreMakers make what other expressions are built of.
func coreMakers() map[string]maker {
	return map[string]maker{
		"Value": func(c *classCall) orm.Expression {
			return c.as(1, c.constantArg(0, "value"))
		},
		"ExpressionWrapper":  func(c *classCall) orm.Expression { return c.as(1, c.arg(0)) },
		"CombinedExpression": combined,
		"Case":               choosing,
		"F":                  func(c *classCall) orm.Expression { return orm.F(textOf(c.raw(0, "name"))) },
		"OuterRef":           func(c *classCall) orm.Expression { return orm.Outer(textOf(c.raw(0, "name"))) },
		"Subquery":           func(c *classCall) orm.Expression { return c.as(1, orm.Subquery(c.inner())) },
		"Exists":             func(c *classCall) orm.Expression { return orm.Exists(c.inner()) },
		"NegatedExpression": func(c *classCall) orm.Expression {
			condition, err := c.condition(c.raw(0, "expression"))
			c.keep(err)
			return orm.Not(condition)
		},
		"Func": func(c *classCall) orm.Expression {
			build := makerOf(functionClasses[c.kwargs.text("function")])
			if build == nil {
				c.keep(unknown{"the function " + c.kwargs.text("function")})
				return nil
			}
			return build(c)
		},
	}
}

// combined joins two expressions by an operator.
func combined(c *classCall) orm.Expression {
	combine := operators[textOf(c.raw(1, "connector"))]
	if combine == nil {
		c.keep(unknown{"the operator " + textOf(c.raw(1, "connector"))})
		return nil
	}
	return c.as(3, combine(c.arg(0), c.arg(2)))
}

// choosing makes a Case of its branches.
func choosing(c *classCall) orm.Expression {
	var branches []orm.Branch
	for _, arg := range c.args {
		branches = append(branches, c.branch(objectOf(arg)))
	}
	e := orm.Case(branches...)
	if c.has(-1, "default") {
		e = e.Else(c.named(-1, "default"))
	}
	return e
}

// functionClasses are the classes of functions that Func was called with.
var functionClasses = map[string]string{
	"COALESCE": "Coalesce", "LOWER": "Lower", "UPPER": "Upper", "LENGTH": "Length", "ABS": "Abs", "NULLIF": "NullIf", "MD5": "MD5",
	"TRIM": "Trim", "REPLACE": "Replace", "REVERSE": "Reverse", "CEILING": "Ceil", "FLOOR": "Floor", "SQRT": "Sqrt", "SIGN": "Sign",
	"SUM": "Sum", "AVG": "Avg", "MIN": "Min", "MAX": "Max", "COUNT": "Count",
}

// as gives an expression the type of output_field, if it is given by position.
func (c *classCall) as(i int, e orm.Expression) orm.Expression {
	if t, ok := c.output(i); ok && i < len(c.args) {
		return orm.WithType(e, t)
	}
	return e
}

// inner makes the query of a subquery.
func (c *classCall) inner() orm.Query {
	q, err := c.query(objectOf(c.raw(0, "queryset")).object("query"))
	c.keep(err)
	return q
}

// branch makes a branch of Case: When(condition, then=…).
func (c *classCall) branch(when object) orm.Branch {
	kwargs, then := object{}, any(nil)
	for _, m := range when.object("kwargs") {
		if m.key == "then" {
			then = m.value
		} else if m.key != "condition" {
			kwargs = append(kwargs, m)
		}
	}
	args := when.list("args")
	if v, ok := when.object("kwargs").lookup("condition"); ok {
		args = []any{v}
	}
	conditions, err := c.conditions(args, kwargs)
	c.keep(err)
	if len(conditions) == 1 {
		return orm.When(conditions[0], c.path(then))
	}
	return orm.When(orm.And(conditions...), c.path(then))
}

// lookupClasses are lookups that stand as expressions, by their class.
var lookupClasses = map[string]string{
	"Exact": "exact", "IExact": "iexact", "GreaterThan": "gt", "GreaterThanOrEqual": "gte", "LessThan": "lt", "LessThanOrEqual": "lte",
	"In": "in", "IsNull": "isnull", "Range": "range", "Contains": "contains", "IContains": "icontains", "StartsWith": "startswith",
	"IStartsWith": "istartswith", "EndsWith": "endswith", "IEndsWith": "iendswith", "Regex": "regex", "IRegex": "iregex",
	"HasKey": "has_key", "HasKeys": "has_keys", "HasAnyKeys": "has_any_keys", "DataContains": "contains", "ContainedBy": "contained_by",
}

// lookupMakers make such lookups.
func lookupMakers() map[string]maker {
	makers := map[string]maker{}
	for class, lookup := range lookupClasses {
		makers[class] = comparing(lookup)
	}
	return makers
}

func comparing(lookup string) maker {
	return func(c *classCall) orm.Expression {
		v, err := c.translation.value(c.raw(1, "rhs"))
		c.keep(err)
		return orm.Compare(c.named(0, "lhs"), lookup, v)
	}
}

// jsonMakers make parts of JSON documents.
func jsonMakers() map[string]maker {
	return map[string]maker{
		"KeyTransform":     func(c *classCall) orm.Expression { return orm.Key(c.arg(1), keyOf(c.args[0])) },
		"KeyTextTransform": func(c *classCall) orm.Expression { return orm.KeyText(c.arg(1), keyOf(c.args[0])) },
		"JSONObject": func(c *classCall) orm.Expression {
			var pairs []any
			for _, m := range c.kwargs {
				pairs = append(pairs, m.key, c.path(m.value))
			}
			return orm.JSONObject(pairs...)
		},
	}
}

// operators join two expressions.
var operators = map[string]func(a, b any) orm.Expr[any]{
	"+": orm.Add, "-": orm.Sub, "*": orm.Mul, "/": orm.Div, "%%": orm.Rem, "%": orm.Rem, "^": orm.Pow,
	"&": orm.BitAnd, "|": orm.BitOr, "#": orm.BitXor, "<<": orm.BitLeft, ">>": orm.BitRight,
}

// keyOf makes an index of a key that is a number, also as text.
func keyOf(v any) any {
	if n, err := strconv.Atoi(fmt.Sprint(v)); err == nil {
		return n
	}
	return v
}
