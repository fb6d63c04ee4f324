package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/combo-web/combo/orm"
)

// A running is a case that runs in a transaction, which holds its state.
type running struct {
	*translation
	comparer
	c    ormCase
	tx   *orm.Tx
	call *chain // what was called so far
}

// check runs the case and compares its outcome.
func (r *running) check(ctx context.Context) error {
	r.app.on.statements.reset()
	got, err := r.answer(ctx)
	if err := r.compare(got, err); err != nil {
		return r.explain(err)
	}
	if then := r.c.in.text("then"); then != "" {
		return r.explain(r.app.sameState(ctx, r.tx, r.c.states.object(then)))
	}
	return nil
}

// answer makes the calls of the case.
func (r *running) answer(ctx context.Context) (any, error) {
	call, err := r.chain(r.c.in)
	if err != nil {
		return nil, unknown{err.Error()}
	}
	r.call = call
	return r.end(ctx, r.c.in.list("end"))
}

// explain adds the last statement to what is wrong, both cut to what can be read.
func (r *running) explain(err error) error {
	sql := r.app.on.statements.last.Load()
	if err == nil || sql == nil {
		return err
	}
	return fmt.Errorf("%.800s\n       %.2000s", err.Error(), *sql)
}

// compare looks at the answer, or at the error in its place.
func (r *running) compare(got any, err error) error {
	want, fails := r.c.in.lookup("error")
	switch {
	case fails:
		return r.sameError(got, err, objectOf(want).text("cls"), objectOf(want).text("msg"))
	case err != nil:
		return err
	}
	return r.same(got, r.c.in.get("expected"))
}

// meanings are the errors of Django that an application tells from others.
var meanings = map[string]error{"DoesNotExist": orm.ErrNotFound, "MultipleObjectsReturned": orm.ErrMultiple}

// databaseErrors are what the database itself refuses in Django.
var databaseErrors = []string{"DatabaseError", "OperationalError", "ProgrammingError", "IntegrityError", "DataError"}

// sameError compares an error by its meaning. Where Django refuses a query
// before the database sees it, so must combo.
func (r *running) sameError(got any, err error, class, message string) error {
	meaning := meanings[class]
	_, isUnknown := errors.AsType[unknown](err)
	switch {
	case isUnknown:
		return err
	case err == nil:
		return mismatch{got, class + ": " + message}
	case meaning != nil && !errors.Is(err, meaning):
		return fmt.Errorf("want %s: %w", message, err)
	case meaning == nil && (errors.Is(err, orm.ErrNotFound) || errors.Is(err, orm.ErrMultiple)):
		return fmt.Errorf("want %s: %s: %w", class, message, err)
	case meaning == nil && !slices.Contains(databaseErrors, class) && r.app.on.statements.failed.Load() > 0:
		return fmt.Errorf("the database refused what should be seen before (%s): %w", message, err)
	}
	return nil
}

// An unknown is an error of this program: it does not know what a case asks for.
type unknown struct{ what string }

func (u unknown) Error() string { return u.what + " is not known to this program" }

// same compares an answer: a list of rows, a row, or a value.
func (r *running) same(got, want any) error {
	list, isList := want.([]any)
	rows, isRows := got.([]any)
	if isList && isRows {
		return sameRows(rows, list, r.c.in.get("ordered") != false, r.sameRow)
	}
	return r.sameRow(got, want)
}

// sameRow compares a row, which may stand in a pair or under a key.
func (r *running) sameRow(got, want any) error {
	o, isObject := want.(object)
	row, isRow := got.(record)
	switch {
	case isObject && isRow && o.text("model") != "":
		return r.sameRecord(row, o)
	case isRow:
		return mismatch{row.Row, want}
	}
	switch want := want.(type) {
	case tuple:
		return r.sameEach(got, want)
	case object:
		if records, ok := got.(map[string]any); ok {
			return r.sameMembers(records, want)
		}
	}
	if !r.equal(got, want) {
		return mismatch{got, want}
	}
	return nil
}

func (r *running) sameEach(got any, want []any) error {
	list, ok := got.([]any)
	if !ok || len(list) != len(want) {
		return mismatch{got, want}
	}
	for i := range want {
		if err := r.sameRow(list[i], want[i]); err != nil {
			return err
		}
	}
	return nil
}

func (r *running) sameMembers(got map[string]any, want object) error {
	if len(got) != len(want) {
		return mismatch{got, want}
	}
	for _, m := range want {
		v, ok := got[m.key]
		if !ok {
			return mismatch{got, want}
		}
		if err := r.sameRow(v, m.value); err != nil {
			return fmt.Errorf("%s: %w", m.key, err)
		}
	}
	return nil
}
