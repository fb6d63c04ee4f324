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
// it sees another part of the same rows. One that is none is a [RequestError]. One
// is at most 64 KiB long: a page that begins or ends at a row with longer texts in
// its order is an error that names the column.
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
	page, err := r.page(at)
	if err != nil {
		return Page[T]{}, err
	}
	return page, s.q.loadBehind(ctx, r.rows)
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
func (r *pageReader[T]) page(from position) (page Page[T], err error) {
	page.Rows = r.rows
	if len(r.rows) == 0 {
		return page, nil
	}
	ahead, behind := r.more, from.values != nil
	if from.back {
		slices.Reverse(page.Rows)
		r.first, r.last = r.last, r.first
		ahead, behind = true, r.more
	}
	if ahead {
		page.Next, err = r.cursor(position{values: r.last})
	}
	if behind && err == nil {
		page.Previous, err = r.cursor(position{values: r.first, back: true})
	}
	return page, err
}

// cursor writes a position, which must not be longer than what Page takes.
func (r *pageReader[T]) cursor(p position) (string, error) {
	text := p.String()
	if len(text) <= maxCursor {
		return text, nil
	}
	longest, size := 0, 0
	for i, v := range p.values {
		if v != nil && len(*v) > size {
			longest, size = i, len(*v)
		}
	}
	return "", mistakef("pages cannot be ordered by %s: a row has a value of %d bytes in it, too long for a cursor", r.plan.keys[longest].name, size)
}
