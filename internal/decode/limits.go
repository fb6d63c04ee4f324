package decode

import (
	"bytes"
	"io"
	"slices"
)

// Limits are the budgets of one request. Zero means the default; there is no way to say unlimited.
type Limits struct {
	// Bytes is the size of a body. Defaults to 1 MiB.
	Bytes int64
	// Depth is how deep JSON and XML may nest. Defaults to 64.
	Depth int
	// Values is how many values JSON may hold, and how many elements and attributes XML. Defaults to 100 000.
	Values int
	// Fields is how many fields a query or a form may have. Defaults to 1000.
	Fields int
	// FieldBytes is the size of all names and values of a form that are not files. Defaults to 1 MiB.
	FieldBytes int64
	// Files is how many files a multipart form may have. Defaults to 20.
	Files int
	// HeaderBytes is what may stand between two parts of a multipart form: mainly the header. Defaults to 16 KiB.
	HeaderBytes int64
	// Memory is how many bytes of uploaded files are held in memory, all together; the rest goes to disk.
	// Defaults to 256 KiB.
	Memory int64
	// TempDir is where uploaded files go. Defaults to os.TempDir().
	TempDir string
	// Upload makes what fields are filled with of an uploaded file. Defaults to the *Upload itself.
	Upload func(*Upload) any
}

func (l Limits) withDefaults() Limits {
	setDefault(&l.Bytes, 1<<20)
	setDefault(&l.Depth, 64)
	setDefault(&l.Values, 100_000)
	setDefault(&l.Fields, 1000)
	setDefault(&l.FieldBytes, 1<<20)
	setDefault(&l.Files, 20)
	setDefault(&l.HeaderBytes, 16<<10)
	setDefault(&l.Memory, 256<<10)
	if l.Upload == nil {
		l.Upload = func(u *Upload) any { return u }
	}
	return l
}

func setDefault[N int | int64](n *N, value N) {
	if *n == 0 {
		*n = value
	}
}

// A meter reads from r until left bytes are read; if more follow it fails with over, and goes on failing.
type meter struct {
	r    io.Reader
	left int64
	over *Error
	err  error
}

func newMeter(r io.Reader, limit int64) *meter {
	return &meter{r: r, left: limit, over: tooLarge("too_large", "The request body is too large.")}
}

func (m *meter) Read(p []byte) (int, error) {
	if m.err != nil || len(p) == 0 {
		return 0, m.err
	}
	// One byte more than allowed is asked for: only it tells a body that just fits from one that does not.
	if int64(len(p)) > m.left {
		p = p[:m.left+1]
	}
	n, err := m.r.Read(p)
	if int64(n) > m.left {
		n, err = int(m.left), m.over
	}
	m.left -= int64(n)
	m.err = err
	return n, err
}

// readText reads all of r.
func readText(r io.Reader) (string, error) {
	var text bytes.Buffer
	_, err := text.ReadFrom(r)
	return text.String(), err
}

// push appends v and doubles the capacity when it must grow: append, which grows large slices by a quarter, leaves
// five times as much behind for the garbage collector.
func push[T any](stack []T, v T) []T {
	if len(stack) == cap(stack) {
		stack = slices.Grow(stack, max(len(stack), 4))
	}
	return append(stack, v)
}
