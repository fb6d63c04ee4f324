// Package orm measures queries by Combo's ORM beside the same queries by hand on the
// same driver, by gorm, by bun and by Django, on SQLite and PostgreSQL:
//
//	go run ./cmd/bench orm
package orm
