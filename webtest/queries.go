package webtest

import (
	"fmt"
	"strings"
)

// Queries fails the test if the page took another number of statements of the
// database, and tells which they were: a page that asks again for each row takes
// more of them the more rows there are. The observer of the database has to be
// [orm.Counted], as it is for those of package ormtest.
func (p *Page) Queries(want int) *Page {
	p.t.Helper()
	if got := p.statements.Count(); got != want {
		p.errorf("the page took %d statements, want %d%s", got, want, p.listQueries())
	}
	return p
}

// listQueries says which statements ran, the most frequent first.
func (p *Page) listQueries() string {
	var list strings.Builder
	for _, r := range p.statements.Repeated(0) {
		fmt.Fprintf(&list, "\n%d × %s: %s", r.Count, r.Caller, r.SQL)
	}
	return list.String()
}
