package main

import "github.com/combo-web/combo/orm"

// aggregateMakers make aggregates, and JSON and strings of many rows.
func aggregateMakers() map[string]maker {
	return map[string]maker{
		"Count": counting,
		"Sum":   aggregating(orm.Sum), "Avg": aggregating(orm.Avg), "Max": aggregating(orm.Max), "Min": aggregating(orm.Min),
		"StdDev":   sampling(orm.StdDev, orm.StdDevSample),
		"Variance": sampling(orm.Variance, orm.VarianceSample),
		"ArrayAgg": aggregating(orm.ArrayAgg), "JSONBAgg": aggregating(orm.JSONBAgg), "BoolAnd": aggregating(orm.BoolAnd), "BoolOr": aggregating(orm.BoolOr),
		"BitAnd": aggregating(orm.BitAndAll), "BitOr": aggregating(orm.BitOrAny),
		"StringAgg": func(c *classCall) orm.Expression {
			return optioned(c, orm.StringAgg(c.arg(0), textOf(c.raw(1, "delimiter"))))
		},
	}
}

func aggregating[T any](f func(any) orm.Aggregate[T]) maker {
	return func(c *classCall) orm.Expression { return optioned(c, f(c.arg(0))) }
}

// counting counts rows for a star.
func counting(c *classCall) orm.Expression {
	if c.raw(0, "expression") == "*" {
		return optioned(c, orm.CountRows())
	}
	return optioned(c, orm.Count(c.arg(0)))
}

// sampling chooses between the values of a population and of a sample.
func sampling[T any](all, sample func(any) orm.Aggregate[T]) maker {
	return func(c *classCall) orm.Expression {
		if c.kwargs.get("sample") == true {
			return optioned(c, sample(c.arg(0)))
		}
		return optioned(c, all(c.arg(0)))
	}
}

// optioned applies the options that aggregates have in common.
func optioned[T any](c *classCall, a orm.Aggregate[T]) orm.Expression {
	if c.kwargs.get("distinct") == true {
		a = a.Distinct()
	}
	if condition := c.conditionOf("filter"); condition != nil {
		a = a.Filter(condition)
	}
	if orders := c.orders(-1, "ordering"); len(orders) > 0 {
		a = a.OrderBy(orders...)
	}
	if v, ok := c.kwargs.lookup("default"); ok && v != nil {
		a = a.Default(c.constantArg(-1, "default"))
	}
	return a
}
