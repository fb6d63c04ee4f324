package combo

import (
	"mime/multipart"

	"github.com/combo-web/combo/internal/decode"
)

// An Upload is a file that a client sent with a form. It can be read until the
// request ends; the larger ones are in temporary files by then, which are gone
// after it.
type Upload struct {
	// Filename is what the client calls the file, made harmless to show: without
	// folders, control and direction characters, at most 255 bytes. It may be
	// empty, is not unique, and is no name to store a file under.
	Filename string
	// ContentType is what the client claims the file to be. It may be empty, and
	// it may be a lie.
	ContentType string
	// Size is how many bytes the file has.
	Size int64

	sent *decode.Upload
}

// Open returns a reader at the start of the file. Each has a place of its own.
// After the request the error is os.ErrClosed.
func (u *Upload) Open() (multipart.File, error) { return u.sent.Open() }

func newUpload(u *decode.Upload) any {
	return &Upload{u.Filename, u.ContentType, u.Size, u}
}
