package cache_test

import (
	"context"
	"fmt"
	"time"

	"github.com/combo-web/combo/cache"
)

func Example() {
	values, err := cache.New(cache.Config{Stale: time.Hour})
	if err != nil {
		fmt.Println(err)
		return
	}
	top := func(ctx context.Context, language string) ([]string, error) {
		return cache.Load(ctx, values, cache.Key("top posts", language), time.Minute,
			func(context.Context) ([]string, error) {
				fmt.Println("asking the database")
				return []string{"Swing", "Bebop"}, nil
			})
	}

	for range 2 {
		posts, err := top(context.Background(), "en")
		fmt.Println(posts, err)
	}
	// Output:
	// asking the database
	// [Swing Bebop] <nil>
	// [Swing Bebop] <nil>
}

func ExampleSet() {
	ctx := context.Background()
	values, err := cache.New(cache.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	key := cache.Key("greeting", "7")
	if err := cache.Set(ctx, values, key, "Hello, Ann!", time.Minute); err != nil {
		fmt.Println(err)
	}
	text, ok := cache.Get[string](ctx, values, key)
	fmt.Println(text, ok)

	if err := values.Delete(ctx, key); err != nil {
		fmt.Println(err)
	}
	_, ok = cache.Get[string](ctx, values, key)
	fmt.Println(ok)
	// Output:
	// Hello, Ann! true
	// false
}

func ExampleKey() {
	fmt.Println(cache.Key("a", "bc") == cache.Key("ab", "c"))
	// Output: false
}

func ExampleNewMemory() {
	store, err := cache.NewMemory(cache.MemoryConfig{MaxBytes: 16 << 20})
	if err != nil {
		fmt.Println(err)
		return
	}
	values, err := cache.New(cache.Config{Store: store})
	fmt.Println(values != nil, err)
	// Output: true <nil>
}
