package cache_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo/cache"
)

func TestKeyTellsApart(t *testing.T) {
	t.Parallel()
	lists := [][]string{
		nil, {""}, {"", ""}, {"a"}, {"a", ""}, {"", "a"}, {"a", "b"}, {"ab"}, {"a", "bc"}, {"ab", "c"}, {"abc"},
		{"a:b", "c"}, {"a", "b:c"}, {"a b"}, {"a\nb"}, {"a\x00b"}, {"A"}, {"\x00\x00\x00\x00\x00\x00\x00\x01a"},
		{strings.Repeat("k", 300)}, {strings.Repeat("k", 301)}, {strings.Repeat("k", 300), "k"},
	}
	seen := map[string][]string{}
	for _, parts := range lists {
		key := cache.Key(parts...)
		if other, twice := seen[key]; twice {
			t.Errorf("Key(%q) = Key(%q)", parts, other)
		}
		seen[key] = parts
		if len(key) != 43 || strings.Trim(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Errorf("Key(%q) = %q, want 43 plain characters", parts, key)
		}
		if again := cache.Key(parts...); again != key {
			t.Errorf("Key(%q) is %q and then %q", parts, key, again)
		}
	}
}

// FuzzKey cuts a text into parts at two choices of places: the keys are equal
// exactly if the parts are.
func FuzzKey(f *testing.F) {
	f.Add("abc", uint16(0b01), uint16(0b10))
	f.Add("a:b:c", uint16(0b0101), uint16(0b0101))
	f.Add("\x00\x00\x00\x00\x00\x00\x00\x01a\x00", uint16(0), uint16(256))
	f.Fuzz(func(t *testing.T, text string, first, second uint16) {
		a, b := cut(text, first), cut(text, second)
		if same := slices.Equal(a, b); same != (cache.Key(a...) == cache.Key(b...)) {
			t.Errorf("Key(%q) and Key(%q): equal is %v", a, b, !same)
		}
	})
}

// cut cuts a text behind the positions whose bit is set.
func cut(text string, places uint16) []string {
	var parts []string
	start := 0
	for i := range len(text) {
		if i < 16 && places&(1<<i) != 0 {
			parts = append(parts, text[start:i+1])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}
