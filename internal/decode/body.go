package decode

import (
	"io"
	"mime"
	"strings"
)

// Body reads a body of any kind that forms and programs send, and returns it as a source of its own tag.
// The caller owes files a Close, which is never nil after success. No content type and unknown ones are errors (415).
func Body(r io.Reader, contentType string, limits Limits) (source Source, files io.Closer, err error) {
	mediaType, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return Source{}, nil, unsupported("The request does not say what its body is.", err)
	}
	if err := checkCharset(params["charset"]); err != nil {
		return Source{}, nil, err
	}
	switch {
	case mediaType == "application/x-www-form-urlencoded":
		pairs, err := Form(r, limits)
		return formSource(pairs, none{}, err)
	case mediaType == "multipart/form-data":
		return formSource(Multipart(r, contentType, limits))
	case isFormat(mediaType, "json"):
		root, err := JSON(r, limits)
		return Source{Tag: "json", Root: root}, none{}, err
	case isFormat(mediaType, "xml"):
		root, err := XML(r, limits)
		return Source{Tag: "xml", Root: root, Loose: true}, none{}, err
	}
	return Source{}, nil, unsupported("A body of this kind is not understood here.", nil)
}

func formSource(pairs Pairs, files io.Closer, err error) (Source, io.Closer, error) {
	if err != nil {
		return Source{}, nil, err
	}
	root, err := pairs.Tree()
	if err != nil {
		files.Close()
		return Source{}, nil, err
	}
	return Source{Tag: "form", Root: root, Loose: true}, files, nil
}

// isFormat reports whether a media type is JSON or XML, or a format built on it.
func isFormat(mediaType, format string) bool {
	return mediaType == "application/"+format || mediaType == "text/"+format ||
		strings.HasPrefix(mediaType, "application/") && strings.HasSuffix(mediaType, "+"+format)
}

// checkCharset refuses a declared charset other than UTF-8 and its subset.
func checkCharset(charset string) error {
	switch strings.ToLower(charset) {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return nil
	}
	return unsupported("Only text in UTF-8 is understood here.", nil)
}

// none is the closer of a body without files.
type none struct{}

func (none) Close() error { return nil }
