package record

import "math"

// Ratio returns the time of a benchmark in relation to another's, round by round:
// what slows a whole round down is in both. It is averaged as in [Compare], and zero
// if one of them was not run.
func (p Inproc) Ratio(name, other string) Interval {
	return geometric(p.each(name, other, func(a, b float64) float64 { return math.Log(a / b) }))
}

// Difference returns by how many nanoseconds a benchmark takes longer than another,
// round by round.
func (p Inproc) Difference(name, other string) Interval {
	return Confidence(p.each(name, other, func(a, b float64) float64 { return a - b }))
}

func (p Inproc) each(name, other string, value func(a, b float64) float64) []float64 {
	own, _ := p.Find(name)
	theirs, _ := p.Find(other)
	var list []float64
	for i := range min(len(own.Nanoseconds), len(theirs.Nanoseconds)) {
		list = append(list, value(own.Nanoseconds[i], theirs.Nanoseconds[i]))
	}
	return list
}
