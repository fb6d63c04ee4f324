//go:build !unix

package pgtest

import (
	"errors"
	"os"
	"syscall"
)

type user struct{ uid int }

func serverUser() (user, error) { return user{}, errors.New("tests with PostgreSQL need a Unix") }

func (user) own(string) error { return nil }

func (user) alone(os.FileInfo) bool { return false }

func (user) attributes() *syscall.SysProcAttr { return nil }

func ownSession() *syscall.SysProcAttr { return nil }
