package orm_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
)

// The structs of a club, with many-to-many relations of each kind.
type (
	Fellow struct {
		ID      int64
		Friends []*Fellow `orm:"m2m"`
		Follows []*Fellow `orm:"m2m,one_way,related=followers,table=club_follows"`
		Guilds  []*Guild  `orm:"reverse=Fellows"`
		Home    Spot      `orm:"embed"`
		Work    Spot      `orm:"prefix=office_"`
	}
	Spot struct {
		Street string
		TownID int64
		Town   *Town `orm:"fk,related=+"`
	}
	Town struct {
		ID   int64
		Name string
	}
	Guild struct {
		ID      int64
		Fellows []Fellow `orm:"m2m,through=Fellowship,through_fields=Guild:Fellow"`
	}
	Fellowship struct {
		ID        int64
		GuildID   int64
		Guild     *Guild `orm:"fk"`
		FellowID  int64
		Fellow    *Fellow `orm:"fk"`
		InviterID *int64
		Inviter   *Fellow `orm:"fk,on_delete=set_null,related=+"`
		Since     orm.Day
	}
)

func TestTableManyToMany(t *testing.T) {
	t.Parallel()
	set := &orm.TableSet{}
	app := func(t *orm.Def) { t.App("club") }
	fellows := orm.NewTableIn(set, func(_ *Fellow, t *orm.Def) { app(t) })
	guilds := orm.NewTableIn(set, func(_ *Guild, t *orm.Def) { app(t) })
	towns := orm.NewTableIn(set, func(_ *Town, t *orm.Def) { app(t) })
	fellowships := orm.NewTableIn(set, func(_ *Fellowship, t *orm.Def) { app(t) })
	if err := orm.Models(fellows, guilds, towns, fellowships).Check(); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"id id Int key auto", "friends  NoKind → club.Fellow back friends_rel_+", "follows  NoKind → club.Fellow back followers",
		"home_street home_street Text", "home_town home_town_id Int → club.Town back _club_fellow_home_town_+",
		"office_street office_street Text", "office_town office_town_id Int → club.Town back _club_fellow_office_town_+",
	}
	if got := describe(fellows.Model()); !slices.Equal(got, want) {
		t.Errorf("fellows are\n%s", strings.Join(got, "\n"))
	}
	through := guilds.Model().Field("fellows").Relation.ThroughModel()
	if through != fellowships.Model() {
		t.Errorf("guilds go through %v", through)
	}
	if got := fellows.Model().Field("follows").Relation.ThroughModel().Table; got != "club_follows" {
		t.Errorf("follows goes through %s", got)
	}
	m, c := fellows.F, guilds.F
	for _, test := range []struct {
		pointer any
		find    func(any) (string, *orm.Field, error)
		want    string
	}{
		{&m.Friends[0].ID, fellows.Ref, "friends__id"},
		{&m.Follows[0].Home.Street, fellows.Ref, "follows__home_street"},
		{&m.Home.Town.Name, fellows.Ref, "home_town__name"},
		{&m.Work.Town.Name, fellows.Ref, "office_town__name"},
		{&m.Work.TownID, fellows.Ref, "office_town_id"},
		{&m.Guilds[0].ID, fellows.Ref, "guilds__id"},
		{&c.Fellows[0].Home.Town.Name, guilds.Ref, "fellows__home_town__name"},
		{&c.Fellows, guilds.Ref, "fellows"},
		{&c.Fellows[0], guilds.Ref, "fellows"},
	} {
		if path, _, err := test.find(test.pointer); err != nil || path != test.want {
			t.Errorf("the pointer names %q, %v, want %s", path, err, test.want)
		}
	}
}
