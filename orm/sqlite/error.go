package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"

	engine "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/combo-web/combo/orm"
)

// translate makes the errors that say something to an application.
func translate(err error) error {
	var e *engine.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
		return fmt.Errorf("%w: %w", orm.ErrBusy, err)
	case codes.SQLITE_CONSTRAINT:
		return constraint(e)
	}
	return err
}

// endsTransaction reports whether SQLite may have rolled the transaction back
// because of an error: it does after these, and when it was interrupted.
func endsTransaction(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	var e *engine.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case codes.SQLITE_FULL, codes.SQLITE_IOERR, codes.SQLITE_NOMEM, codes.SQLITE_INTERRUPT, codes.SQLITE_BUSY, codes.SQLITE_CORRUPT:
		return true
	}
	return false
}

var constraintKinds = map[int]orm.ConstraintKind{
	codes.SQLITE_CONSTRAINT_UNIQUE:     orm.UniqueConstraint,
	codes.SQLITE_CONSTRAINT_PRIMARYKEY: orm.UniqueConstraint,
	codes.SQLITE_CONSTRAINT_ROWID:      orm.UniqueConstraint,
	codes.SQLITE_CONSTRAINT_FOREIGNKEY: orm.ForeignKeyConstraint,
	codes.SQLITE_CONSTRAINT_TRIGGER:    orm.ForeignKeyConstraint,
	codes.SQLITE_CONSTRAINT_CHECK:      orm.CheckConstraint,
	codes.SQLITE_CONSTRAINT_NOTNULL:    orm.NotNullConstraint,
}

// constraint reads what SQLite says of the rule that was broken:
//
//	constraint failed: UNIQUE constraint failed: auth_user.username (2067)
//	constraint failed: UNIQUE constraint failed: index 'name' (2067)
//	constraint failed: CHECK constraint failed: name (275)
func constraint(e *engine.Error) error {
	c := &orm.ConstraintError{Kind: constraintKinds[e.Code()], Err: e}
	_, subject, _ := strings.Cut(e.Error(), " constraint failed: ")
	subject = strings.TrimSpace(strings.TrimSuffix(subject, fmt.Sprintf(" (%d)", e.Code())))
	switch index, ok := strings.CutPrefix(subject, "index '"); {
	case ok:
		c.Constraint = strings.TrimSuffix(index, "'")
	case c.Kind == orm.CheckConstraint:
		c.Constraint = subject
	case subject != "":
		for _, column := range strings.Split(subject, ", ") {
			table, name, _ := strings.Cut(column, ".")
			c.Table, c.Columns = table, append(c.Columns, name)
		}
	}
	return c
}
