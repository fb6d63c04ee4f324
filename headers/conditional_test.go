package headers_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/headers"
)

var (
	march = time.Date(2024, time.March, 5, 10, 30, 0, 0, time.UTC)
	now   = time.Date(2024, time.June, 1, 12, 0, 0, 0, time.UTC)
)

const (
	before = "Tue, 05 Mar 2024 10:29:59 GMT"
	same   = "Tue, 05 Mar 2024 10:30:00 GMT"
	after  = "Tue, 05 Mar 2024 10:30:01 GMT"
)

// request makes the fields of a request from lines like "If-Match: *".
func request(lines ...string) http.Header {
	h := http.Header{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		h.Add(name, value)
	}
	return h
}

func TestValidatorsCheck(t *testing.T) {
	t.Parallel()
	both := headers.Validators{ETag: `"v2"`, Modified: march.Add(400 * time.Millisecond)}
	tag := headers.Validators{ETag: `"v2"`}
	weak := headers.Validators{ETag: `W/"v2"`}
	date := headers.Validators{Modified: march}
	none := headers.Validators{}
	tests := []struct {
		version headers.Validators
		request string // lines separated by |
		get     int
		put     int
	}{
		{both, "", 0, 0},
		{both, `If-Match: "v2"`, 0, 0},
		{both, `If-Match: "v1", "v2"`, 0, 0},
		{both, `If-Match: "v1"|If-Match: "v2"`, 0, 0},
		{both, `If-Match: "v1"`, 412, 412},
		{both, `If-Match: W/"v2"`, 412, 412},
		{weak, `If-Match: W/"v2"`, 412, 412},
		{both, "If-Match: *", 0, 0},
		{date, "If-Match: *", 0, 0},
		{none, "If-Match: *", 412, 412},
		{none, `If-Match: "v2"`, 412, 412},
		{both, "If-Match: ,", 0, 0},
		{both, "If-Unmodified-Since: " + before, 412, 412},
		{both, "If-Unmodified-Since: " + same, 0, 0},
		{tag, "If-Unmodified-Since: " + before, 0, 0},
		{both, "If-Unmodified-Since: yesterday", 0, 0},
		{both, `If-Match: "v2"|If-Unmodified-Since: ` + before, 0, 0},
		{both, `If-None-Match: "v2"`, 304, 412},
		{both, `If-None-Match: W/"v2"`, 304, 412},
		{weak, `If-None-Match: "v2"`, 304, 412},
		{both, `If-None-Match: v2`, 304, 412},
		{both, `If-None-Match: "v1"`, 0, 0},
		{both, "If-None-Match: *", 304, 412},
		{none, "If-None-Match: *", 0, 0},
		{both, "If-Modified-Since: " + before, 0, 0},
		{both, "If-Modified-Since: " + same, 304, 0},
		{both, "If-Modified-Since: " + after, 304, 0},
		{tag, "If-Modified-Since: " + after, 0, 0},
		{both, "If-Modified-Since: Tue, 35 Mar 2024 10:30:00 GMT", 0, 0},
		{both, `If-None-Match: "v1"|If-Modified-Since: ` + after, 0, 0},
		{date, `If-None-Match: "v1"|If-Modified-Since: ` + after, 0, 0},
		{both, `If-Match: "v2"|If-None-Match: "v2"`, 304, 412},
		{both, `If-Match: "v1"|If-None-Match: "v2"`, 412, 412},
	}
	for _, test := range tests {
		h := request(strings.Split(test.request, "|")...)
		for method, want := range map[string]int{"GET": test.get, "HEAD": test.get, "PUT": test.put, "POST": test.put} {
			if got := test.version.Check(method, h, now); got != want {
				t.Errorf("%+v: %s with %s = %d, want %d", test.version, method, test.request, got, want)
			}
		}
	}
}

func TestCheckRange(t *testing.T) {
	t.Parallel()
	version := headers.Validators{ETag: `"v2"`, Modified: march}
	tests := []struct {
		version headers.Validators
		value   string
		want    bool
	}{
		{version, "", true},
		{version, `"v2"`, true},
		{version, `"v1"`, false},
		{version, `W/"v2"`, false},
		{headers.Validators{ETag: `W/"v2"`}, `"v2"`, false},
		{version, same, true},
		{version, before, false},
		{version, after, false},
		{headers.Validators{ETag: `"v2"`}, same, false},
		{headers.Validators{}, "junk", false},
	}
	for _, test := range tests {
		if got := test.version.CheckRange(request("If-Range: "+test.value), now); got != test.want {
			t.Errorf("%+v: If-Range: %s = %v, want %v", test.version, test.value, got, test.want)
		}
	}
}

func TestValidatorsCheckDoesNotAllocate(t *testing.T) {
	version := headers.Validators{ETag: `"v2"`, Modified: march}
	h := request(`If-None-Match: "a", W/"b", "c"`, "If-Modified-Since: "+same)
	if n := testing.AllocsPerRun(100, func() { version.Check("GET", h, now) }); n != 0 {
		t.Errorf("Check allocates %v times", n)
	}
}

// FuzzValidatorsCheck compares with http.ServeContent for GET, which follows the
// same section of the RFC.
func FuzzValidatorsCheck(f *testing.F) {
	f.Add(`"v1", W/"v2"`, "", same, before, `"v2"`)
	f.Add("*", `"v2"`, "", after, `W/"v2"`)
	f.Fuzz(func(t *testing.T, match, noneMatch, modified, unmodified, etag string) {
		h := http.Header{}
		for name, value := range map[string]string{"If-Match": match, "If-None-Match": noneMatch,
			"If-Modified-Since": modified, "If-Unmodified-Since": unmodified} {
			if value != "" {
				h.Set(name, value)
			}
		}
		if !strictTags(match) || !strictTags(noneMatch) || !strictDate(modified) || !strictDate(unmodified) || !strictTags(etag) {
			return
		}
		w := httptest.NewRecorder()
		w.Header().Set("ETag", etag)
		http.ServeContent(w, &http.Request{Method: "GET", Header: h}, "x.txt", march, strings.NewReader("x"))
		want := w.Code
		got := headers.Validators{ETag: etag, Modified: march}.Check("GET", h, now)
		if got == 0 {
			got = 200
		}
		if got != want {
			t.Errorf("%v with %s = %d, net/http says %d", h, etag, got, want)
		}
	})
}

// strictTags reports whether a list has one form only: net/http stops at the
// first tag that is not valid, and knows * at the start alone.
func strictTags(s string) bool {
	if s == "" || s == "*" {
		return s == ""
	}
	tags := headers.ParseETags(s)
	return !tags.Any && len(tags.Tags) > 0 && tags.String() == s
}

func strictDate(s string) bool {
	if _, err := headers.ParseDate(s, now); err != nil {
		return s == ""
	}
	_, err := http.ParseTime(s)
	return err == nil
}
