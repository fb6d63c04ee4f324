package combo

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/combo-web/combo/headers"
)

// File answers with a file of a file system: os.Root.FS, embed.FS and their
// like. The content type follows from the name's ending. Range, If-Modified-Since
// and If-None-Match are honoured; the ETag is made of time and size, or of the
// content where the file system has no times.
//
// A name that is no file, a directory, or one that leads out of the file system
// gives an error that becomes a 404.
func File(fsys fs.FS, name string, options ...Option) (*Response, error) {
	f, info, err := openFile(fsys, name)
	if err != nil {
		return nil, err
	}
	body, ok := f.(io.ReadSeeker)
	if !ok {
		b, err := io.ReadAll(f)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		body, f = bytes.NewReader(b), nil
	}
	c := &content{name: path.Base(name), modified: info.ModTime(), body: body}
	if f != nil {
		c.closer = f
	}
	return c.response(options)
}

// Content answers with anything that can be read from any place, as [File] does
// with a file: a stored blob, a generated document. The name's ending gives the
// content type; a zero time is not sent. The reader is closed after sending if
// it is an io.Closer.
func Content(name string, modified time.Time, body io.ReadSeeker, options ...Option) (*Response, error) {
	c := &content{name: name, modified: modified, body: body}
	c.closer, _ = body.(io.Closer)
	return c.response(options)
}

// A fileError is a miss of File: it becomes a 404.
type fileError struct{ err error }

func (e fileError) Error() string  { return e.err.Error() }
func (e fileError) Unwrap() error  { return e.err }
func (e fileError) NotFound() bool { return true }

func openFile(fsys fs.FS, name string) (fs.File, fs.FileInfo, error) {
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\\x00") {
		return nil, nil, fileError{&fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}}
	}
	f, err := fsys.Open(name)
	if err != nil {
		if isMiss(err) {
			return nil, nil, fileError{err}
		}
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && info.Mode().IsRegular() {
		return f, info, nil
	}
	f.Close()
	if err == nil {
		err = fileError{&fs.PathError{Op: "open", Path: name, Err: errors.New("not a regular file")}}
	}
	return nil, nil, err
}

// isMiss tells which errors of a file system mean that there is nothing to see.
// os.Root has no sentinel for a symbolic link that leads out of it.
func isMiss(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrInvalid) ||
		strings.Contains(err.Error(), "escapes") || strings.Contains(err.Error(), "not a directory")
}

// A content is a body that can be sent in parts.
type content struct {
	name     string
	modified time.Time
	body     io.ReadSeeker
	closer   io.Closer // may be nil
}

func (c *content) response(options []Option) (*Response, error) {
	p, err := c.make(options)
	if err != nil && c.closer != nil {
		c.closer.Close()
	}
	return p, err
}

func (c *content) make(options []Option) (*Response, error) {
	p := &Response{file: c, contentType: contentTypeOf(c.name)}
	if err := p.Set(options...); err != nil {
		return nil, err
	}
	if p.Header.Get("Etag") == "" {
		tag, err := c.etag()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", c.name, err)
		}
		return p, p.Set(SetHeader("ETag", tag))
	}
	return p, nil
}

// contentTypeOf goes by the name alone: looking into the content would let
// whoever wrote it choose.
func contentTypeOf(name string) string {
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return typeBytes
}

func (c *content) etag() (string, error) {
	if c.modified.IsZero() {
		return c.contentTag()
	}
	size, err := c.body.Seek(0, io.SeekEnd)
	if err != nil {
		return "", err
	}
	if _, err := c.body.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	return `"` + strconv.FormatInt(c.modified.UnixNano(), 36) + "-" + strconv.FormatInt(size, 36) + `"`, nil
}

func (c *content) contentTag() (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, c.body); err != nil {
		return "", err
	}
	if _, err := c.body.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	return `"` + base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:15]) + `"`, nil
}

func (c *content) bytes() ([]byte, error) {
	b, err := io.ReadAll(c.body)
	if err == nil {
		_, err = c.body.Seek(0, io.SeekStart)
	}
	return b, err
}

// send lets net/http answer the conditions and ranges of a 200; any other
// status gets the whole body.
func (c *content) send(w http.ResponseWriter, r *http.Request, status int) error {
	if status != http.StatusOK {
		w.WriteHeader(status)
		_, err := io.Copy(w, c.body)
		return err
	}
	if r.Header.Get("Range") != "" {
		var err error
		if r, err = c.withSaneRange(r); err != nil {
			return err
		}
	}
	http.ServeContent(w, r, c.name, c.modified, c.body)
	return nil
}

// withSaneRange leaves out a Range field of more parts than [headers.MaxRanges]:
// net/http would make a MIME part of each of a hundred thousand bytes. And it
// writes what asks for nothing, as in "bytes=-0", so that net/http sees it.
func (c *content) withSaneRange(r *http.Request) (*http.Request, error) {
	size, err := c.body.Seek(0, io.SeekEnd)
	if err != nil {
		return r, fmt.Errorf("read %s: %w", c.name, err)
	}
	r = r.Clone(r.Context())
	asked := r.Header.Get("Range")
	if strings.Count(asked, ",") >= headers.MaxRanges {
		r.Header.Del("Range")
	} else if _, status := headers.SelectRanges(asked, size); status == http.StatusRequestedRangeNotSatisfiable {
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-", size))
	}
	return r, nil
}
