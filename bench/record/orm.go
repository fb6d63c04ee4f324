package record

import "math"

// ORMFile is the file of the ORMs' results.
const ORMFile = "orm.json"

// ORM are the results of queries through Combo's ORM and its peers.
type ORM struct {
	About
	Rounds []ORMRound `json:"rounds"`
}

// An ORMRound is one task done again and again by one peer.
type ORMRound struct {
	Round    int    `json:"round"`
	Database string `json:"database"`
	Task     string `json:"task"`
	Peer     string `json:"peer"`
	Queries  int64  `json:"queries"`
	// Nanoseconds is the time that a query takes, CPU the processor time of the
	// process that asks: with SQLite the database is in it.
	Nanoseconds int64 `json:"ns"`
	CPU         int64 `json:"cpu"`
	// Objects is what a query allocates; 0 if that is not known.
	Objects float64 `json:"objects"`
}

// values returns a value of a peer's rounds, in their order.
func (o *ORM) values(database, task, peer string, value func(ORMRound) float64) []float64 {
	var list []float64
	for _, r := range o.Rounds {
		if r.Database == database && r.Task == task && r.Peer == peer {
			list = append(list, value(r))
		}
	}
	return list
}

// Values that rounds have.
func (r ORMRound) wall() float64    { return float64(r.Nanoseconds) }
func (r ORMRound) cpu() float64     { return float64(r.CPU) }
func (r ORMRound) objects() float64 { return r.Objects }

// Wall, CPU and Objects are medians over the rounds; NaN if there are none.
func (o *ORM) Wall(database, task, peer string) float64 {
	return medianOf(o.values(database, task, peer, ORMRound.wall))
}

// CPU is in nanoseconds, as Wall is.
func (o *ORM) CPU(database, task, peer string) float64 {
	return medianOf(o.values(database, task, peer, ORMRound.cpu))
}

// Objects is what a query allocates.
func (o *ORM) Objects(database, task, peer string) float64 {
	return medianOf(o.values(database, task, peer, ORMRound.objects))
}

func medianOf(list []float64) float64 {
	if len(list) == 0 {
		return math.NaN()
	}
	return Median(list)
}

// Ratio is the median, over the rounds, of a peer's time in relation to another's in
// the same round; NaN if one was not measured.
func (o *ORM) Ratio(database, task, peer, other string) float64 {
	return o.ratio(database, task, peer, other, ORMRound.wall)
}

// CPURatio is Ratio of the processor time.
func (o *ORM) CPURatio(database, task, peer, other string) float64 {
	return o.ratio(database, task, peer, other, ORMRound.cpu)
}

func (o *ORM) ratio(database, task, peer, other string, value func(ORMRound) float64) float64 {
	own, theirs := o.values(database, task, peer, value), o.values(database, task, other, value)
	var list []float64
	for i := range min(len(own), len(theirs)) {
		list = append(list, own[i]/theirs[i])
	}
	return medianOf(list)
}
