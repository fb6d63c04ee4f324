package server

import "bytes"

// A verdict is what a sniffer found about a request that the server has to know
// when it answers.
type verdict uint8

const (
	fine        verdict = iota
	lastRequest         // has a Transfer-Encoding
	lastUpgrade         // has an Upgrade field
	// The rest is refused. Their texts are in refusals.
	badLineEnd
	badFold
	badLength
	twoLengths
	lengthAndCoding
	badCoding
	twoCodings
	codingTooOld
	tooManyHeaders
	longName
)

// A sniffer follows the framing of the requests on one HTTP/1 connection as
// their bytes come by, in pieces of any size. It sees where each head and each
// body ends, and lets nothing pass that two readers could frame differently: what
// net/http reads leniently ends the head right there.
//
// It looks at line ends and at the first bytes of lines only. All other rules
// for heads are net/http's: it refuses a head that breaks them and closes the
// connection, so that it does not matter what the sniffer takes the rest for.
type sniffer struct {
	maxHeaders int

	remaining int64 // bytes of the present body that have not come yet
	heads     uint32
	passing   bool // nothing is looked at any more
	inHead    bool // the first byte of a head has come, its end has not
	empty     uint8

	// The head that is being read.
	lines   int
	length  int64 // of its body, -1 without Content-Length
	coding  bool
	upgrade bool
	minor   byte // last byte of the request line

	// The line that is being read, if its beginning has been handed on already.
	begun  [64]byte
	n      int     // bytes of begun
	long   bool    // the line does not fit into begun
	before [2]byte // the last two bytes of the line so far

	// What was found.
	underscore bool // a field name has an underscore, or could have
	found      verdict
	request    uint32 // the request it was found in; the first is 1
	tail       string // what ends the head of a request that is refused
}

// look looks at the bytes that have come and returns how many of them are
// handed on. It may move them.
func (s *sniffer) look(p []byte) int {
	i := 0
	for i < len(p) {
		switch {
		case s.passing:
			return len(p)
		case s.remaining > 0:
			n := min(s.remaining, int64(len(p)-i))
			s.remaining -= n
			i += int(n)
		case !s.inHead:
			switch s.begin(p[i]) {
			case skip:
				copy(p[i:], p[i+1:])
				p = p[:len(p)-1]
			case stop:
				s.lines, s.n = 0, 0
				s.refuse(badLineEnd)
				return i
			}
		default:
			n, ok := s.head(p[i:])
			i += n
			if !ok {
				return i
			}
		}
	}
	return i
}

const (
	enter = iota
	skip
	stop
)

// begin looks at the first byte of a head. One empty line before it is left out
// (RFC 9112 §2.2).
func (s *sniffer) begin(b byte) int {
	switch {
	case s.empty == 0 && b == '\r', s.empty == 1 && b == '\n':
		s.empty++
		return skip
	case s.empty == 1, b == '\r', b == '\n':
		return stop
	}
	s.inHead, s.lines, s.length, s.coding, s.upgrade = true, 0, -1, false, false
	return enter
}

// head looks at the bytes of a head until its end. It returns how many are
// handed on, and whether there may be more.
func (s *sniffer) head(p []byte) (n int, ok bool) {
	names := bytes.IndexByte(p, '_') >= 0
	for i := 0; ; {
		j := bytes.IndexByte(p[i:], '\n')
		if j >= 0 && !names && s.plain(p[i:i+j+1]) {
			s.lines++
			i += j + 1
			continue
		}
		if found := s.beginLine(p[i:]); found != fine {
			s.refuse(found)
			return i, false
		}
		if s.isLongName(p[i:], j) {
			s.refuse(longName)
			return i, false
		}
		if j < 0 {
			s.keep(p[i:])
			s.underscore = s.underscore || names
			return len(p), true
		}
		found, end := s.line(p[i:i+j+1], names)
		if found != fine {
			s.refuse(found)
			return i, false
		}
		i += j + 1
		if end {
			s.end()
			return i, true
		}
	}
}

// plain tells whether a whole line can be passed by its first letter: most can.
func (s *sniffer) plain(line []byte) bool {
	if s.n > 0 || s.lines == 0 || s.lines > s.maxHeaders || len(line) < 3 || line[len(line)-2] != '\r' {
		return false
	}
	switch line[0] {
	case ' ', '\t', 'c', 'C', 't', 'T', 'u', 'U':
		return false
	}
	return len(line) <= len(s.begun) || bytes.IndexByte(line[:len(s.begun)], ':') >= 0
}

// isLongName tells whether the name of a field has more than 63 bytes, as soon as
// that many have come: net/http would keep, and quote, all of a name without end.
// p begins with what has come now of the line, which ends at end if that is not
// negative.
func (s *sniffer) isLongName(p []byte, end int) bool {
	if end >= 0 {
		p = p[:end]
	}
	missing := len(s.begun) - s.n
	if s.lines == 0 || missing == 0 || len(p) < missing {
		return false
	}
	first := p[0]
	if s.n > 0 {
		first = s.begun[0]
	}
	return first != '\r' && bytes.IndexByte(s.begun[:s.n], ':') < 0 && bytes.IndexByte(p[:missing], ':') < 0
}

// beginLine refuses what the first byte of a line shows, before it is handed on.
func (s *sniffer) beginLine(p []byte) verdict {
	switch {
	case len(p) == 0 || s.n > 0 || s.lines == 0:
		return fine
	case s.lines > s.maxHeaders && p[0] != '\r' && p[0] != '\n':
		return tooManyHeaders
	case p[0] == ' ', p[0] == '\t':
		return badFold
	}
	return fine
}

// keep remembers a line whose end has not come.
func (s *sniffer) keep(p []byte) {
	n := copy(s.begun[s.n:], p)
	s.n += n
	s.long = s.long || n < len(p)
	switch {
	case len(p) >= 2:
		s.before = [2]byte(p[len(p)-2:])
	case len(p) == 1:
		s.before = [2]byte{s.before[1], p[0]}
	}
}

// line looks at a line, or at what has come of it now, which ends in LF.
func (s *sniffer) line(p []byte, names bool) (found verdict, end bool) {
	cr, minor := s.before[1], s.before[0]
	switch {
	case len(p) >= 3:
		cr, minor = p[len(p)-2], p[len(p)-3]
	case len(p) == 2:
		cr, minor = p[0], s.before[1]
	}
	if cr != '\r' {
		return badLineEnd, false
	}
	long := false
	if s.n > 0 {
		s.underscore = s.underscore || names
		whole := s.n+len(p) <= len(s.begun)
		copied := copy(s.begun[s.n:], p)
		p, long = s.begun[:s.n+copied], s.long || !whole
	}
	if len(p) == 2 {
		return fine, true
	}
	found = s.field(p, long, minor, names)
	if found == fine {
		s.n, s.long, s.before = 0, false, [2]byte{}
	}
	return found, false
}

// field looks at a request line or field line. Of a long line it may have the
// beginning only, so that no length or coding may be said in one.
func (s *sniffer) field(p []byte, long bool, minor byte, names bool) verdict {
	s.lines++
	if s.lines == 1 {
		s.minor = minor
		return fine
	}
	if s.lines-1 > s.maxHeaders {
		return tooManyHeaders // one that begins with CR
	}
	switch p[0] {
	case 'c', 'C':
		if isField(p, "content-length:") {
			return s.contentLength(p[len("content-length:"):], long || len(p) > len(s.begun))
		}
	case 't', 'T':
		if isField(p, "transfer-encoding:") {
			return s.transferEncoding(p[len("transfer-encoding:"):], long || len(p) > len(s.begun))
		}
	case 'u', 'U':
		if isField(p, "upgrade:") {
			s.upgrade = true
		}
	}
	if names && !s.underscore {
		colon := bytes.IndexByte(p, ':')
		s.underscore = colon < 0 || bytes.IndexByte(p[:colon], '_') >= 0
	}
	return fine
}

// isField tells whether a line is that of a field. The name is in lower case,
// with its colon.
func isField(line []byte, name string) bool {
	if len(line) < len(name) || line[len(name)-1] != ':' {
		return false
	}
	for i := range len(name) - 1 {
		b := line[i]
		if 'A' <= b && b <= 'Z' {
			b |= 0x20
		}
		if b != name[i] {
			return false
		}
	}
	return true
}

func (s *sniffer) contentLength(value []byte, long bool) verdict {
	switch {
	case s.coding:
		return lengthAndCoding
	case s.length >= 0:
		return twoLengths
	}
	digits := trimSpace(value)
	if long || len(digits) == 0 || len(digits) > 18 {
		return badLength
	}
	n := int64(0)
	for _, b := range digits {
		if b < '0' || b > '9' {
			return badLength
		}
		n = n*10 + int64(b-'0')
	}
	s.length = n
	return fine
}

func (s *sniffer) transferEncoding(value []byte, long bool) verdict {
	switch {
	case s.coding:
		return twoCodings
	case s.length >= 0:
		return lengthAndCoding
	case s.minor != '1':
		return codingTooOld
	case long || string(trimSpace(value)) != "chunked":
		return badCoding
	}
	s.coding = true
	return fine
}

// trimSpace leaves out the white space around the value of a line, and its end.
func trimSpace(value []byte) []byte {
	value = value[:len(value)-2]
	for len(value) > 0 && (value[0] == ' ' || value[0] == '\t') {
		value = value[1:]
	}
	for len(value) > 0 && (value[len(value)-1] == ' ' || value[len(value)-1] == '\t') {
		value = value[:len(value)-1]
	}
	return value
}

// end notes the end of a head.
func (s *sniffer) end() {
	s.heads++
	s.inHead, s.empty = false, 0
	s.n, s.long, s.before = 0, false, [2]byte{}
	switch {
	case s.coding:
		s.found, s.request, s.passing = lastRequest, s.heads, true
	case s.upgrade:
		s.found, s.request, s.passing = lastUpgrade, s.heads, true
	case s.length > 0:
		s.remaining = s.length
	}
}

// refuse ends the head here. What makes it complete for net/http, which then
// asks the handler for the answer, is the tail. If that does not make a
// proper head, net/http refuses it by itself.
func (s *sniffer) refuse(found verdict) {
	s.heads++
	s.found, s.request = found, s.heads
	switch {
	case s.n > 0: // a part of the line has been handed on
		s.tail = "\r\n\r\n"
	case s.lines > 0:
		s.tail = "\r\n"
	default: // not even a request line
		s.tail = "?\r\n\r\n"
	}
}
