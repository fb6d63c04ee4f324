// Package ormtest gives tests databases of their own, and holds the tests that
// every database behind package orm has to pass.
//
//	func TestMain(m *testing.M) { ormtest.Main(m) }
//
//	func TestPublish(t *testing.T) {
//		t.Parallel()
//		ormtest.Each(t, func(t *testing.T, db *orm.DB) {
//			ctx, ran := orm.CountStatements(t.Context())
//			...
//		}, blog.Posts, blog.Tags)
//	}
//
// [SQLite] and [Postgres] return an empty database with the tables that the test
// names, for this test alone; [Each] runs a test on both. The tables are made once
// per test process, each test gets a copy of them, so that tests are quick and may
// run in parallel. The databases count statements: see [orm.CountStatements].
//
// SQLite needs nothing. For PostgreSQL the first test that asks for it starts a
// server in a temporary directory, from Debian's package postgresql, which [Main]
// stops; or the environment variable COMBO_TEST_POSTGRES names a server on which
// databases may be made and dropped, as in postgres://postgres@localhost/postgres.
//
// [Run] is the conformance suite for whoever writes an [orm.Driver].
package ormtest
