// Package cache keeps values for a while: what is slow to make and may be a
// little old.
//
//	values, err := cache.New(cache.Config{Stale: time.Hour})
//
//	posts, err := cache.Load(ctx, values, cache.Key("top posts", language), time.Minute,
//		func(ctx context.Context) ([]Post, error) {
//			return blog.topPosts(ctx, language)
//		})
//
// [Load] returns what is stored, or computes it. Of several goroutines that miss
// the same value at once, one computes and the others wait for it, or get the old
// value if there is one. A [Store] that does not work costs time and a line in the
// log, never the request.
//
// The rules:
//
//   - A cache may forget at any time. What must not be lost belongs in a database.
//   - Make keys by [Key], of all that the value depends on: the user, the tenant,
//     the language. No two lists of parts give the same key.
//   - Values are stored as JSON, so what [Load] returns is what JSON makes of the
//     value: fields that are not exported are lost, whoever computed it.
//   - A name or a number in the key that changes with the type of the value
//     ("posts/2") leaves values of older programs behind.
//
// [Memory] keeps values in the process, bounded in bytes. A store that several
// processes share implements [Store], three methods, and is tested by package
// cachetest.
//
// Whole pages are kept by middleware.Cache. Do not cache what is cheap to make, what
// is asked for once, or what must be right at once for everybody: a balance, a
// permission.
package cache
