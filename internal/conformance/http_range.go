package main

import (
	"time"

	"github.com/combo-web/combo/headers"
)

// rangeAnswers are Range, Content-Range and If-Range fields.
var rangeAnswers = map[string]httpAnswer{
	"ds:Range.from_header":        answering(rangeState),
	"ds:Range.to_header":          asking(func(c httpCase) any { return c.ranges().String() }),
	"fn:http.parse_range_header":  answering(rangeState),
	"ds:ContentRange.from_header": answering(contentRangeState),
	"ds:ContentRange.to_header":   asking(func(c httpCase) any { return c.contentRange().String() }),
	"ds:IfRange.from_header":      answering(ifRangeState),
}

// rangeState is the state of Werkzeug's Range: pairs of the first position and
// the one after the last; the end of a range from the end is None.
func rangeState(value string) any {
	ranges, ok := headers.ParseRange(value)
	if !ok {
		return nil
	}
	pairs := []any{}
	for _, s := range ranges.Specs {
		switch {
		case s.First < 0:
			pairs = append(pairs, []any{-s.Last, nil})
		case s.Last < 0:
			pairs = append(pairs, []any{s.First, nil})
		default:
			pairs = append(pairs, []any{s.First, s.Last + 1})
		}
	}
	return object{{"units", ranges.Unit}, {"ranges", pairs}}
}

// ranges are those of a recorded state.
func (c httpCase) ranges() headers.Ranges {
	ranges := headers.Ranges{Unit: c.state().text("units")}
	for _, item := range c.state().list("ranges") {
		pair := listOf(item)
		first, _ := pair[0].(int64)
		spec := headers.RangeSpec{First: first, Last: -1}
		if end, ok := pair[1].(int64); ok {
			spec.Last = end - 1
		} else if first < 0 {
			spec = headers.RangeSpec{First: -1, Last: -first}
		}
		ranges.Specs = append(ranges.Specs, spec)
	}
	return ranges
}

func contentRangeState(value string) any {
	r, ok := headers.ParseContentRange(value)
	if !ok {
		return nil
	}
	o := object{{"units", r.Unit}, {"start", r.Start}, {"stop", r.End}, {"length", r.Size}}
	if r.Start < 0 {
		o[1].value, o[2].value = nil, nil
	}
	if r.Size < 0 {
		o[3].value = nil
	}
	return o
}

func (c httpCase) contentRange() headers.ContentRange {
	state := c.state()
	number := func(name string) int64 {
		if n, ok := state.get(name).(int64); ok {
			return n
		}
		return -1
	}
	return headers.ContentRange{
		Unit: state.text("units"), Span: headers.Span{Start: number("start"), End: number("stop")}, Size: number("length"),
	}
}

func ifRangeState(value string) any {
	tag, date := headers.ParseIfRange(value, time.Now())
	o := object{{"etag", nil}, {"date", nil}}
	if !tag.IsZero() {
		o[0].value = tag.Tag
	}
	if !date.IsZero() {
		o[1].value = date.Format("2006-01-02T15:04:05-07:00")
	}
	return o
}
