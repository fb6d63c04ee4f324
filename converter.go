package combo

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/combo-web/combo/internal/suggest"
)

// A Converter turns one variable part of a path into a value and back, as
// Django's path converters do. Sites bring their own by [Config.Converters].
type Converter struct {
	// Pattern is the regular expression (RE2) that the whole text must match.
	// It has no groups that capture.
	Pattern string
	// Parse makes the value that Param reads; an error means that the route
	// does not match. Nil keeps the text.
	Parse func(text string) (any, error)
	// Format makes the text that URL writes; an error means that the route
	// cannot be reversed with this value. Nil writes text, numbers and
	// fmt.Stringers. What it returns must match Pattern.
	Format func(value any) (string, error)
}

// A converter is a Converter made ready, with its arguments: int(min=1).
type converter struct {
	spec    string // as written: identity of the converter in a site
	kind    converterKind
	builtin string // name, if it is a built-in one with its usual meaning
	source  string // regular expression without groups that capture
	accepts func(string) bool
	parse   func(string) (any, error) // nil: built in, read by Param
	format  func(any) (string, error)
	slashes bool // may match text that holds a slash
	empty   bool // may match the empty text
}

// builtins are the converters of Django and of Flask, by name.
var builtins = map[string]func(arguments) (*converter, error){
	"str":    stringConverter,
	"string": stringConverter,
	"int":    intConverter,
	"float":  floatConverter,
	"slug":   fixedConverter(kindText, `[-a-zA-Z0-9_]+`, isSlug),
	"uuid":   fixedConverter(kindUUID, `[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`, isUUID),
	"path":   pathConverter,
	"any":    anyConverter,
}

// makeConverter finds a converter by its name among the site's own and the
// built-in ones and gives it its arguments.
func makeConverter(name, args string, custom map[string]Converter) (*converter, error) {
	if c, ok := custom[name]; ok {
		if args != "" {
			return nil, fmt.Errorf("the converter %q takes no arguments", name)
		}
		return customConverter(name, c)
	}
	if c := plain[name]; c != nil && args == "" {
		return c, nil
	}
	build, ok := builtins[name]
	if !ok {
		return nil, fmt.Errorf("unknown converter %q%s", name, suggest.DidYouMean(name, converterNames(custom)))
	}
	parsed, err := parseArguments(args)
	if err != nil {
		return nil, fmt.Errorf("converter %s: %w", name, err)
	}
	c, err := build(parsed)
	if err != nil {
		return nil, fmt.Errorf("converter %s: %w", name, err)
	}
	c.spec = name
	if args != "" {
		c.spec += "(" + args + ")"
	}
	return c, nil
}

// plain are the built-in converters without arguments. All routes share them: most
// parameters have one.
var plain = plainConverters()

func plainConverters() map[string]*converter {
	made := map[string]*converter{}
	for name, build := range builtins {
		none, _ := parseArguments("")
		if c, err := build(none); err == nil { // "any" needs its words
			c.spec, c.builtin = name, name
			made[name] = c
		}
	}
	return made
}

func converterNames(custom map[string]Converter) []string {
	var names []string
	for name := range builtins {
		names = append(names, name)
	}
	for name := range custom {
		names = append(names, name)
	}
	return names
}

func fixedConverter(kind converterKind, source string, accepts func(string) bool) func(arguments) (*converter, error) {
	return func(args arguments) (*converter, error) {
		return &converter{kind: kind, source: source, accepts: accepts, format: formatText}, args.rest()
	}
}

func pathConverter(args arguments) (*converter, error) {
	accepts := func(s string) bool { return s != "" && !strings.Contains(s, "\n") }
	return &converter{source: `.+`, accepts: accepts, format: formatText, slashes: true}, args.rest()
}

func stringConverter(args arguments) (*converter, error) {
	least, most := args.integer("minlength", 1), args.integer("maxlength", math.MaxInt)
	if n := args.integer("length", 0); n > 0 {
		least, most = n, n
	}
	accepts := func(s string) bool {
		return s != "" && !strings.Contains(s, "/")
	}
	if least > 1 || most < math.MaxInt {
		accepts = func(s string) bool {
			n := len([]rune(s))
			return n >= least && n <= most && !strings.Contains(s, "/")
		}
	}
	return &converter{source: `[^/]+`, accepts: accepts, format: formatText}, args.rest()
}

func intConverter(args arguments) (*converter, error) {
	signed, digits := args.flag("signed"), args.integer("fixed_digits", 0)
	least, most := args.int64("min", math.MinInt64), args.int64("max", math.MaxInt64)
	source := `[0-9]+`
	if signed {
		source = `-?[0-9]+`
	}
	accepts := func(s string) bool {
		if digits > 0 && len(s) != digits || !isInteger(s, signed) {
			return false
		}
		n, err := strconv.ParseInt(s, 10, 64)
		return err == nil && n >= least && n <= most
	}
	format := func(v any) (string, error) {
		s, err := formatInteger(v)
		if pad := digits - len(s); pad > 0 {
			s = strings.Repeat("0", pad) + s
		}
		return s, err
	}
	return &converter{kind: kindInt, source: source, accepts: accepts, format: format}, args.rest()
}

func floatConverter(args arguments) (*converter, error) {
	signed := args.flag("signed")
	least, most := args.float("min", math.Inf(-1)), args.float("max", math.Inf(1))
	source := `[0-9]+\.[0-9]+`
	if signed {
		source = `-?` + source
	}
	accepts := func(s string) bool {
		whole, fraction, ok := strings.Cut(s, ".")
		if !ok || !isInteger(whole, signed) || !isInteger(fraction, false) {
			return false
		}
		f, err := strconv.ParseFloat(s, 64)
		return err == nil && f >= least && f <= most
	}
	return &converter{kind: kindFloat, source: source, accepts: accepts, format: formatFloat}, args.rest()
}

func anyConverter(args arguments) (*converter, error) {
	words := args.words
	args.words = nil
	if len(words) == 0 {
		return nil, errors.New("needs the words that it matches: any(red,green)")
	}
	set := make(map[string]bool, len(words))
	quoted := make([]string, len(words))
	slashes := false
	for i, w := range words {
		set[w], quoted[i] = true, regexp.QuoteMeta(w)
		slashes = slashes || strings.Contains(w, "/")
	}
	accepts := func(s string) bool { return set[s] }
	return &converter{source: strings.Join(quoted, "|"), accepts: accepts, format: formatText, slashes: slashes}, args.rest()
}

func customConverter(name string, c Converter) (*converter, error) {
	re, err := regexp.Compile(`\A(?:` + c.Pattern + `)\z`)
	if err != nil {
		return nil, fmt.Errorf("converter %s: %w", name, err)
	}
	if re.NumSubexp() > 0 {
		return nil, fmt.Errorf("converter %s: the pattern has a group that captures; write (?:…)", name)
	}
	made := &converter{
		spec: name, source: c.Pattern, parse: c.Parse, format: c.Format,
		slashes: canMatchSlash(c.Pattern), empty: re.MatchString(""),
	}
	if made.format == nil {
		made.format = formatText
	}
	made.accepts = func(s string) bool {
		if !re.MatchString(s) {
			return false
		}
		if c.Parse == nil {
			return true
		}
		_, err := c.Parse(s)
		return err == nil
	}
	return made, nil
}

// canMatchSlash tells whether any character class or literal of a pattern holds
// a slash: then the text may run over several segments of a path.
func canMatchSlash(pattern string) bool {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	return err != nil || holdsSlash(parsed)
}

func holdsSlash(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return true
	case syntax.OpLiteral:
		return strings.ContainsRune(string(re.Rune), '/')
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			if re.Rune[i] <= '/' && '/' <= re.Rune[i+1] {
				return true
			}
		}
	}
	for _, sub := range re.Sub {
		if holdsSlash(sub) {
			return true
		}
	}
	return false
}

func isSlug(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '-' && c != '_' && !isDigit(c) && !('a' <= c|0x20 && c|0x20 <= 'z') {
			return false
		}
	}
	return s != ""
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	_, err := uuid.Parse(s)
	return err == nil
}

func isInteger(s string, signed bool) bool {
	if signed {
		s = strings.TrimPrefix(s, "-")
	}
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// formatText writes what has one obvious text form.
func formatText(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case fmt.Stringer:
		return v.String(), nil
	case encoding.TextMarshaler:
		b, err := v.MarshalText()
		return string(b), err
	}
	switch rv := reflect.ValueOf(v); {
	case rv.Kind() == reflect.String:
		return rv.String(), nil
	case rv.CanInt(), rv.CanUint():
		return formatInteger(v)
	case rv.CanFloat():
		return formatFloat(v)
	}
	return "", fmt.Errorf("%T has no text form for a path", v)
}

func formatInteger(v any) (string, error) {
	switch rv := reflect.ValueOf(v); {
	case rv.CanInt():
		return strconv.FormatInt(rv.Int(), 10), nil
	case rv.CanUint():
		return strconv.FormatUint(rv.Uint(), 10), nil
	case rv.Kind() == reflect.String:
		return rv.String(), nil
	}
	return "", fmt.Errorf("%T is not an integer", v)
}

func formatFloat(v any) (string, error) {
	switch rv := reflect.ValueOf(v); {
	case rv.CanFloat():
		s := strconv.FormatFloat(rv.Float(), 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s, nil
	case rv.CanInt():
		return strconv.FormatInt(rv.Int(), 10) + ".0", nil
	case rv.Kind() == reflect.String:
		return rv.String(), nil
	}
	return "", fmt.Errorf("%T is not a float", v)
}
