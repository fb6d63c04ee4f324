package orm_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
)

// An Event is the struct of the examples of Def.
type Event struct {
	ID       int64
	Name     string `orm:"max=100"`
	Place    string `orm:"max=100"`
	Seats    int32
	Begins   time.Time
	Canceled bool
}

var Events = orm.NewTable(func(p *Event, t *orm.Def) {
	t.App("culture")
	t.Name("Event")
	t.Table("events")
	t.Label("event", "events")
	t.Comment("what takes place")
	t.OrderBy(&p.Begins, &p.Name)
	t.Latest(&p.Begins)

	t.Index(&p.Place, &p.Begins)
	t.Index(&p.Begins).Name("upcoming").Where(orm.Where("canceled", false)).Include(&p.Name)
	t.Index(&p.Name).Name("by_name").OpClasses("text_pattern_ops").Using("btree")
	t.Unique(&p.Place, &p.Begins).Name("one_at_a_time").Where(orm.Where("canceled", false)).
		Message("Something else takes place there then.")
	t.Unique(&p.Name, &p.Begins).Name("no_twins").NullsEqual()
	t.Check("has_seats", orm.Where("seats__gt", 0)).Message("An event needs seats.")

	t.Field(&p.Name).Label("Title").Help("What do people see on the poster?")
	t.Field(&p.Seats).Default(100).Validators(func(v any) error {
		if n, ok := v.(int64); ok && n > 5000 {
			return fmt.Errorf("no place has %d seats", n)
		}
		return nil
	})
	t.Field(&p.Place).Choices(orm.Choice{Value: "hall", Label: "Town hall"}, orm.Choice{Value: "park", Label: "Park"}).Blank()
	t.Field(&p.Canceled).ReadOnly()
})

// Def says what the struct and its tags cannot. Here PostgreSQL gets the table.
func ExampleDef() {
	statements, err := orm.CreateStatements(postgres.Dialect(), Events.Model())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range statements[1:] {
		before, after, _ := strings.Cut(s, ` ON `)
		fmt.Println(before + "\n  ON " + after)
	}

	// Output:
	// CREATE UNIQUE INDEX "one_at_a_time"
	//   ON "events" ("place", "begins") WHERE "canceled" = FALSE
	// CREATE INDEX "events_place_9a7e7d_idx"
	//   ON "events" ("place", "begins")
	// CREATE INDEX "upcoming"
	//   ON "events" ("begins") INCLUDE ("name") WHERE "canceled" = FALSE
	// CREATE INDEX "by_name"
	//   ON "events" USING btree ("name" text_pattern_ops)
	// COMMENT
	//   ON TABLE "events" IS 'what takes place'
}
