package orm

import (
	"context"
	"fmt"
	"slices"
)

// BulkOptions say how many rows are inserted at once.
type BulkOptions struct {
	// Size is how many rows one statement inserts at most. Defaults to as many as
	// the database takes.
	Size int
	// IgnoreConflicts leaves out rows that a unique constraint does not let in.
	IgnoreConflicts bool
	// Update are the fields that such a row changes in the row that is there,
	// which Unique, the fields of the constraint, tells. Default to none.
	Update, Unique []string
	// WithoutKeys leaves the rows without the keys that the database gives them.
	// PostgreSQL then takes a thousand rows and more by COPY. Neither does a
	// row get its key with IgnoreConflicts or Update.
	WithoutKeys bool
}

// BulkCreate inserts many rows by few statements, all or none of them. The rows
// are a slice of what [Query.Insert] takes, or of structs, and are filled in as it
// says.
func (q Query) BulkCreate(ctx context.Context, rows any, o BulkOptions) error {
	c, err := q.writes()
	if err != nil {
		return err
	}
	records, err := recordsOf(q.model, rows)
	if err != nil {
		return err
	}
	b := bulk{model: q.model, options: o}
	if b.conflict, err = o.conflict(q.model); err != nil {
		return err
	}
	return b.insert(ctx, c, records)
}

// conflict checks the options.
func (o BulkOptions) conflict(m *Model) (*conflict, error) {
	switch {
	case o.IgnoreConflicts && (len(o.Update) > 0 || len(o.Unique) > 0):
		return nil, mistakef("%s: rows in conflict are ignored or update others, not both", m)
	case o.IgnoreConflicts:
		return &conflict{}, nil
	case len(o.Update) == 0 && len(o.Unique) == 0:
		return nil, nil
	case len(o.Update) == 0 || len(o.Unique) == 0:
		return nil, mistakef("%s: an update of rows in conflict needs Update and Unique", m)
	}
	c := &conflict{}
	for _, name := range o.Update {
		f, err := m.writable(name)
		if err != nil {
			return nil, err
		}
		c.update = append(c.update, f)
	}
	for _, name := range o.Unique {
		f := m.names[name]
		if f == nil || f.Many() {
			return nil, (&planner{model: m}).unknown(m, name, []string{name})
		}
		c.unique = append(c.unique, f)
	}
	return c, nil
}

// A bulk is many rows of one model that are inserted.
type bulk struct {
	model    *Model
	options  BulkOptions
	conflict *conflict
}

// A bulkPart is rows that leave out the same columns.
type bulkPart struct {
	left    []*Field
	rows    [][]any
	records []record
}

func (b *bulk) insert(ctx context.Context, c Conn, records []record) error {
	if len(records) == 0 {
		return nil
	}
	drafts, parts, err := b.drafts(records)
	if err != nil {
		return err
	}
	if err := b.run(ctx, c, parts); err != nil {
		return err
	}
	for i := range drafts {
		if err := drafts[i].done(records[i]); err != nil {
			return err
		}
	}
	return nil
}

// drafts makes the parts: rows with a key come first.
func (b *bulk) drafts(records []record) ([]draft, []*bulkPart, error) {
	drafts := make([]draft, len(records))
	var parts []*bulkPart
	for i, r := range records {
		if err := r.checkNames(b.model); err != nil {
			return nil, nil, fmt.Errorf("row %d: %w", i, err)
		}
		if err := drafts[i].fill(b.model, r); err != nil {
			return nil, nil, fmt.Errorf("row %d: %w", i, err)
		}
		p := bulkPartOf(&parts, drafts[i].left)
		p.rows, p.records = append(p.rows, drafts[i].values), append(p.records, r)
	}
	slices.SortStableFunc(parts, func(a, b *bulkPart) int { return len(a.left) - len(b.left) })
	return drafts, parts, nil
}

func bulkPartOf(parts *[]*bulkPart, left []*Field) *bulkPart {
	for _, p := range *parts {
		if slices.Equal(p.left, left) {
			return p
		}
	}
	p := &bulkPart{left: left}
	*parts = append(*parts, p)
	return p
}

// run runs the statements, in a transaction if there are several.
func (b *bulk) run(ctx context.Context, c Conn, parts []*bulkPart) error {
	var list []*bulkPart
	for _, p := range parts {
		list = append(list, b.cut(c.database(), p)...)
	}
	if len(list) == 1 {
		return b.runPart(ctx, c, list[0])
	}
	return atomically(ctx, c, func(ctx context.Context, tx *Tx) error {
		for _, p := range list {
			if err := b.runPart(ctx, tx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// cut makes parts of a size that the database takes.
func (b *bulk) cut(db *DB, p *bulkPart) []*bulkPart {
	size := db.features.MaxArgs / max(1, len(p.rows[0]))
	if len(p.rows[0]) == 0 {
		size = 1 // DEFAULT VALUES
	}
	if b.copies(p) {
		return []*bulkPart{p}
	}
	if b.options.Size > 0 {
		size = min(size, b.options.Size)
	}
	var list []*bulkPart
	for from := 0; from < len(p.rows); from += size {
		to := min(from+size, len(p.rows))
		list = append(list, &bulkPart{p.left, p.rows[from:to], p.records[from:to]})
	}
	return list
}

// copies reports whether COPY would do for a part, and is worth it.
func (b *bulk) copies(p *bulkPart) bool {
	return len(p.rows) >= 1000 && b.conflict == nil && b.options.Size == 0 && (len(p.left) == 0 || b.options.WithoutKeys)
}

func (b *bulk) runPart(ctx context.Context, c Conn, p *bulkPart) error {
	if b.copies(p) {
		done, err := b.copy(ctx, c, p)
		if done || err != nil {
			return err
		}
		return b.runPieces(ctx, c, p)
	}
	ins := insertion{model: b.model, left: p.left, rows: p.rows, conflict: b.conflict, silent: b.conflict != nil || b.options.WithoutKeys}
	plan, args, err := ins.ready(c.database())
	if err != nil {
		return err
	}
	return ins.run(ctx, c, plan, args, p.records)
}

// runPieces inserts a part that the database has no COPY for.
func (b *bulk) runPieces(ctx context.Context, c Conn, p *bulkPart) error {
	smaller := *b
	smaller.options.Size = c.database().features.MaxArgs
	return smaller.run(ctx, c, []*bulkPart{p})
}

// copy inserts a part by COPY; done is false if the database has none, or a value
// is an expression.
func (b *bulk) copy(ctx context.Context, c Conn, p *bulkPart) (done bool, err error) {
	fields := leaveOut(b.model.columns, p.left)
	columns := make([]string, len(fields))
	for i, f := range fields {
		columns[i] = f.Column
	}
	rows := make([][]any, len(p.rows))
	for i, row := range p.rows {
		if rows[i], err = encodeRow(c.database().dialect, fields, row); rows[i] == nil || err != nil {
			return false, err
		}
	}
	_, done, err = runCopy(ctx, c, b.model.Table, columns, rows)
	return done, err
}

// encodeRow encodes the values of a row; nil if one is an expression.
func encodeRow(d Dialect, fields []*Field, row []any) ([]any, error) {
	encoded := make([]any, len(row))
	for i, v := range row {
		if _, computed := v.(Expression); computed {
			return nil, nil
		}
		a := argument{value: 0, encode: d.Codec(fields[i].Type).Encode, of: fields[i]}
		var err error
		if encoded[i], err = a.bind([]any{v}); err != nil {
			return nil, err
		}
	}
	return encoded, nil
}
