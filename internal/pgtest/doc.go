// Package pgtest gives tests a PostgreSQL of their own.
//
// Each test process starts one server at the first use, and each test has a
// database of its own in it, which is gone when the test ends:
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
//
//	func TestInsert(t *testing.T) {
//		t.Parallel()
//		url := pgtest.FromTemplate(t, "blog", func(url string) error {
//			return createTables(url) // once per process; each test has a copy
//		})
//		db, err := pgx.Connect(t.Context(), url)
//		...
//	}
//
// [URL] and [SocketURL] give an empty database, by TCP and by Unix socket. [Start]
// gives a whole server, for tests that stop it, kill it and change its settings.
//
// The rules:
//
//   - Nothing has to be set up but Debian's package postgresql, and no running
//     server is touched. A test without PostgreSQL fails and says what to install.
//   - A server ends with its test process, however that ends: a small shell, the
//     guard, waits on a pipe that the kernel closes then, stops the server and
//     removes its directory. [Main] waits for that, so that nothing is left when
//     the process is gone.
//   - A server listens on 127.0.0.1, with a password of its own, and in a directory
//     that others cannot enter.
//   - The extensions hstore, pg_trgm, unaccent, citext, btree_gin and pgcrypto are in each
//     database, if they are installed.
//
// The shared server forgets its latest commits when it crashes: fsync and the like
// are off, and it lies in memory if there are 2 GiB free in /dev/shm and TMPDIR does
// not name another place. It is nothing to measure with. The first start of a version
// of PostgreSQL makes the files of a server and keeps them there (29 MB, in
// combo-pgtest-UID), from where later ones take them.
package pgtest
