package orm

import (
	"fmt"
	"runtime"
	"strings"
)

// A Mistake is what is wrong with a query, a write or a model: an unknown name, a
// value of the wrong kind, a method that the query before it does not allow. The
// program has to be changed; trying again does not help.
type Mistake struct {
	// At is the file and line of the call that ran the query, if it is known.
	At string
	// Text says what is wrong, naming the model and the path.
	Text string
}

// Error returns the text, after the file and line.
func (m *Mistake) Error() string {
	if m.At == "" {
		return m.Text
	}
	return m.At + ": " + m.Text
}

// mistakef makes a Mistake of the call that is running. Finding its line costs a
// walk over the stack, so no step of a query pays for it beforehand.
func mistakef(format string, args ...any) error {
	return &Mistake{At: callerOutside(), Text: fmt.Sprintf(format, args...)}
}

// callerOutside returns the file and line of the innermost function that does not
// belong to this package or to its dialects.
func callerOutside() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		frame, more := frames.Next()
		if frame.Function != "" && !ownFunction(frame.Function) {
			return fmt.Sprintf("%s:%d", frame.File, frame.Line)
		}
		if !more {
			return ""
		}
	}
}

// ownPackage is how the names of this package's functions begin.
const ownPackage = "github.com/combo-web/combo/orm"

func ownFunction(name string) bool {
	rest, ok := strings.CutPrefix(name, ownPackage)
	return ok && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "/sqlite.") || strings.HasPrefix(rest, "/postgres.")) ||
		strings.HasPrefix(name, "runtime.") || strings.HasPrefix(name, "iter.")
}
