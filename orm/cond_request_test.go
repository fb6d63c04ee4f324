package orm_test

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"testing"

	"github.com/combo-web/combo/orm"
)

var boatFilters = orm.Filters{
	"q":        {By: &Boats.F.Name, Lookup: "icontains"},
	"crew":     {By: &Boats.F.Crew},
	"crew_min": {By: &Boats.F.Crew, Lookup: "gte"},
	"class":    {By: &Boats.F.Class, Lookup: "in"},
	"year":     {By: &Boats.F.Launched, Lookup: "year"},
	"on":       {By: "launched", Lookup: "date"},
	"unbuilt":  {By: &Boats.F.Built, Lookup: "isnull"},
	"owner":    {By: &Boats.F.Owner},
	"city":     {By: &Boats.F.Owner.Club.City},
	"price":    {By: &Boats.F.Price, Lookup: "lte"},
	"port":     {By: "log__port"},
}

func TestFilters(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		newPort(t, db)
		for _, test := range []struct{ query, want string }{
			{"", "[1 2 3 4 5 6 7 8 9 10]"},
			{"q=", "[1 2 3 4 5 6 7 8 9 10]"},
			{"q=100%25", "[5]"},
			{"q='%20OR%201=1--", "[]"},
			{"crew=2&page=7", "[2 6 10]"},
			{"crew_min=3&class=y&class=t", "[3 8]"},
			{"year=2021&unbuilt=true", "[8]"},
			{"on=2020-01-01", "[1]"},
			{"unbuilt=false&owner=1", "[1 6]"},
			{"city=Kiel&price=5000", "[1]"},
			{"port=Bass", "[2]"},
		} {
			values, _ := url.ParseQuery(test.query)
			conditions, err := boatFilters.Conditions(Boats, values, "page")
			if err != nil {
				t.Errorf("%q: %v", test.query, err)
				continue
			}
			list, err := Boats.On(db).Filter(conditions...).OrderBy(&Boats.F.ID).All(t.Context())
			if got := fmt.Sprint(idsOf(list)); err != nil || got != test.want {
				t.Errorf("%q: %s, want %s, %v", test.query, got, test.want, err)
			}
		}
	})
}

func TestFiltersOfAnybody(t *testing.T) {
	for _, query := range []string{
		"x=1", "crew__gt=1", "owner__mentor__name=x", "_connector=)%20OR%201=1%20OR%20(", "crew=x", "crew=1&crew=2", "crew=1.5",
		"crew=99999999999999999999", "on=yesterday", "year=x", "unbuilt=perhaps", "price=1e", "q=%00", "q=%ff", "pk=1", "Q=x", "owner=x",
		"year=0", "year=-1", "year=9999",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = boatFilters.Conditions(Boats, values)
		var request *orm.RequestError
		if !errors.As(err, &request) {
			t.Errorf("%q: %v", query, err)
		}
	}
}

func TestSorts(t *testing.T) {
	sorts := orm.Sorts{"name": &Boats.F.Name, "newest": orm.Desc(&Boats.F.Launched), "class": &Boats.F.Class}
	each(t, func(t *testing.T, db *orm.DB) {
		newPort(t, db)
		for text, want := range map[string][]int64{
			"newest": {10, 9, 8}, "-newest": {1, 2, 3}, "class,newest": {10, 7, 4}, "-class,-newest": {2, 5, 8},
		} {
			by, err := sorts.By(text)
			if err != nil {
				t.Fatal(err)
			}
			list, err := Boats.On(db).OrderBy(by...).Limit(3).All(t.Context())
			if got := idsOf(list); err != nil || !slices.Equal(got, want) {
				t.Errorf("%q: %v, want %v, %v", text, got, want, err)
			}
		}
	})
	for _, text := range []string{"id", "name,", "name,name", "--name", "id;DROP TABLE", "-id,(SELECT 1)", "owner.password", "name,newest,class,name", "?"} {
		var request *orm.RequestError
		if _, err := sorts.By(text); !errors.As(err, &request) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
