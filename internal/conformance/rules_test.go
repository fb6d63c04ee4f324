package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// The page of the program lists every rule with its reason.
func TestRulesAreDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, rules := range [][]ruleName{ruleNames(urlRules), ruleNames(mapRules), ruleNames(httpRules())} {
		var ids []string
		for _, r := range rules {
			if slices.Contains(ids, r.id) {
				t.Errorf("two rules %s in one table", r.id)
			}
			ids = append(ids, r.id)
			if r.reason == "" || !strings.Contains(string(page), "| `"+r.id+"` | ") || !strings.Contains(string(page), " | "+r.reason+" |") {
				t.Errorf("docs/conformance.md has no line for %s: %s", r.id, r.reason)
			}
		}
	}
}
