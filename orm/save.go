package orm

import (
	"context"
	"slices"
)

// SaveOptions say how a row is saved.
type SaveOptions struct {
	// Insert inserts the row; one with the same key is a [ConstraintError].
	Insert bool
	// Update updates the row; [ErrNotFound] says that there is none.
	Update bool
	// Fields are the columns that are updated, by the names of their fields; the
	// row has to be there. Defaults to all that the row has.
	Fields []string
}

// Save writes a row, a [Row] or a pointer to the struct of the model's table: it
// updates the row with its key, and inserts it if there is none. A row without a
// key is inserted, see [Query.Insert]. The conditions of the query do not matter.
//
// If the model has a version column, a row that was read before is updated only if
// nobody has saved it since; otherwise the error is [ErrConflict].
func (q Query) Save(ctx context.Context, row any) error { return q.SaveWith(ctx, row, SaveOptions{}) }

// SaveFields updates some columns of a row that is there, by the names of their
// fields, and those that are set by themselves at every save.
func (q Query) SaveFields(ctx context.Context, row any, fields ...string) error {
	if len(fields) == 0 {
		return nil
	}
	return q.SaveWith(ctx, row, SaveOptions{Fields: fields})
}

// SaveWith is [Query.Save] with options.
func (q Query) SaveWith(ctx context.Context, row any, o SaveOptions) error {
	c, err := q.writes()
	if err != nil {
		return err
	}
	if o.Insert && (o.Update || o.Fields != nil) {
		return mistakef("%s: a row is saved by Insert or by Update, not by both", q.model)
	}
	r, err := recordOf(q.model, row)
	if err != nil {
		return err
	}
	s := saving{q.model, c, r, o}
	return s.run(ctx)
}

// A saving is a row that is saved.
type saving struct {
	model   *Model
	conn    Conn
	record  record
	options SaveOptions
}

func (s *saving) run(ctx context.Context) error {
	key, has, err := s.key()
	if err != nil {
		return err
	}
	must := s.options.Update || s.options.Fields != nil
	if !has && must {
		return mistakef("%s: a row without a key cannot be updated", s.model)
	}
	version, versioned := s.version()
	if has && !s.options.Insert && (must || !s.new(version)) {
		found, err := s.update(ctx, key, version)
		if err != nil || found {
			return err
		}
		switch {
		case versioned:
			return ErrConflict
		case must:
			return ErrNotFound
		}
	}
	return insertRecord(ctx, s.conn, s.model, s.record)
}

// key returns the row's key, which may be that of the row that it belongs to.
func (s *saving) key() (any, bool, error) {
	f := s.model.pk
	if f.Relation != nil {
		return s.record.foreignKey(f)
	}
	key, has := s.record.key(f)
	return key, has, nil
}

// version returns the version that the row had when it was read.
func (s *saving) version() (v any, ok bool) {
	f := s.model.version()
	if f == nil {
		return nil, false
	}
	v, set := s.record.get(f)
	return v, set && !isZeroNumber(v)
}

// new reports whether a row that has a key cannot be there: it has no version
// yet, though it would if it had been read.
func (s *saving) new(version any) bool {
	f := s.model.version()
	return f != nil && isZeroNumber(version)
}

// update updates the row and reports whether it was there.
func (s *saving) update(ctx context.Context, key, version any) (found bool, err error) {
	q := From(s.model).On(s.conn).Filter(Where("pk", key))
	set, fills, err := s.values()
	if err != nil {
		return false, err
	}
	if f := s.model.version(); f != nil && !isZeroNumber(version) {
		q = q.Filter(Where(f.Name, version))
		next, err := Convert(Type{Kind: Int, Bits: 64}, version)
		if err != nil {
			return false, err
		}
		set = append(set, Set{f.Name, next.(int64) + 1})
		fills = append(fills, fill{f, next.(int64) + 1})
	}
	if len(set) == 0 {
		return q.Exists(ctx)
	}
	n, err := q.update(ctx, set)
	if err != nil || n == 0 {
		return false, err
	}
	return true, (&draft{fills: fills}).done(s.record)
}

// values returns what is set: the columns that were named, or all that the row
// has, and times that are set by themselves.
func (s *saving) values() (set []Set, fills []fill, err error) {
	named, err := s.named()
	if err != nil {
		return nil, nil, err
	}
	for _, f := range s.model.columns {
		if f.Primary || f.Version {
			continue
		}
		if f.AutoNow {
			at := now(f.Type)
			set, fills = append(set, Set{f.Name, at}), append(fills, fill{f, at})
			continue
		}
		if named != nil && !slices.Contains(named, f) {
			continue
		}
		v, has, err := s.record.column(f)
		if err != nil {
			return nil, nil, err
		}
		if s.record.row != nil && !has {
			if named != nil {
				return nil, nil, mistakef("%s: the row has no %s", s.model, f.Attr())
			}
			continue
		}
		if f.Relation != nil {
			fills = append(fills, fill{f, v})
		}
		set = append(set, Set{f.Name, v})
	}
	return set, fills, nil
}

// named returns the fields that the options name, nil for all.
func (s *saving) named() ([]*Field, error) {
	if s.options.Fields == nil {
		return nil, nil
	}
	fields := []*Field{}
	for _, name := range s.options.Fields {
		f, err := s.model.writable(name)
		if err != nil {
			return nil, err
		}
		fields = append(fields, f)
	}
	return fields, nil
}

// writable returns a column that is not the key, by its name.
func (m *Model) writable(name string) (*Field, error) {
	f := m.names[name]
	switch {
	case f == nil:
		return nil, (&planner{model: m}).unknown(m, name, []string{name})
	case f.Many():
		return nil, mistakef("%s: %s is a relation to many rows, which has no column", m, name)
	case f.Primary:
		return nil, mistakef("%s: %s is the key, which tells the row and is not changed", m, name)
	}
	return f, nil
}
