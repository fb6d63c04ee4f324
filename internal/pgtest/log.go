package pgtest

import (
	"bytes"
	"io"
	"sync"
)

// tailSize is how much of a log is shown when something goes wrong.
const tailSize = 8 << 10

// A tail keeps the end of what is written to it.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, p...)
	if len(t.buf) > 2*tailSize {
		t.buf = append(t.buf[:0], t.buf[len(t.buf)-tailSize:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.buf[max(0, len(t.buf)-tailSize):])
}

// readyLine is what a server of any version says when it takes connections.
const readyLine = "database system is ready to accept connections"

// A serverLog passes a server's log on to a file and notices the line that says that
// the server is ready: nobody has to knock until it is.
type serverLog struct {
	file  io.Writer
	tail  tail
	ready chan struct{} // closed at readyLine
	seen  bool
	part  []byte // the end of what came before: a line may come in two pieces
}

func newServerLog(file io.Writer) *serverLog {
	return &serverLog{file: file, ready: make(chan struct{})}
}

func (l *serverLog) Write(p []byte) (int, error) {
	l.tail.Write(p)
	if !l.seen {
		l.part = append(l.part, p...)
		if l.seen = bytes.Contains(l.part, []byte(readyLine)); l.seen {
			close(l.ready)
		}
		l.part = l.part[max(0, len(l.part)-len(readyLine)):]
	}
	return l.file.Write(p)
}
