package logfile_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo/internal/logfile"
)

// sameLine fails unless a handler of this package and slog's write the same.
func sameLine(t *testing.T, change func(slog.Handler) slog.Handler, r slog.Record) {
	t.Helper()
	var got, want bytes.Buffer
	gotErr := change(logfile.JSON(&got, nil)).Handle(context.Background(), r)
	wantErr := change(slog.NewJSONHandler(&want, nil)).Handle(context.Background(), r)
	if got.String() != want.String() || (gotErr == nil) != (wantErr == nil) {
		t.Errorf("got  %s%v\nwant %s%v", got.String(), gotErr, want.String(), wantErr)
	}
	if h, ok := change(logfile.JSON(&got, nil)).(*logfile.JSONHandler); ok { // not if what WithAttrs was given is not plain
		sameLineInParts(t, h, r, &got, want.String())
	}
}

// sameLineInParts gives a record to HandleAttrs, with some of its attributes beside it.
func sameLineInParts(t *testing.T, h *logfile.JSONHandler, r slog.Record, got *bytes.Buffer, want string) {
	t.Helper()
	var attrs []slog.Attr
	r.Attrs(func(a slog.Attr) bool {
		attrs = append(attrs, a)
		return true
	})
	for i := range len(attrs) + 1 {
		got.Reset()
		part := slog.NewRecord(r.Time, r.Level, r.Message, 0)
		part.AddAttrs(attrs[:i]...)
		_ = h.HandleAttrs(context.Background(), part, attrs[i:])
		if got.String() != want {
			t.Errorf("in parts of %d and %d: %swant %s", i, len(attrs)-i, got.String(), want)
		}
	}
}

func unchanged(h slog.Handler) slog.Handler { return h }

type secret string

func (secret) LogValue() slog.Value { return slog.StringValue("hidden") }

// Plain or not, a record is what slog makes of it.
func TestJSONIsWhatSlogWrites(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 17, 52, 50, 120_000_000, time.FixedZone("", 3600))
	for _, attrs := range [][]slog.Attr{
		nil,
		{slog.String("path", "/a/?b=<c>&d"), slog.Int("status", 200), slog.Int64("bytes", -1), slog.Duration("duration", 1500)},
		{slog.Uint64("many", 1<<63), slog.Bool("yes", true), slog.Bool("no", false), slog.String("", "no name")},
		{slog.String("quote", `"`)}, {slog.String("slash", `\`)}, {slog.String("line", "a\nb")}, {slog.String("nul", "\x00")},
		{slog.String("delete", "\x7f")}, {slog.String("letter", "é")}, {slog.String("end", "\u2028")}, {slog.String("broken", "\xff")},
		{slog.String("näme", "a")}, {slog.String(`na"me`, "a")},
		{slog.Float64("half", 0.5)}, {slog.Time("then", now)}, {slog.Any("error", errors.New("no"))}, {slog.Any("nil", nil)},
		{slog.Any("list", []int{1, 2})}, {slog.Any("secret", secret("a"))}, {slog.Any("bad", make(chan int))}, {{}},
		{slog.Group("g", slog.Int("a", 1))}, {slog.Group("g")}, {slog.Group("", slog.Int("a", 1))},
		{slog.Int("first", 1), slog.Any("list", []int{1, 2}), slog.Int("last", 3)},
	} {
		for _, at := range []time.Time{now, now.UTC(), now.Add(1), {}, now.AddDate(9000, 0, 0), now.AddDate(-3000, 0, 0)} {
			for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelError, 7, -9} {
				r := slog.NewRecord(at, level, "request", 0)
				r.AddAttrs(attrs...)
				sameLine(t, unchanged, r)
				sameLine(t, func(h slog.Handler) slog.Handler { return h.WithAttrs(attrs).WithAttrs(attrs) }, r)
				sameLine(t, func(h slog.Handler) slog.Handler { return h.WithAttrs(attrs).WithGroup("g").WithAttrs(attrs) }, r)
			}
		}
	}
}

func FuzzJSONIsWhatSlogWrites(f *testing.F) {
	f.Add("request", "path", "/a/", "/b\n", int64(7), true)
	f.Fuzz(func(t *testing.T, message, key, plain, text string, n int64, yes bool) {
		r := slog.NewRecord(time.Unix(n%(1<<34), n), slog.Level(n%20), message, 0)
		r.AddAttrs(slog.String(key, text), slog.Int64("n", n), slog.Bool("yes", yes), slog.Duration("for", time.Duration(n)))
		sameLine(t, unchanged, r)
		sameLine(t, func(h slog.Handler) slog.Handler { return h.WithAttrs([]slog.Attr{slog.String(key, plain)}) }, r)
	})
}

func TestJSONLevel(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	level := new(slog.LevelVar)
	log := slog.New(logfile.JSON(&out, level)).With("a", 1)
	log.Debug("no")
	level.Set(slog.LevelDebug)
	log.Debug("yes")
	if got := out.String(); strings.Contains(got, "no") || !strings.Contains(got, "yes") {
		t.Errorf("logged %s", got)
	}
}

// Loggers made of one handler do not write into each other's attributes.
func TestJSONWithSharesNothing(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := slog.New(logfile.JSON(&out, nil)).With("a", "a long value, so that there is room behind it").With("b", 2)
	first, second := log.With("c", 3), log.With("d", 4)
	first.Info("first")
	second.Info("second")
	if got := out.String(); !strings.Contains(got, `"b":2,"c":3}`) || !strings.Contains(got, `"b":2,"d":4}`) {
		t.Errorf("logged %s", got)
	}
}

// Plain records and others come from many goroutines and stay whole: the sink
// is asked for one line at a time.
func TestJSONLinesStayWhole(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer // the race detector sees two Writes at once
	log := slog.New(logfile.JSON(&out, nil))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				log.Info("plain", "a", 1)
				log.Info("other", "a", []int{1})
			}
		})
	}
	all.Wait()
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, `{"time":"`) || !strings.HasSuffix(line, "}\n") || strings.Count(line, "msg") != 1 {
			t.Fatalf("line %q", line)
		}
	}
	if n := strings.Count(out.String(), "\n"); n != 1600 {
		t.Errorf("%d lines, want 1600", n)
	}
}

func TestJSONAllocatesNothing(t *testing.T) {
	log := slog.New(logfile.JSON(io.Discard, nil)).Handler()
	r := accessRecord()
	if n := testing.AllocsPerRun(100, func() { _ = log.Handle(context.Background(), r) }); n > 0 {
		t.Errorf("a plain record costs %v allocations", n)
	}
}

// accessRecord is one of the access log.
func accessRecord() slog.Record {
	r := slog.NewRecord(time.Now(), slog.LevelInfo, "request", 0)
	r.AddAttrs(slog.String("method", "GET"), slog.String("path", "/plaintext"), slog.String("route", "plaintext"),
		slog.Int("status", 200), slog.Int64("bytes", 13), slog.Duration("duration", 12345),
		slog.String("client", "127.0.0.1"), slog.String("request", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return r
}

func BenchmarkJSON(b *testing.B) {
	for _, bench := range []struct {
		name    string
		handler slog.Handler
	}{{"slog", slog.NewJSONHandler(io.Discard, nil)}, {"logfile", logfile.JSON(io.Discard, nil)}} {
		b.Run(bench.name, func(b *testing.B) {
			r := accessRecord()
			b.ReportAllocs()
			for b.Loop() {
				_ = bench.handler.Handle(context.Background(), r)
			}
		})
	}
}
