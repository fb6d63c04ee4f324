package ormtest_test

import (
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/ormtest"
)

// A Note is what the example keeps.
type Note struct {
	ID   int64
	Text string
}

var Notes = orm.NewTable[Note](nil)

func ExampleEach() {
	test := func(t *testing.T) {
		ormtest.Each(t, func(t *testing.T, db *orm.DB) {
			ctx, ran := orm.CountStatements(t.Context())
			if err := Notes.On(db).Insert(ctx, &Note{Text: "milk"}); err != nil {
				t.Fatal(err)
			}
			if ran.Count() != 1 {
				t.Errorf("%d statements, want 1", ran.Count())
			}
		}, Notes)
	}
	_ = test // go test calls it
	// Output:
}
