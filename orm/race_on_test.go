//go:build race

package orm_test

// slower is by how much the race detector slows programs down.
const slower = 10
