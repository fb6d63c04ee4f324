package middleware_test

import (
	"fmt"
	"sync"
)

// A witness is told what is wrong with a server: a test, or an accuser.
type witness interface {
	Helper()
	Errorf(format string, args ...any)
}

// An accuser keeps what is wrong. It is safe for concurrent use.
type accuser struct {
	mu         sync.Mutex
	complaints []string
}

func (a *accuser) Helper() {}

func (a *accuser) Errorf(format string, args ...any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.complaints = append(a.complaints, fmt.Sprintf(format, args...))
}
