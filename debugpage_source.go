package combo

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strings"
)

// A debugCall is one call with the code around it.
type debugCall struct {
	Call, Package string
	At            string // file:line, short
	Code          []codeLine
}

// A codeLine is a line of a source file. Hot is the one that matters.
type codeLine struct {
	Number int
	Text   string
	Hot    bool
}

// debugCalls are neighbours on the stack that are all the application's, or all
// of others.
type debugCalls struct {
	Own   bool
	Title string // of calls of others, which are folded
	Calls []debugCall
}

// around is how many lines of code are shown before and after the one that matters.
const around = 7

// maxOwnCalls is how many calls of the application are shown with their code.
const maxOwnCalls = 12

// ownCalls are the application's own calls with their code, innermost first.
func (f *failure) ownCalls() []debugCall {
	var list []debugCall
	for _, fr := range insideSite(f.frames) {
		if !fr.Own || len(list) == maxOwnCalls {
			continue
		}
		call := fr.debug()
		call.Code = excerpt(fr.File, fr.Line-around, fr.Line, fr.Line+around)
		list = append(list, call)
	}
	return list
}

// insideSite cuts a stack where the site called the application: what stands
// further out, middleware and main, only passed the request on.
func insideSite(frames []frame) []frame {
	for i, fr := range frames {
		switch strings.TrimPrefix(fr.Function, packagePath) {
		case ".View.call", ".(*Site).dispatch", ".(*Site).ServeHTTP":
			return frames[:i]
		}
	}
	return frames
}

func (fr frame) debug() debugCall {
	at := fmt.Sprintf("%s/%s:%d", fr.pkg(), path.Base(fr.File), fr.Line)
	if fr.Own {
		at = shortFile(fmt.Sprintf("%s:%d", fr.File, fr.Line))
	}
	return debugCall{Call: fr.call(), Package: fr.pkg(), At: at}
}

// stack is the whole stack. Its calls have no code.
func (f *failure) stack() []debugCalls {
	var list []debugCalls
	for _, g := range groupCalls(f.frames) {
		calls := debugCalls{Own: g.Own, Title: foldedTitle(g)}
		for _, fr := range g.Frames {
			calls.Calls = append(calls.Calls, fr.debug())
		}
		list = append(list, calls)
	}
	return list
}

// foldedTitle names the packages of calls that are folded: "4 calls in runtime
// and net/http".
func foldedTitle(g callGroup) string {
	packages := g.packages()
	if len(packages) > 3 {
		packages = append(packages[:2:2], fmt.Sprintf("%d more packages", len(packages)-2))
	}
	calls := "calls"
	if len(g.Frames) == 1 {
		calls = "call"
	}
	last := len(packages) - 1
	text := packages[last]
	if last > 0 {
		text = strings.Join(packages[:last], ", ") + " and " + text
	}
	return fmt.Sprintf("%d %s in %s", len(g.Frames), calls, text)
}

// shortFile writes file:line below the working directory without it.
func shortFile(at string) string {
	dir, err := os.Getwd()
	if err != nil {
		return at
	}
	if short, ok := strings.CutPrefix(at, strings.TrimSuffix(dir, "/")+"/"); ok {
		return short
	}
	return at
}

// viewCall is where the view is written that returned an error without a stack.
func (f *failure) viewCall() *debugCall {
	l := f.leaf()
	if l == nil || len(f.frames) > 0 {
		return nil
	}
	fr, ok := l.viewFrame()
	if !ok {
		return l.routeCall()
	}
	call := fr.debug()
	call.Code = functionBody(excerpt(fr.File, fr.Line-2, fr.Line, fr.Line+2*around))
	return &call
}

// routeCall is where the route is written: its view is not the application's.
func (l *leaf) routeCall() *debugCall {
	file, line := l.at.file, l.at.line
	return &debugCall{
		Call: l.viewName(), At: shortFile(l.at.String()),
		Code: excerpt(file, line-around, line, line+around),
	}
}

// viewFrame is the first line of the route's view.
func (l *leaf) viewFrame() (fr frame, ok bool) {
	if l.answer.view == nil {
		return frame{}, false
	}
	pc := reflect.ValueOf(l.answer.view).Pointer()
	fn := runtime.FuncForPC(pc)
	if fn == nil {
		return frame{}, false
	}
	fr.Function = strings.ReplaceAll(strings.TrimSuffix(fn.Name(), "-fm"), "%2e", ".")
	fr.File, fr.Line = fn.FileLine(pc)
	if strings.HasPrefix(fr.File, "<") { // a method's value, which the compiler wraps
		fr.File, fr.Line = l.findMethod(fr)
	}
	fr.Own = isOwn(fr.Function, fr.File)
	return fr, fr.Own && fr.File != ""
}

// findMethod looks for the declaration of a method in the folder of its
// package: the program knows only the place of the function that the compiler
// made of it.
func (l *leaf) findMethod(fr frame) (file string, line int) {
	parts := strings.Split(strings.TrimPrefix(fr.call(), path.Base(fr.pkg())+"."), ".")
	if len(parts) != 2 {
		return "", 0
	}
	receiver := strings.Trim(strings.TrimSuffix(parts[0], "[...]"), "(*)")
	declaration, err := regexp.Compile(`^func \((?:\w+ )?\*?` + regexp.QuoteMeta(receiver) + `(?:\[.*\])?\) ` + regexp.QuoteMeta(parts[1]) + `\(`)
	if err != nil {
		return "", 0
	}
	files, _ := filepath.Glob(filepath.Join(l.packageDir(fr.pkg()), "*.go"))
	for _, name := range files {
		if line := findLine(name, declaration); line > 0 {
			return name, line
		}
	}
	return "", 0
}

// packageDir is the folder of a package of the application: at or above the
// folder in which the route is written is one to which the end of the package's
// path leads.
func (l *leaf) packageDir(pkg string) string {
	dir := filepath.Dir(l.at.file)
	pkg = strings.TrimSuffix(pkg, "_test")
	if pkg == "main" || strings.HasSuffix(dir, "/"+pkg) {
		return dir
	}
	for root := dir; ; root = filepath.Dir(root) {
		for rest := pkg; rest != ""; _, rest, _ = strings.Cut(rest, "/") {
			if candidate := filepath.Join(root, rest); isDir(candidate) {
				return candidate
			}
		}
		if isModule(root) || root == filepath.Dir(root) {
			return dir
		}
	}
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// maxSource is how much of a source file is read.
const maxSource = 4 << 20

// linesOf reads a source file. It has no lines if the program was built
// somewhere else, or with -trimpath.
func linesOf(file string) []string {
	if !filepath.IsAbs(file) {
		return nil
	}
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
		return nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	var lines []string
	scanner := bufio.NewScanner(bytes.NewReader(b))
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	return lines
}

// excerpt returns the lines first to last of a file, as far as there are.
func excerpt(file string, first, hot, last int) []codeLine {
	lines := linesOf(file)
	if hot < 1 || hot > len(lines) {
		return nil
	}
	var list []codeLine
	for n := max(first, 1); n <= min(last, len(lines)); n++ {
		list = append(list, codeLine{n, lines[n-1], n == hot})
	}
	return list
}

// functionBody cuts an excerpt behind the end of the function that begins at
// its hot line.
func functionBody(code []codeLine) []codeLine {
	begun := false
	for i, line := range code {
		begun = begun || line.Hot
		if begun && line.Text == "}" {
			return code[:i+1]
		}
	}
	return code
}

func findLine(file string, pattern *regexp.Regexp) int {
	for i, line := range linesOf(file) {
		if pattern.MatchString(line) {
			return i + 1
		}
	}
	return 0
}
