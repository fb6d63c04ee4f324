package headers_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
)

func TestParseRange(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"bytes=0-99", "bytes=0-99"},
		{"bytes=0-99,200-,-5", "bytes=0-99,200-,-5"},
		{"Bytes = 5 - 9 , 20 -", "bytes=5-9,20-"},
		{"rows=1-2", "rows=1-2"},
		{"bytes=-0", "bytes=-0"},
		{"bytes=-3000000000000000000", fmt.Sprintf("bytes=-%d", int64(math.MaxInt64/4))},
		{"bytes=0-99999999999999999999999999", fmt.Sprintf("bytes=0-%d", int64(math.MaxInt64/4))},
		{"", ""}, {"bytes", ""}, {"bytes=", ""}, {"=0-1", ""}, {"a b=0-1", ""},
		{"bytes=-", ""}, {"bytes=x-1", ""}, {"bytes=1-x", ""}, {"bytes=1", ""}, {"bytes=--1", ""},
		{"bytes=1-2-3", ""}, {"bytes=0x1-2", ""}, {"bytes=+1-2", ""}, {"bytes=1_0-20", ""},
		{"bytes=5-4", ""}, {"bytes=0-1,", ""}, {"bytes=0-5,5-9", ""}, {"bytes=5-9,0-1", ""},
		{"bytes=5-,9-", ""}, {"bytes=-5,0-1", ""}, {"bytes=-5,-6", ""}, {"bytes=0-,0-", ""},
	}
	for _, test := range tests {
		got, ok := headers.ParseRange(test.in)
		if ok != (test.want != "") || ok && got.String() != test.want {
			t.Errorf("ParseRange(%q) = %v, %v, want %q", test.in, got, ok, test.want)
		}
	}
}

func TestParseRangeCountsThem(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]bool{1: true, headers.MaxRanges: true, headers.MaxRanges + 1: false, 4000: false} {
		var specs []string
		for i := range n {
			specs = append(specs, fmt.Sprintf("%d-%d", 2*i, 2*i))
		}
		if _, ok := headers.ParseRange("bytes=" + strings.Join(specs, ",")); ok != want {
			t.Errorf("%d ranges: %v, want %v", n, ok, want)
		}
	}
}

func TestSelectRanges(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in     string
		size   int64
		want   string
		status int
	}{
		{"", 10, "[]", 200},
		{"junk", 10, "[]", 200},
		{"rows=0-1", 10, "[]", 200},
		{"bytes=0-4", 10, "[{0 5}]", 206},
		{"bytes=0-99", 10, "[{0 10}]", 206},
		{"bytes=5-", 10, "[{5 10}]", 206},
		{"bytes=-3", 10, "[{7 10}]", 206},
		{"bytes=-30", 10, "[{0 10}]", 206},
		{"bytes=0-0,9-9", 10, "[{0 1} {9 10}]", 206},
		{"bytes=0-0,50-60", 10, "[{0 1}]", 206},
		{"bytes=0-1,2-3,8-9", 10, "[{0 4} {8 10}]", 206},
		{"bytes=0-1,4-5,8-,-7", 10, "[{0 2} {3 10}]", 206},
		{"bytes=0-1,4-5,-10", 10, "[{0 10}]", 206},
		{"bytes=10-", 10, "[]", 416},
		{"bytes=-0", 10, "[]", 416},
		{"bytes=0-", 0, "[]", 416},
		{"bytes=-5", 0, "[]", 416},
		{"bytes=9999999999999999999999-", 10, "[]", 416},
	}
	for _, test := range tests {
		spans, status := headers.SelectRanges(test.in, test.size)
		if fmt.Sprint(spans) != test.want || status != test.status {
			t.Errorf("SelectRanges(%q, %d) = %v, %d, want %s, %d", test.in, test.size, spans, status, test.want, test.status)
		}
	}
}

func TestParseContentRange(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"bytes 0-99/100", "bytes 0-99/100"},
		{" Bytes 5-9/* ", "bytes 5-9/*"},
		{"bytes */100", "bytes */100"},
		{"", ""}, {"bytes", ""}, {"bytes 0-9", ""}, {"bytes 0-9/", ""}, {"bytes 0-9/x", ""},
		{"bytes 9-0/10", ""}, {"bytes 10-11/10", ""}, {"bytes -5/10", ""}, {"bytes 5-/10", ""},
		{"bytes 0-9/1_0", ""}, {"bytes 0-9/１０", ""}, {"bytes 0-9/-1", ""}, {"0-9/10", ""},
	}
	for _, test := range tests {
		got, ok := headers.ParseContentRange(test.in)
		if ok != (test.want != "") || ok && got.String() != test.want {
			t.Errorf("ParseContentRange(%q) = %v, %v, want %q", test.in, got, ok, test.want)
		}
	}
	c, _ := headers.ParseContentRange("bytes 10-19/100")
	if c.Len() != 10 || c.Start != 10 || c.End != 20 || c.Size != 100 {
		t.Errorf("ParseContentRange = %+v", c)
	}
}

// FuzzSelectRanges checks what a server relies on: the spans exist, ascend, do not
// touch, and hold exactly the bytes that were asked for.
func FuzzSelectRanges(f *testing.F) {
	f.Add("bytes=0-4,6-,-2", int64(10))
	f.Add("bytes=0-0,2-2,-9999", int64(3))
	f.Fuzz(func(t *testing.T, in string, size int64) {
		size = min(max(size, 0), 1000)
		spans, status := headers.SelectRanges(in, size)
		if (status == 206) != (len(spans) > 0) || len(spans) > headers.MaxRanges {
			t.Fatalf("%q of %d: %v, %d", in, size, spans, status)
		}
		var got [1000]bool
		end := int64(-1)
		for _, s := range spans {
			if s.Start <= end || s.Len() <= 0 || s.End > size {
				t.Fatalf("%q of %d: %v", in, size, spans)
			}
			for i := s.Start; i < s.End; i++ {
				got[i] = true
			}
			end = s.End
		}
		ranges, ok := headers.ParseRange(in)
		for i := range size {
			if want := ok && status == 206 && wanted(ranges, i, size); got[i] != want {
				t.Fatalf("%q of %d: byte %d is %v, want %v", in, size, i, got[i], want)
			}
		}
		if again, ok2 := headers.ParseRange(ranges.String()); ok && (!ok2 || again.String() != ranges.String()) {
			t.Errorf("%q became %q", ranges, again)
		}
	})
}

// wanted reports whether byte i of size was asked for, one range after the other.
func wanted(ranges headers.Ranges, i, size int64) bool {
	for _, s := range ranges.Specs {
		if s.First < 0 && i >= size-s.Last || s.First >= 0 && i >= s.First && (s.Last < 0 || i <= s.Last) {
			return true
		}
	}
	return false
}
