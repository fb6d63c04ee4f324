package headers

import (
	"strconv"
	"strings"
	"time"
)

// maxDelta is the longest time that Cache-Control can speak of, in seconds:
// longer ones are read as this (RFC 9111 §1.2.2).
const maxDelta = 1<<31 - 1

// CacheControl is a Cache-Control field, of a request or an answer
// (RFC 9111 §5.2): directives, some with a value. The zero value is empty and
// ready to use.
//
//	cc.Has("no-store")
//	age, ok := cc.Duration("max-age")
//	cc.SetBare("private")
type CacheControl struct {
	Params
}

// ParseCacheControl reads Cache-Control fields; several count as one. Names are
// in lower case. Cut the names of fields in private="a, b" with [ParseList].
func ParseCacheControl(fields ...string) CacheControl {
	params := ParseDict(strings.Join(fields, ","))
	for i := range params {
		params[i].Name = lower(params[i].Name)
	}
	return CacheControl{params}
}

// Duration returns the value of a directive that is a number of seconds, such as
// max-age, s-maxage, min-fresh or stale-while-revalidate. It is not ok if the
// directive is missing or its value is not a number.
func (c CacheControl) Duration(name string) (d time.Duration, ok bool) {
	n, ok := digits(c.Get(name), maxDelta)
	return time.Duration(n) * time.Second, ok
}

// SetDuration gives a directive a number of seconds: d without its fraction, or 0
// if d is negative.
func (c *CacheControl) SetDuration(name string, d time.Duration) {
	c.Set(name, strconv.FormatInt(min(max(int64(d/time.Second), 0), maxDelta), 10))
}

// String writes the field.
func (c CacheControl) String() string { return FormatDict(c.Params) }
