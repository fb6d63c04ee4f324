package decode

import (
	"io"
	"os"
	"sync/atomic"
)

// A spool holds the uploaded files of one request: in memory up to a budget, then in one temporary file.
// Where the operating system lets it the file has no name from the start, so a crash leaves nothing behind.
type spool struct {
	memory int64 // how many bytes may still be held in memory
	dir    string
	file   *os.File
	name   string // of the file, where it could not be removed while open
	size   int64  // of the file
	closed atomic.Bool
}

// add reads all of r into the spool.
func (s *spool) add(r io.Reader) (content, error) {
	data, err := io.ReadAll(io.LimitReader(r, s.memory+1))
	if err != nil {
		return content{}, err
	}
	if int64(len(data)) <= s.memory {
		s.memory -= int64(len(data))
		return content{spool: s, data: data, size: int64(len(data))}, nil
	}
	return s.write(data, r)
}

// write writes what was read already and the rest of r to the file.
func (s *spool) write(head []byte, r io.Reader) (content, error) {
	if err := s.open(); err != nil {
		return content{}, err
	}
	c := content{spool: s, start: s.size, onDisk: true}
	if _, err := s.file.Write(head); err != nil {
		return content{}, err
	}
	// Behind the plain interface, or the file would ask r for a buffer of its own.
	n, err := io.Copy(struct{ io.Writer }{s.file}, r)
	if err != nil {
		return content{}, err
	}
	c.size = int64(len(head)) + n
	s.size += c.size
	return c, nil
}

func (s *spool) open() error {
	if s.file != nil {
		return nil
	}
	file, err := os.CreateTemp(s.dir, "upload-*")
	if err != nil {
		return err
	}
	s.file = file
	if os.Remove(file.Name()) != nil {
		s.name = file.Name()
	}
	return nil
}

// Close gives memory and disk back. Files that are still open can no longer be read.
func (s *spool) Close() error {
	if s.closed.Swap(true) || s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.name != "" {
		err = os.Remove(s.name)
	}
	return err
}

// A content is what one file in a spool holds.
type content struct {
	spool  *spool
	data   []byte
	onDisk bool
	start  int64
	size   int64
}

// ReadAt reads from the place where the content is held.
func (c content) ReadAt(p []byte, offset int64) (int, error) {
	if c.spool == nil || c.spool.closed.Load() {
		return 0, os.ErrClosed
	}
	if c.onDisk {
		return c.spool.file.ReadAt(p, c.start+offset)
	}
	n := copy(p, c.data[offset:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
