// Package logfile writes the lines of a log in batches: a request should not wait
// for the disk to say what it did.
package logfile

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"
)

// Config says where a [Writer] writes, and when.
type Config struct {
	// Open opens the sink: at first, and for each [Writer.Reopen]. Required.
	Open func() (io.WriteCloser, error)
	// Size is how many bytes are collected before they are written. Defaults to
	// 64 KiB.
	Size int
	// Every is how long a line waits at most. Defaults to 200 ms.
	Every time.Duration
	// Report receives, at most once a minute, how many lines were lost and why.
	// Defaults to os.Stderr.
	Report io.Writer
}

// A Writer collects lines and writes them to its sink: whole lines, in their
// order, when there are enough of them or the first has waited long enough.
//
// Write copies and returns. Only who fills the buffer waits, for the sink's own
// write and for one that is under way, so no more than two buffers are held. An
// error of the sink loses the lines of one batch and is reported, not returned:
// what is logged goes on. It is safe for concurrent use.
type Writer struct {
	config Config

	sinkMu sync.Mutex // guards what follows; taken before bufMu
	sink   io.WriteCloser
	spare  []byte // the buffer that is not collecting
	torn   bool   // the sink has a part of a line at its end
	lost   losses

	bufMu  sync.Mutex // guards what follows; never held while the sink works
	buf    []byte
	timer  *time.Timer
	armed  bool // the timer runs
	closed bool
}

// Open returns a Writer that appends to a file, which is made if need be, for its
// owner and group to read.
func Open(name string) (*Writer, error) {
	return New(Config{Open: func() (io.WriteCloser, error) {
		return os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
	}})
}

// New opens the sink and returns a Writer. The error is that of Open.
func New(config Config) (*Writer, error) {
	config.Size = cmp.Or(config.Size, 64<<10)
	config.Every = cmp.Or(config.Every, 200*time.Millisecond)
	if config.Report == nil {
		config.Report = os.Stderr
	}
	sink, err := config.Open()
	if err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	w := &Writer{config: config, sink: sink}
	w.lost.report = config.Report
	w.timer = time.AfterFunc(time.Hour, w.onTimer)
	w.timer.Stop()
	return w, nil
}

// Write collects lines. A part without its end is kept until the end comes. The
// error is fs.ErrClosed after Close, and nil otherwise.
func (w *Writer) Write(lines []byte) (int, error) {
	full, err := w.collect(lines)
	if err != nil {
		return 0, err
	}
	if full {
		w.write(w.config.Size)
	}
	return len(lines), nil
}

func (w *Writer) collect(lines []byte) (full bool, err error) {
	w.bufMu.Lock()
	defer w.bufMu.Unlock()
	if w.closed {
		return false, fmt.Errorf("write to the log: %w", fs.ErrClosed)
	}
	w.buf = append(w.buf, lines...)
	if !w.armed && len(w.buf) > 0 {
		w.armed = true
		w.timer.Reset(w.config.Every)
	}
	return len(w.buf) >= w.config.Size, nil
}

func (w *Writer) onTimer() {
	w.bufMu.Lock()
	w.armed = false
	w.bufMu.Unlock()
	w.write(1)
}

// Flush writes what was collected, now: after a line that must not be lost.
func (w *Writer) Flush() { w.write(1) }

// Reopen opens the sink anew and closes the old one: after the file was renamed by
// logrotate. If it cannot be opened, the old one stays.
func (w *Writer) Reopen() error {
	w.write(1)
	w.sinkMu.Lock()
	defer w.sinkMu.Unlock()
	if w.isClosed() {
		return fmt.Errorf("reopen the log: %w", fs.ErrClosed)
	}
	sink, err := w.config.Open()
	if err != nil {
		return fmt.Errorf("reopen the log: %w", err)
	}
	old := w.sink
	w.sink, w.torn = sink, false
	if err := old.Close(); err != nil {
		return fmt.Errorf("close the old log: %w", err)
	}
	return nil
}

func (w *Writer) isClosed() bool {
	w.bufMu.Lock()
	defer w.bufMu.Unlock()
	return w.closed
}

// Close writes what was collected, a part of a line too, and closes the sink. A
// second Close does nothing.
func (w *Writer) Close() error {
	w.bufMu.Lock()
	again := w.closed
	w.closed = true
	if n := len(w.buf); !again && n > 0 && w.buf[n-1] != '\n' {
		w.buf = append(w.buf, '\n')
	}
	w.timer.Stop()
	w.bufMu.Unlock()
	if again {
		return nil
	}
	w.write(1)
	w.sinkMu.Lock()
	defer w.sinkMu.Unlock()
	w.lost.tellNow()
	if err := w.sink.Close(); err != nil {
		return fmt.Errorf("close the log: %w", err)
	}
	return nil
}

// write sends the whole lines to the sink if there are still enough bytes: another
// may have done it in the meantime.
func (w *Writer) write(atLeast int) {
	w.sinkMu.Lock()
	defer w.sinkMu.Unlock()
	lines := w.take(atLeast)
	if len(lines) == 0 {
		return
	}
	if w.torn {
		lines = append([]byte{'\n'}, lines...) // so that two records do not become one
	}
	n, err := w.sinkWrite(lines)
	n = min(max(n, 0), len(lines))
	if err == nil && n < len(lines) {
		err = io.ErrShortWrite
	}
	w.torn = err != nil && (n == 0 && w.torn || n > 0 && lines[n-1] != '\n')
	if err != nil {
		w.lost.add(bytes.Count(lines[n:], []byte{'\n'}), err)
	}
	w.lost.tell()
	if cap(lines) <= 4*w.config.Size { // one long line does not stay for ever
		w.spare = lines[:0]
	}
}

// sinkWrite takes a panic of the sink for an error: in the goroutine of the timer it
// would end the process.
func (w *Writer) sinkWrite(lines []byte) (n int, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return w.sink.Write(lines)
}

// maxLine is how many buffers may wait for the end of their line.
const maxLine = 16

// take returns the whole lines and goes on collecting in the other buffer.
func (w *Writer) take(atLeast int) []byte {
	w.bufMu.Lock()
	defer w.bufMu.Unlock()
	end := bytes.LastIndexByte(w.buf, '\n') + 1
	if end == 0 && len(w.buf) >= maxLine*w.config.Size {
		end = len(w.buf) // what has no lines is not kept for ever
	}
	if len(w.buf) < atLeast || end == 0 {
		return nil
	}
	lines, rest := w.buf[:end], w.buf[end:]
	w.buf = append(w.spare[:0], rest...)
	w.spare = nil
	return lines
}

// losses counts the lines that the sink did not take.
type losses struct {
	report io.Writer
	lines  int
	err    error
	told   time.Time
}

func (l *losses) add(lines int, err error) {
	l.lines += lines
	l.err = err
}

// tell reports what was lost since it was told last, if that was a minute ago.
func (l *losses) tell() {
	if l.err == nil || !l.told.IsZero() && time.Since(l.told) < time.Minute {
		return
	}
	l.tellNow()
}

func (l *losses) tellNow() {
	if l.err == nil {
		return
	}
	fmt.Fprintf(l.report, "log: %d lines lost: %v\n", l.lines, l.err)
	l.lines, l.err, l.told = 0, nil, time.Now()
}
