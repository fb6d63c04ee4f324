package server

import (
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
)

const (
	writeChunk = 16 << 10  // so that progress is seen
	fileChunk  = 256 << 10 // the kernel copies; larger pieces are cheaper
)

// A wire is the socket of a connection. It tells the sweeper whether somebody
// waits for the client to take bytes, how many it took, and how many came. Under TLS
// it carries the records.
type wire struct {
	net.Conn
	tcp      *net.TCPConn // the same, if it is one
	piece    int          // the most that is written at once
	writing  atomic.Bool
	written  atomic.Int64
	received atomic.Int64
}

// receive reads, and counts the bytes.
func (w *wire) receive(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	w.received.Add(int64(n))
	return n, err
}

// Write writes p in pieces, and counts them.
func (w *wire) Write(p []byte) (n int, err error) {
	w.writing.Store(true)
	defer w.writing.Store(false)
	for len(p)-n > w.piece && err == nil {
		var m int
		m, err = w.Conn.Write(p[n : n+w.piece])
		w.written.Add(int64(m))
		n += m
	}
	if err != nil {
		return n, err
	}
	m, err := w.Conn.Write(p[n:])
	w.written.Add(int64(m))
	return n + m, err
}

// sendFile lets the kernel copy a regular file to the socket. It returns false
// if that is not possible; nothing has been read then.
func (w *wire) sendFile(src io.Reader) (n int64, err error, sent bool) {
	limited, ok := src.(*io.LimitedReader)
	if !ok {
		limited = &io.LimitedReader{R: src, N: 1<<63 - 1}
	}
	file, ok := limited.R.(*os.File)
	if !ok || w.tcp == nil {
		return 0, nil, false
	}
	// A pipe would make the client pay for the time in which nobody fills it.
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return 0, nil, false
	}
	w.writing.Store(true)
	defer w.writing.Store(false)
	for limited.N > 0 {
		piece := io.LimitedReader{R: file, N: min(limited.N, w.filePiece())}
		m, err := w.tcp.ReadFrom(&piece)
		w.written.Add(m)
		limited.N -= m
		n += m
		if err != nil || m == 0 {
			return n, err, true
		}
	}
	return n, nil, true
}

// filePiece returns how much of a file the kernel is told to send at once.
func (w *wire) filePiece() int64 {
	if knowsAcked {
		return fileChunk
	}
	return int64(w.piece)
}

// taken returns how many bytes the client has taken, as far as that can be known.
func (w *wire) taken() int64 {
	if w.tcp != nil {
		if n, ok := acked(w.tcp); ok {
			return n
		}
	}
	return w.written.Load()
}

// abort closes the socket at once. What the client has not taken yet is thrown
// away if somebody waits for it.
func (w *wire) abort() {
	if w.tcp != nil && w.writing.Load() {
		w.tcp.SetLinger(0)
	}
	w.Conn.Close()
}

// NetConn returns the socket.
func (w *wire) NetConn() net.Conn { return w.Conn }

var copyBuffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// copyTo copies src to dst, which is taken for a plain writer.
func copyTo(dst io.Writer, src io.Reader) (int64, error) {
	buffer := copyBuffers.Get().(*[32 << 10]byte)
	defer copyBuffers.Put(buffer)
	return io.CopyBuffer(struct{ io.Writer }{dst}, src, buffer[:])
}
