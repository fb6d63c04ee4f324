package headers

import (
	"strings"
	"unicode"
)

// Attachment returns a Content-Disposition that makes a browser save the answer
// under that name (RFC 6266):
//
//	attachment; filename="menu.pdf"
//	attachment; filename="Caf_.pdf"; filename*=UTF-8''Caf%C3%A9.pdf
//
// The name may be any text: quotes are escaped, control characters and the marks
// that turn the direction of text, which hide the real extension, become "_".
// Without a name the field is "attachment" alone.
func Attachment(filename string) string { return disposition("attachment", filename) }

// Inline is [Attachment] for an answer that the browser shows, and saves under
// that name if asked to.
func Inline(filename string) string { return disposition("inline", filename) }

// ParseDisposition reads a Content-Disposition: its type in lower case, the
// filename, and all parameters. Of the filename only what follows the last slash
// or backslash is returned, and nothing for "." and "..": it is chosen by
// others, and good for showing, not for naming a file (RFC 6266 §4.3).
func ParseDisposition(value string) (kind, filename string, params Params) {
	kind, params = ParseParams(value)
	filename = params.Get("filename")
	filename = filename[strings.LastIndexAny(filename, `/\`)+1:]
	if filename == "." || filename == ".." {
		filename = ""
	}
	return lower(kind), cleanFilename(filename), params
}

func disposition(kind, filename string) string {
	if filename == "" {
		return kind
	}
	filename = cleanFilename(filename)
	fallback := asciiFilename(filename)
	field := kind + "; filename=" + quoted(fallback)
	if fallback != filename {
		field += "; filename*=" + encodeExtended(filename)
	}
	return field
}

// cleanFilename replaces what must not stand in a name that people read.
func cleanFilename(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
}

// asciiFilename is the name for clients that do not know filename*. Some of them
// decode %XX in it, so no percent sign stays.
func asciiFilename(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x80 || r == '%' {
			return '_'
		}
		return r
	}, name)
}
