package record

import (
	"math"
	"slices"
)

// An Interval is the mean of N values with its 95 % confidence interval.
type Interval struct {
	N    int     `json:"n"`
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Confidence returns the mean of independent values and the interval in which
// the true one lies in 95 of 100 cases, by Student's t. The interval of one value
// is unbounded, which JSON cannot hold: it is that value alone then.
func Confidence(values []float64) Interval {
	mean := Mean(values)
	if len(values) < 2 {
		return Interval{len(values), mean, mean, mean}
	}
	var squares float64
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	n := float64(len(values))
	half := t95(len(values)-1) * math.Sqrt(squares/(n-1)) / math.Sqrt(n)
	return Interval{len(values), mean, mean - half, mean + half}
}

// Mean is the arithmetic mean; 0 without values.
func Mean(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// Median is the middle value; 0 without values.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// quantiles are the two-sided 95 % points of Student's t with 1, 2, … degrees of
// freedom.
var quantiles = []float64{
	12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
	2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
	2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
}

// t95 is on the safe side beyond the table: the last value of it.
func t95(freedom int) float64 { return quantiles[min(freedom, len(quantiles))-1] }
