// Package suggest finds what a mistaken name was probably meant to be.
package suggest

// DidYouMean ends a message with the known name nearest to a mistaken one:
// `; did you mean "slug"?`, or nothing if none is near.
func DidYouMean(name string, known []string) string {
	if best := Nearest(name, known); best != "" {
		return "; did you mean \"" + best + "\"?"
	}
	return ""
}

// Nearest returns the known name that a mistaken one differs from in at most half
// of its letters, the one with the fewest differences; "" if there is none.
func Nearest(name string, known []string) string {
	best, distance := "", len(name)/2+1
	for _, k := range known {
		if d := Distance(name, k, distance+1); d < distance || d == distance && best != "" && k < best {
			best, distance = k, d
		}
	}
	return best
}

// Distance counts the letters to add, drop, change or swap with their
// neighbour, or returns limit if they are not fewer.
func Distance(a, b string, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) >= limit || len(a) > 100 {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			change := 1
			if a[i] == b[j] {
				change = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+change)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}
