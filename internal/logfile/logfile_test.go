package logfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/combo-web/combo/internal/logfile"
)

// A sink keeps what is written to it, write by write.
type sink struct {
	mu     sync.Mutex
	writes []string
	fail   func(b []byte) (int, error) // nil: takes all
	closed bool
}

func (s *sink) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := len(b), error(nil)
	if s.fail != nil {
		n, err = s.fail(b)
	}
	s.writes = append(s.writes, string(b[:n]))
	return n, err
}

func (s *sink) Close() error {
	s.closed = true
	return nil
}

func (s *sink) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.writes, "")
}

func open(t *testing.T, s io.WriteCloser, report io.Writer) *logfile.Writer {
	t.Helper()
	w, err := logfile.New(logfile.Config{Open: func() (io.WriteCloser, error) { return s, nil }, Report: report})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func write(t *testing.T, w io.Writer, text string) {
	t.Helper()
	if n, err := io.WriteString(w, text); n != len(text) || err != nil {
		t.Errorf("Write(%.20q) = %d, %v", text, n, err)
	}
}

func TestLinesWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := new(sink)
		w := open(t, s, nil)
		write(t, w, "one\n")
		write(t, w, "two\n")
		time.Sleep(199 * time.Millisecond)
		if s.text() != "" {
			t.Errorf("after 199 ms: %q", s.text())
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if len(s.writes) != 1 || s.text() != "one\ntwo\n" {
			t.Errorf("after 200 ms: %q", s.writes)
		}
		write(t, w, "three\n")
		w.Flush()
		if s.text() != "one\ntwo\nthree\n" {
			t.Errorf("after Flush: %q", s.text())
		}
		write(t, w, "four")
		time.Sleep(time.Second)
		if s.text() != "one\ntwo\nthree\n" {
			t.Errorf("a part of a line was written: %q", s.text())
		}
		if err := w.Close(); err != nil || !s.closed || !strings.HasSuffix(s.text(), "three\nfour\n") {
			t.Errorf("Close: %v, closed %v, %q", err, s.closed, s.text())
		}
	})
}

func TestPartOfALineIsKept(t *testing.T) {
	s := new(sink)
	w := open(t, s, nil)
	write(t, w, "one\nha")
	w.Flush()
	if got := s.text(); got != "one\n" {
		t.Errorf("the log is %q", got)
	}
	write(t, w, "lf\n")
	w.Close()
	if got := s.text(); got != "one\nhalf\n" {
		t.Errorf("the log is %q", got)
	}
}

func TestFullBufferIsWritten(t *testing.T) {
	s := new(sink)
	w := open(t, s, nil)
	defer w.Close()
	line := strings.Repeat("x", 1023) + "\n"
	for range 63 {
		write(t, w, line)
	}
	if s.text() != "" {
		t.Error("63 KiB were written early")
	}
	write(t, w, line)
	if got := len(s.text()); got != 64<<10 {
		t.Errorf("%d bytes were written of 64 KiB", got)
	}
	long := strings.Repeat("y", 200<<10)
	write(t, w, long)
	if strings.Contains(s.text(), "y") {
		t.Error("a part of a long line was written")
	}
	write(t, w, "\n")
	if !strings.HasSuffix(s.text(), long+"\n") {
		t.Error("the long line was not written whole")
	}
	write(t, w, strings.Repeat("z", 16*64<<10))
	if !strings.Contains(s.text(), "z") {
		t.Error("what has no lines stays in memory")
	}
}

// A sink that stands still holds up those who fill a buffer, and nobody else.
func TestSlowSink(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}, 9), make(chan struct{})
	s := &sink{fail: func(b []byte) (int, error) { entered <- struct{}{}; <-release; return len(b), nil }}
	w := open(t, s, nil)
	write(t, w, "first\n")
	go w.Flush()
	<-entered // the sink has the first line and stands still
	write(t, w, "second\n")
	done := make(chan struct{})
	go func() {
		write(t, w, strings.Repeat("x", 64<<10)+"\n")
		close(done)
	}()
	select {
	case <-done:
		t.Error("a third buffer was begun")
	case <-time.After(20 * time.Millisecond): // it cannot be seen to wait, only not to end
	}
	close(release)
	<-done
	if got := s.text(); !strings.HasPrefix(got, "first\nsecond\nxxx") {
		t.Errorf("wrote %.40q", got)
	}
	w.Close()
}

func TestLossesAreReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var report bytes.Buffer
		full := errors.New("no space left")
		s := &sink{fail: func(b []byte) (int, error) { return 6, full }}
		w := open(t, s, &report)
		write(t, w, "one\ntwo\nthree\n") // "one", "tw": two lines lost
		w.Flush()
		if want := "log: 2 lines lost: no space left\n"; report.String() != want {
			t.Errorf("reported %q, want %q", report.String(), want)
		}
		write(t, w, "four.\nfive\n") // "\nfour.": both lost
		w.Flush()
		s.fail = nil
		write(t, w, "six\n")
		w.Flush()
		if got := s.text(); got != "one\ntw\nfour.\nsix\n" {
			t.Errorf("the log is %q", got)
		}
		if strings.Count(report.String(), "\n") != 1 {
			t.Errorf("reported twice in a minute: %q", report.String())
		}
		time.Sleep(time.Minute)
		write(t, w, "seven\n")
		w.Flush()
		if !strings.HasSuffix(report.String(), "log: 2 lines lost: no space left\n") || strings.Count(report.String(), "\n") != 2 {
			t.Errorf("after a minute: %q", report.String())
		}
		w.Close()
	})
}

func TestShortWriteIsAnError(t *testing.T) {
	var report bytes.Buffer
	s := &sink{fail: func([]byte) (int, error) { return 0, nil }}
	w := open(t, s, &report)
	write(t, w, "one\n")
	w.Close()
	if want := "log: 1 lines lost: short write\n"; report.String() != want {
		t.Errorf("reported %q, want %q", report.String(), want)
	}
}

func TestClosed(t *testing.T) {
	w := open(t, new(sink), nil)
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Error(err)
	}
	if _, err := w.Write([]byte("late\n")); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Write after Close: %v", err)
	}
	if err := w.Reopen(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Reopen after Close: %v", err)
	}
}

func TestReopen(t *testing.T) {
	name := filepath.Join(t.TempDir(), "access.log")
	w, err := logfile.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	write(t, w, "old\n")
	if err := os.Rename(name, name+".1"); err != nil {
		t.Fatal(err)
	}
	if err := w.Reopen(); err != nil {
		t.Fatal(err)
	}
	write(t, w, "new\n")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{name + ".1": "old\n", name: "new\n"} {
		if got, err := os.ReadFile(file); string(got) != want || err != nil {
			t.Errorf("%s: %q, %v", filepath.Base(file), got, err)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	if _, err := logfile.Open(filepath.Join(t.TempDir(), "no", "folder.log")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open: %v", err)
	}
	first, s := true, new(sink)
	w, err := logfile.New(logfile.Config{Open: func() (io.WriteCloser, error) {
		if first {
			first = false
			return s, nil
		}
		return nil, fs.ErrPermission
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Reopen(); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("Reopen: %v", err)
	}
	write(t, w, "still\n")
	w.Close()
	if s.text() != "still\n" {
		t.Errorf("the old sink has %q", s.text())
	}
}

func TestFlushAt(t *testing.T) {
	for name, handler := range map[string]func(*logfile.Writer) slog.Handler{
		"text": func(w *logfile.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
		"JSON": func(w *logfile.Writer) slog.Handler { return logfile.JSON(w, nil) },
	} {
		for _, loud := range []any{"plain", []int{1}} {
			for with, change := range map[string]func(*slog.Logger) *slog.Logger{
				"nothing":        func(l *slog.Logger) *slog.Logger { return l },
				"an attribute":   func(l *slog.Logger) *slog.Logger { return l.With("a", 1) },
				"one to marshal": func(l *slog.Logger) *slog.Logger { return l.With("a", []int{1}) },
				"a group":        func(l *slog.Logger) *slog.Logger { return l.With("a", 1).WithGroup("g") },
			} {
				s := new(sink)
				w := open(t, s, nil)
				log := change(slog.New(logfile.FlushAt(slog.LevelError, handler(w), w)))
				log.Info("quiet", "what", loud)
				if s.text() != "" {
					t.Errorf("%s with %s: flushed early: %q", name, with, s.text())
				}
				log.Error("loud", "what", loud)
				if got := strings.Count(s.text(), "\n"); got != 2 {
					t.Errorf("%s with %s: %d lines after an error: %q", name, with, got, s.text())
				}
				w.Close()
			}
		}
	}
}

// Many at once: no line is lost, none is torn.
func TestConcurrent(t *testing.T) {
	s := new(sink)
	w := open(t, s, nil)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 2000 {
				fmt.Fprintf(w, "%d %d %s\n", i, j, strings.Repeat("x", j%97))
				if j%500 == 0 {
					w.Flush()
				}
			}
		})
	}
	group.Wait()
	w.Close()
	next := make([]int, 8)
	for line := range strings.Lines(s.text()) {
		var i, j int
		if _, err := fmt.Sscan(line, &i, &j); err != nil || next[i] != j || strings.Count(line, "x") != j%97 {
			t.Fatalf("line %q, want number %d of %d", line, next[i], i)
		}
		next[i]++
	}
	for i, n := range next {
		if n != 2000 {
			t.Errorf("writer %d: %d lines of 2000", i, n)
		}
	}
	for _, text := range s.writes {
		if !strings.HasSuffix(text, "\n") {
			t.Errorf("a write ends in %q", text[max(0, len(text)-10):])
		}
	}
}

// A sink with a mistake in it loses lines, and the process goes on.
func TestSinkThatPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var report bytes.Buffer
		s := &sink{fail: func([]byte) (int, error) { panic("oh") }}
		w := open(t, s, &report)
		write(t, w, "a line\n")
		time.Sleep(time.Minute) // the timer writes
		s.mu.Lock()
		s.fail = nil
		s.mu.Unlock()
		write(t, w, "another\n")
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if s.text() != "another\n" || !strings.Contains(report.String(), "panic: oh") {
			t.Errorf("the sink has %q, the report is %q", s.text(), report.String())
		}
	})
}
