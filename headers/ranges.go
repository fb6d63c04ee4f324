package headers

import (
	"math"
	"net/http"
	"strconv"
	"strings"
)

// MaxRanges is how many ranges a request may ask for. A field with more is
// treated as if it were not there.
const MaxRanges = 16

// maxOffset bounds the positions that are read, so that sums of two do not overflow.
const maxOffset = math.MaxInt64 / 4

// Ranges is what a Range field asks for (RFC 9110 §14.2).
type Ranges struct {
	Unit  string // in lower case: bytes
	Specs []RangeSpec
}

// A RangeSpec is one range as it was asked for, before the size is known.
type RangeSpec struct {
	First int64 // position of the first byte, or -1 for the last bytes
	Last  int64 // position of the last byte, or -1 for up to the end; how many if First is -1
}

// A Span is a range of bytes that exists: Start is its first position, End the
// one after its last.
type Span struct {
	Start, End int64
}

// Len returns the number of bytes.
func (s Span) Len() int64 { return s.End - s.Start }

// ParseRange reads a Range field:
//
//	bytes=0-99,200-,-5
//
// It is not ok, and the field is to be ignored, if it cannot be read, has more
// than [MaxRanges] ranges, or ranges that are not in ascending order, one counted
// from the end being the last, or overlap as they stand: nobody needs them, and
// they have been used to multiply work.
// Positions beyond 2^61 are read as 2^61.
func ParseRange(value string) (ranges Ranges, ok bool) {
	unit, list, ok := strings.Cut(value, "=")
	unit = lower(trim(unit))
	if !ok || !IsToken(unit) || strings.Count(list, ",") >= MaxRanges {
		return Ranges{}, false
	}
	specs := make([]RangeSpec, 0, strings.Count(list, ",")+1)
	for next := int64(0); ; {
		item, rest, more := strings.Cut(list, ",")
		spec, ok := parseRangeSpec(trim(item))
		if !ok || next < 0 || spec.First >= 0 && spec.First < next {
			return Ranges{}, false
		}
		specs = append(specs, spec)
		if !more {
			return Ranges{Unit: unit, Specs: specs}, true
		}
		list, next = rest, spec.next()
	}
}

// SelectRanges resolves a Range field of bytes against the size of what is to be
// sent, and returns the status to answer with: 200 (the field is absent or to be
// ignored: send all), 206 (send the spans) or 416 (none of the ranges exists).
// The spans are ascending and do not overlap, so they are never more than the
// whole. See also [Validators.CheckRange].
func SelectRanges(value string, size int64) (spans []Span, status int) {
	ranges, ok := ParseRange(value)
	if !ok || ranges.Unit != "bytes" {
		return nil, http.StatusOK
	}
	if spans = ranges.Resolve(size); len(spans) == 0 {
		return nil, http.StatusRequestedRangeNotSatisfiable
	}
	return spans, http.StatusPartialContent
}

// Resolve returns the ranges that exist in size bytes. Ranges that overlap or
// touch become one.
func (r Ranges) Resolve(size int64) []Span {
	var spans []Span
	for _, spec := range r.Specs {
		span := spec.resolve(size)
		if span.Len() <= 0 {
			continue
		}
		if n := len(spans) - 1; n >= 0 && span.Start <= spans[n].End {
			spans[n] = Span{min(spans[n].Start, span.Start), max(spans[n].End, span.End)}
			continue
		}
		spans = append(spans, span)
	}
	return mergeLast(spans)
}

// mergeLast lets the last span, which may have been counted from the end and so
// reach far back, swallow the ones that it overlaps.
func mergeLast(spans []Span) []Span {
	for n := len(spans) - 1; n > 0 && spans[n].Start <= spans[n-1].End; n-- {
		spans[n-1] = Span{min(spans[n-1].Start, spans[n].Start), max(spans[n-1].End, spans[n].End)}
		spans = spans[:n]
	}
	return spans
}

// String writes the field.
func (r Ranges) String() string {
	items := make([]string, len(r.Specs))
	for i, spec := range r.Specs {
		items[i] = spec.String()
	}
	return r.Unit + "=" + strings.Join(items, ",")
}

// String writes the range as it stands in the field: 0-99, 200- or -5.
func (s RangeSpec) String() string {
	var first, last string
	if s.First >= 0 {
		first = strconv.FormatInt(s.First, 10)
	}
	if s.Last >= 0 {
		last = strconv.FormatInt(s.Last, 10)
	}
	return first + "-" + last
}

func parseRangeSpec(item string) (spec RangeSpec, ok bool) {
	first, last, ok := strings.Cut(item, "-")
	first, last = trim(first), trim(last)
	if !ok || first == "" && last == "" {
		return spec, false
	}
	spec.First, ok = optionalOffset(first)
	if !ok {
		return spec, false
	}
	spec.Last, ok = optionalOffset(last)
	return spec, ok && (first == "" || last == "" || spec.First <= spec.Last)
}

// optionalOffset reads a position, or -1 for none.
func optionalOffset(s string) (int64, bool) {
	if s == "" {
		return -1, true
	}
	return digits(s, maxOffset)
}

// next is the first position that the following range may begin with, or -1 if
// none may follow.
func (s RangeSpec) next() int64 {
	switch {
	case s.First < 0:
		return -1
	case s.Last < 0:
		return maxOffset + 1
	default:
		return s.Last + 1
	}
}

// resolve returns the span in size bytes, empty if it does not exist.
func (s RangeSpec) resolve(size int64) Span {
	switch {
	case s.First < 0:
		return Span{max(size-s.Last, 0), size}
	case s.First >= size:
		return Span{}
	case s.Last < 0:
		return Span{s.First, size}
	default:
		return Span{s.First, min(s.Last+1, size)}
	}
}

// ContentRange is a Content-Range field (RFC 9110 §14.4).
type ContentRange struct {
	Unit string // bytes
	Span        // Start is -1 if no range is given: */100
	Size int64  // of the whole, or -1 if not known
}

// ParseContentRange reads a Content-Range field: bytes 0-99/100, bytes */100 or
// bytes 0-99/*.
func ParseContentRange(value string) (c ContentRange, ok bool) {
	unit, rest, _ := strings.Cut(trim(value), " ")
	span, size, ok := strings.Cut(trim(rest), "/")
	if !ok || !IsToken(unit) {
		return ContentRange{}, false
	}
	c = ContentRange{Unit: lower(unit), Span: Span{-1, -1}, Size: -1}
	if size != "*" {
		if c.Size, ok = digits(size, maxOffset); !ok {
			return ContentRange{}, false
		}
	}
	if span == "*" {
		return c, true
	}
	spec, ok := parseRangeSpec(span)
	if !ok || spec.First < 0 || spec.Last < 0 || c.Size >= 0 && spec.First >= c.Size {
		return ContentRange{}, false
	}
	c.Span = Span{spec.First, spec.Last + 1}
	return c, true
}

// String writes the field.
func (c ContentRange) String() string {
	size := "*"
	if c.Size >= 0 {
		size = strconv.FormatInt(c.Size, 10)
	}
	if c.Start < 0 {
		return c.Unit + " */" + size
	}
	return c.Unit + " " + RangeSpec{c.Start, c.End - 1}.String() + "/" + size
}
