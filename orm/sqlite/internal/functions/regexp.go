package functions

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
)

// What a pattern may cost. Matching takes the length of the text times the size
// of the compiled pattern. Repetitions make a short pattern a large one, as
// (abc){1000} is, and so do classes such as \pL, which are tables.
const (
	maxPattern      = 8 << 10 // bytes
	maxInstructions = 10_000  // about
	maxClassRunes   = 50_000
)

var patterns = cache[*regexp.Regexp]{most: 100}

// regexpFound is regexp(pattern, text). Text may be a number, which is then
// searched as it is spelled.
func regexpFound(args []driver.Value) (driver.Value, error) {
	pattern, err := text(args[0])
	if err != nil {
		return nil, fmt.Errorf("pattern: %w", err)
	}
	re, err := patterns.get(pattern, compile)
	if err != nil {
		return nil, err
	}
	return re.MatchString(spell(args[1])), nil
}

func compile(pattern string) (*regexp.Regexp, error) {
	if len(pattern) > maxPattern {
		return nil, fmt.Errorf("pattern of %d bytes is longer than %d", len(pattern), maxPattern)
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, patternError(pattern, err)
	}
	if instructions(tree) > maxInstructions {
		return nil, fmt.Errorf("pattern %s is too complex: it repeats too much", quote(pattern))
	}
	if classRunes(tree) > maxClassRunes {
		return nil, fmt.Errorf("pattern %s is too complex: it has too many classes", quote(pattern))
	}
	return regexp.Compile(pattern)
}

// patternError says what is wrong with a pattern, and what RE2 lacks where that
// is the likely cause.
func patternError(pattern string, err error) error {
	var e *syntax.Error
	if !errors.As(err, &e) {
		return err
	}
	hint := ""
	switch e.Code {
	case syntax.ErrInvalidPerlOp, syntax.ErrInvalidEscape, syntax.ErrInvalidNamedCapture:
		hint = " (RE2 has no lookaround and no references)"
	}
	return fmt.Errorf("pattern %s: %s %s%s", quote(pattern), e.Code, quote(e.Expr), hint)
}

// instructions is about how many a pattern compiles to. The parser bounds the
// depth of the tree and the product of its repetitions.
func instructions(re *syntax.Regexp) int {
	sum := 1
	if re.Op == syntax.OpLiteral {
		sum += len(re.Rune)
	}
	for _, sub := range re.Sub {
		sum += instructions(sub)
	}
	if re.Op == syntax.OpRepeat {
		sum *= max(re.Min, re.Max, 1)
	}
	return sum
}

// classRunes is the size of all classes. Repetitions share theirs.
func classRunes(re *syntax.Regexp) int {
	sum := 0
	if re.Op == syntax.OpCharClass {
		sum = len(re.Rune)
	}
	for _, sub := range re.Sub {
		sum += classRunes(sub)
	}
	return sum
}
