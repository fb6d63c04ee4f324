package decode

import (
	"iter"
	"mime"
	"strings"
)

// A disposition is what the header of a part says about it.
type disposition struct {
	name     string
	filename string
	isFile   bool // there is a file name, be it empty
}

// parseDisposition reads a Content-Disposition. A name or file name may be quoted or, as RFC 2231 has it, escaped and
// in pieces.
func parseDisposition(header string) (disposition, error) {
	kind, params, err := mime.ParseMediaType(header)
	if err != nil || kind != "form-data" {
		return disposition{}, malformed("The form has a part that does not tell its field.", err)
	}
	if hasForeignCharset(header) {
		// Package mime leaves such a parameter or a piece of it out without a word; a file would become a field.
		return disposition{}, unsupported("Only file names in UTF-8 are understood here.", nil)
	}
	name, ok := params["name"]
	if !ok {
		return disposition{}, malformed("The form has a part without a name.", nil)
	}
	filename, isFile := params["filename"]
	return disposition{name: name, filename: filename, isFile: isFile}, checkText(name)
}

// hasForeignCharset reports whether a header has an escaped parameter, such as filename*=iso-8859-1”%A3, that is
// not in UTF-8 or ASCII.
func hasForeignCharset(header string) bool {
	for param := range splitUnquoted(header) {
		name, text, _ := strings.Cut(param, "=")
		name = strings.TrimSpace(name)
		if !strings.HasSuffix(name, "*") {
			continue
		}
		if _, piece, ok := strings.Cut(strings.TrimSuffix(name, "*"), "*"); ok && piece != "0" {
			continue // only the first piece tells the charset
		}
		charset, _, _ := strings.Cut(strings.TrimLeft(text, ` "`), "'")
		if !strings.EqualFold(charset, "utf-8") && !strings.EqualFold(charset, "us-ascii") {
			return true
		}
	}
	return false
}

// splitUnquoted yields the parts of a header between semicolons that are not quoted.
func splitUnquoted(header string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start, quoted := 0, false
		for i := 0; i < len(header); i++ {
			switch c := header[i]; {
			case c == '\\' && quoted:
				i++
			case c == '"':
				quoted = !quoted
			case c == ';' && !quoted:
				if !yield(header[start:i]) {
					return
				}
				start = i + 1
			}
		}
		yield(header[start:])
	}
}
