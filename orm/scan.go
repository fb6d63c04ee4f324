package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A scanCache keeps how the rows of a plan are read into Go types.
type scanCache struct{ byType sync.Map } // reflect.Type -> *rowScan

// scan returns how the rows of the plan are read into values of type t.
func (p *plan) scan(d Dialect, t reflect.Type) (*rowScan, error) {
	if known, ok := p.scans.byType.Load(t); ok {
		return known.(*rowScan), nil
	}
	made := &rowScan{row: p, columns: make([]columnScan, len(p.columns))}
	if t != rowType {
		var err error
		if made, err = compileScan(d, p.columns, t); err != nil {
			return nil, err
		}
	}
	made.hidden = p.hidden
	known, _ := p.scans.byType.LoadOrStore(t, made)
	return known.(*rowScan), nil
}

// A rowScan is how rows of some columns are read into values of a Go type: a
// struct, a pointer to one, or one value. It never changes.
type rowScan struct {
	pointer bool  // to the struct
	row     *plan // of the columns, if the type is Row
	columns []columnScan
	joins   []joinScan // parents before what they lead to
	hidden  int
	states  sync.Pool // of *scanState
}

// A columnScan is how one column is read.
type columnScan struct {
	name   string       // for errors: "blog_post.title"
	join   int          // whose struct it goes into; -1: the row's own
	index  []int        // of the struct's field; nil: the value itself
	direct bool         // the driver reads into the field
	via    reflect.Type // what the field's type is made of: the driver reads into one of that
	null   bool         // NULL has a place
	set    func(dst reflect.Value, read any) error
}

// A joinScan is a struct that a relation leads to, loaded in the same row.
type joinScan struct {
	parent int // its index in joins; -1: the row's own
	index  []int
	elem   reflect.Type
	key    int // the column that is NULL if there is no such row
}

// A scanState is what one run of a statement needs to read its rows.
type scanState struct {
	scan    *rowScan
	dest    []any
	scratch []any
	plain   []plainHolder   // of columns that are read via a type
	structs []reflect.Value // of the joins; not valid: none
}

// A plainHolder is where the driver reads a value to that goes into a field of a type
// made of the same.
type plainHolder struct {
	pointer any
	value   reflect.Value
}

// state returns what free gives back.
func (s *rowScan) state() *scanState {
	if st, ok := s.states.Get().(*scanState); ok {
		return st
	}
	n := len(s.columns)
	st := &scanState{scan: s, dest: make([]any, n+s.hidden), scratch: make([]any, n), plain: make([]plainHolder, n)}
	for i := range s.columns {
		if via := s.columns[i].via; via != nil {
			v := reflect.New(via)
			st.plain[i] = plainHolder{v.Interface(), v.Elem()}
		}
	}
	if len(s.joins) > 0 {
		st.structs = make([]reflect.Value, len(s.joins))
	}
	return st
}

// free gives the state back, without the rows that it points to.
func (st *scanState) free() {
	clear(st.dest)
	clear(st.scratch)
	clear(st.structs)
	for _, p := range st.plain {
		if p.pointer != nil {
			p.value.SetZero()
		}
	}
	st.scan.states.Put(st)
}

// read reads the current row into dst.
func (st *scanState) read(rows DriverRows, dst reflect.Value) error {
	if st.scan.row != nil {
		return st.readRow(rows, dst)
	}
	if st.scan.pointer {
		dst.Set(reflect.New(dst.Type().Elem()))
		dst = dst.Elem()
	}
	if len(st.scan.joins) > 0 {
		if err := st.makeStructs(rows, dst); err != nil {
			return err
		}
	}
	for i := range st.scan.columns {
		st.aim(i, dst)
	}
	if err := rows.Scan(st.dest...); err != nil {
		return st.explain(err)
	}
	return st.assign(dst)
}

var rowType = reflect.TypeFor[Row]()

// readRow reads the current row into a map.
func (st *scanState) readRow(rows DriverRows, dst reflect.Value) error {
	for i := range st.scratch {
		st.dest[i] = &st.scratch[i]
	}
	if err := rows.Scan(st.dest...); err != nil {
		return err
	}
	if err := st.scan.row.decode(st.scratch); err != nil {
		return err
	}
	dst.Set(reflect.ValueOf(st.scan.row.row(st.scratch)))
	return nil
}

// aim says where a column goes: into the field, or into the scratch space if
// there is work to do.
func (st *scanState) aim(i int, dst reflect.Value) {
	c := &st.scan.columns[i]
	switch place := st.place(c, dst); {
	case !place.IsValid():
		st.dest[i] = nil
	case c.direct:
		st.dest[i] = fieldOf(place, c.index).Addr().Interface()
	case c.via != nil:
		st.dest[i] = st.plain[i].pointer
	default:
		st.dest[i] = &st.scratch[i]
	}
}

// place returns the struct that a column goes into; not valid if the row has
// none.
func (st *scanState) place(c *columnScan, dst reflect.Value) reflect.Value {
	if c.join < 0 {
		return dst
	}
	return st.structs[c.join]
}

// fieldOf is FieldByIndex, quicker for what is most frequent.
func fieldOf(v reflect.Value, index []int) reflect.Value {
	switch len(index) {
	case 0:
		return v
	case 1:
		return v.Field(index[0])
	}
	return v.FieldByIndex(index)
}

// makeStructs makes the structs of the relations that lead to a row.
func (st *scanState) makeStructs(rows DriverRows, dst reflect.Value) error {
	clear(st.dest)
	for _, j := range st.scan.joins {
		st.dest[j.key] = &st.scratch[j.key]
	}
	if err := rows.Scan(st.dest...); err != nil {
		return st.explain(err)
	}
	for i, j := range st.scan.joins {
		st.structs[i] = reflect.Value{}
		parent := dst
		if j.parent >= 0 {
			parent = st.structs[j.parent]
		}
		if !parent.IsValid() || st.scratch[j.key] == nil {
			continue
		}
		made := reflect.New(j.elem)
		fieldOf(parent, j.index).Set(made)
		st.structs[i] = made.Elem()
	}
	return nil
}

// assign brings what is in the scratch space to its fields.
func (st *scanState) assign(dst reflect.Value) error {
	for i := range st.scan.columns {
		c := &st.scan.columns[i]
		place := st.place(c, dst)
		if c.direct || !place.IsValid() {
			continue
		}
		if c.via != nil {
			setPlain(fieldOf(place, c.index), st.plain[i].value)
			continue
		}
		read := st.scratch[i]
		st.scratch[i] = nil
		if read == nil && !c.null {
			return &ScanError{Index: i, Column: c.name, Null: true}
		}
		if err := c.set(fieldOf(place, c.index), read); err != nil {
			return &ScanError{Index: i, Column: c.name, Err: err}
		}
	}
	return nil
}

// explain adds the column's name to an error of the driver.
func (st *scanState) explain(err error) error {
	var e *ScanError
	if errors.As(err, &e) && e.Index < len(st.scan.columns) {
		e.Column = st.scan.columns[e.Index].name
	}
	return err
}

// compileScan finds the place of each column in values of type t.
func compileScan(d Dialect, columns []output, t reflect.Type) (*rowScan, error) {
	s := &rowScan{}
	if isStruct(t) {
		return s, s.compileStruct(d, columns, t)
	}
	if t.Kind() == reflect.Pointer && isStruct(t.Elem()) {
		s.pointer = true
		return s, s.compileStruct(d, columns, t.Elem())
	}
	if len(columns) != 1 {
		return nil, fmt.Errorf("a %v holds one column, there are %d", t, len(columns))
	}
	c, err := compileColumn(d, &columns[0], t)
	c.join = -1
	s.columns = []columnScan{c}
	return s, err
}

// isStruct reports whether the fields of t are columns: times, decimals and
// everything that scans itself are values.
func isStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && TypeFor(t).Kind == NoKind && !reflect.PointerTo(t).Implements(scannerType)
}

func (s *rowScan) compileStruct(d Dialect, columns []output, t reflect.Type) error {
	structs := map[string]int{"": -1} // by path
	for i := range columns {
		o := &columns[i]
		join, err := s.join(structs, o.path, i, t)
		if err != nil {
			return err
		}
		in := s.structOf(join, t)
		index, ft, ok := structField(in, o)
		if !ok {
			return fmt.Errorf("%v has no field for the column %q: give it one of that name, or with the tag db:%[2]q", in, o.name)
		}
		c, err := compileColumn(d, o, ft)
		if err != nil {
			return fmt.Errorf("%v: %w", in, err)
		}
		c.join, c.index = join, index
		if join >= 0 && o.field != nil && o.field.model != nil && o.field.model.pk == o.field {
			s.joins[join].key = i
		}
		s.columns = append(s.columns, c)
	}
	return nil
}

func (s *rowScan) structOf(join int, t reflect.Type) reflect.Type {
	if join < 0 {
		return t
	}
	return s.joins[join].elem
}

// join returns the index of the struct that the relations of a path lead to.
// The first column that goes into it tells whether there is a row, unless it
// has a key.
func (s *rowScan) join(structs map[string]int, path string, column int, t reflect.Type) (int, error) {
	if known, ok := structs[path]; ok {
		return known, nil
	}
	before, name := cutLast(path)
	parent, err := s.join(structs, before, column, t)
	if err != nil {
		return 0, err
	}
	in := s.structOf(parent, t)
	f, ok := relationField(in, name)
	if !ok || f.typ.Kind() != reflect.Pointer || !isStruct(f.typ.Elem()) {
		return 0, fmt.Errorf("%v has no field for the relation %q", in, name)
	}
	s.joins = append(s.joins, joinScan{parent: parent, index: f.index, elem: f.typ.Elem(), key: column})
	structs[path] = len(s.joins) - 1
	return len(s.joins) - 1, nil
}

// relationField finds the field of a struct that holds the row which a relation
// leads to.
func relationField(t reflect.Type, name string) (structColumn, bool) {
	for _, m := range infoOf(t).members {
		if m.field != nil && m.field.rel != nil && m.field.Name == name {
			return structColumn{m.field.rel, m.field.relTyp}, true
		}
	}
	f, ok := fieldsOf(t)[name]
	return f, ok
}

// structField finds the field of a struct that a column goes into: in the model's
// own struct, or one that embeds it, by the field, else by name. A path is found
// by single underscores, too.
func structField(t reflect.Type, o *output) ([]int, reflect.Type, bool) {
	if o.field != nil && o.field.index != nil && o.field.model != nil && !strings.Contains(o.name, "__") {
		if in, ok := within(t, o.field.model.typ); ok {
			index := append(in, o.field.index...)
			return index, t.FieldByIndex(index).Type, true
		}
	}
	f, ok := fieldsOf(t)[o.name]
	if !ok {
		f, ok = fieldsOf(t)[strings.ReplaceAll(o.name, "__", "_")]
	}
	return slices.Clip(f.index), f.typ, ok
}

// within returns where a model's struct stands in another: nowhere deeper if it is
// the same, else where it is embedded.
func within(t, model reflect.Type) ([]int, bool) {
	if t == model {
		return nil, true
	}
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous && f.Type == model {
			return []int{i}, true
		}
	}
	return nil, false
}

// columnName is how errors call a column.
func (o *output) columnName() string {
	if o.field != nil && o.field.model != nil {
		return o.field.model.Table + "." + o.field.Column
	}
	return o.name
}
