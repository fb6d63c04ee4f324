package headers

import "fmt"

// IsToken reports whether s is a token, the form of field names, methods and
// parameter names: one or more of the ASCII letters, digits and !#$%&'*+-.^_`|~
// (RFC 9110 §5.6.2). It does not allocate.
func IsToken(s string) bool { return s != "" && tokenBytes.holds(s) }

// ValidValue reports whether value may be sent as the value of a field: it holds
// no control character but tab, so it can neither end its line nor be read
// differently by the next machine (RFC 9110 §5.5). Bytes outside ASCII may be
// sent. It does not allocate.
func ValidValue(value string) bool { return valueBytes.holds(skipPlain(value)) }

// skipPlain returns value from about the first byte on that is not plain ASCII: eight
// bytes are looked at as one number, since each field of each answer comes by here.
func skipPlain(value string) string {
	const each = 0x0101010101010101 // times a byte: that byte in all eight places
	for len(value) >= 8 {
		word := uint64(value[0]) | uint64(value[1])<<8 | uint64(value[2])<<16 | uint64(value[3])<<24 |
			uint64(value[4])<<32 | uint64(value[5])<<40 | uint64(value[6])<<48 | uint64(value[7])<<56
		// The highest bit of a place is set if its byte is below a space, or DEL, or not ASCII.
		if ((word-' '*each)|(word+each)|word)&(0x80*each) != 0 {
			break
		}
		value = value[8:]
	}
	return value
}

// Check returns nil if the field may be sent: its name is a token and its value
// passes [ValidValue]. The error names the field, never its value, which may be
// secret. Check does not allocate when it returns nil.
func Check(name, value string) error {
	if !IsToken(name) {
		return fmt.Errorf("header %.60q: the name is not a token", name)
	}
	if !ValidValue(value) {
		return fmt.Errorf("header %s: the value holds a control character", name)
	}
	return nil
}
