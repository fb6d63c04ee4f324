package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// A mismatch is an answer that is not the recorded one.
type mismatch struct{ got, want any }

func (m mismatch) Error() string {
	return fmt.Sprintf("got %s, want %s", show(m.got), show(m.want))
}

// same returns nil if both values are equal, else a mismatch.
func same(got, want any) error {
	if reflect.DeepEqual(plain(got), plain(want)) {
		return nil
	}
	return mismatch{got, want}
}

// plain gives equal values one form: whole numbers are int64, lists []any,
// mappings map[string]any, times in UTC, bytes text, data structures their state.
func plain(v any) any {
	switch v := v.(type) {
	case object:
		m := map[string]any{}
		for _, member := range v {
			m[member.key] = plain(member.value)
		}
		return m
	case mapping:
		m := map[string]any{}
		for _, p := range v {
			m[show(p[0])] = plain(p[1])
		}
		return m
	case multi:
		m := map[string]any{}
		for _, member := range v {
			m[member.key] = plain(member.values)
		}
		return m
	case tagged:
		if v.kind == "ds" {
			return plain(v.v())
		}
		return map[string]any{"$t": v.kind, "v": plain(v.v())}
	case float64:
		if n := int64(v); float64(n) == v {
			return n
		}
	case []byte:
		return string(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	}
	return plainKind(reflect.ValueOf(v), v)
}

func plainKind(rv reflect.Value, v any) any {
	switch {
	case !rv.IsValid():
		return nil
	case rv.CanInt():
		return rv.Int()
	case rv.CanUint():
		return int64(rv.Uint())
	case rv.Kind() == reflect.String:
		return rv.String()
	case rv.Kind() == reflect.Slice:
		list := []any{}
		for i := range rv.Len() {
			list = append(list, plain(rv.Index(i).Interface()))
		}
		return list
	case rv.Kind() == reflect.Map && rv.Type().Key().Kind() == reflect.String:
		m := map[string]any{}
		for _, key := range rv.MapKeys() {
			m[key.String()] = plain(rv.MapIndex(key).Interface())
		}
		return m
	}
	return v
}

// show writes a value for people.
func show(v any) string {
	switch v := plain(v).(type) {
	case nil:
		return "None"
	case string:
		return fmt.Sprintf("%q", v)
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = show(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, key+": "+show(v[key]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	default:
		return fmt.Sprint(v)
	}
}
