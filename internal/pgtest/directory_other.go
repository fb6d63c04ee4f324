//go:build !linux

package pgtest

import "os"

// directory returns where servers lie.
func directory() string { return os.TempDir() }
