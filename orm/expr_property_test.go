package orm_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/combo-web/combo/orm"
)

// Whatever the name of a member is, it is found, and never becomes text of the
// statement.
func TestGauntletC4KeysOfJSON(t *testing.T) {
	_, q := openGauges(t)
	pg := openGaugesPostgres(t)
	checkKeys := func(t *rapid.T, q orm.Query, key string) {
		document := orm.WithType(orm.Value(map[string]any{key: "found", "other": map[string]any{key: []any{1, key}}}), ofKind(orm.JSON))
		for _, test := range []exprTest{
			{"key", orm.Key(document, key), "found", ""},
			{"text", orm.KeyText(document, key), "found", ""},
			{"inner", orm.KeyText(document, "other", key, 1), key, ""},
			{"last", orm.KeyText(document, "other", key, -1), key, ""},
			{"has", orm.Compare(document, "has_key", key), "true", ""},
			{"has all", orm.Compare(document, "has_keys", []string{key, "other"}), "true", ""},
			{"exact", orm.Compare(orm.Key(document, key), "exact", "found"), "true", ""},
			{"in", orm.Compare(orm.Key(document, "other", key, 1), "in", []string{"x", key}), "true", ""},
			{"contains", orm.Compare(document, "contains", map[string]any{key: "found"}), "true", ""},
			{"built", orm.KeyText(orm.JSONObject(key, key), key), key, ""},
			{"starts", orm.Compare(orm.Key(document, "other", key, 1), "startswith", key), "true", ""},
		} {
			if key == "other" {
				continue
			}
			query := q.Filter(orm.Where("id", 1)).Annotate(orm.As("x", test.e.(orm.Expression))).Values("x")
			lists, err := query.Lists(t.Context())
			if err != nil || showValue(lists[0][0]) != test.want {
				t.Errorf("%s of %q: %v, %v, want %q", test.name, key, lists, err, test.want)
			}
			sql, _, _ := orm.CompileSQL(query, query.Dialect(), orm.EndRows)
			if len(key) > 3 && !strings.Contains("other", key) && strings.Contains(sql, key) {
				t.Errorf("%q is in the text: %s", key, sql)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.OneOf(
			rapid.StringMatching(`[a-z'"\\.\[\]$%_{}?:@#/ -]{0,8}`),
			rapid.StringMatching(`[0-9]{1,3}`),
			rapid.String(),
		).Filter(func(s string) bool { return !strings.Contains(s, "\x00") }).Draw(t, "key")
		checkKeys(t, q, key)
		checkKeys(t, pg, key)
	})
}
