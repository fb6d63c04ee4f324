package combo

import "strings"

// Mistakes are all that [New] found wrong with a site, each on a line of its own.
type Mistakes []Mistake

// A Mistake is one thing wrong with a site.
type Mistake struct {
	// At is the file and line to mend, as in "/src/urls.go:12", if it is in a route.
	At string
	// Err says what is wrong.
	Err error
}

// Error is one line, as compilers write it.
func (m Mistake) Error() string {
	if m.At == "" {
		return m.Err.Error()
	}
	return m.At + ": " + m.Err.Error()
}

// Unwrap returns what is wrong.
func (m Mistake) Unwrap() error { return m.Err }

// Error lists the mistakes.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, mistake := range m {
		lines[i] = mistake.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the mistakes.
func (m Mistakes) Unwrap() []error {
	errs := make([]error, len(m))
	for i, mistake := range m {
		errs[i] = mistake
	}
	return errs
}

// plainMistakes are those that are not in a route.
func plainMistakes(errs []error) Mistakes {
	var list Mistakes
	for _, err := range errs {
		list = append(list, Mistake{Err: err})
	}
	return list
}

// orNil makes an error of a list that may be empty.
func (m Mistakes) orNil() error {
	if len(m) == 0 {
		return nil
	}
	return m
}
