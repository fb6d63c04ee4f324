package main

import (
	"fmt"

	"github.com/combo-web/combo/orm"
)

// windowMakers make expressions over windows.
func windowMakers() map[string]maker {
	return map[string]maker{"Window": func(c *classCall) orm.Expression { return c.over(c.window()) }}
}

// over computes the function or the aggregate of a Window over it.
func (c *classCall) over(w orm.Window) orm.Expression {
	inner := objectOf(c.raw(0, "expression"))
	f := &classCall{translation: c.translation, class: inner.text("expr"), args: inner.list("args"), kwargs: inner.object("kwargs")}
	if build := windowFunctions()[f.class]; build != nil {
		e := build(f, w)
		c.keep(f.err)
		return e
	}
	return orm.Over(c.arg(0), w)
}

// windowFunctions are the functions that exist over a window only.
func windowFunctions() map[string]func(c *classCall, w orm.Window) orm.Expression {
	return map[string]func(c *classCall, w orm.Window) orm.Expression{
		"RowNumber":   func(_ *classCall, w orm.Window) orm.Expression { return orm.RowNumber().Over(w) },
		"Rank":        func(_ *classCall, w orm.Window) orm.Expression { return orm.Rank().Over(w) },
		"DenseRank":   func(_ *classCall, w orm.Window) orm.Expression { return orm.DenseRank().Over(w) },
		"PercentRank": func(_ *classCall, w orm.Window) orm.Expression { return orm.PercentRank().Over(w) },
		"CumeDist":    func(_ *classCall, w orm.Window) orm.Expression { return orm.CumeDist().Over(w) },
		"FirstValue":  func(c *classCall, w orm.Window) orm.Expression { return orm.FirstValue(c.arg(0)).Over(w) },
		"LastValue":   func(c *classCall, w orm.Window) orm.Expression { return orm.LastValue(c.arg(0)).Over(w) },
		"Ntile":       func(c *classCall, w orm.Window) orm.Expression { return orm.Ntile(c.count(0, "num_buckets")).Over(w) },
		"NthValue": func(c *classCall, w orm.Window) orm.Expression {
			return orm.NthValue(c.arg(0), c.count(1, "nth")).Over(w)
		},
		"Lag":  shifting(orm.Lag, orm.LagOr),
		"Lead": shifting(orm.Lead, orm.LeadOr),
	}
}

// shifting makes Lag or Lead, with a default or without.
func shifting(plain func(any, int) orm.WindowFunc[any], or func(any, int, any) orm.WindowFunc[any]) func(*classCall, orm.Window) orm.Expression {
	return func(c *classCall, w orm.Window) orm.Expression {
		if c.raw(2, "default") == nil {
			return plain(c.arg(0), c.count(1, "offset")).Over(w)
		}
		return or(c.arg(0), c.count(1, "offset"), c.constantArg(2, "default")).Over(w)
	}
}

// count returns a number of rows, which is 1 if it is not given.
func (c *classCall) count(i int, name string) int {
	if !c.has(i, name) {
		return 1
	}
	return int(numberOf(c.raw(i, name)))
}

// window makes the window of a Window.
func (c *classCall) window() orm.Window {
	w := orm.Window{PartitionBy: c.list(1, "partition_by"), OrderBy: c.orders(2, "order_by")}
	if frame := objectOf(c.raw(3, "frame")); frame.text("expr") != "" {
		w.Frame = c.frame(frame)
	}
	return w
}

// list makes an argument that is one path or expression, or several.
func (c *classCall) list(i int, name string) []any {
	var out []any
	for _, v := range oneOrMore(c.raw(i, name)) {
		out = append(out, c.path(v))
	}
	return out
}

func (c *classCall) orders(i int, name string) []any {
	var out []any
	for _, v := range oneOrMore(c.raw(i, name)) {
		order, err := c.order(v)
		c.keep(err)
		out = append(out, order)
	}
	return out
}

func oneOrMore(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	case tuple:
		return v
	case object:
		if v.text("expr") == "OrderByList" || v.text("expr") == "ExpressionList" {
			return v.list("args")
		}
	}
	return []any{v}
}

// frame makes the frame of a window.
func (c *classCall) frame(in object) orm.Frame {
	f := &classCall{args: in.list("args"), kwargs: in.object("kwargs")}
	from, to := c.bound(f.raw(0, "start")), c.bound(f.raw(1, "end"))
	switch class := in.text("expr"); class {
	case "RowRange":
		return orm.Rows(from, to)
	case "ValueRange":
		return orm.Range(from, to)
	default:
		c.keep(unknown{"the frame " + class})
		return orm.Frame{}
	}
}

// bound returns where a frame starts or ends.
func (c *classCall) bound(v any) int {
	switch v := v.(type) {
	case nil:
		return orm.Unbounded
	case int64:
		return int(v)
	}
	c.keep(fmt.Errorf("%s is no number of rows", show(v)))
	return 0
}
