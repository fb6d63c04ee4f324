package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/combo-web/combo/orm"
)

// fill inserts the rows of a state.
func (a *application) fill(ctx context.Context, tx *orm.Tx, state object) error {
	if err := a.on.renew(ctx, tx, a.tablesOf(state)); err != nil {
		return err
	}
	for _, table := range state {
		rows := a.byKey(table.key, listOf(table.value))
		m := a.registry.Model(a.app + "." + table.key)
		if m == nil || len(rows) == 0 {
			continue // rows of content types, which were not recorded as a model
		}
		if err := a.insert(ctx, tx, m, rows); err != nil {
			return fmt.Errorf("%s: %w", m, err)
		}
	}
	return nil
}

// tablesOf are the tables that have rows in a state.
func (a *application) tablesOf(state object) (names []string) {
	for _, table := range state {
		if m := a.registry.Model(a.app + "." + table.key); m != nil && len(listOf(table.value)) > 0 {
			names = append(names, strconv.Quote(m.Table))
		}
	}
	return names
}

// byKey sorts rows by a whole number as their key: where no order was asked for,
// some cases have that in which the rows were inserted.
func (a *application) byKey(model string, rows []any) []any {
	r := a.byLabel[a.app+"."+model]
	if r == nil {
		return rows
	}
	name := r.keyName()
	return slices.SortedStableFunc(slices.Values(rows), func(x, y any) int {
		return cmp.Compare(numberOf(objectOf(x).get(name)), numberOf(objectOf(y).get(name)))
	})
}

// insert inserts rows with all their columns, keys included.
func (a *application) insert(ctx context.Context, tx *orm.Tx, m *orm.Model, rows []any) error {
	t := &translation{app: a, local: time.UTC}
	var b insertion
	b.begin(m)
	for _, row := range rows {
		values, err := t.jsonObject(objectOf(row))
		if err != nil {
			return err
		}
		if err := b.row(a.on.Dialect(), m, values); err != nil {
			return err
		}
	}
	if err := execute(ctx, tx, b.text.String(), b.args); err != nil {
		return err
	}
	return a.on.follow(ctx, tx, m)
}

// An insertion is the text of an INSERT.
type insertion struct {
	text strings.Builder
	args []any
}

func (b *insertion) begin(m *orm.Model) {
	names := make([]string, len(m.Columns()))
	for i, f := range m.Columns() {
		names[i] = strconv.Quote(f.Column)
	}
	fmt.Fprintf(&b.text, `INSERT INTO %q (%s) VALUES `, m.Table, strings.Join(names, ", "))
}

func (b *insertion) row(d orm.Dialect, m *orm.Model, values map[string]any) error {
	if len(b.args) > 0 {
		b.text.WriteString(", ")
	}
	places := make([]string, len(m.Columns()))
	for i, f := range m.Columns() {
		v, err := stored(d, f, values[f.Attr()])
		if err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		b.args = append(b.args, v)
		places[i] = "$" + strconv.Itoa(len(b.args))
	}
	fmt.Fprintf(&b.text, "(%s)", strings.Join(places, ", "))
	return nil
}

// stored returns the form that the database stores. The states do not tell JSON's
// null from SQL's.
func stored(d orm.Dialect, f *orm.Field, v any) (any, error) {
	if encode := d.Codec(f.Type).Encode; v != nil && encode != nil {
		return encode(v)
	}
	return v, nil
}

// execute runs a statement whose arguments have the driver's form already.
func execute(ctx context.Context, tx *orm.Tx, text string, args []any) (err error) {
	switch handle := tx.Handle().(type) {
	case *sql.Tx:
		_, err = handle.ExecContext(ctx, text, args...)
	case pgx.Tx:
		_, err = handle.Exec(ctx, text, args...)
	default:
		err = fmt.Errorf("a transaction is a %T", handle)
	}
	return err
}
