package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// An install is an installed PostgreSQL.
type install struct {
	bin     string // the directory of its programs
	version string // such as "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
	major   int
}

// debianDirs is where Debian puts each version's programs, off the PATH.
const debianDirs = "/usr/lib/postgresql/*/bin"

var errMissing = errors.New("PostgreSQL is not installed: there is no initdb in " + debianDirs +
	" or on the PATH; install Debian's package postgresql (apt-get install postgresql)")

// findInstall finds the newest of Debian's versions, or else the one on the PATH.
func findInstall(dirs string) (install, error) {
	bin, err := newest(dirs)
	if err != nil {
		return install{}, err
	}
	if bin == "" {
		initdb, err := exec.LookPath("initdb")
		if err != nil {
			return install{}, errMissing
		}
		bin = filepath.Dir(initdb)
	}
	out, err := exec.Command(filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return install{}, fmt.Errorf("ask PostgreSQL for its version: %w", err)
	}
	i := install{bin: bin, version: strings.TrimSpace(string(out))}
	i.major, err = majorOf(i.version)
	return i, err
}

// newest returns the directory with the highest version that has an initdb, or "".
func newest(dirs string) (bin string, err error) {
	found, err := filepath.Glob(filepath.Join(dirs, "initdb"))
	if err != nil {
		return "", err
	}
	best := -1.0
	for _, initdb := range found {
		dir := filepath.Dir(initdb)
		version, err := strconv.ParseFloat(filepath.Base(filepath.Dir(dir)), 64) // 9.6 was one, too
		if _, missing := os.Stat(filepath.Join(dir, "postgres")); err == nil && missing == nil && version > best {
			bin, best = dir, version
		}
	}
	return bin, nil
}

func majorOf(version string) (int, error) {
	_, number, _ := strings.Cut(version, "(PostgreSQL) ")
	digits := number
	if end := strings.IndexFunc(number, func(c rune) bool { return c < '0' || c > '9' }); end >= 0 {
		digits = number[:end]
	}
	major, err := strconv.Atoi(digits)
	if err != nil {
		return 0, fmt.Errorf("read the version of PostgreSQL: %q", version)
	}
	return major, nil
}

func (i install) program(name string) string { return filepath.Join(i.bin, name) }
