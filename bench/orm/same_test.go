package orm_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
)

// TestSame asks whether all peers find the same rows with the same values.
func TestSame(t *testing.T) {
	for _, open := range []func(testing.TB, orm.Config) place{openSQLite, openPostgres} {
		p := open(t, orm.Config{})
		for _, name := range []string{"point", "list", "with"} {
			want := ""
			for _, peer := range p.peers {
				if peer.name == "bare" {
					continue
				}
				found, err := peer.tasks[name](t.Context(), 7)
				check(t, err)
				got := plain(t, found)
				if want == "" {
					want = got
				}
				if got != want || len(got) < 100 {
					t.Errorf("%s, %s: %s finds\n%.300s\nand %s\n%.300s", p.name, name, peer.name, got, p.peers[1].name, want)
				}
			}
		}
	}
}

// plain writes what was found as JSON, with names that do not depend on the peer.
func plain(t *testing.T, found any) string {
	t.Helper()
	text, err := json.Marshal(found)
	check(t, err)
	var v any
	check(t, json.Unmarshal(text, &v))
	text, err = json.Marshal(rename(v))
	check(t, err)
	return string(text)
}

func rename(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = rename(v[i])
		}
		return v
	case map[string]any:
		m := map[string]any{}
		for name, value := range v {
			name = strings.ReplaceAll(strings.ToLower(name), "_", "")
			if name == "author" || name == "articles" && value == nil {
				continue // not loaded
			}
			m[name] = rename(value)
		}
		return m
	case string:
		if at, err := time.Parse(time.RFC3339, v); err == nil {
			return at.UTC().Format(time.RFC3339)
		}
	}
	return v
}

// What belongs to 100 rows takes two statements.
func TestWithStatements(t *testing.T) {
	for _, open := range []func(testing.TB, orm.Config) place{openSQLite, openPostgres} {
		p := open(t, orm.Config{Observe: orm.Counted})
		for _, peer := range []peer{typed(p.db), untyped(p.db)} {
			ctx, ran := orm.CountStatements(t.Context())
			_, err := peer.tasks["with"](ctx, 0)
			check(t, err)
			if got := ran.Count(); got != 2 {
				t.Error(fmt.Sprint(p.name, " ", peer.name), "ran", got, "statements, want 2")
			}
		}
	}
}
