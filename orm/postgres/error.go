package postgres

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/combo-web/combo/orm"
)

// The codes of errors, SQLSTATE, that mean something here. The list of all is
// Appendix A of PostgreSQL's manual.
const (
	codeNotNull       = "23502"
	codeForeignKey    = "23503"
	codeUnique        = "23505"
	codeCheck         = "23514"
	codeExclusion     = "23P01"
	codeRestrict      = "23001"
	codeSerialization = "40001"
	codeDeadlock      = "40P01"
	codeAborted       = "25P02" // a statement failed before, in the same transaction
	codeLock          = "55P03"
	codeCancelled     = "57014"
	codeTooMany       = "53300" // connections
	codeStarting      = "57P03"
	codeShutdown      = "57P01"
	codeCrash         = "57P02" // of another session
	codeProtocol      = "08P01"
	codeNotSupported  = "0A000"
	codeNoStatement   = "26000" // that is prepared
)

var constraintKinds = map[string]orm.ConstraintKind{
	codeNotNull:    orm.NotNullConstraint,
	codeForeignKey: orm.ForeignKeyConstraint,
	codeRestrict:   orm.ForeignKeyConstraint,
	codeUnique:     orm.UniqueConstraint,
	codeCheck:      orm.CheckConstraint,
	codeExclusion:  orm.ExclusionConstraint,
}

// code returns the SQLSTATE of an error of the server.
func code(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// translate makes the errors that say something to an application.
func translate(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		if done := ctx.Err(); done != nil {
			return done
		}
		return err
	}
	switch e.Code {
	case codeNotNull, codeForeignKey, codeRestrict, codeUnique, codeCheck, codeExclusion:
		return constraint(e)
	case codeSerialization, codeDeadlock:
		return fmt.Errorf("%w: %w", orm.ErrSerialization, err)
	case codeLock, codeTooMany, codeStarting:
		return fmt.Errorf("%w: %w", orm.ErrBusy, err)
	case codeCancelled:
		return cancelled(ctx, err)
	}
	return err
}

// cancelled tells the end of a context from a timeout of the session.
func cancelled(ctx context.Context, err error) error {
	if done := ctx.Err(); done != nil {
		return done
	}
	return fmt.Errorf("%w: %w", context.DeadlineExceeded, err)
}

// constraint reads what the server says of the rule that was broken. The columns
// stand in the detail only: Key (slug, lower(name))=(a, b) already exists.
func constraint(e *pgconn.PgError) error {
	c := &orm.ConstraintError{Kind: constraintKinds[e.Code], Table: e.TableName, Constraint: e.ConstraintName, Err: e}
	if e.ColumnName != "" {
		c.Columns = []string{e.ColumnName}
	} else if _, key, ok := strings.Cut(e.Detail, "("); ok {
		c.Columns = keyColumns(key)
	}
	return c
}

// keyColumns returns the columns in front of ")=(", nil if there is an expression
// among them.
func keyColumns(key string) (columns []string) {
	for {
		match := columnName.FindStringSubmatch(key)
		if match == nil {
			return nil
		}
		name, end := match[1], match[2]
		if name[0] == '"' {
			name = strings.ReplaceAll(name[1:len(name)-1], `""`, `"`)
		}
		columns = append(columns, name)
		if end == ")=(" {
			return columns
		}
		key = key[len(match[0]):]
	}
}

var columnName = regexp.MustCompile(`^([a-z_\x{80}-\x{10FFFF}][a-z0-9_$\x{80}-\x{10FFFF}]*|"(?:[^"]|"")+")(, |\)=\()`)
