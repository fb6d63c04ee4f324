package headers

// A byteSet says for each byte whether it belongs.
type byteSet [256]bool

// alphanumeric are the letters and digits that most sets of the RFCs begin with.
const alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

var (
	tokenBytes = setOf(alphanumeric + "!#$%&'*+-.^_`|~")
	valueBytes = fieldValueBytes()
)

func setOf(chars string) *byteSet {
	var set byteSet
	for i := range len(chars) {
		set[chars[i]] = true
	}
	return &set
}

// fieldValueBytes are tab, the visible bytes and those outside ASCII: RFC 9110 §5.5.
func fieldValueBytes() *byteSet {
	var set byteSet
	for b := range set {
		set[b] = b == '\t' || b >= ' ' && b != 0x7f
	}
	return &set
}

// holds reports whether all bytes of s are in the set.
func (set *byteSet) holds(s string) bool {
	for i := range len(s) {
		if !set[s[i]] {
			return false
		}
	}
	return true
}

// isASCII reports whether s has no byte above 0x7f.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// trim removes the white space that may stand around the parts of a field.
func trim(s string) string {
	for s != "" && isSpace(s[0]) {
		s = s[1:]
	}
	for s != "" && isSpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

// lower is [strings.ToLower] for ASCII alone: a field's names and hosts must not
// become equal by a rule of Unicode (the Kelvin sign is not a k).
func lower(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return string(lowerBytes([]byte(s)))
		}
	}
	return s
}

func lowerBytes(b []byte) []byte {
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return b
}

// equalFold compares two strings without regard to the case of ASCII letters.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lowerByte(a[i]) != lowerByte(b[i]) {
			return false
		}
	}
	return true
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// digits reads all of s as a decimal number of ASCII digits. A number above
// limit is returned as limit, however many digits it has.
func digits(s string, limit int64) (n int64, ok bool) {
	if s == "" {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		if digit := int64(s[i] - '0'); n > (limit-digit)/10 {
			n = limit
		} else {
			n = n*10 + digit
		}
	}
	return min(n, limit), true
}
