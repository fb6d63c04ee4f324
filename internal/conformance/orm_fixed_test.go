package main

import (
	"strings"
	"testing"
)

// fixedCorpus is a fleet that nobody recorded, with the answers of one database.
const fixedCorpus = `{
"schema": {
  "Yard": {"table": "fleet_yard", "ordering": ["name"], "fields": [{"name": "id", "type": "AutoField"}, {"name": "name", "type": "CharField", "max_length": 20, "unique": true}]},
  "Hand": {"table": "fleet_hand", "ordering": [], "fields": [{"name": "id", "type": "AutoField"}, {"name": "name", "type": "CharField", "max_length": 20, "default": "Nemo"}]},
  "Ship": {"table": "fleet_ship", "ordering": [], "fields": [{"name": "id", "type": "AutoField"}, {"name": "name", "type": "CharField", "max_length": 20},
    {"name": "made", "type": "DateField", "null": true},
    {"name": "yard", "type": "ForeignKey", "null": true, "to": "Yard", "related_name": "ships", "attname": "yard_id", "on_delete": "CASCADE"},
    {"name": "hands", "type": "ManyToManyField", "to": "Hand", "related_name": "ships", "through": "Ship_hands", "auto_through": true}]}},
"fixture": {"Yard": [{"id": 1, "name": "North"}, {"id": 2, "name": "South"}], "Hand": [{"id": 1, "name": "Ann"}, {"id": 2, "name": "Ben"}, {"id": 3, "name": "Cat"}],
  "Ship": [{"id": 1, "name": "Argo", "made": {"$t": "date", "v": "1999-05-06"}, "yard_id": 1}, {"id": 2, "name": "Brig", "made": null, "yard_id": null}],
  "Ship.hands": [[1, 1], [1, 2]]},
"cases": [
 {"name": "filter", "query": {"model": "Ship", "ops": [["filter", {"and": [{"k": "hands__name", "v": "Ben"}]}], ["values", ["name"]]], "end": ["list"]},
  "expected": {"sqlite": {"result": [{"name": "Argo"}], "queries": 1}}},
 {"name": "fields", "query": {"model": "Yard", "ops": [], "end": ["get", {"pk": 2}]}, "expected": {"sqlite": {"result": {"model": "Yard", "fields": {"id": 2, "name": "South"}}, "queries": 1}}},
 {"name": "dates", "query": {"model": "Ship", "ops": [], "end": ["dates", "made", "month", "ASC"]}, "expected": {"sqlite": {"result": [{"$t": "date", "v": "1999-05-01"}], "queries": 1}}},
 {"name": "in bulk", "query": {"model": "Yard", "ops": [], "end": ["in_bulk", ["South", "East"], "name"]},
  "expected": {"sqlite": {"result": [["South", {"model": "Yard", "fields": {"id": 2, "name": "South"}}]], "queries": 1}}},
 {"name": "tree", "query": {"model": "Yard", "ops": [["prefetch_related", ["ships__hands"]], ["order_by", ["id"]]], "end": ["tree", ["ships*", "ships*.hands*"]]},
  "expected": {"sqlite": {"result": [{"model": "Yard", "fields": {"id": 1, "name": "North"}, "ships": [{"model": "Ship",
   "fields": {"id": 1, "name": "Argo", "made": {"$t": "date", "v": "1999-05-06"}, "yard_id": 1},
   "hands": [{"model": "Hand", "fields": {"id": 2, "name": "Ben"}}, {"model": "Hand", "fields": {"id": 1, "name": "Ann"}}]}]},
   {"model": "Yard", "fields": {"id": 2, "name": "South"}, "ships": []}], "queries": 3}}},
 {"name": "contains", "query": {"model": "Ship", "ops": [["filter", {"and": [{"k": "made__isnull", "v": true}]}]], "end": ["contains", 2]}, "expected": {"sqlite": {"result": true, "queries": 2}}},
 {"name": "create", "query": {"model": "Hand", "ops": [], "end": ["create", {}]}, "then": {"model": "Hand", "ops": [["order_by", ["-id"]], ["slice", 0, 1], ["values", ["name"]]], "end": ["list"]},
  "expected": {"sqlite": {"result": {"model": "Hand", "fields": {"name": "Nemo"}}, "then": [{"name": "Nemo"}], "queries": 1}}},
 {"name": "save", "query": {"model": "Ship", "ops": [], "end": ["save", 2, {"name": "Bark", "yard_id": 2}, ["name"]]},
  "then": {"model": "Ship", "ops": [["filter", {"and": [{"k": "id", "v": 2}]}], ["values", ["name", "yard_id"]]], "end": ["list"]},
  "expected": {"sqlite": {"result": null, "then": [{"name": "Bark", "yard_id": null}], "queries": 2}}},
 {"name": "bulk create", "query": {"model": "Yard", "ops": [], "end": ["bulk_create", [{"name": "East"}, {"name": "North"}], {"ignore_conflicts": true}]},
  "then": {"model": "Yard", "ops": [], "end": ["count"]}, "expected": {"sqlite": {"result": 2, "then": 3, "queries": 1}}},
 {"name": "bulk update", "query": {"model": "Ship", "ops": [], "end": ["bulk_update", [[1, {"name": "A"}], [2, {"name": "B"}]], ["name"], {}]},
  "then": {"model": "Ship", "ops": [["order_by", ["id"]], ["values_list", ["name"], true]], "end": ["list"]}, "expected": {"sqlite": {"result": 2, "then": ["A", "B"], "queries": 3}}},
 {"name": "set", "query": {"model": "Ship", "ops": [], "end": ["m2m", 1, "hands", [["set", [2, 3]]]]},
  "then": {"model": "Ship", "ops": [["filter", {"and": [{"k": "id", "v": 1}]}], ["order_by", ["hands"]], ["values_list", ["hands"], true]], "end": ["list"]},
  "expected": {"sqlite": {"result": null, "then": [2, 3], "queries": 5}}},
 {"name": "add back", "query": {"model": "Yard", "ops": [], "end": ["m2m", 2, "ships", [["add", [1]]]]},
  "then": {"model": "Ship", "ops": [["filter", {"and": [{"k": "yard", "v": 2}]}]], "end": ["count"]}, "expected": {"sqlite": {"result": null, "then": 1, "queries": 3}}},
 {"name": "delete", "query": {"model": "Yard", "ops": [["filter", {"and": [{"k": "id", "v": 1}]}]], "end": ["delete"]}, "then": {"model": "Ship", "ops": [], "end": ["count"]},
  "expected": {"sqlite": {"result": [4, {"Yard": 1, "Ship": 1, "Ship_hands": 2}], "then": 1, "queries": 5}}},
 {"name": "error", "query": {"model": "Ship", "ops": [["order_by", ["mast"]]], "end": ["list"]}, "expected": {"sqlite": {"error": {"cls": "FieldError", "msg": "no mast"}, "queries": 0}}},
 {"name": "out", "query": {"model": "Ship", "ops": [], "end": ["count"]}, "expected": {"oracle": {"result": 2, "queries": 1}}}
]}`

func TestFixedSuite(t *testing.T) {
	t.Parallel()
	got, err := runSuite(fixedSuite("fleet", opener{"sqlite", openSQLite}), []byte(fixedCorpus))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.failures {
		t.Errorf("%s: %v", f.name, f.err)
	}
	if got.inScope != 14 || got.out["other-database"] != 1 {
		t.Errorf("%d cases in scope and %d of another database, want 14 and 1", got.inScope, got.out["other-database"])
	}
}

// A number of statements, and what is found after a write, must be able to fail.
func TestFixedSuiteFails(t *testing.T) {
	t.Parallel()
	wrong := strings.NewReplacer(`"queries": `, `"queries": 1`).Replace(fixedCorpus)
	got, err := runSuite(fixedSuite("fleet", opener{"sqlite", openSQLite}), []byte(wrong))
	if err != nil || got.passed != 0 {
		t.Errorf("%d cases passed with other numbers of statements, %v", got.passed, err)
	}
	wrong = strings.NewReplacer(`"then": 3`, `"then": 4`, `"then": 1`, `"then": 0`, `"then": [`, `"then": ["more", `).Replace(fixedCorpus)
	got, err = runSuite(fixedSuite("fleet", opener{"sqlite", openSQLite}), []byte(wrong))
	if err != nil || len(got.failures) != 7 {
		t.Errorf("%d failures where rows should be found that are not there, want 7, %v", len(got.failures), err)
	}
}
