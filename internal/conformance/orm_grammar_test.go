package main

import "testing"

func TestGrammarBecomesCalls(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, in, want string }{
		{
			"conditions",
			`{"model": "Crew", "ops": [["filter", {"or": [{"k": "age__gt", "v": 3}, {"not": {"k": "name", "v": {"F": "nick"}}}]}]], "end": ["count"]}`,
			`{"model": "Crew", "ops": [["filter", [{"Q": [{"k": "age__gt", "v": 3}, {"Q": [{"k": "name", "v": {"F": "nick"}}],
			 "connector": "AND", "negated": true}], "connector": "OR", "negated": false}], {}]], "end": ["count", [], {}]}`,
		},
		{
			"expressions",
			`{"model": "Crew", "ops": [["annotate", {"x": {"op": "*", "l": {"F": "age"}, "r": {"V": 2}}, "n": {"fn": "Count", "args": [{"F": "boats"}], "distinct": true}}],
			 ["order_by", ["-x", {"order": "age", "desc": true, "nulls": "last"}]]], "end": ["latest", ["age"]]}`,
			`{"model": "Crew", "ops": [["annotate", [], {"x": {"expr": "CombinedExpression", "args": [{"F": "age"}, "*", {"expr": "Value", "args": [2], "kwargs": {}}], "kwargs": {}},
			 "n": {"expr": "Count", "args": [{"F": "boats"}], "kwargs": {"distinct": true}}}], ["order_by", ["-x",
			 {"expr": "OrderBy", "args": [{"F": "age"}], "kwargs": {"descending": true, "nulls_last": true}}], {}]], "end": ["latest", ["age"], {}]}`,
		},
		{
			"queries inside",
			`{"model": "Crew", "ops": [["filter", {"and": [{"exists": {"model": "Boat", "ops": [["filter", {"and": [{"k": "crew", "v": {"outer": "pk"}}]}]], "end": ["list"]}}]}]], "end": ["get", {"pk": 1}]}`,
			`{"model": "Crew", "ops": [["filter", [{"Q": [{"expr": "Exists", "args": [{"query": {"model": "Boat", "ops": [["filter", [{"Q": [{"k": "crew", "v": {"outer": "pk"}}],
			 "connector": "AND", "negated": false}], {}]], "end": ["list", [], {}]}}], "kwargs": {}}], "connector": "AND", "negated": false}], {}]], "end": ["get", [], {"pk": 1}]}`,
		},
		{
			"cases",
			`{"model": "Crew", "ops": [["values_list", ["id"], true], ["annotate", {"c": {"case": [[{"k": "age", "v": 1}, {"V": "a"}]], "default": {"as": "TextField", "e": {"V": "b"}}}}]], "end": ["list"]}`,
			`{"model": "Crew", "ops": [["values_list", ["id"], {"flat": true}], ["annotate", [], {"c": {"expr": "Case", "args": [{"expr": "When", "args": [{"k": "age", "v": 1}],
			 "kwargs": {"then": {"expr": "Value", "args": ["a"], "kwargs": {}}}}], "kwargs": {"default": {"expr": "ExpressionWrapper", "args": [{"expr": "Value", "args": ["b"], "kwargs": {}}],
			 "kwargs": {"output_field": {"field": "TextField", "kwargs": {}}}}}}}]], "end": ["list", [], {}]}`,
		},
	} {
		in, err := readORM([]byte(test.in))
		if err != nil {
			t.Fatal(err)
		}
		want, err := readORM([]byte(test.want))
		if err != nil {
			t.Fatal(err)
		}
		got, err := asCalls(in)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if show(got) != show(want) {
			t.Errorf("%s:\n%s, want\n%s", test.name, show(got), show(want))
		}
	}
}

func TestGrammarRefuses(t *testing.T) {
	t.Parallel()
	in, _ := readORM([]byte(`{"model": "Crew", "ops": [["annotate", {"x": {"magic": 1}}]], "end": ["list"]}`))
	if _, err := asCalls(in); err == nil {
		t.Error("an expression that is none was taken")
	}
}
