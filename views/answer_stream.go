package views

import (
	"io"
	"iter"
	"net/http"
	"reflect"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/json"
)

// isStream tells whether a type is an iter.Seq2 of values and errors.
func isStream(t reflect.Type) bool {
	return t.Kind() == reflect.Func && t.CanSeq2() && t.In(0).In(1) == reflect.TypeFor[error]()
}

// streamJSON answers with an array that is written while it is read. The first
// item is read before there is a response, so that an error in front of it has a
// status of its own. HEAD reads none.
func streamJSON(r *http.Request, _ string, v any) (*combo.Response, error) {
	sequence := reflect.ValueOf(v)
	switch {
	case r.Method == http.MethodHead:
		return arrayOf(http.NoBody), nil // of a length that nobody knows
	case sequence.IsNil():
		return combo.Bytes(typeJSON, []byte("[]"))
	}
	s := &stream{separator: '['}
	s.next, s.stop = iter.Pull2(sequence.Seq2())
	if err := s.pull(); err != nil {
		s.stop()
		return nil, err
	}
	return arrayOf(s), nil
}

func arrayOf(body io.Reader) *combo.Response {
	return &combo.Response{Header: http.Header{"Content-Type": {typeJSON}}, Body: body}
}

// A stream is the body of an answer: an array of JSON, made while it is read.
// Closing it ends the sequence.
type stream struct {
	next      func() (value, failed reflect.Value, ok bool)
	stop      func()
	separator byte   // what stands in front of the next item
	buffer    []byte // the item that was made last
	ready     []byte // what of it has not been read
	ended     bool
}

var _ io.ReadCloser = (*stream)(nil)

// pull makes the next item ready, or the end of the array.
func (s *stream) pull() error {
	value, failed, ok := s.next()
	if !ok {
		s.end()
		return nil
	}
	if err, _ := failed.Interface().(error); err != nil {
		return err
	}
	item, err := json.Marshal(value.Interface())
	if err != nil {
		return err
	}
	s.buffer = append(append(s.buffer[:0], s.separator), item...)
	s.ready, s.separator = s.buffer, ','
	return nil
}

func (s *stream) end() {
	s.ready, s.ended = []byte("]"), true
	if s.separator == '[' {
		s.ready = []byte("[]")
	}
}

// Read returns what is left of one item, which need not wait for the next.
func (s *stream) Read(p []byte) (int, error) {
	if len(s.ready) == 0 {
		if s.ended {
			return 0, io.EOF
		}
		if err := s.pull(); err != nil {
			return 0, err
		}
	}
	n := copy(p, s.ready)
	s.ready = s.ready[n:]
	return n, nil
}

func (s *stream) Close() error {
	s.stop()
	return nil
}
