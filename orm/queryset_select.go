package orm

import "strconv"

// Select returns a query that gives values of another type: a struct whose fields
// are found by the names of the columns, or the type of the only column. The
// columns are addresses, names, and expressions with a name; without any they are
// those of the query. A column of a related row is found by the name that its path
// has with single underscores: AuthorName for &Posts.F.Author.Name.
//
// Columns before an aggregate are what the rows are grouped by:
//
//	type perAuthor struct {
//		AuthorID int64
//		Posts    int
//	}
//	totals, err := orm.Select[perAuthor](Posts.On(db),
//		&Posts.F.AuthorID, orm.As("posts", orm.CountRows())).All(ctx)
func Select[R any](s Source, columns ...any) QuerySet[R] {
	return QuerySet[R]{selecting(s.Query(), columns)}
}

// Pluck returns a query that gives the values of one column.
func Pluck[C any](s Source, column *C) QuerySet[C] {
	return QuerySet[C]{selecting(s.Query(), []any{column})}
}

func selecting(q Query, columns []any) Query {
	if len(columns) == 0 {
		return q
	}
	o := &selectOp{items: make([]Named, len(columns))}
	for i, c := range columns {
		switch c := c.(type) {
		case Named:
			o.items[i] = c
		case string:
			o.items[i].By = &orderPath{pathRef{c}}
		default:
			o.items[i].By = exprOf(c)
		}
	}
	return q.with(o)
}

// A selectOp selects columns by what names them, and named expressions. What
// aggregates is grouped by everything that does not.
type selectOp struct{ items []Named }

func (o *selectOp) shape(s *shaper) {
	s.opCode(opSelect)
	shapeNamed(s, o.items)
}

func (o *selectOp) apply(p *planner) error {
	var names []string
	var plain, grouped []*annotation
	for i := range o.items {
		name, a, err := o.item(p, i)
		switch {
		case err != nil:
			return err
		case a == nil:
			names = append(names, name)
		case aggregates(a.term):
			grouped = append(grouped, a)
		default:
			names, plain = append(names, a.name), append(plain, a)
		}
	}
	for _, a := range plain {
		p.annotate(a)
	}
	if err := p.selectPaths(names); err != nil {
		return err
	}
	for _, a := range grouped {
		p.annotate(a)
	}
	if len(grouped) > 0 {
		p.group()
		for _, a := range grouped {
			p.order = append(p.order, a.name)
		}
	}
	return nil
}

// item returns the path of a column, or the expression that is selected.
func (o *selectOp) item(p *planner, i int) (string, *annotation, error) {
	n := o.items[i]
	if n.Name == "" {
		switch by := n.By.(type) {
		case *orderPath:
			return by.path, nil, nil
		case *columnRef:
			path, err := p.pathOf(by.to)
			return path, nil, err
		}
		n.Name = "column" + strconv.Itoa(i+1)
	}
	if !isAlias(n.Name) {
		return "", nil, p.checkName(n.Name)
	}
	t, err := n.By.resolve(p.resolver())
	if err == nil {
		t, err = selectable(t)
	}
	return "", &annotation{name: n.Name, term: t, selected: true}, err
}
