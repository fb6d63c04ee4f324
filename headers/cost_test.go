package headers_test

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
)

// pathological are inputs that have been used to make parsers of other libraries
// take time or memory out of proportion, as a part to repeat.
var pathological = []string{
	",", "*,", "*,;", " ", "\t ", ";", ";;", "=", "\"", "\\", "\\\"", "\"\\", "\",\"", "a,", "a;", "a=b,", "a=b;", "a=\"b\",", "W/", "W/\"", "\"a\",",
	"a*0=b;", "a*0*=''%20;", "a;q=0.5,", "a/b;c=d;q=1,", "-", "a-", "en-", "0-0,", "0-,", "-0,", "%", "%2", "%2f", "/", "\\/", ":", "[", "]", "@", ".",
	"é", "\xff", "\x00", "xn--", "xn--a.", "Basic ", "Digest a=b, ", "a b,",
}

// parsers are all that read what a client may send.
var parsers = map[string]func(string){
	"ParseParams":         func(s string) { headers.ParseParams("x;" + s) },
	"ParseDisposition":    func(s string) { headers.ParseDisposition("x; filename=\"" + s + "\"") },
	"ParseList":           func(s string) { headers.ParseList(s) },
	"ParseDict":           func(s string) { headers.ParseDict(s) },
	"ParseSet":            func(s string) { headers.ParseSet(s) },
	"ParseAccept":         func(s string) { headers.ParseAccept(s).Best("text/html", "application/json") },
	"ParseAcceptLanguage": func(s string) { headers.ParseAcceptLanguage(s).Best("sv", "en-GB") },
	"ParseAcceptEncoding": func(s string) { headers.ParseAcceptEncoding(s).Best("gzip", "br") },
	"ParseETags":          func(s string) { headers.ParseETags(s) },
	"ParseAuth":           func(s string) { headers.ParseAuth("Digest " + s) },
	"ParseChallenges":     func(s string) { headers.ParseChallenges(s) },
	"Basic":               func(s string) { headers.Auth{Scheme: "basic", Token: s}.Basic() },
	"ParseCacheControl":   func(s string) { headers.ParseCacheControl(s).Duration("max-age") },
	"ParseCSP":            func(s string) { headers.ParseCSP(s) },
	"ParseCookies":        func(s string) { _, _ = headers.ParseCookies(s) },
	"SelectRanges":        func(s string) { headers.SelectRanges("bytes="+s, 1<<40) },
	"ParseContentRange":   func(s string) { headers.ParseContentRange(s) },
	"ParseDate":           func(s string) { _, _ = headers.ParseDate(s, now) },
	"SplitHost":           func(s string) { headers.SplitHost(s) },
	"HostAllowed":         func(s string) { headers.HostAllowed(s, []string{".a.example", "*"}) },
	"IsLocalURL":          func(s string) { headers.IsLocalURL(s) },
	"ToURI":               func(s string) { headers.ToURI("//" + s) },
	"ToIRI":               func(s string) { headers.ToIRI("//" + s) },
	"Attachment":          func(s string) { headers.Attachment(s) },
	"Quote":               func(s string) { headers.Unquote(headers.Quote(s)) },
	"SetCookie":           func(s string) { _, _ = headers.SetCookie(&http.Cookie{Name: "a", Value: s, Path: s, Domain: s}) },
	"Check":               func(s string) { _ = headers.Check("X", s) },
}

// memory is how many bytes f allocates in all.
func memory(f func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// TestCost is B15 of the gauntlet: for four times the input no parser allocates
// more than five times the memory, nor more than 40 times the input.
func TestCost(t *testing.T) {
	const n = 8 << 10
	for name, parse := range parsers {
		for _, part := range pathological {
			one, four := strings.Repeat(part, n/len(part)), strings.Repeat(part, 4*n/len(part))
			small, large := memory(func() { parse(one) }), memory(func() { parse(four) })
			if large > 5*small+16<<10 || large > 40*4*n {
				t.Errorf("%s(%q...): %d bytes for %d, %d for %d", name, part, small, n, large, 4*n)
			}
		}
	}
}

// TestCostOfHugeInput ends at once if all parsers are linear, and within the time
// limit of the tests only then: a quadratic one would need hours.
func TestCostOfHugeInput(t *testing.T) {
	t.Parallel()
	for _, parse := range parsers {
		for _, part := range pathological {
			parse(strings.Repeat(part, 256<<10/len(part)))
		}
	}
}

// TestCostOfCookies is B7: too many cookies are an error, and cost what a few do.
func TestCostOfCookies(t *testing.T) {
	few, many := strings.Repeat("a=b;", 3001), strings.Repeat("a=b;", 1<<20)
	var err error
	small, large := memory(func() { _, err = headers.ParseCookies(few) }), memory(func() { _, _ = headers.ParseCookies(many) })
	if !errors.Is(err, headers.ErrTooManyCookies) || large > small+4096 || small > 64<<10 {
		t.Errorf("3001 cookies: %v, %d bytes; a million: %d bytes", err, small, large)
	}
	long := "flash=" + strings.Repeat("x", 4<<20)
	if got := memory(func() { _, _ = headers.ParseCookies(long) }); got > 4096 {
		t.Errorf("a cookie of 4 MB: %d bytes", got)
	}
}

// TestCostOfRanges is B13: a field with thousands of ranges costs nothing.
func TestCostOfRanges(t *testing.T) {
	var many strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&many, "%d-%d,", 2*i, 2*i)
	}
	for _, field := range []string{"bytes=" + many.String() + "9000-", "bytes=" + strings.Repeat("0-,", 4000) + "0-", "bytes=" + strings.Repeat(" ", 100000) + "0-1"} {
		status := 0
		got := memory(func() { _, status = headers.SelectRanges(field, 1<<40) })
		if got > 4096 || status == http.StatusPartialContent && !strings.Contains(field, "  ") {
			t.Errorf("%.20q... of %d bytes: %d bytes, status %d", field, len(field), got, status)
		}
	}
}

// TestCostOfConditions: the fields of a conditional request are judged without
// memory, however long they are.
func TestCostOfConditions(t *testing.T) {
	h := request("If-None-Match: "+strings.Repeat(`W/"a",`, 100000), "If-Match: "+strings.Repeat(`"",`, 100000))
	version := headers.Validators{ETag: `"v"`, Modified: march}
	if got := memory(func() { version.Check("GET", h, now) }); got > 1024 {
		t.Errorf("%d bytes", got)
	}
}
