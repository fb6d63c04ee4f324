package combo

import (
	"fmt"
	"regexp/syntax"
	"slices"
)

// A form is one way to write the URL of a route: literal text and parameters in
// turn. Patterns have one form, regular expressions may have several.
type form struct {
	host, path []part
}

type part struct {
	literal string
	name    string     // of a parameter
	conv    *converter // nil: a group of a regular expression
}

func (p part) format(v any) (string, error) {
	if p.conv == nil {
		return formatText(v)
	}
	text, err := p.conv.format(v)
	if err != nil {
		return "", err
	}
	if !p.conv.accepts(text) {
		return "", fmt.Errorf("%q is not one that <%s:%s> matches", text, p.conv.spec, p.name)
	}
	return text, nil
}

func (f form) params() []string {
	var names []string
	for _, p := range slices.Concat(f.host, f.path) {
		if p.name != "" {
			names = append(names, p.name)
		}
	}
	return names
}

// maxForms bounds how many forms alternatives and optional groups may make.
const maxForms = 32

// makeForms lists the ways to write the route's URL.
func (l *leaf) makeForms() []form {
	var host []part
	if l.host != nil {
		host = l.host.pattern.forms()[0]
	}
	var list []form
	for _, path := range l.pattern.forms() {
		list = append(list, form{host, path})
	}
	return list
}

// forms lists the ways to write the pattern. Groups are counted as captures
// counts them; those that are no parameters are written as what they hold.
func (p pattern) forms() [][]part {
	captures := map[int]capture{}
	for _, c := range p.captures() {
		captures[c.group] = c
	}
	forms := [][]part{nil}
	group := 0
	for _, t := range p.tokens {
		switch {
		case t.conv != nil:
			group++
			forms = combine(forms, [][]part{{{name: t.name, conv: t.conv}}})
		case t.regex != "":
			parsed, err := syntax.Parse(t.regex, syntax.Perl)
			if err != nil {
				return nil // New has reported it
			}
			forms = combine(forms, regexForms(parsed, group, captures))
			group += parsed.MaxCap()
		default:
			forms = combine(forms, [][]part{{{literal: t.literal}}})
		}
	}
	return forms
}

// combine joins every form of the front with every form of the back.
func combine(front, back [][]part) [][]part {
	var joined [][]part
	for _, b := range back {
		for _, f := range front {
			if len(joined) < maxForms {
				joined = append(joined, slices.Concat(f, b))
			}
		}
	}
	return joined
}

// regexForms writes texts that a regular expression matches, as Django does: a
// class as its first character, an optional piece left out, and once more with
// the piece if it holds a parameter. before is the number of groups in front.
func regexForms(re *syntax.Regexp, before int, captures map[int]capture) [][]part {
	one := func(text string) [][]part { return [][]part{{{literal: text}}} }
	switch re.Op {
	case syntax.OpLiteral:
		return one(string(re.Rune))
	case syntax.OpCharClass:
		if len(re.Rune) == 0 {
			return nil
		}
		return one(string(re.Rune[0]))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return one(".")
	case syntax.OpCapture:
		if c, ok := captures[before+re.Cap]; ok {
			return [][]part{{{name: c.name}}}
		}
		return regexForms(re.Sub[0], before, captures)
	case syntax.OpConcat:
		forms := [][]part{nil}
		for _, sub := range re.Sub {
			forms = combine(forms, regexForms(sub, before, captures))
		}
		return forms
	case syntax.OpAlternate:
		var forms [][]part
		for _, sub := range re.Sub {
			forms = append(forms, regexForms(sub, before, captures)...)
		}
		return forms[:min(len(forms), maxForms)]
	case syntax.OpPlus:
		return regexForms(re.Sub[0], before, captures)
	case syntax.OpStar, syntax.OpQuest:
		return optionalForms(re.Sub[0], before, captures)
	case syntax.OpRepeat:
		if re.Min == 0 {
			return optionalForms(re.Sub[0], before, captures)
		}
		forms := [][]part{nil}
		for range re.Min {
			forms = combine(forms, regexForms(re.Sub[0], before, captures))
		}
		return forms
	}
	return [][]part{nil} // anchors, word boundaries, the empty expression
}

func optionalForms(sub *syntax.Regexp, before int, captures map[int]capture) [][]part {
	forms := [][]part{nil}
	for _, f := range regexForms(sub, before, captures) {
		if slices.ContainsFunc(f, func(p part) bool { return p.name != "" }) {
			forms = append(forms, f)
		}
	}
	return forms
}
