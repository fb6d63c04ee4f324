//go:build unix

package server

import (
	"errors"
	"math"
	"syscall"
)

// openFiles returns how many files the process may have open, 0 if that is not
// known. The runtime has raised the limit as far as it may.
func openFiles() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0
	}
	return int(min(uint64(limit.Cur), math.MaxInt32))
}

// refused tells whether nobody listens at an address.
func refused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }

// tooManyFiles tells whether a connection could not be accepted because the
// process or the machine has too many files open.
func tooManyFiles(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
