package decode

import (
	"bufio"
	"io"
	"unicode"
	"unicode/utf16"
)

// maxTag is how many bytes a start tag may have, with all its attributes. A tag of a megabyte would hold 200 000
// attributes, which encoding/xml collects, at fifty times the size, before they can be counted.
const maxTag = 64 << 10

// An xmlInput is read by an xml.Decoder, byte by byte. It refuses what the decoder would take: a start tag that goes
// on for too long, and a reference to half a character, which would become U+FFFD.
type xmlInput struct {
	r         *bufio.Reader
	state     xmlState
	size      int // of the tag so far
	reference xmlReference
}

type xmlState uint8

const (
	atToken   xmlState = iota // nothing of the token was read
	afterLess                 // < was read
	inTag                     // of a start tag
	inText
	inMarkup // an end tag, comment, CDATA …
)

// nextToken is called before each token.
func (x *xmlInput) nextToken() {
	// The < that ends a text was read with it and belongs to the token that follows.
	if x.state != afterLess {
		x.state = atToken
	}
	x.size = 0
}

// ReadByte makes the decoder read through no buffer of its own.
func (x *xmlInput) ReadByte() (byte, error) {
	c, err := x.r.ReadByte()
	if err != nil {
		return 0, err
	}
	x.state = x.state.after(c)
	if x.state != inMarkup && x.reference.isSurrogate(c) {
		return 0, malformed("The request body refers to half a character.", nil)
	}
	if x.state == inTag {
		if x.size++; x.size > maxTag {
			return 0, tooLarge("tag_too_large", "The request body has too large a tag.")
		}
	}
	return c, nil
}

// after returns the state after c.
func (s xmlState) after(c byte) xmlState {
	switch {
	case s == inTag || s == inMarkup:
		return s
	case s == afterLess && (c == '!' || c == '?' || c == '/'):
		return inMarkup
	case s == afterLess:
		return inTag
	case c == '<':
		return afterLess
	}
	return inText
}

// Read is there because an xml.Decoder asks for it; it is not called.
func (x *xmlInput) Read(p []byte) (int, error) { return io.ReadAtLeast(x.r, p, 1) }

// An xmlReference reads character references, such as "&#xD800;".
type xmlReference struct {
	size int  // of the reference so far, & and # and x included; 0 outside of one
	base rune // 10 or 16
	char rune
}

// isSurrogate takes the next byte and reports whether it ends a reference to a surrogate.
func (x *xmlReference) isSurrogate(c byte) bool {
	digit := hexDigit(c)
	switch {
	case c == '&':
		*x = xmlReference{size: 1, base: 10}
	case x.size == 0:
	case x.size == 1 && c == '#', x.size == 2 && c == 'x':
		if x.size++; c == 'x' {
			x.base = 16
		}
	case x.size >= 2 && digit < x.base:
		x.size = 3
		x.char = min(x.char*x.base+digit, unicode.MaxRune+1)
	default:
		x.size = 0
		return c == ';' && utf16.IsSurrogate(x.char)
	}
	return false
}

// hexDigit returns what c is worth as a digit, and 16 if it is none.
func hexDigit(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c && c <= 'f':
		return rune(c - 'a' + 10)
	case 'A' <= c && c <= 'F':
		return rune(c - 'A' + 10)
	}
	return 16
}
