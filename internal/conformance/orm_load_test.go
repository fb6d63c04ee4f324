package main

import (
	"slices"
	"testing"

	"github.com/combo-web/combo/orm"
)

func TestDeferral(t *testing.T) {
	t.Parallel()
	boat := &orm.Model{App: "harbour", Name: "Boat", Fields: []*orm.Field{
		{Name: "name", Type: orm.Type{Kind: orm.Text}}, {Name: "length", Type: orm.Type{Kind: orm.Float}}, {Name: "home", Relation: &orm.Relation{To: "self"}},
	}}
	if _, err := orm.NewRegistry(boat); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		d    deferral
		want []string
	}{
		{"all", deferral{}, []string{"id", "name", "length", "home"}},
		{"only", deferral{}.onlyNames([]string{"name"}), []string{"id", "name"}},
		{"only nothing", deferral{}.onlyNames(nil), []string{"id", "name", "length", "home"}},
		{"only twice", deferral{}.onlyNames([]string{"name"}).onlyNames([]string{"length"}), []string{"id", "length"}},
		{"only of a related row", deferral{}.onlyNames([]string{"home__name"}), []string{"id", "home"}},
		{"defer", deferral{}.deferNames([]string{"name"}).deferNames([]string{"home_id"}), []string{"id", "length"}},
		{"defer of a related row", deferral{}.deferNames([]string{"home__name"}), []string{"id", "name", "length", "home"}},
		{"the key", deferral{}.deferNames([]string{"id"}), []string{"id", "name", "length", "home"}},
		{"only, then defer", deferral{}.onlyNames([]string{"name", "length"}).deferNames([]string{"length"}), []string{"id", "name"}},
		{"defer, then only", deferral{}.deferNames([]string{"name"}).onlyNames([]string{"name", "length"}), []string{"id", "length"}},
		{"only, then defer all of it", deferral{}.onlyNames([]string{"name"}).deferNames([]string{"name", "length"}), []string{"id", "name", "home"}},
	} {
		c := &chain{model: boat, deferral: test.d}
		var got []string
		for _, f := range boat.Columns() {
			if c.loads(f) {
				got = append(got, f.Name)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
