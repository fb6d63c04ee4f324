package combo

import (
	"fmt"
	"path"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
)

// A frame is one call on a stack.
type frame struct {
	Function string
	File     string
	Line     int
	Own      bool // of the application: not the framework's, the standard library's or another module's
}

// framesOf reads a stack, innermost call first.
func framesOf(pcs []uintptr) []frame {
	if len(pcs) == 0 {
		return nil
	}
	var list []frame
	frames := runtime.CallersFrames(pcs)
	for {
		f, more := frames.Next()
		if f.Function != "" {
			name := strings.ReplaceAll(f.Function, "%2e", ".") // a dot in the last element of a package's path
			list = append(list, frame{name, f.File, f.Line, isOwn(name, f.File)})
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

// isOwn tells the application's functions from those of the framework, of the
// standard library, whose packages have no dot in their first element, and of
// other modules, whose files lie below a version or in a folder called vendor.
func isOwn(function, file string) bool {
	switch {
	case strings.HasPrefix(function, "main."), strings.HasSuffix(file, "_test.go"):
		return true
	case within(function, packagePath):
		return within(function, packagePath+"/examples")
	case within(function, mainModule()):
		return !strings.Contains(file, "/vendor/")
	}
	first, _, _ := strings.Cut(function, "/")
	return strings.Contains(first, ".") && strings.Contains(function, "/") &&
		!strings.Contains(file, "@v") && !strings.Contains(file, "/vendor/")
}

// within tells whether a function's package is the one with this path or one
// below it.
func within(function, packages string) bool {
	rest, ok := strings.CutPrefix(function, packages)
	return ok && packages != "" && rest != "" && (rest[0] == '.' || rest[0] == '/')
}

// call is the function without the folders of its package: "blog.(*Blog).show".
func (f frame) call() string { return path.Base(f.Function) }

// pkg is the path of the function's package.
func (f frame) pkg() string {
	folder, last := path.Split(f.Function)
	name, _, _ := strings.Cut(last, ".")
	return folder + name
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

// A callGroup is a run of calls on a stack that are all the application's, or
// all of others.
type callGroup struct {
	Own    bool
	Frames []frame
}

func groupCalls(frames []frame) []callGroup {
	var groups []callGroup
	for _, f := range frames {
		if n := len(groups); n > 0 && groups[n-1].Own == f.Own {
			groups[n-1].Frames = append(groups[n-1].Frames, f)
			continue
		}
		groups = append(groups, callGroup{f.Own, []frame{f}})
	}
	return groups
}

// packages lists the packages of a group, each once.
func (g callGroup) packages() []string {
	var list []string
	for _, f := range g.Frames {
		if p := f.pkg(); !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}
