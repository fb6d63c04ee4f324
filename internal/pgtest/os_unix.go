//go:build unix

package pgtest

import (
	"fmt"
	"os"
	osuser "os/user"
	"strconv"
	"syscall"
)

// A user is who the server runs as: PostgreSQL refuses root.
type user struct {
	uid, gid int
	other    bool // not the one of this process
}

// serverUser is the user of this process or, for root, Debian's postgres.
func serverUser() (user, error) {
	if os.Getuid() != 0 {
		return user{uid: os.Getuid(), gid: os.Getgid()}, nil
	}
	found, err := osuser.Lookup("postgres")
	if err != nil {
		return user{}, fmt.Errorf("PostgreSQL does not run as root, and the user of Debian's package postgresql is missing: %w", err)
	}
	uid, err := strconv.Atoi(found.Uid)
	if err != nil {
		return user{}, err
	}
	gid, err := strconv.Atoi(found.Gid)
	return user{uid: uid, gid: gid, other: true}, err
}

// own gives a directory to the user.
func (u user) own(dir string) error {
	if !u.other {
		return nil
	}
	return os.Lchown(dir, u.uid, u.gid)
}

// alone tells whether only the user can write into a directory.
func (u user) alone(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && info.IsDir() && int(stat.Uid) == u.uid && info.Mode().Perm() == 0o700
}

// attributes are those of a process of the user.
func (u user) attributes() *syscall.SysProcAttr {
	attributes := ownSession()
	if u.other {
		attributes.Credential = &syscall.Credential{Uid: uint32(u.uid), Gid: uint32(u.gid)}
	}
	return attributes
}

// ownSession keeps a process away from the signals of a terminal and from what is
// sent to the group of this one.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
