package orm

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"sync"
)

// Statements counts the statements that run under a context: see
// [CountStatements]. It may be used by several goroutines at once.
type Statements struct {
	around *Statements // counted as well, nil if there is none
	mu     sync.Mutex
	count  int
	lines  map[lineOf]*Repetition
}

// A lineOf is a statement of one line of the program.
type lineOf struct {
	shape  uint64
	caller string
}

// A Repetition is a statement that a line of the program ran several times.
type Repetition struct {
	SQL string
	// Caller is the file and line outside of this package.
	Caller string
	// Count is how often it ran.
	Count int
}

type statementsKey struct{}

// CountStatements returns a context whose statements are counted, those of all
// databases whose observer is [Counted]:
//
//	db, err := sqlite.OpenConfig(sqlite.Config{File: "site.db", Config: orm.Config{Observe: orm.Counted}})
//
// Inside of another such context both count. A test may check how many statements a page takes; [WatchRepeats] finds the line
// that asks again for each row.
func CountStatements(ctx context.Context) (context.Context, *Statements) {
	around, _ := ctx.Value(statementsKey{}).(*Statements)
	s := &Statements{around: around, lines: map[lineOf]*Repetition{}}
	return context.WithValue(ctx, statementsKey{}, s), s
}

// Counted is the observer that counts statements under the contexts of
// [CountStatements]. Beginnings and ends of transactions are not counted.
func Counted(ctx context.Context, e Event) {
	if e.Kind == Control {
		return
	}
	s, _ := ctx.Value(statementsKey{}).(*Statements)
	for ; s != nil; s = s.around {
		s.add(e)
	}
}

func (s *Statements) add(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	line := lineOf{e.Shape, e.Caller}
	r := s.lines[line]
	if r == nil {
		r = &Repetition{SQL: e.SQL, Caller: e.Caller}
		s.lines[line] = r
	}
	r.Count++
}

// Observers returns an observer that calls several, in order.
func Observers(list ...Observer) Observer {
	return func(ctx context.Context, e Event) {
		for _, o := range list {
			o(ctx, e)
		}
	}
}

// Count returns how many statements there were.
func (s *Statements) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// Repeated returns the statements that a line ran more than n times, the most
// frequent first.
func (s *Statements) Repeated(n int) []Repetition {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Repetition
	for _, r := range s.lines {
		if r.Count > n {
			list = append(list, *r)
		}
	}
	slices.SortFunc(list, func(a, b Repetition) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.Caller, b.Caller), cmp.Compare(a.SQL, b.SQL))
	})
	return list
}

// WatchRepeats returns middleware for development and tests that reports each
// statement which one line ran more than n times in one request: it asks for each
// row what [Query.With] loads for all rows at once. It is called after the request.
func WatchRepeats(n int, report func(r *http.Request, repeat Repetition)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, s := CountStatements(r.Context())
			defer func() {
				for _, repeat := range s.Repeated(n) {
					report(r, repeat)
				}
			}()
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}
