//go:build !race

package orm_test

const slower = 1
