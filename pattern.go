package combo

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A token is one piece of a pattern: literal text, a parameter, or a piece of a
// regular expression.
type token struct {
	literal string
	name    string     // of a parameter
	conv    *converter // of a parameter
	regex   string     // of Regexp and IncludeRegexp, as written
}

// A pattern is what New makes of the patterns of a route and the includes
// around it, joined: the path without its leading slash.
type pattern struct {
	text   string // as written, joined; for listings and messages
	tokens []token
}

// parsePattern reads text such as "posts/<int:id>/<slug>". isHost changes what
// a parameter without a converter may hold.
func parsePattern(text string, converters map[string]Converter) (pattern, error) {
	p := pattern{text: text}
	for rest := text; rest != ""; {
		literal, after, found := strings.Cut(rest, "<")
		if literal != "" {
			p.tokens = append(p.tokens, token{literal: literal})
		}
		if !found {
			break
		}
		inside, after, found := cutParameter(after)
		if !found {
			return p, fmt.Errorf("the pattern %q has a < without its >", text)
		}
		t, err := parseParameter(inside, converters)
		if err != nil {
			return p, fmt.Errorf("the pattern %q: %w", text, err)
		}
		p.tokens = append(p.tokens, t)
		rest = after
	}
	return p, nil
}

// cutParameter cuts s at the first > outside quotation marks.
func cutParameter(s string) (inside, after string, found bool) {
	i, _ := indexUnquoted(s, '>')
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+1:], true
}

// indexUnquoted returns where c first stands outside quotation marks, or -1;
// closed tells whether every mark has its second.
func indexUnquoted(s string, c byte) (i int, closed bool) {
	var quote byte
	for i := range len(s) {
		switch {
		case quote != 0:
			if s[i] == quote {
				quote = 0
			}
		case s[i] == '"' || s[i] == '\'':
			quote = s[i]
		case s[i] == c:
			return i, true
		}
	}
	return -1, quote == 0
}

// parameterSyntax is converter(arguments):name, the first two optional.
var parameterSyntax = regexp.MustCompile(`^(?:([a-zA-Z_][a-zA-Z0-9_]*)(?:\((.*)\))?:)?([a-zA-Z_][a-zA-Z0-9_]*)$`)

func parseParameter(inside string, converters map[string]Converter) (token, error) {
	m := parameterSyntax.FindStringSubmatch(inside)
	if m == nil {
		return token{}, fmt.Errorf("<%s> is not a parameter: write <name> or <converter:name>", inside)
	}
	kind, args, name := m[1], m[2], m[3]
	if kind == "" {
		kind = "str"
	}
	c, err := makeConverter(kind, args, converters)
	return token{name: name, conv: c}, err
}

// join puts the pattern of a route behind the prefix of its include.
func (p pattern) join(q pattern) pattern {
	if len(p.tokens) == 0 {
		return pattern{text: p.text + q.text, tokens: slices.Clone(q.tokens)}
	}
	joined := slices.Clip(p.tokens)
	for _, t := range q.tokens {
		if last := len(joined) - 1; last >= 0 && t.literal != "" && joined[last].literal != "" {
			joined = slices.Clone(joined)
			joined[last].literal += t.literal
			continue
		}
		joined = append(joined, t)
	}
	return pattern{text: p.text + q.text, tokens: slices.Clone(joined)}
}

// source is the whole pattern as one regular expression. Every parameter is a
// group that captures, in order.
func (p pattern) source() string {
	var b strings.Builder
	b.WriteString(`\A`)
	open := false // whether text may follow the end
	for i, t := range p.tokens {
		switch {
		case t.conv != nil:
			fmt.Fprintf(&b, "(%s)", t.conv.source)
		case t.regex != "":
			var piece string
			piece, open = regexPiece(t.regex, i == len(p.tokens)-1)
			b.WriteString(piece)
		default:
			b.WriteString(regexp.QuoteMeta(t.literal))
		}
	}
	if open {
		b.WriteString(`(?s:.*)`)
	}
	b.WriteString(`\z`)
	return b.String()
}

// regexPiece makes a piece of a larger expression of one that is searched, as
// Django searches it: without ^ it may begin later, without $ text may follow.
func regexPiece(source string, last bool) (piece string, open bool) {
	anchored := strings.HasPrefix(source, "^")
	body := strings.TrimPrefix(source, "^")
	closed := strings.HasSuffix(body, "$") && !strings.HasSuffix(body, `\$`) || strings.HasSuffix(body, `\Z`) || strings.HasSuffix(body, `\z`)
	body = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(body, "$"), `\Z`), `\z`)
	piece = "(?:" + body + ")"
	if !anchored {
		piece = "(?s:.*?)" + piece
	}
	return piece, last && !closed
}
