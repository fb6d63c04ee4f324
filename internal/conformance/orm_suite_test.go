package main

import (
	"strings"
	"testing"
)

// harbour are the models and rows of a harbour that nobody recorded.
const harbour = `
"schemas": {"harbour": {
  "Port": {"table": "harbour_port", "ordering": ["name"], "managed": true, "fields": [
    {"name": "id", "type": "AutoField", "pk": true, "unique": true, "column": "id"},
    {"name": "name", "type": "CharField", "max_length": 50, "unique": true, "column": "name"}]},
  "Boat": {"table": "harbour_boat", "ordering": [], "managed": true, "fields": [
    {"name": "id", "type": "AutoField", "pk": true, "unique": true, "column": "id"},
    {"name": "name", "type": "CharField", "max_length": 50, "column": "name"},
    {"name": "length", "type": "FloatField", "null": true, "column": "length"},
    {"name": "sails", "type": "IntegerField", "column": "sails"},
    {"name": "log", "type": "JSONField", "null": true, "column": "log"},
    {"name": "built", "type": "DateTimeField", "null": true, "column": "built"},
    {"name": "home", "type": "ForeignKey", "null": true, "to": "harbour.Port", "related_name": "boats", "related_query_name": "boats",
     "attname": "home_id", "column": "home_id", "on_delete": "CASCADE"},
    {"name": "crew", "type": "ManyToManyField", "to": "harbour.Sailor", "related_query_name": "boat", "through": "harbour.Boat_crew", "auto_through": true}]},
  "Boat_crew": {"table": "harbour_boat_crew", "auto_created": true, "managed": true, "fields": [
    {"name": "id", "type": "AutoField", "pk": true, "column": "id"},
    {"name": "boat", "type": "ForeignKey", "to": "harbour.Boat", "attname": "boat_id", "column": "boat_id", "related_name": "Boat_crew+", "on_delete": "CASCADE"},
    {"name": "sailor", "type": "ForeignKey", "to": "harbour.Sailor", "attname": "sailor_id", "column": "sailor_id", "related_name": "Boat_crew+", "on_delete": "CASCADE"}]},
  "Sailor": {"table": "harbour_sailor", "ordering": [], "managed": true, "generic": ["badges"], "fields": [
    {"name": "id", "type": "AutoField", "pk": true, "column": "id"},
    {"name": "name", "type": "CharField", "max_length": 50, "column": "name"}]},
  "Ferry": {"table": "harbour_ferry", "ordering": [], "managed": true, "parents": ["harbour.Boat"], "fields": [
    {"name": "boat_ptr", "type": "OneToOneField", "pk": true, "to": "harbour.Boat", "attname": "boat_ptr_id", "column": "boat_ptr_id",
     "related_query_name": "ferry", "on_delete": "CASCADE", "parent_link": true}]},
  "Wreck": {"table": "harbour_boat", "proxy": true, "parents": ["harbour.Boat"], "ordering": ["-name"], "managed": true, "fields": []}}},
"states": {
  "one": {"Port": [{"id": 1, "name": "Cove"}, {"id": 2, "name": "Bay"}],
    "Sailor": [{"id": 1, "name": "Ann"}, {"id": 2, "name": "Ben"}],
    "Boat": [
      {"id": 1, "name": "Gull", "length": {"$t": "float", "v": "7.5"}, "sails": 2, "log": {"days": 3}, "built": {"$t": "datetime", "v": "2001-02-03T04:05:06"}, "home_id": 1},
      {"id": 2, "name": "Tern", "length": null, "sails": 1, "log": null, "built": null, "home_id": 2}],
    "Boat_crew": [{"id": 1, "boat_id": 1, "sailor_id": 1}, {"id": 2, "boat_id": 1, "sailor_id": 2}]},
  "two": {"Port": [{"id": 1, "name": "Cove"}, {"id": 2, "name": "Bay"}],
    "Sailor": [{"id": 1, "name": "Ann"}, {"id": 2, "name": "Ben"}],
    "Boat": [{"id": 2, "name": "Tern", "length": null, "sails": 1, "log": null, "built": null, "home_id": 2}], "Boat_crew": []},
  "three": {"Port": [{"id": 1, "name": "Cove"}, {"id": 2, "name": "Bay"}, {"id": 3, "name": "Isle"}],
    "Sailor": [{"id": 1, "name": "Ann"}, {"id": 2, "name": "Ben"}],
    "Boat": [
      {"id": 1, "name": "Gull", "length": {"$t": "float", "v": "7.5"}, "sails": 2, "log": {"days": 3}, "built": {"$t": "datetime", "v": "2001-02-03T04:05:06"}, "home_id": 1},
      {"id": 2, "name": "Tern", "length": null, "sails": 1, "log": null, "built": null, "home_id": 2}],
    "Boat_crew": [{"id": 1, "boat_id": 1, "sailor_id": 1}, {"id": 2, "boat_id": 1, "sailor_id": 2}]}}`

// chainCorpus asks of the harbour what suites of calls ask.
const chainCorpus = `{` + harbour + `, "cases": [
 {"name": "filter", "model": "harbour.Boat", "state": "one", "ops": [["filter", [], {"crew__name": "Ben", "home__name__startswith": "C"}]], "end": ["list", [], {}],
  "ordered": false, "expected": [{"model": "harbour.Boat", "pk": 1}]},
 {"name": "q", "model": "harbour.Boat", "state": "one", "ops": [["filter", [{"Q": [{"k": "length__gt", "v": 7}, {"Q": [{"k": "sails", "v": 1}], "connector": "AND", "negated": true}],
  "connector": "OR", "negated": false}], {}]], "end": ["count", [], {}], "expected": 1, "trivial": true},
 {"name": "annotations", "model": "harbour.Boat", "state": "one", "ops": [["annotate", [], {"hands": {"expr": "Count", "args": ["crew"], "kwargs": {}},
  "twice": {"expr": "CombinedExpression", "args": [{"F": "sails"}, "*", {"expr": "Value", "args": [2], "kwargs": {}}], "kwargs": {}}}], ["order_by", ["-hands"], {}]],
  "end": ["list", [], {}], "ordered": true, "expected": [{"model": "harbour.Boat", "pk": 1, "annotations": {"hands": 2, "twice": 4}},
  {"model": "harbour.Boat", "pk": 2, "annotations": {"hands": 0, "twice": 2}}]},
 {"name": "only", "model": "harbour.Boat", "state": "one", "ops": [["only", ["name"], {}]], "end": ["get", [], {"pk": 2}], "expected": {"model": "harbour.Boat", "pk": 2}},
 {"name": "dicts", "model": "harbour.Boat", "state": "one", "ops": [["values", ["name", "home__name"], {}], ["order_by", ["name"], {}]], "end": ["list", [], {}],
  "ordered": true, "expected": [{"name": "Gull", "home__name": "Cove"}, {"name": "Tern", "home__name": "Bay"}]},
 {"name": "tuples", "model": "harbour.Boat", "state": "one", "ops": [["values_list", ["length", "log__days"], {}]], "end": ["list", [], {}],
  "ordered": false, "expected": [{"$t": "tuple", "v": [null, null]}, {"$t": "tuple", "v": [{"$t": "float", "v": "7.5"}, 3]}]},
 {"name": "aggregate", "model": "harbour.Boat", "state": "one", "ops": [], "end": ["aggregate", [{"expr": "Sum", "args": ["sails"], "kwargs": {}}], {"long": {"expr": "Max", "args": ["length"], "kwargs": {}}}],
  "expected": {"sails__sum": 3, "long": {"$t": "float", "v": "7.5"}}},
 {"name": "dates", "model": "harbour.Boat", "state": "one", "ops": [["datetimes", ["built", "month"], {}]], "end": ["list", [], {}], "ordered": true,
  "expected": [{"$t": "datetime", "v": "2001-02-01T00:00:00"}]},
 {"name": "window", "model": "harbour.Boat", "state": "one", "ops": [["annotate", [], {"place": {"expr": "Window", "args": [], "kwargs": {"expression": {"expr": "Rank", "args": [], "kwargs": {}},
  "order_by": "-sails"}}}], ["order_by", ["place"], {}], ["values_list", ["place"], {"flat": true}]], "end": ["list", [], {}], "ordered": true, "expected": [1, 2]},
 {"name": "in bulk", "model": "harbour.Port", "state": "one", "ops": [], "end": ["in_bulk", [[2, 9]], {}], "expected": {"2": {"model": "harbour.Port", "pk": 2}}},
 {"name": "proxy", "model": "harbour.Wreck", "state": "one", "ops": [], "end": ["first", [], {}], "expected": {"model": "harbour.Wreck", "pk": 2}},
 {"name": "subquery", "model": "harbour.Port", "state": "one", "ops": [["filter", [{"expr": "Exists", "args": [{"query": {"model": "harbour.Boat",
  "ops": [["filter", [], {"home": {"outer": "pk"}, "length__isnull": true}]]}}], "kwargs": {}}], {}]], "end": ["index", [0], {}], "expected": {"model": "harbour.Port", "pk": 2}},
 {"name": "missing", "model": "harbour.Boat", "state": "one", "ops": [], "end": ["get", [], {"name": "Auk"}], "error": {"cls": "DoesNotExist", "msg": "no boat"}},
 {"name": "refused", "model": "harbour.Boat", "state": "one", "ops": [["filter", [], {"wings": 2}]], "end": ["list", [], {}], "error": {"cls": "FieldError", "msg": "no wings"}},
 {"name": "update", "model": "harbour.Port", "state": "three", "ops": [["filter", [], {"name": "Isle"}]], "end": ["update", [], {"name": "Isle"}], "then": "three", "expected": 1},
 {"name": "delete", "model": "harbour.Boat", "state": "one", "ops": [["filter", [], {"sails": 2}]], "end": ["delete", [], {}], "then": "two",
  "expected": {"$t": "tuple", "v": [3, {"harbour.Boat": 1, "harbour.Boat_crew": 2}]}},
 {"name": "get or create", "model": "harbour.Port", "state": "one", "ops": [], "end": ["get_or_create", [], {"name": "Isle"}], "then": "three",
  "expected": {"$t": "tuple", "v": [{"model": "harbour.Port", "pk": 3}, true]}},
 {"name": "out: model", "model": "harbour.Lamp", "state": "one", "ops": [], "end": ["count", [], {}], "expected": 1},
 {"name": "out: generic", "model": "harbour.Sailor", "state": "one", "ops": [["filter", [], {"badges__id": 1}]], "end": ["count", [], {}], "expected": 1},
 {"name": "out: inherited", "model": "harbour.Ferry", "state": "one", "ops": [], "end": ["count", [], {}], "expected": 0},
 {"name": "out: keyword", "model": "harbour.Port", "state": "one", "ops": [], "end": ["in_bulk", [], {"colour": 1}], "error": {"cls": "TypeError", "msg": "unexpected"}},
 {"name": "out: constraint", "model": "harbour.Boat", "state": "one", "ops": [], "end": ["in_bulk", [["Gull"]], {"field_name": "name"}], "expected": {}},
 {"name": "out: property", "model": "harbour.Port", "state": "one", "ops": [], "end": ["get_or_create", [], {"light": 1}], "expected": {"$t": "tuple", "v": [{"model": "harbour.Port", "pk": 1}, false]}},
 {"name": "out: default", "model": "harbour.Port", "state": "one", "ops": [], "end": ["get_or_create", [], {}], "then": "three",
  "expected": {"$t": "tuple", "v": [{"model": "harbour.Port", "pk": 3}, true]}},
 {"name": "out: not in Django", "model": "harbour.Port", "state": "one", "ops": [], "end": ["count", [], {}], "error": {"cls": "NotSupportedError", "msg": "no"}},
 {"name": "out: call", "model": "harbour.Port", "state": "one", "ops": [["extra", [], {}]], "end": ["count", [], {}], "expected": 1},
 {"name": "out: row as text", "model": "harbour.Port", "state": "one", "ops": [["filter", [], {"name": {"$t": "instance", "model": "harbour.Port", "pk": 1}}]], "end": ["count", [], {}], "expected": 1},
 {"name": "out: opaque", "model": "harbour.Port", "state": "one", "ops": [["filter", [], {"name": {"$t": "opaque", "v": 1}}]], "end": ["count", [], {}], "expected": 1}
]}`

func TestChainSuite(t *testing.T) {
	t.Parallel()
	results, err := chainSuite("harbour", opener{"sqlite", openSQLite}).run([]byte(chainCorpus), everything)
	if err != nil {
		t.Fatal(err)
	}
	all, hard := results[0], results[1]
	for _, f := range all.failures {
		t.Errorf("%s: %v", f.name, f.err)
	}
	if all.inScope != 17 || hard.inScope != 16 {
		t.Errorf("%d cases in scope, %d of them hard, want 17 and 16", all.inScope, hard.inScope)
	}
	for _, id := range []string{"schema-not-recorded", "generic-relation", "multi-table-inheritance", "python-type-error",
		"constraint-not-recorded", "python-property", "default-not-recorded", "not-in-django", "kind-not-known", "row-as-text", "opaque"} {
		if all.out[id] != 1 {
			t.Errorf("%d cases under %s, want 1", all.out[id], id)
		}
	}
}

// Every comparison must be able to fail: with other rows nothing that reads
// columns, and nothing that was written, is as recorded.
func TestChainSuiteFails(t *testing.T) {
	t.Parallel()
	for name, corpus := range map[string]string{
		"answers": string(mutated(t, chainCorpus)),
		"rows":    strings.NewReplacer(`"then": "two"`, `"then": "one"`, `"then": "three"`, `"then": "two"`, `"only", ["name"]`, `"using", ["name"]`).Replace(chainCorpus),
	} {
		got, err := runSuite(chainSuite("harbour", opener{"sqlite", openSQLite}), []byte(corpus))
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]int{"answers": 17, "rows": 3}[name]
		if len(got.failures) < want {
			t.Errorf("%s: %d failures, want %d", name, len(got.failures), want)
			for _, f := range got.failures {
				t.Logf("failed, as it should: %s: %v", f.name, f.err)
			}
		}
	}
}
