package combo

import "fmt"

// A debugCause is one error in the tree of causes.
type debugCause struct {
	Type, Text string
	Causes     []debugCause
}

// Limits of the tree: what wraps itself would have no end.
const (
	maxCauses     = 50
	maxCauseDepth = 12
)

// causes is the tree of %w and errors.Join below the error, which is its root.
// It is empty where it would tell nothing new.
func (f *failure) causes() []debugCause {
	if f.e.Err == nil && f.err == error(f.e) {
		return nil
	}
	left := maxCauses
	root := causesOf(f.err, &left, 0)
	_, isFields := f.err.(FieldErrors)
	if len(root.Causes) == 0 && (isFields || root.Text == f.headline()) {
		return nil
	}
	return []debugCause{root}
}

func causesOf(err error, left *int, depth int) debugCause {
	*left--
	c := debugCause{Type: typeOf(err), Text: textOf(err)}
	if p, ok := err.(*panicError); ok && p.Unwrap() != nil {
		err = p.Unwrap() // which the panic tells of already
		c.Text = textOf(err)
	}
	for _, inner := range unwrapped(err) {
		if *left <= 0 || depth == maxCauseDepth {
			c.Causes = append(c.Causes, debugCause{Type: "…", Text: "and more"})
			break
		}
		c.Causes = append(c.Causes, causesOf(inner, left, depth+1))
	}
	return c
}

// typeOf names the type of an error, and of what was panicked with.
func typeOf(err error) string {
	if p, ok := err.(*panicError); ok {
		return fmt.Sprintf("panic with %T", p.value)
	}
	return fmt.Sprintf("%T", err)
}

// unwrapped lists what an error wraps. A method that panics wraps nothing.
func unwrapped(err error) (list []error) {
	defer func() {
		if recover() != nil {
			list = nil
		}
	}()
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			return []error{inner}
		}
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			if inner != nil {
				list = append(list, inner)
			}
		}
	}
	return list
}
