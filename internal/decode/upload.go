package decode

import (
	"io"
	"mime/multipart"
	"os"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Upload is a file that a client sent. It can be read until the form it came with is closed.
type Upload struct {
	// Filename is what the client calls the file, made harmless to show: no directories, no control or
	// direction characters, at most 255 bytes. It may be empty, is not unique, and is no name to store a file under.
	Filename string
	// ContentType is what the client claims the file to be. It may be empty, and it may be a lie.
	ContentType string
	// Size is how many bytes the file has.
	Size int64

	content content
}

// Open returns a reader at the start of the file. Each has a place of its own.
func (u *Upload) Open() (multipart.File, error) {
	if u.content.spool == nil || u.content.spool.closed.Load() {
		return nil, &os.PathError{Op: "open", Path: u.Filename, Err: os.ErrClosed}
	}
	return uploadedFile{io.NewSectionReader(u.content, 0, u.content.size)}, nil
}

type uploadedFile struct{ *io.SectionReader }

// Close has nothing to close: the form holds the file.
func (uploadedFile) Close() error { return nil }

// maxFilename is what file systems take.
const maxFilename = 255

// safeFilename returns the last part of a client's file name, without anything that could mislead a person or a path.
func safeFilename(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(safeRune, strings.ToValidUTF8(name, "_"))
	name = strings.TrimRight(strings.TrimSpace(name), ". ")
	return shorten(name, maxFilename)
}

func safeRune(r rune) rune {
	switch {
	case r == ':': // a drive or a stream
		return '_'
	case unicode.IsControl(r), unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp), r == '\uFEFF':
		return -1
	}
	return r
}

// shorten cuts name to limit bytes and keeps a short extension.
func shorten(name string, limit int) string {
	if len(name) <= limit {
		return name
	}
	extension := path.Ext(name)
	if len(extension) > 16 {
		extension = ""
	}
	return cutText(name, limit-len(extension)) + extension
}

// cutText returns the longest start of s that has at most n bytes and whole characters.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// safeContentType returns a claimed media type if it is one line of printable ASCII.
func safeContentType(claimed string) string {
	if len(claimed) > maxFilename || strings.IndexFunc(claimed, func(r rune) bool { return r < ' ' || r > '~' }) >= 0 {
		return ""
	}
	return claimed
}
