package orm

// A Row is a row as a map: the values of its columns by their names, in the Go
// types of their kinds, nil for NULL. A relation that was loaded with it is a Row,
// nil if there is none, or a []Row under the relation's name.
type Row map[string]any

// row makes a map of the values of a plan's columns.
func (p *plan) row(list []any) Row {
	row := make(Row, len(list))
	var joined map[string]Row
	for i := range p.columns {
		o := &p.columns[i]
		if o.path == "" {
			row[o.name] = list[i]
			continue
		}
		if joined == nil {
			joined = map[string]Row{"": row}
		}
		in, known := joined[o.path]
		if !known {
			in = joinRow(joined, o.path, p.present(o.path, list))
		}
		if in != nil {
			in[o.name] = list[i]
		}
	}
	return row
}

// joinRow puts the row that a path leads to into the one before it.
func joinRow(joined map[string]Row, path string, present bool) Row {
	before, name := cutLast(path)
	parent, known := joined[before]
	if !known {
		parent = joinRow(joined, before, true)
	}
	joined[path] = nil
	if parent == nil {
		return nil
	}
	if parent[name] = nil; present {
		made := Row{}
		joined[path], parent[name] = made, made
	}
	return joined[path]
}

// present reports whether the row that a path leads to is there: its key, or the
// first of its columns, is not NULL.
func (p *plan) present(path string, list []any) bool {
	first := -1
	for i := range p.columns {
		o := &p.columns[i]
		if o.path != path {
			continue
		}
		if o.field != nil && o.field.model != nil && o.field.model.pk == o.field {
			return list[i] != nil
		}
		if first < 0 {
			first = i
		}
	}
	return first >= 0 && list[first] != nil
}
