//go:build unix

package server

import (
	"errors"
	"syscall"
)

// refused tells whether nobody listens at an address.
func refused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }

// tooManyFiles tells whether a connection could not be accepted because the
// process or the machine has too many files open.
func tooManyFiles(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
