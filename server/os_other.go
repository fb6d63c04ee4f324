//go:build !unix

package server

import (
	"errors"
	"net"
	"os"
)

// openFiles returns how many files the process may have open: 0, not known.
func openFiles() int { return 0 }

// refused tells whether nobody listens at an address: not known.
func refused(error) bool { return false }

// tooManyFiles tells whether the process has too many files open: not known.
func tooManyFiles(error) bool { return false }

// copyOf would return a copy of a socket.
func copyOf(net.Listener) (*os.File, error) {
	return nil, errors.New("sockets cannot be passed on here")
}
