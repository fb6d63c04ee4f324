package decode

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
)

// Multipart reads a form of multipart/form-data; contentType tells its boundary. A part with a file name is an
// Opaque that holds an [*Upload], every other a Text. The files live until files is closed, which the caller owes;
// after an error nothing is left to close. An untouched file input (no name, no bytes) is left out.
//
// Parts may be encoded as quoted-printable and base64. A form without its last boundary is an error.
func Multipart(r io.Reader, contentType string, limits Limits) (pairs Pairs, files io.Closer, err error) {
	boundary, err := boundaryOf(contentType)
	if err != nil {
		return nil, nil, err
	}
	m := newMultipartParser(r, boundary, limits.withDefaults())
	for err == nil {
		err = m.part()
	}
	if err == io.EOF {
		return m.pairs, m.spool, nil
	}
	m.spool.Close()
	return nil, nil, m.explain(err)
}

// boundaryOf returns the boundary that a content type names, if it keeps to RFC 2046.
func boundaryOf(contentType string) (string, error) {
	mediaType, params, err := mime.ParseMediaType(contentType)
	if err != nil || mediaType != "multipart/form-data" {
		return "", unsupported("A form of multipart/form-data is expected here.", err)
	}
	boundary := params["boundary"]
	if len(boundary) < 1 || len(boundary) > 70 || boundary[len(boundary)-1] == ' ' {
		return "", malformed("The form has no valid boundary.", nil)
	}
	if i := strings.IndexFunc(boundary, func(r rune) bool { return !isBoundaryRune(r) }); i >= 0 {
		return "", malformed("The form has no valid boundary.", nil)
	}
	return boundary, nil
}

func isBoundaryRune(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return true
	}
	return strings.ContainsRune("'()+_,-./:=? ", r)
}

type multipartParser struct {
	body    *meter // all of the body
	between *meter // on top of body: what stands between two parts
	reader  *multipart.Reader
	limits  Limits
	pairs   Pairs
	spool   *spool
	fields  int
	files   int
	left    int64 // how many bytes of fields may still come
	own     error // an error of the server, not of the client
}

func newMultipartParser(r io.Reader, boundary string, limits Limits) *multipartParser {
	body := newMeter(&boundedBody{r: r, end: "--" + boundary + "--"}, limits.Bytes)
	between := &meter{r: body, over: refused("header_too_large", "The form has a part with too large a header.")}
	return &multipartParser{
		body:    body,
		between: between,
		reader:  multipart.NewReader(between, boundary),
		limits:  limits,
		spool:   &spool{memory: limits.Memory, dir: limits.TempDir},
		left:    limits.FieldBytes,
	}
}

// part reads one part to its end. After the last it returns io.EOF.
func (m *multipartParser) part() error {
	// The part before was read to its end, so all that is read now is preamble, boundary and header,
	// and up to a buffer of what follows.
	m.between.left = m.limits.HeaderBytes
	part, err := m.reader.NextRawPart()
	if err != nil {
		return err
	}
	m.between.left = m.body.left
	d, err := parseDisposition(part.Header.Get("Content-Disposition"))
	if err != nil {
		return err
	}
	content, err := decoded(part)
	if err != nil {
		return err
	}
	if d.isFile {
		err = m.file(d, part.Header.Get("Content-Type"), content)
	} else {
		err = m.field(d.name, part.Header.Get("Content-Type"), content)
	}
	if err != nil {
		return err
	}
	// What a decoder leaves behind its end is read here and not in the next header's budget.
	_, err = io.Copy(io.Discard, part)
	return err
}

func decoded(part *multipart.Part) (io.Reader, error) {
	switch strings.ToLower(part.Header.Get("Content-Transfer-Encoding")) {
	case "", "7bit", "8bit", "binary":
		return part, nil
	case "quoted-printable":
		return quotedprintable.NewReader(part), nil
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, part), nil
	}
	return nil, malformed("The form has a part in an unknown transfer encoding.", nil)
}

func (m *multipartParser) field(name, contentType string, r io.Reader) error {
	if m.fields++; m.fields > m.limits.Fields {
		return refused("too_many_fields", "The request has too many fields.")
	}
	if err := checkTextType(contentType); err != nil {
		return err
	}
	if m.left -= int64(len(name)); m.left < 0 {
		return tooLarge("fields_too_large", "The fields of the form are too large.")
	}
	text, err := readText(io.LimitReader(r, m.left+1))
	if err != nil {
		return err
	}
	if m.left -= int64(len(text)); m.left < 0 {
		return tooLarge("fields_too_large", "The fields of the form are too large.")
	}
	m.pairs = append(m.pairs, Field{Name: name, Value: TextOf(text)})
	return checkText(text)
}

// checkTextType refuses the content type of a field that is not text in UTF-8.
func checkTextType(contentType string) error {
	if contentType == "" {
		return nil
	}
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return malformed("The form has a part of no valid type.", err)
	}
	return checkCharset(params["charset"])
}

func (m *multipartParser) file(d disposition, contentType string, r io.Reader) error {
	if m.files++; m.files > m.limits.Files {
		return tooLarge("too_many_files", "The form has too many files.")
	}
	source := &clientReader{r: r}
	content, err := m.spool.add(source)
	if err != nil {
		if source.err == nil {
			m.own = err
		}
		return err
	}
	if d.filename == "" && content.size == 0 {
		return nil
	}
	m.pairs = append(m.pairs, Field{Name: d.name, Value: OpaqueOf(m.limits.Upload(&Upload{
		Filename:    safeFilename(d.filename),
		ContentType: safeContentType(contentType),
		Size:        content.size,
		content:     content,
	}))})
	return nil
}

// explain tells the server's own errors from the client's.
func (m *multipartParser) explain(err error) error {
	if m.own != nil {
		return m.own
	}
	if m.between.err != nil {
		// Why reading stopped says more than what the parser made of the end.
		err = m.between.err
	}
	err = readingError(err, "The form could not be read to its end.")
	if own, ok := err.(*Error); ok && own.Code == "malformed" && m.between.err == nil {
		// The parser's own words repeat a line of the body, and causes are logged.
		own.Err = nil
	}
	return err
}

// A clientReader remembers that reading failed, to tell that from a failure to write.
type clientReader struct {
	r   io.Reader
	err error
}

func (c *clientReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// A boundedBody turns the end of a body into an error, unless a last boundary stands there. A multipart.Reader
// would take a body that breaks off in the header of a part for a complete one. (What follows a last boundary and its
// line end is not read by it.)
type boundedBody struct {
	r    io.Reader
	end  string
	tail []byte // of the body
}

func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.tail = lastBytes(append(b.tail, lastBytes(p[:n])...))
	if err == io.EOF && !b.isComplete() {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// isComplete reports whether the last line is a last boundary.
func (b *boundedBody) isComplete() bool {
	line := string(b.tail[bytes.LastIndexByte(b.tail, '\n')+1:])
	return strings.TrimRight(line, " \t") == b.end
}

// lastBytes returns as much of p as the longest boundary, its hyphens and some space take.
func lastBytes(p []byte) []byte { return p[max(0, len(p)-128):] }
