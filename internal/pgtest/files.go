package pgtest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// extensions are in each database, if they are installed.
var extensions = []string{"hstore", "pg_trgm", "unaccent", "citext", "btree_gin", "pgcrypto"}

// initdbArgs: a local connection is let in because it had to enter the directory, one
// by TCP needs the password. Small segments of the log make a small archive.
var initdbArgs = []string{
	"--username=postgres", "--locale=C", "--encoding=UTF8",
	"--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync", "--wal-segsize=1",
}

// makeFiles makes the files of a server that has the database to copy: from the
// archive an earlier process left, which takes a third of the time, or anew.
func (s *Server) makeFiles() error {
	archive, err := s.archive()
	if err != nil {
		return err
	}
	if _, err := os.Stat(archive); err == nil {
		if s.guard.run("tar", "-xpf", archive) == nil {
			return nil
		}
		if err := os.RemoveAll(s.DataDir()); err != nil { // a broken one is made again
			return err
		}
	}
	if err := s.makeAnew(); err != nil {
		return err
	}
	// The archive appears whole or not at all, so that readers need no lock; of two
	// processes that make it the later wins, with the same content.
	const made = "archive.tar"
	if err := s.guard.run("tar", "-cf", made, "data"); err != nil {
		return err
	}
	return os.Rename(filepath.Join(s.guard.dir, made), archive)
}

// archive returns the name of the file for what this recipe makes of this version, in
// a directory that nobody else can write to.
func (s *Server) archive() (string, error) {
	dir := filepath.Join(directory(), "combo-pgtest-"+strconv.Itoa(s.guard.user.uid))
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		err = s.guard.user.own(dir)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	if !s.guard.user.alone(info) {
		return "", fmt.Errorf("%s is not a directory that only user %d can enter: remove it", dir, s.guard.user.uid)
	}
	recipe := fmt.Sprint(s.install.version, s.install.bin, initdbArgs, extensions)
	return filepath.Join(dir, fmt.Sprintf("%.8x.tar", sha256.Sum256([]byte(recipe)))), nil
}

func (s *Server) makeAnew() error {
	if err := s.guard.run(s.install.program("initdb"), append(initdbArgs, "--pgdata="+s.DataDir())...); err != nil {
		return err
	}
	if err := s.upAtFreePort(); err != nil {
		return err
	}
	if err := s.makeEmptyTemplate(); err != nil {
		return err
	}
	return s.down(os.Interrupt)
}

func (s *Server) makeEmptyTemplate() error {
	if err := s.create(emptyTemplate, "template0"); err != nil {
		return err
	}
	if err := execute(s.socketURL(emptyTemplate), fmt.Sprintf(`DO $$
		DECLARE extension name;
		BEGIN
			FOR extension IN SELECT name FROM pg_available_extensions WHERE name IN ('%s') LOOP
				EXECUTE format('CREATE EXTENSION %%I', extension);
			END LOOP;
		END $$`, strings.Join(extensions, "', '"))); err != nil {
		return err
	}
	return s.admin("ALTER DATABASE " + emptyTemplate + " ALLOW_CONNECTIONS false")
}
