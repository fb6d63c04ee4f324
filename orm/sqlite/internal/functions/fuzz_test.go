package functions

import (
	"database/sql/driver"
	"encoding/json"
	"math/big"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
	"time"
)

// storedForm is what time.Parse reads in one of layouts, without its lenience.
var storedForm = regexp.MustCompile(`^(\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?|\d\d:\d\d(:\d\d(\.\d+)?)?)(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?$`)

var layouts = []string{
	"2006-01-02", "15:04:05", "15:04",
	"2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04", "2006-01-02 15:04Z07:00",
	"2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04", "2006-01-02T15:04Z07:00",
}

func byTimeParse(in string) (time.Time, bool) {
	for _, layout := range layouts {
		if t, err := time.Parse(layout, in); err == nil && storedForm.MatchString(in) {
			return t.UTC().Truncate(time.Microsecond), true
		}
	}
	return time.Time{}, false
}

// A form is read as time.Parse does, and what is written is read as the same.
func FuzzStored(f *testing.F) {
	for _, s := range []string{"2024-02-29", "2024-02-29 01:02:03.5", "2024-02-29T01:02+05:30", "01:02:03", "9999-12-31 23:59:59-01", "0001-01-01 00:00:00 +0100"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		s, ok := parseStored(in)
		want, wanted := byTimeParse(in)
		if !strings.Contains(in, "-") && wanted {
			want = want.AddDate(1, 0, 0) // a time has the year 0 there
		}
		wanted = wanted && inRange(want)
		otherOffset := ok && !storedForm.MatchString(in)
		if !otherOffset && ok != wanted || ok && wanted && !s.t.Equal(want) {
			t.Errorf("%q = %v, %v, want %v, %v", in, s.t, ok, want, wanted)
		}
		out := formatDateTime(s.t)
		if again, readable := parseStored(out); ok && (!readable || !again.t.Equal(s.t)) {
			t.Errorf("%q is written %q, which is read as %v, %v", in, out, again.t, readable)
		}
	})
}

// An offset that is taken is one, and every other name is a zone of the database.
func FuzzZone(f *testing.F) {
	for _, s := range []string{"UTC", "UTC+05:30", "-0330", "Europe/Paris", "Etc/GMT+5", "../UTC", "Local"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		loc, err := loadZone(name)
		if err != nil {
			return
		}
		if _, offset := time.Unix(0, 0).In(loc).Zone(); offset <= -24*3600 || offset >= 24*3600 {
			t.Errorf("%q is %d s from UTC", name, offset)
		}
		if _, err := time.LoadLocation(name); err != nil && !strings.ContainsAny(name, "+-Z") {
			t.Errorf("%q is taken for a zone: %v", name, err)
		}
	})
}

// What is estimated of a pattern bounds what it compiles to.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{"a|b", "(?i)été+?", `(\pL{2,30}x){10,}`, "[^a-z]*$", "((((a?)?)?)?)", "(?<n>x)", "(a){1000}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		re, err := compile(pattern)
		if err != nil {
			return
		}
		re.MatchString("an été, 2024")
		tree, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			t.Fatalf("%q compiles and does not parse: %v", pattern, err)
		}
		estimate := instructions(tree)
		prog, err := syntax.Compile(tree.Simplify())
		if err != nil {
			t.Fatalf("%q: %v", pattern, err)
		}
		if len(prog.Inst) > 3*estimate+4 {
			t.Errorf("%q: %d instructions, estimated %d", pattern, len(prog.Inst), estimate)
		}
	})
}

// Numbers are spelled alike if they are equal as fractions.
func FuzzCanonicalNumber(f *testing.F) {
	for _, pair := range [][2]string{{"10", "1e1"}, {"-0.0", "0"}, {"1.50", "15e-1"}, {"100", "1000"}, {"0.001", "1E-3"}} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 20 || len(b) > 20 || len(exponent(a)) > 4 || len(exponent(b)) > 4 || !json.Valid([]byte(a)) || !json.Valid([]byte(b)) {
			return
		}
		x, okX := new(big.Rat).SetString(a)
		y, okY := new(big.Rat).SetString(b)
		if !okX || !okY {
			return
		}
		m, errM := canonicalNumber(json.Number(a))
		n, errN := canonicalNumber(json.Number(b))
		if errM != nil || errN != nil || (m == n) != (x.Cmp(y) == 0) {
			t.Errorf("%s is spelled %v, %s %v (%v, %v)", a, m, b, n, errM, errN)
		}
	})
}

func exponent(s string) string {
	_, after, _ := strings.Cut(strings.ToLower(s), "e")
	return after
}

// A document contains itself, and an array each of its elements.
func FuzzJSONContains(f *testing.F) {
	for _, s := range []string{`{"a": [1, {"b": null}]}`, `[[], {}, "x", 1e5]`, `"x"`, "-0.5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, document string) {
		v, err := parseJSON(document)
		if err != nil {
			if json.Valid([]byte(document)) && !strings.Contains(err.Error(), "exponent") {
				t.Errorf("%q: %v", document, err)
			}
			return
		}
		if got, err := jsonContains([]driver.Value{document, document}); got != true || err != nil {
			t.Errorf("%q contains itself = %v, %v", document, got, err)
		}
		elements, _ := v.([]any)
		for _, e := range elements {
			if !contains(elements, []any{e}) {
				t.Errorf("%q does not contain its element %v", document, e)
			}
		}
	})
}

// A panic must not pass through SQLite, which would keep its locks.
func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	f := scalar{name: "f", call: func([]driver.Value) (driver.Value, error) { panic("oh") }}
	if got, err := f.run(nil); got != nil || err == nil || err.Error() != "f: panic: oh" {
		t.Errorf("run = %v, %v", got, err)
	}
}

// What is kept is bounded, and errors are not kept.
func TestCache(t *testing.T) {
	t.Parallel()
	c, made := cache[string]{most: 2}, 0
	for _, key := range []string{"a", "a", "b", "a", "c", "c", "a", "", ""} {
		c.get(key, func(key string) (string, error) {
			made++
			if key == "" {
				return "", errZero
			}
			return key, nil
		})
		if len(c.made) > 2 {
			t.Errorf("after %q: %d are kept", key, len(c.made))
		}
	}
	if made != 6 {
		t.Errorf("made = %d, want 6: a, b, c, a again, and the error twice", made)
	}
}
