// Package complaints logs what goes wrong with every request, such as a store that
// does not work, a few times a minute and not for each of them.
package complaints

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// Every is how much time lies between two complaints of one Log.
const Every = 10 * time.Second

// A Log complains of one thing. It is safe for concurrent use.
type Log struct {
	// Message is what is wrong.
	Message string
	// To receives the complaints. Defaults to slog.Default().
	To *slog.Logger
	// Clock tells the time, for tests. Defaults to time.Now.
	Clock func() time.Time

	mu   sync.Mutex
	last time.Time
}

// Report logs the error of a call as a warning, unless the last was logged less than
// [Every] ago, or the error is that ctx has ended: its caller has gone.
func (l *Log) Report(ctx context.Context, call string, err error) {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) || !l.due() {
		return
	}
	to := l.To
	if to == nil {
		to = slog.Default()
	}
	to.WarnContext(ctx, l.Message, "call", call, "error", err)
}

func (l *Log) due() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if !l.last.IsZero() && now.Sub(l.last) < Every {
		return false
	}
	l.last = now
	return true
}

func (l *Log) now() time.Time {
	if l.Clock == nil {
		return time.Now()
	}
	return l.Clock()
}
