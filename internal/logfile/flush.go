package logfile

import (
	"context"
	"log/slog"
)

// FlushAt returns a handler that flushes the Writer below h after each record of a
// level or above: an error must not wait in a buffer while the program ends.
func FlushAt(level slog.Level, h slog.Handler, w *Writer) slog.Handler {
	if h, ok := h.(*JSONHandler); ok { // remains one
		slow := flusher{h.Handler, w, level}
		return &JSONHandler{slow, h.out, h.attrs, &slow}
	}
	return flusher{h, w, level}
}

type flusher struct {
	slog.Handler
	w     *Writer
	level slog.Level
}

// Handle passes the record on and flushes.
func (f flusher) Handle(ctx context.Context, r slog.Record) error {
	err := f.Handler.Handle(ctx, r)
	f.after(r.Level)
	return err
}

// after flushes behind a record that must not wait.
func (f flusher) after(level slog.Level) {
	if level >= f.level {
		f.w.Flush()
	}
}

// WithAttrs keeps the flushing.
func (f flusher) WithAttrs(attrs []slog.Attr) slog.Handler {
	return flusher{f.Handler.WithAttrs(attrs), f.w, f.level}
}

// WithGroup keeps the flushing.
func (f flusher) WithGroup(name string) slog.Handler {
	return flusher{f.Handler.WithGroup(name), f.w, f.level}
}
