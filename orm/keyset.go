package orm

import (
	"context"
	"math"
	"reflect"
	"slices"
)

// A Page is some rows of a query, and where the pages around it begin.
type Page[T any] struct {
	Rows []T
	// Next and Previous are the cursors of the pages behind this one and before
	// it, "" if there is none. They may stand in a URL as they are.
	Next, Previous string
}

// Page returns at most size rows behind a cursor, which is "" for the first page,
// or what [Page] says. The cursor holds the values that the rows of the page
// before are ordered by, so the database finds the page by an index over these
// columns, however far behind it is, and no row is missed or seen twice because
// others come or go.
//
// The order is that of the query; rows that are equal in it are ordered by the
// key. Columns in the order may be NULL. The query must not be sliced or combined.
//
// A cursor comes from a request and is neither secret nor signed: whoever changes
// it sees another part of the same rows. One that is none is a [RequestError].
func (s QuerySet[T]) Page(ctx context.Context, cursor string, size int) (Page[T], error) {
	if size < 1 {
		return Page[T]{}, mistakef("%s: a page has at least one row, not %d", s.q.model, size)
	}
	at, err := parsePosition(cursor)
	if err != nil {
		return Page[T]{}, err
	}
	size = min(size, math.MaxInt-1) // one row more is read
	c, p, args, err := s.q.ready(&endPage{at, size})
	if err != nil {
		return Page[T]{}, err
	}
	r := pageReader[T]{plan: p, size: size}
	if err := r.read(ctx, c, args); err != nil {
		return Page[T]{}, err
	}
	return r.page(at), s.q.loadBehind(ctx, r.rows)
}

// A pageReader reads the rows of a page and the positions of its ends.
type pageReader[T any] struct {
	plan        *plan
	size        int
	rows        []T
	first, last []*string
	more        bool
}

func (r *pageReader[T]) read(ctx context.Context, c Conn, args []any) error {
	rows, st, err := open(ctx, c, r.plan, args, reflect.TypeFor[T]())
	if rows == nil || err != nil {
		return err
	}
	defer st.free()
	defer rows.Close()
	for rows.Next() {
		if len(r.rows) == r.size {
			r.more = true
			break
		}
		var zero T
		r.rows = append(r.rows, zero)
		if err := st.read(rows, reflect.ValueOf(&r.rows[len(r.rows)-1]).Elem()); err != nil {
			return err
		}
		if n := len(r.rows); n == 1 || n == r.size {
			if err := r.mark(rows); err != nil {
				return err
			}
		}
	}
	return finish(rows)
}

// mark reads the position of the current row.
func (r *pageReader[T]) mark(rows DriverRows) error {
	values := make([]any, len(r.plan.keys))
	dest := make([]any, len(r.plan.columns)+r.plan.hidden)
	first := len(dest) - len(values)
	for i := range values {
		dest[first+i] = &values[i]
	}
	if err := rows.Scan(dest...); err != nil {
		return err
	}
	r.last = make([]*string, len(values))
	for i, v := range values {
		if v == nil {
			continue
		}
		if decode := r.plan.keys[i].codec.Decode; decode != nil {
			var err error
			if v, err = decode(v); err != nil {
				return &ScanError{Index: first + i, Err: err}
			}
		}
		text, err := positionText(r.plan.keys[i].typ, v)
		if err != nil {
			return err
		}
		r.last[i] = &text
	}
	if len(r.rows) == 1 {
		r.first = r.last
	}
	return nil
}

// page makes the page that was read from a position. Rows before it came in the
// opposite order.
func (r *pageReader[T]) page(from position) Page[T] {
	page := Page[T]{Rows: r.rows}
	if len(r.rows) == 0 {
		return page
	}
	if !from.back {
		if r.more {
			page.Next = position{values: r.last}.String()
		}
		if from.values != nil {
			page.Previous = position{values: r.first, back: true}.String()
		}
		return page
	}
	slices.Reverse(page.Rows)
	page.Next = position{values: r.first}.String()
	if r.more {
		page.Previous = position{values: r.last, back: true}.String()
	}
	return page
}
