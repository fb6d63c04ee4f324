package decode

import (
	"strconv"
	"strings"
)

// A Problem says what is wrong with one field. Codes and messages are Django's where Django has one.
type Problem struct {
	// Field is the path of names as the client sent it, joined by dots: "items.0.name".
	Field string
	// Code is for programs: "required", "invalid", "max_length" …
	Code string
	// Message is a sentence for people. It never repeats the value.
	Message string
	// Params are what the message was made from, to make it again in another language.
	Params map[string]any
}

// Error returns the field and the message.
func (p Problem) Error() string {
	if p.Field == "" {
		return p.Message
	}
	return p.Field + ": " + p.Message
}

// maxProblems is how many problems of a request are reported. Nobody reads more, and each costs memory.
const maxProblems = 100

// maxPath is how many bytes of a path a Problem repeats.
const maxPath = 256

// A flaw is a Problem whose field is not known yet.
type flaw struct {
	code    string
	message string
	params  map[string]any
}

func invalid(message string) *flaw { return &flaw{code: "invalid", message: message} }

var (
	missing  = &flaw{code: "required", message: "This field is required."}
	null     = &flaw{code: "null", message: "This field may not be null."}
	hasNUL   = &flaw{code: "null_characters_not_allowed", message: "Null characters are not allowed."}
	notText  = invalid("Enter valid text.")
	notOne   = invalid("Enter a single value.")
	notList  = invalid("Enter a list of values.")
	notMap   = invalid("Enter an object with named values.")
	hasGaps  = invalid("Enter a list without gaps.")
	notKnown = &flaw{code: "unknown", message: "This field is not known."}
)

// A step is one part of a path: a name or the index of an item.
type step struct {
	name   string
	index  int
	isItem bool
}

func named(name string) step { return step{name: name} }
func item(index int) step    { return step{index: index, isItem: true} }

func (s step) String() string {
	if s.isItem {
		return strconv.Itoa(s.index)
	}
	return s.name
}

func joinPath(path []step) string {
	var b strings.Builder
	for i, s := range path {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(cutText(s.String(), maxPath))
		if b.Len() > maxPath {
			break
		}
	}
	return strings.ToValidUTF8(cutText(b.String(), maxPath), "\uFFFD")
}
