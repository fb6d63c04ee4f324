package orm_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
)

// The structs of a club, with many-to-many relations of each kind.
type (
	Member struct {
		ID      int64
		Friends []*Member `orm:"m2m"`
		Follows []*Member `orm:"m2m,one_way,related=followers,table=club_follows"`
		Clubs   []*Club   `orm:"reverse=Members"`
		Home    Place     `orm:"embed"`
		Work    Place     `orm:"prefix=office_"`
	}
	Place struct {
		Street string
		CityID int64
		City   *City `orm:"fk,related=+"`
	}
	City struct {
		ID   int64
		Name string
	}
	Club struct {
		ID      int64
		Members []Member `orm:"m2m,through=Membership,through_fields=Club:Member"`
	}
	Membership struct {
		ID        int64
		ClubID    int64
		Club      *Club `orm:"fk"`
		MemberID  int64
		Member    *Member `orm:"fk"`
		InviterID *int64
		Inviter   *Member `orm:"fk,on_delete=set_null,related=+"`
		Since     orm.Day
	}
)

func TestTableManyToMany(t *testing.T) {
	t.Parallel()
	set := &orm.TableSet{}
	app := func(t *orm.Def) { t.App("club") }
	members := orm.NewTableIn(set, func(_ *Member, t *orm.Def) { app(t) })
	clubs := orm.NewTableIn(set, func(_ *Club, t *orm.Def) { app(t) })
	cities := orm.NewTableIn(set, func(_ *City, t *orm.Def) { app(t) })
	memberships := orm.NewTableIn(set, func(_ *Membership, t *orm.Def) { app(t) })
	if err := orm.Models(members, clubs, cities, memberships).Check(); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"id id Int key auto", "friends  NoKind → club.Member back friends_rel_+", "follows  NoKind → club.Member back followers",
		"home_street home_street Text", "home_city home_city_id Int → club.City back _club_member_home_city_+",
		"office_street office_street Text", "office_city office_city_id Int → club.City back _club_member_office_city_+",
	}
	if got := describe(members.Model()); !slices.Equal(got, want) {
		t.Errorf("members are\n%s", strings.Join(got, "\n"))
	}
	through := clubs.Model().Field("members").Relation.ThroughModel()
	if through != memberships.Model() {
		t.Errorf("clubs go through %v", through)
	}
	if got := members.Model().Field("follows").Relation.ThroughModel().Table; got != "club_follows" {
		t.Errorf("follows goes through %s", got)
	}
	m, c := members.F, clubs.F
	for _, test := range []struct {
		pointer any
		find    func(any) (string, *orm.Field, error)
		want    string
	}{
		{&m.Friends[0].ID, members.Ref, "friends__id"},
		{&m.Follows[0].Home.Street, members.Ref, "follows__home_street"},
		{&m.Home.City.Name, members.Ref, "home_city__name"},
		{&m.Work.City.Name, members.Ref, "office_city__name"},
		{&m.Work.CityID, members.Ref, "office_city_id"},
		{&m.Clubs[0].ID, members.Ref, "clubs__id"},
		{&c.Members[0].Home.City.Name, clubs.Ref, "members__home_city__name"},
		{&c.Members, clubs.Ref, "members"},
		{&c.Members[0], clubs.Ref, "members"},
	} {
		if path, _, err := test.find(test.pointer); err != nil || path != test.want {
			t.Errorf("the pointer names %q, %v, want %s", path, err, test.want)
		}
	}
}
