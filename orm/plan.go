package orm

// A plan is a query compiled for one database: its text, where the values of the
// query stand in it, and what its columns are. It is the same for all queries of
// one shape, never changes, and is shared by all goroutines.
type plan struct {
	statement string
	write     bool
	args      []argument
	columns   []output
	// empty says that no row can be found, which was seen without asking. The
	// row of an aggregate is then made of the outputs' empty values.
	empty bool
	// hidden is how many more columns the rows have, behind columns: they are only
	// there to be ordered by.
	hidden int
	// keys are the hidden columns of a page, by which its ends are marked.
	keys []output
	// locks says that the rows stay locked until the end of the transaction.
	locks bool
	// key is the automatic key of a new row that the driver tells; nil if it
	// comes back in a row.
	key   *Field
	scans scanCache
	// models are those of the shape, by whose addresses the plan is found.
	models []*Model
}

// An output is a column of a plan's rows.
type output struct {
	name  string // of the field, by its column's attribute ("author_id"), or of the annotation
	path  string // of the relation that was joined to load it: "", "author", "author__team"
	typ   Type
	field *Field // nil for an annotation
	codec Codec
	empty any // of an aggregate over no rows
}

// A terminal is how a query ends: what is done with its rows.
type terminal interface {
	shape(*shaper)
	// compile writes the statement of a query whose steps were applied.
	compile(*planner) (*plan, error)
}

// plan compiles a query. The values are those of its shape; they are only
// counted here.
func (q Query) plan(d Dialect, end terminal) (*plan, []any, error) {
	s := &shaper{arrays: d.Features().Arrays}
	q.shape(s)
	end.shape(s)
	plan, err := q.compile(d, end, len(s.values))
	return plan, s.values, err
}

// compile makes the plan of a query that has a number of values.
func (q Query) compile(d Dialect, end terminal, values int) (*plan, error) {
	c := &cursor{}
	p, err := q.build(d, c, nil)
	if err != nil {
		return nil, err
	}
	plan, err := end.compile(p)
	if err != nil {
		return nil, err
	}
	if c.next != values {
		return nil, mistakef("%s: internal error: the shape has %d values and the plan %d", q.model, values, c.next)
	}
	return plan, nil
}

// finish makes the plan of a SELECT.
func (p *planner) finish() (*plan, error) {
	if p.nothing() {
		if err := p.prepare(); err != nil {
			return nil, err
		}
		return &plan{empty: true, columns: p.described()}, nil
	}
	w := newWriter(p.dialect)
	if err := w.query(p); err != nil {
		return nil, err
	}
	return p.written(w), nil
}

func (p *planner) written(w *writer) *plan {
	return &plan{statement: string(w.sql), args: w.args, columns: p.described(), hidden: p.hidden, locks: p.locking != nil}
}

// described returns the columns with their codecs, but for the hidden ones.
func (p *planner) described() []output {
	shown := p.outputs[:len(p.outputs)-p.hidden]
	outputs := make([]output, len(shown))
	for i, o := range shown {
		outputs[i] = o.out
		outputs[i].codec = p.dialect.Codec(o.out.typ)
	}
	return outputs
}
