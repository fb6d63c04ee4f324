package main

// A rule takes cases of a kind out of scope. It looks at what a case asks for
// or how it is built, never at its name.
type rule[C any] struct {
	id      string
	reason  string
	applies func(C) bool
}

// A ruleName is what the report tells of a rule.
type ruleName struct{ id, reason string }

func ruleNames[C any](rules []rule[C]) []ruleName {
	names := make([]ruleName, len(rules))
	for i, r := range rules {
		names[i] = ruleName{r.id, r.reason}
	}
	return names
}
