package decode

import (
	"errors"
	"net/http"
)

// An Error says why what a client sent could not be read at all.
// An error of a reader that is not an *Error is the server's own (a full disk).
type Error struct {
	Status  int    // 400, 413 or 415
	Code    string // for programs: "malformed", "too_large" …
	Message string // for the user's eyes
	Err     error  // the cause, may be nil
}

// Error returns the message with its cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	return e.Message + " (" + e.Err.Error() + ")"
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func malformed(message string, cause error) *Error {
	return &Error{Status: http.StatusBadRequest, Code: "malformed", Message: message, Err: cause}
}

func refused(code, message string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: code, Message: message}
}

func tooLarge(code, message string) *Error {
	return &Error{Status: http.StatusRequestEntityTooLarge, Code: code, Message: message}
}

func unsupported(message string, cause error) *Error {
	return &Error{Status: http.StatusUnsupportedMediaType, Code: "unsupported_media_type", Message: message, Err: cause}
}

// readingError returns the *Error that err stands for while a body is read: the reason that a reader below gave
// (a budget, [http.MaxBytesError]) wins over what a parser made of the missing rest, which message describes.
func readingError(err error, message string) error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	var tooMany *http.MaxBytesError
	if errors.As(err, &tooMany) {
		large := tooLarge("too_large", "The request body is too large.")
		large.Err = err
		return large
	}
	return malformed(message, err)
}
