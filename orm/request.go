package orm

import (
	"net/http"

	"github.com/combo-web/combo/internal/decode"
)

// A RequestError says that what a request asked for is not to be had: a filter, an
// order or a page that is not declared, or a value of the wrong kind. The kernel
// answers it with 400.
type RequestError struct {
	// Name is the parameter of the request, "" if it is not known.
	Name string
	// Message is for the user's eyes.
	Message string
}

// Error returns the message after the parameter's name.
func (e *RequestError) Error() string {
	if e.Name == "" {
		return e.Message
	}
	return e.Name + ": " + e.Message
}

// Unwrap returns what tells the kernel the status.
func (e *RequestError) Unwrap() error {
	return &decode.Error{Status: http.StatusBadRequest, Code: "malformed", Message: e.Error()}
}
