package server

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// A logger logs what strangers can cause: at most one line a second of each kind.
type logger struct {
	log *slog.Logger

	mu    sync.Mutex
	kinds map[string]*logKind
}

type logKind struct {
	next    time.Time // when a line may be logged again
	dropped int
}

func newLogger(log *slog.Logger) *logger {
	return &logger{log: log, kinds: map[string]*logKind{}}
}

func (l *logger) debug(kind, message string, args ...any) {
	l.write(slog.LevelDebug, kind, message, args)
}

func (l *logger) warn(kind, message string, args ...any) {
	l.write(slog.LevelWarn, kind, message, args)
}

func (l *logger) write(level slog.Level, kind, message string, args []any) {
	if !l.log.Enabled(context.Background(), level) {
		return
	}
	dropped, ok := l.may(kind, time.Now())
	if !ok {
		return
	}
	if dropped > 0 {
		args = append(args, "dropped", dropped)
	}
	l.log.Log(context.Background(), level, message, args...)
}

// may tells whether a line of a kind may be logged now, and how many were not
// since the last.
func (l *logger) may(kind string, now time.Time) (dropped int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.kinds[kind]
	if k == nil {
		k = new(logKind)
		l.kinds[kind] = k
	}
	if now.Before(k.next) {
		k.dropped++
		return 0, false
	}
	dropped, k.dropped, k.next = k.dropped, 0, now.Add(time.Second)
	return dropped, true
}

// Write takes the lines that net/http logs.
func (l *logger) Write(line []byte) (int, error) {
	text := strings.TrimSuffix(string(line), "\n")
	switch {
	case strings.Contains(text, "panic serving"): // http: or http2:
		l.write(slog.LevelError, "panic", text, nil)
	case strings.HasPrefix(text, "http: TLS handshake error"), strings.HasPrefix(text, "http2:"):
		l.debug("peer", text)
	default:
		l.warn("http", text)
	}
	return len(line), nil
}
