package orm

import (
	"sync"
	"time"
)

// A ZoneForm is how a time zone is written as an argument of a function.
type ZoneForm uint8

// The forms.
const (
	NoZone     ZoneForm = iota // no argument: UTC, or no date and time
	NamedZone                  // the name of a zone, as in "Europe/Berlin"
	OffsetZone                 // "+05:30", east of UTC
)

// InZone is a DateTime whose parts, such as its year or its day, are those that a
// calendar and a clock in a time zone show: ExtractHour(InZone(F("created_at"),
// berlin)). Without it they are those of the query's zone: see [Query.In].
func InZone(e any, zone *time.Location) Expr[time.Time] {
	return Expr[time.Time]{&zoned{exprOf(e), zone}}
}

type zoned struct {
	e    Expression
	zone *time.Location
}

func (z *zoned) shape(s *shaper) {
	s.code(shapeOther)
	s.text("zone")
	shapeZone(s, z.zone)
	z.e.shape(s)
}

// shapeZone writes all that is made of a zone: its name, or its offset, or that it
// cannot be used.
func shapeZone(s *shaper, zone *time.Location) {
	name, form, err := zoneName(zone)
	s.flag(err != nil)
	s.number(int(form))
	s.text(name)
}

func (z *zoned) resolve(r *resolver) (term, error) {
	if _, _, err := zoneName(z.zone); err != nil {
		return nil, err
	}
	t, err := r.argument(z.e)
	if err != nil {
		return nil, err
	}
	if k := t.typ().Kind; k != DateTime {
		return nil, mistakef("%s: only a DateTime has parts in a time zone, not %s", r.model, describe(t))
	}
	return &zonedTerm{t, z.zone}, nil
}

// A zonedTerm is a term that knows its zone.
type zonedTerm struct {
	term
	zone *time.Location
}

func (z *zonedTerm) operands() []term { return []term{z.term} }

func (z *zonedTerm) groups() []term { return groupsAs(z, z.term) }

// zoneOf returns the zone that the parts of a term are taken in, nil for UTC.
func (r *resolver) zoneOf(t term) *time.Location {
	switch t := t.(type) {
	case *zonedTerm:
		return t.zone
	case *annotationRef:
		return r.zoneOf(t.to.term)
	}
	return r.zone
}

// zoneName returns what databases call a zone. The one of the machine has no
// name, so it cannot be used.
func zoneName(zone *time.Location) (name string, form ZoneForm, err error) {
	if zone == nil || zone == time.UTC {
		return "", NoZone, nil
	}
	name = zone.String()
	if name == "Local" {
		return "", NoZone, mistakef("time.Local has no name that a database knows; load the zone by its name")
	}
	if name == "UTC" {
		return "", NoZone, nil
	}
	if loaded := loadZone(name); loaded != nil && sameClock(zone, loaded) {
		return name, NamedZone, nil
	}
	return time.Time{}.In(zone).Format("-07:00"), OffsetZone, nil
}

// sameClock reports whether two zones show the same time in winter and in summer:
// one that time.FixedZone made may bear the name of one that has both.
func sameClock(a, b *time.Location) bool {
	if a == b {
		return true
	}
	for _, month := range []time.Month{time.January, time.July} {
		at := time.Date(2020, month, 1, 12, 0, 0, 0, time.UTC)
		_, x := at.In(a).Zone()
		_, y := at.In(b).Zone()
		if x != y {
			return false
		}
	}
	return true
}

// loadedZones are the zones by their names, nil for a name that none has: the
// files of zones are slow to read. There are a few hundred.
var loadedZones = struct {
	sync.RWMutex
	m map[string]*time.Location
}{m: map[string]*time.Location{}}

// maxZones bounds the names that are kept, which may come from requests.
const maxZones = 1024

// loadZone returns the zone of a name, nil if there is none.
func loadZone(name string) *time.Location {
	if name == "" {
		return nil
	}
	loadedZones.RLock()
	zone, ok := loadedZones.m[name]
	loadedZones.RUnlock()
	if ok {
		return zone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = nil
	}
	loadedZones.Lock()
	defer loadedZones.Unlock()
	if len(loadedZones.m) < maxZones {
		loadedZones.m[name] = zone
	}
	return zone
}

// In says which time zone the parts of DateTimes are taken in: years and days in
// conditions, Trunc and Extract functions, and the midnight that a Day stands for.
// It holds for the steps after it. Defaults to UTC.
func (q Query) In(zone *time.Location) Query { return q.with(&inZone{zone}) }

type inZone struct{ zone *time.Location }

func (z *inZone) shape(s *shaper) {
	s.code(shapeOther)
	s.text("in")
	shapeZone(s, z.zone)
}

func (z *inZone) apply(p *planner) error {
	_, _, err := zoneName(z.zone)
	p.zone = z.zone
	return err
}
