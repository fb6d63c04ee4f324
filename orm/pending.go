package orm

// Declared here until their files are written.

// pointed is the column that a pointer into a table's reference names: typed.
func pointerPath(pointer any) Expression { return nil }

// structModel and structKey look into structs of tables: typed.
func structModel(v any) *Model                                  { return nil }
func structKey(v any, key *Field) (got any, ok bool, err error) { return nil, false, nil }
