package orm_test

import (
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// A zone of one offset may bear the name of one that has summer time.
func TestZonesOfOneName(t *testing.T) {
	ctx := t.Context()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	db := openNotes(t, sqlite.Config{})
	p := newPort(t, db)
	at := time.Date(2024, time.July, 1, 12, 30, 0, 0, time.UTC)
	for _, test := range []struct {
		zone *time.Location
		hour int64
	}{
		{paris, 14}, {time.FixedZone("Europe/Paris", 3600), 13}, {time.FixedZone("CET", 3600), 13},
		{time.FixedZone("nowhere", -3600), 11}, {time.FixedZone("", 7200), 14}, {paris, 14},
	} {
		row, err := orm.Summarize[int64](ctx, Boats.On(db).Query().Filter(orm.Where("pk", p.boats[0].ID)),
			orm.As("h", orm.Max(orm.ExtractHour(orm.InZone(orm.Value(at), test.zone)))))
		if err != nil || row != test.hour {
			t.Errorf("hour in %s = %d, %v, want %d", test.zone, row, err, test.hour)
		}
	}
}

// The files of zones are not read for each query.
func TestZonesAreLoadedOnce(t *testing.T) {
	for _, zone := range []*time.Location{time.FixedZone("nowhere", 3600), time.FixedZone("CET", 3600)} {
		orm.ZoneName(zone)
		if n := testing.AllocsPerRun(100, func() { orm.ZoneName(zone) }); n > 2 {
			t.Errorf("%v allocations to find the name of %s", n, zone)
		}
	}
}
