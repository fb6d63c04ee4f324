package people

import (
	"context"
	"encoding/xml"
	"slices"

	"github.com/combo-web/combo/orm"
)

// A Person is one row.
type Person struct {
	XMLName xml.Name `json:"-" xml:"person" orm:"-"`
	ID      int64    `json:"id" xml:"id"`
	Name    string   `json:"name" xml:"name" orm:"max=100"`
	Age     int      `json:"age" xml:"age" orm:"unsigned"`
}

// Table is where people are kept.
var Table = orm.NewTable(func(p *Person, t *orm.Def) { t.OrderBy(&p.ID) })

// create makes the table if the database has none.
func create(ctx context.Context, db *orm.DB) error {
	tables, err := orm.TableNames(ctx, db)
	if err != nil || slices.Contains(tables, Table.Model().Table) {
		return err
	}
	return orm.CreateTables(ctx, db, Table.Model())
}
