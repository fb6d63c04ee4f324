package orm

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Errors of the calls that run something; test for them with errors.Is.
var (
	// ErrNotFound says that no row was found where one was asked for. The kernel
	// answers it with 404.
	ErrNotFound error = notFound{}
	// ErrMultiple says that several rows were found where one was asked for.
	ErrMultiple = errors.New("orm: more than one row found")
	// ErrBusy says that the database, or a connection to it, was not free in
	// time. Nothing was done: the same call may be made again. The kernel answers
	// it with 503.
	ErrBusy error = busy{}
	// ErrSerialization says that a transaction was in the way of another and was
	// rolled back. The whole transaction may be run again; see [TxOptions.Retries].
	ErrSerialization = errors.New("orm: transaction in conflict with another one")
	// ErrConflict says that a row was changed by somebody else since it was read:
	// its version is another.
	ErrConflict = errors.New("orm: row changed since it was read")
	// ErrTxDone says that a transaction was used after its end.
	ErrTxDone = errors.New("orm: transaction has ended")
	// ErrClosed says that the database was closed.
	ErrClosed = errors.New("orm: database is closed")
)

type notFound struct{}

func (notFound) Error() string  { return "orm: no row found" }
func (notFound) NotFound() bool { return true }

type busy struct{}

func (busy) Error() string { return "orm: database is busy" }

// Is makes the wait for a database that is not free a deadline that has passed.
func (busy) Is(target error) bool { return target == context.DeadlineExceeded }

// A ConstraintKind says which rule of the database a write would have broken.
type ConstraintKind uint8

// The kinds of rules.
const (
	UniqueConstraint ConstraintKind = iota + 1
	ForeignKeyConstraint
	CheckConstraint
	NotNullConstraint
	ExclusionConstraint // PostgreSQL only
)

// String returns the kind as SQL has it, in lower case.
func (k ConstraintKind) String() string {
	names := [...]string{"constraint", "unique constraint", "foreign key constraint",
		"check constraint", "not-null constraint", "exclusion constraint"}
	if int(k) >= len(names) {
		return names[0]
	}
	return names[k]
}

// A ConstraintError says that a write would have broken a rule of the database,
// which therefore did not carry it out. Find it with errors.As.
type ConstraintError struct {
	Kind ConstraintKind
	// Table and Columns are where the rule stands, as far as the database says.
	// SQLite says neither for foreign keys.
	Table   string
	Columns []string
	// Constraint is the name of the rule. SQLite says it for checks, and for
	// unique indexes of expressions.
	Constraint string
	// Err is the driver's own error.
	Err error
}

// Error says which rule it was.
func (e *ConstraintError) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.String())
	if e.Constraint != "" {
		fmt.Fprintf(&b, " %q", e.Constraint)
	}
	if e.Table != "" {
		b.WriteString(" of " + e.Table)
	}
	if len(e.Columns) > 0 {
		b.WriteString(" (" + strings.Join(e.Columns, ", ") + ")")
	}
	b.WriteString(" not met")
	return b.String()
}

// Unwrap returns the driver's own error.
func (e *ConstraintError) Unwrap() error { return e.Err }

// A ProtectedError says that rows were not deleted because others, which are
// Protect, point to them.
type ProtectedError struct {
	// Model and Field are where the others stand: "blog.Comment", "post".
	Model, Field string
	// Rows are the keys of the others, at most 100 of them.
	Rows []any
}

// Error says what points to the rows.
func (e *ProtectedError) Error() string {
	return fmt.Sprintf("cannot delete: %d row(s) of %s point here by %s, which is protected", len(e.Rows), e.Model, e.Field)
}

// A RestrictedError is a [ProtectedError] of a relation that is Restrict.
type RestrictedError struct {
	Model, Field string
	Rows         []any
}

// Error says what points to the rows.
func (e *RestrictedError) Error() string {
	return fmt.Sprintf("cannot delete: %d row(s) of %s point here by %s, which is restricted", len(e.Rows), e.Model, e.Field)
}

// A ScanError says that a value of a row does not fit where it should go.
// Drivers return it from Scan.
type ScanError struct {
	// Index is the number of the column among those of the statement, from 0.
	Index int
	// Column is its name: "blog_post.title".
	Column string
	// Null says that the value is NULL, and that there is no place for a NULL.
	Null bool
	Err  error
}

// Error names the column.
func (e *ScanError) Error() string {
	name := e.Column
	if name == "" {
		name = fmt.Sprintf("column %d", e.Index+1)
	}
	if e.Null {
		return name + " is NULL, which the Go type cannot hold: make it a pointer"
	}
	return fmt.Sprintf("read %s: %v", name, e.Err)
}

// Unwrap returns what does not fit.
func (e *ScanError) Unwrap() error { return e.Err }
