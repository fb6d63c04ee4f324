package orm_test

import (
	"context"
	"time"

	"github.com/combo-web/combo/bench/record"
)

// tasks are what is measured, in this order.
var tasks = []string{"point", "list", "insert", "update", "with"}

// A peer does the tasks in this process. What a task returns is for the test that all
// peers find the same.
type peer struct {
	name  string
	tasks map[string]task
}

// A task does one query; i counts up.
type task func(ctx context.Context, i int64) (found any, err error)

// key is a different row for each query.
func key(i int64) int64 { return i*37%articles + 1 }

// A contestant is a peer, or a program that is told what to do.
type contestant interface {
	called() string
	// measure does a task again and again for so long; nothing is found of a task
	// that the contestant has not.
	measure(ctx context.Context, task string, d time.Duration) (m record.ORMRound, ok bool, err error)
}
