package combo

import (
	"io"
	"net/http"

	"github.com/combo-web/combo/internal/decode"
)

// A body is what a request sent, read once and kept until the request ends.
type body struct {
	source decode.Source // without a tag if the request has no body
	files  io.Closer
	err    error
}

func (b *body) close() {
	if b.files != nil {
		b.files.Close()
	}
}

// bodyOf returns the request's body, reading it on first use.
func bodyOf(r *http.Request) (*body, error) {
	st := stateOf(r)
	if st == nil {
		return nil, errOutside("Bind and Form")
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.body == nil {
		st.body = readBody(r)
	}
	return st.body, st.body.err
}

func readBody(r *http.Request) *body {
	b := &body{}
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 {
		return b
	}
	b.source, b.files, b.err = decode.Body(r.Body, r.Header.Get("Content-Type"), limitsOf(r))
	b.source.Strict = b.source.Tag == "json"
	return b
}

// limitsOf are the limits of the site; the size of the body is bounded already.
func limitsOf(r *http.Request) decode.Limits {
	s := siteOf(r)
	if s == nil {
		return decode.Limits{}
	}
	l := s.config.Limits
	limit := l.Body
	if st := stateOf(r); st.found.leaf != nil && st.found.leaf.maxBody > 0 {
		limit = st.found.leaf.maxBody
	}
	return decode.Limits{
		Bytes: limit, Depth: l.Depth, Fields: l.Fields, Files: l.Files,
		Memory: l.Memory, TempDir: l.TempDir, Upload: newUpload,
	}
}
