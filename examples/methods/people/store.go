package people

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// A store is the table of people.
type store struct {
	db *sql.DB
}

// errNoPerson becomes a 404: it says so itself.
type errNoPerson int64

func (e errNoPerson) Error() string { return fmt.Sprintf("no person %d", int64(e)) }

func (e errNoPerson) NotFound() bool { return true }

func (s store) create(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS person (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		name TEXT NOT NULL,
		age INTEGER NOT NULL
	) STRICT`)
	if err != nil {
		return fmt.Errorf("create table person: %w", err)
	}
	return nil
}

func (s store) all(ctx context.Context) ([]Person, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, name, age FROM person ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	defer rows.Close()
	people := []Person{}
	for rows.Next() {
		var p Person
		if err := rows.Scan(&p.ID, &p.Name, &p.Age); err != nil {
			return nil, fmt.Errorf("read row %d of person: %w", len(people), err)
		}
		people = append(people, p)
	}
	return people, rows.Err()
}

func (s store) get(ctx context.Context, id int64) (Person, error) {
	p := Person{ID: id}
	err := s.db.QueryRowContext(ctx, `SELECT name, age FROM person WHERE id = ?`, id).Scan(&p.Name, &p.Age)
	if errors.Is(err, sql.ErrNoRows) {
		return p, errNoPerson(id)
	}
	if err != nil {
		return p, fmt.Errorf("read person %d: %w", id, err)
	}
	return p, nil
}

func (s store) insert(ctx context.Context, p Person) (Person, error) {
	result, err := s.db.ExecContext(ctx, `INSERT INTO person (name, age) VALUES (?, ?)`, p.Name, p.Age)
	if err != nil {
		return p, fmt.Errorf("insert person: %w", err)
	}
	p.ID, err = result.LastInsertId()
	return p, err
}

func (s store) update(ctx context.Context, p Person) error {
	return s.one(ctx, p.ID, `UPDATE person SET name = ?, age = ? WHERE id = ?`, p.Name, p.Age, p.ID)
}

func (s store) delete(ctx context.Context, id int64) error {
	return s.one(ctx, id, `DELETE FROM person WHERE id = ?`, id)
}

// one runs a statement that must change the one row of the id.
func (s store) one(ctx context.Context, id int64, statement string, args ...any) error {
	result, err := s.db.ExecContext(ctx, statement, args...)
	if err != nil {
		return fmt.Errorf("change person %d: %w", id, err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, errNoPerson(id))
	}
	return nil
}
