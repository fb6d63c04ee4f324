package combo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"

	"github.com/combo-web/combo/internal/decode"
)

// An Error is an answer to the user that something is not as it should be: a
// status and a sentence for the user's eyes. What caused it stays in the log.
type Error struct {
	// Status is the HTTP status, 400 to 599.
	Status int
	// Message is shown to the user. Defaults to a sentence for the status.
	Message string
	// Err is the cause, for the log and the development error page only.
	Err error
	// Header is added to the answer: Allow, Retry-After, WWW-Authenticate.
	Header http.Header

	stack []uintptr // where it was made
}

// Errorf returns an error with a status and a message for the user's eyes:
//
//	return nil, combo.Errorf(403, "Only friends of %s can see this.", name)
//
// Whatever the arguments write is shown, so an error does not belong among them:
// add the cause with [Error.Because], which is not shown.
func Errorf(status int, format string, args ...any) *Error {
	return &Error{Status: status, Message: fmt.Sprintf(format, args...), stack: callers(1)}
}

// Because returns a copy of the error with a cause, which is logged and never
// shown.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Err = cause
	return &c
}

// Error returns the message and the cause, for the log.
func (e *Error) Error() string {
	message := cmp.Or(e.Message, http.StatusText(e.Status))
	if e.Err == nil {
		return fmt.Sprintf("%d %s", e.Status, message)
	}
	return fmt.Sprintf("%d %s: %v", e.Status, message, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// NotFound tells whether the status is 404 or 410.
func (e *Error) NotFound() bool {
	return e.Status == http.StatusNotFound || e.Status == http.StatusGone
}

// FieldErrors are all that is wrong with the fields of one request. They become
// a 422 answer.
type FieldErrors []FieldError

// A FieldError says what is wrong with one field, as data: texts in other
// languages are made from the code and the parameters.
type FieldError struct {
	// Field is the name as the client sent it; parts of lists and nested
	// values are joined by dots: "items.0.name".
	Field string `json:"field"`
	// Code is Django's name for the mistake: "required", "invalid", "max_length".
	Code string `json:"code"`
	// Message is an English sentence. It does not repeat the value.
	Message string `json:"message"`
	// Pointer is the place in the body that was sent, as in "#/items/0/name"
	// (RFC 6901, RFC 9457 §3). Package views fills it for JSON. Empty elsewhere.
	Pointer string `json:"pointer,omitempty"`
	// Params are the numbers and names of the message: {"limit_value": 150}.
	Params map[string]any `json:"params,omitempty"`
}

// Error joins the messages, for the log.
func (e FieldErrors) Error() string {
	lines := make([]string, len(e))
	for i, f := range e {
		lines[i] = f.line()
	}
	return strings.Join(lines, "; ")
}

// line is the mistake as text; one that is not in a field stands alone.
func (f FieldError) line() string {
	if f.Field == "" {
		return f.Message
	}
	return f.Field + ": " + f.Message
}

// Add notes a mistake in a field, for checks that a view makes itself.
func (e *FieldErrors) Add(field, code, message string) {
	*e = append(*e, FieldError{Field: field, Code: code, Message: message})
}

// Err returns the list as an error, nil if it is empty: the list itself is an
// error even then.
func (e FieldErrors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

// Get returns the errors of one field.
func (e FieldErrors) Get(field string) FieldErrors {
	var list FieldErrors
	for _, f := range e {
		if f.Field == field {
			list = append(list, f)
		}
	}
	return list
}

func fieldErrors(problems []decode.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	list := make(FieldErrors, len(problems))
	for i, p := range problems {
		list[i] = FieldError{Field: p.Field, Code: p.Code, Message: p.Message, Params: p.Params}
	}
	return list
}

// asError finds the status, the message and the header of any error. Only
// errors that say so are mapped: by being an *Error, by NotFound() bool, by
// being field errors, a passed deadline or a body over its limit. All others
// are 500, and so is every panic, whatever its value.
func asError(err error) *Error {
	if _, ok := errors.AsType[*panicError](err); ok {
		return &Error{Status: http.StatusInternalServerError, Err: err}
	}
	if e, ok := errors.AsType[*Error](err); ok {
		if e.Status < 400 || e.Status > 599 {
			return &Error{Status: http.StatusInternalServerError, Err: fmt.Errorf("combo.Error with the status %d: %w", e.Status, err)}
		}
		return e
	}
	if e, ok := errors.AsType[*decode.Error](err); ok {
		return &Error{Status: e.Status, Message: e.Message, Err: err}
	}
	if _, ok := errors.AsType[FieldErrors](err); ok {
		return &Error{Status: http.StatusUnprocessableEntity, Err: err}
	}
	if e, ok := errors.AsType[*http.MaxBytesError](err); ok {
		message := fmt.Sprintf("The request is larger than the %s accepted here.", byteCount(e.Limit))
		return &Error{Status: http.StatusRequestEntityTooLarge, Message: message, Err: err}
	}
	var miss interface{ NotFound() bool }
	switch {
	case errors.As(err, &miss) && miss.NotFound():
		return &Error{Status: http.StatusNotFound, Err: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Status: http.StatusServiceUnavailable, Err: err}
	}
	return &Error{Status: http.StatusInternalServerError, Err: err}
}

func byteCount(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.4g MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.4g KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}

// A panicError is a recovered panic.
type panicError struct {
	value any
	stack []uintptr
}

// newPanicError is called in the deferred function that recovered v.
func newPanicError(v any) *panicError {
	return &panicError{v, callers(1)}
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

func (e *panicError) Unwrap() error {
	err, _ := e.value.(error)
	return err
}

// callers returns the stack of the caller's caller, at most 32 frames.
func callers(skip int) []uintptr {
	pcs := make([]uintptr, 32)
	return pcs[:runtime.Callers(skip+2, pcs)]
}

// stackOf returns where an error was made, if it remembers.
func stackOf(err error) []uintptr {
	if p, ok := errors.AsType[*panicError](err); ok {
		return p.stack
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.stack
	}
	return nil
}

// statusSentences are what users read where no message was given.
var statusSentences = map[int]string{
	400: "The server could not make sense of the request.",
	401: "Please sign in first.",
	403: "You may not see or do this.",
	404: "There is nothing at this address.",
	405: "This address does not answer that kind of request.",
	406: "The server cannot answer in a form that your program accepts.",
	408: "The request took too long to arrive.",
	409: "The request does not fit what is stored now.",
	410: "What was here has been removed.",
	413: "The request is too large.",
	415: "The request is in a form that is not accepted here.",
	422: "Some of what you sent needs to be corrected.",
	429: "Too many requests. Please wait a little.",
	500: "Something went wrong on our side. It has been noted.",
	503: "The server is busy. Please try again in a moment.",
}

// sentence is what the user reads of an error.
func (e *Error) sentence() string {
	if e.Message != "" {
		return e.Message
	}
	if s, ok := statusSentences[e.Status]; ok {
		return s
	}
	return http.StatusText(e.Status) + "."
}
