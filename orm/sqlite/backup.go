package sqlite

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	engine "modernc.org/sqlite"

	"github.com/combo-web/combo/orm"
)

// errNotOurs is for databases of other drivers.
var errNotOurs = errors.New("sqlite: not a database that this package has opened")

// Backup copies a database to a file while it is in use: what was committed when
// it began. A file of that name is replaced at the very end, so there is never
// half a backup. Writers do not wait for it. A ctx that is done ends it.
func Backup(ctx context.Context, db *orm.DB, file string) error {
	d, ok := db.Driver().(*database)
	if !ok {
		return errNotOurs
	}
	c, err := d.readers.get(ctx)
	if err != nil {
		return err
	}
	defer d.readers.put(c)
	unfinished := file + ".unfinished"
	defer os.Remove(unfinished)
	if err := errors.Join(remove(unfinished), c.backup(ctx, unfinished)); err != nil {
		return fmt.Errorf("back up to %s: %w", file, err)
	}
	return replace(unfinished, file)
}

// remove takes away what a backup left behind that did not come to its end.
func remove(file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// replace renames a file, and sees to it that the new name is on disk.
func replace(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	defer dir.Close()
	_ = dir.Sync() // not every file system can
	return nil
}

// pagesPerStep are copied between two looks at the context: 4 MiB.
const pagesPerStep = 1024

// backup copies the database in one read transaction: without it a write by
// another connection would make the copy start over, each time.
func (c *conn) backup(ctx context.Context, file string) (err error) {
	source, ok := c.engineConn.(interface {
		NewBackup(string) (*engine.Backup, error)
	})
	if !ok {
		return errors.ErrUnsupported
	}
	if err := errors.Join(c.run(ctx, "BEGIN"), c.run(ctx, "SELECT count(*) FROM sqlite_schema")); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.run(context.Background(), "ROLLBACK")) }()
	b, err := source.NewBackup((&url.URL{Scheme: "file", Opaque: escapePath(file)}).String())
	if err != nil {
		return err
	}
	return errors.Join(copyPages(ctx, b), b.Finish())
}

func copyPages(ctx context.Context, b *engine.Backup) error {
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var err error
		if more, err = b.Step(pagesPerStep); err != nil {
			return err
		}
	}
	return nil
}

// Check reads the whole database and reports what is wrong with it: pages and
// indexes that do not fit together, foreign keys that lead nowhere. It takes long
// for a large file.
func Check(ctx context.Context, db *orm.DB) error {
	if _, ok := db.Driver().(*database); !ok {
		return errNotOurs
	}
	found, err := orm.Raw[string](ctx, db, "SELECT integrity_check FROM pragma_integrity_check")
	if err != nil {
		return err
	}
	var problems []error
	for _, problem := range found {
		if problem != "ok" {
			problems = append(problems, fmt.Errorf("integrity: %s", problem))
		}
	}
	type orphan struct {
		Table  string
		RowID  *int64 `db:"rowid"`
		Parent string
	}
	orphans, err := orm.Raw[orphan](ctx, db, `SELECT "table", "rowid", "parent" FROM pragma_foreign_key_check LIMIT 100`)
	for _, o := range orphans {
		row := "a row"
		if o.RowID != nil {
			row = fmt.Sprintf("row %d", *o.RowID)
		}
		problems = append(problems, fmt.Errorf("%s of %s points to a row that %s does not have", row, o.Table, o.Parent))
	}
	return errors.Join(append(problems, err)...)
}
