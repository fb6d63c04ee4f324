package sqlite

import "github.com/combo-web/combo/orm"

// Statements returns how many statements the writing connection keeps prepared.
// Nothing else may use the database meanwhile.
func Statements(db *orm.DB) int {
	return len(db.Driver().(*database).writer.free[0].statements)
}

// MaxStatements is the most that it keeps.
const MaxStatements = maxStatements
