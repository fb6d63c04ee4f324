// Package sqlite opens SQLite databases for package orm, with the engine itself
// in pure Go: no C compiler and no other program is needed.
//
//	db, err := sqlite.Open("site.db")
//	if err != nil {
//		return err
//	}
//	defer db.Close()
//
// The rules:
//
//   - The file is in WAL mode: readers never wait for the writer, nor the writer
//     for readers. There is one writer at a time; the others stand in a queue.
//   - A write that was acknowledged survives a crash of the program and of the
//     machine (synchronous is FULL), unless Config says otherwise.
//   - Foreign keys are enforced.
//   - Values are stored in the forms that Django stores them in, so that both can
//     read the same file.
//
// A file on a network file system does not work: SQLite's locks do not.
package sqlite
