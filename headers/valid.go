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
func ValidValue(value string) bool { return valueBytes.holds(value) }

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
