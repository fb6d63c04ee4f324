package combo

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

// A frame is one call on a stack.
type frame struct {
	Function string
	File     string
	Line     int
	Own      bool // of the application: neither the framework's nor the standard library's
}

// framesOf reads a stack, innermost call first.
func framesOf(pcs []uintptr) []frame {
	var list []frame
	frames := runtime.CallersFrames(pcs)
	for {
		f, more := frames.Next()
		if f.Function != "" {
			list = append(list, frame{f.Function, f.File, f.Line, isOwn(f)})
		}
		if !more {
			return list
		}
	}
}

// mainModule is the path of the module that the program was built from.
var mainModule = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.Main.Path
})

// isOwn tells the application's frames from those of the standard library, whose
// packages have no dot in their first element, and from the framework's.
func isOwn(f runtime.Frame) bool {
	if strings.HasPrefix(f.Function, "main.") {
		return true
	}
	if module := mainModule(); module != "" && module != packagePath && strings.HasPrefix(f.Function, module) {
		return true
	}
	if first, _, ok := strings.Cut(f.Function, "/"); !ok || !strings.Contains(first, ".") {
		return false
	}
	framework := strings.HasPrefix(f.Function, packagePath+".") || strings.HasPrefix(f.Function, packagePath+"/")
	return !framework || strings.HasPrefix(f.Function, packagePath+"/examples/") || strings.HasSuffix(f.File, "_test.go")
}

// shortStack writes the first calls of a stack in one line, for the log.
func shortStack(pcs []uintptr) string {
	var calls []string
	for _, f := range framesOf(pcs) {
		if strings.HasPrefix(f.Function, "runtime.") {
			continue
		}
		calls = append(calls, fmt.Sprintf("%s (%s:%d)", f.Function, f.File, f.Line))
		if len(calls) == 12 {
			break
		}
	}
	return strings.Join(calls, " < ")
}
