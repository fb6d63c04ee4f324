package orm_test

import (
	"fmt"
	"testing"

	"github.com/combo-web/combo/orm"
)

func TestEveryTypedJSON(t *testing.T) { runCases(t, jsonCases()) }

// member is what stands under a name in the log of a boat, nil if nothing does.
func member(b *Boat, name string) any {
	m, _ := b.Log.(map[string]any)
	return m[name]
}

func jsonCases() []valueCase {
	b := Boats.F
	trips := func(b *Boat) *string {
		if n := member(b, "trips"); n != nil {
			return ptr(fmt.Sprint(n))
		}
		return nil
	}
	sixth := func(b *Boat) bool { return b.ID == 6 }
	return []valueCase{
		value("key", orm.Key(&b.Log, "trips"), func(b *Boat) any { return member(b, "trips") }),
		value("key, deep", orm.Key(&b.Log, "crew", 0), func(b *Boat) any {
			if member(b, "crew") == nil {
				return nil
			}
			return "x"
		}),
		value("key text of a number", orm.KeyText(&b.Log, "trips"), trips),
		value("key text", orm.KeyText(&b.Log, "port"), func(b *Boat) *string {
			if member(b, "port") == nil {
				return nil
			}
			return &b.Name
		}),
		value("object", orm.JSONObject("name", &b.Name, "crew", &b.Crew, "active", &b.Owner.Active), func(b *Boat) any {
			return map[string]any{"name": b.Name, "crew": float64(b.Crew), "active": b.Owner.Active}
		}),
		finds("at", orm.At(&b.Log, "trips").Gte(5), func(b *Boat) bool { n, _ := member(b, "trips").(float64); return n >= 5 }),
		finds("at, in a list", orm.At(&b.Log, "trips").In(5.0, 9.0), func(b *Boat) bool { return b.ID == 6 || b.ID == 10 }),
		finds("at, by any lookup", orm.At(&b.Log, "port").Is("startswith", "F"), sixth),
		finds("has key", orm.HasKey(&b.Log, "deep"), func(b *Boat) bool { return member(b, "deep") != nil }),
		finds("has keys", orm.HasKeys(&b.Log, "trips", "crew"), func(b *Boat) bool { return member(b, "trips") != nil }),
		finds("has any keys", orm.HasAnyKeys(&b.Log, "trips", "none"), func(b *Boat) bool { return member(b, "trips") != nil }),
		on("postgresql", finds("contains", orm.JSONContains(&b.Log, map[string]any{"trips": 5}), sixth)),
		on("postgresql", finds("contained by", orm.JSONContainedBy(&b.Log, []any{3, "two", "more"}), func(b *Boat) bool { return b.ID == 4 })),
		finds("lookups", orm.WhereCol(&b.Log, "has_key", "trips"), func(b *Boat) bool { return member(b, "trips") != nil }),
		finds("lookups of keys", orm.WhereCol(&b.Log, "has_keys", []string{"port", "deep"}), func(b *Boat) bool { return member(b, "deep") != nil }),
		finds("lookups of some keys", orm.WhereCol(&b.Log, "has_any_keys", []string{"none", "deep"}), func(b *Boat) bool { return member(b, "deep") != nil }),
	}
}
