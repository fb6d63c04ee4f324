package combo

import (
	"fmt"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/combo-web/combo/headers"
)

// URLs is a list of routes: the first whose path and method match answers.
type URLs []Route

// A Route maps a path pattern to what answers it. It is a value: each method
// returns a changed copy, so a list of routes can be shared and included twice.
type Route struct {
	pattern   string
	regex     bool // the pattern is a regular expression
	answer    answer
	include   URLs
	isInclude bool

	name       string
	methods    []string // nil: any
	namespace  string
	app        string
	host       string
	defaults   map[string]any
	wraps      []func(View) View
	middleware []func(http.Handler) http.Handler
	crossSite  bool
	maxBody    int64
	maxTime    time.Duration

	at       place    // of the caller
	mistakes []string // found while the route was built; reported by New
}

// An answer is what stands at the end of a route: exactly one of the three.
type answer struct {
	view     View
	handler  http.Handler
	mount    bool      // the handler answers the whole prefix
	endpoint *Endpoint // of the view, nil if there is none
}

// An Endpoint is a [View] that also tells what it reads and answers, so that
// [New] can check it against the pattern of its route. The generic views of
// package views return one.
type Endpoint struct {
	View View
	// In and Out are the types of the input and the answer; nil if unknown.
	In, Out reflect.Type
	// Methods are what a route of [Path] or [Regexp] answers if it does not name
	// its own. Nil means what Path says.
	Methods []string
	// Check is called by New with the route and says what does not fit: a value
	// that the pattern does not have. Nil checks nothing.
	Check func(RouteInfo) error
	// Problems says that the route is for programs: errors are problem+json where
	// the client takes anything. Defaults to text.
	Problems bool
	// Doc is what the package that made the endpoint tells about it, for
	// listings. Nil if nothing.
	Doc any
}

func (e *Endpoint) check(route RouteInfo) error {
	if e.Check == nil {
		return nil
	}
	return e.Check(route)
}

// A Parameter is a variable part of a route's pattern: "int" and "id" of
// <int:id>. Groups of a regular expression have an empty Converter.
type Parameter struct {
	Name, Converter string
}

// Path maps a pattern to a view, for GET, HEAD, POST, PUT, PATCH and DELETE;
// [Route.Methods] names others.
func Path[V viewable](pattern string, view V) Route {
	return newRoute(pattern, viewAnswer(view))
}

// Get maps a pattern to a view for GET and HEAD.
func Get[V viewable](pattern string, view V) Route {
	return newRoute(pattern, viewAnswer(view), onlyGet...)
}

// Post maps a pattern to a view for POST.
func Post[V viewable](pattern string, view V) Route {
	return newRoute(pattern, viewAnswer(view), onlyPost...)
}

// Put maps a pattern to a view for PUT.
func Put[V viewable](pattern string, view V) Route {
	return newRoute(pattern, viewAnswer(view), onlyPut...)
}

// Patch maps a pattern to a view for PATCH.
func Patch[V viewable](pattern string, view V) Route {
	return newRoute(pattern, viewAnswer(view), onlyPatch...)
}

// Delete maps a pattern to a view for DELETE.
func Delete[V viewable](pattern string, view V) Route {
	return newRoute(pattern, viewAnswer(view), onlyDelete...)
}

// Regexp maps a regular expression to a view, for the methods of [Path], as
// Django's re_path does: it is searched in the path without its leading slash, so write
// ^ and $. Named groups are parameters; if there are none, the unnamed ones are
// "0", "1" and so on. The syntax is RE2's: without look-around and back-references.
func Regexp[V viewable](pattern string, view V) Route {
	r := newRoute(pattern, viewAnswer(view))
	r.regex = true
	return r
}

// Handle maps a pattern to an [http.Handler], for any method. Use it for a
// conversation (server-sent events, websockets, huge uploads) or for a handler
// that exists already. The limit of [Limits.Body] holds here too: see
// [Route.MaxBody].
func Handle(pattern string, handler http.Handler) Route {
	return newRoute(pattern, answer{handler: handler})
}

// Mount gives everything below a prefix to an [http.Handler], which sees the
// path without the prefix. A [Site] mounted in another knows where it stands
// and reverses its URLs with the prefix.
func Mount(prefix string, handler http.Handler) Route {
	return newRoute(prefix, answer{handler: handler, mount: true})
}

// Include puts a list of routes below a prefix, which may hold parameters.
func Include(prefix string, urls URLs) Route {
	r := newRoute(prefix, answer{})
	r.include, r.isInclude = urls, true
	return r
}

// IncludeRegexp is [Include] with a regular expression as the prefix.
func IncludeRegexp(prefix string, urls URLs) Route {
	r := newRoute(prefix, answer{})
	r.include, r.isInclude, r.regex = urls, true, true
	return r
}

type viewable interface {
	~func(*http.Request) (*Response, error) | *Endpoint
}

func viewAnswer[V viewable](view V) answer {
	if e, ok := any(view).(*Endpoint); ok {
		if e == nil {
			return answer{}
		}
		return answer{view: e.View, endpoint: e}
	}
	f := reflect.ValueOf(view).Convert(reflect.TypeFor[View]())
	return answer{view: f.Interface().(View)}
}

// The methods of the routes above. All of a kind share them.
var (
	onlyGet    = []string{http.MethodGet}
	onlyPost   = []string{http.MethodPost}
	onlyPut    = []string{http.MethodPut}
	onlyPatch  = []string{http.MethodPatch}
	onlyDelete = []string{http.MethodDelete}
)

func newRoute(pattern string, a answer, methods ...string) Route {
	return Route{pattern: pattern, answer: a, methods: methods, at: caller()}
}

// A place is where a route is written.
type place struct {
	file string
	line int
}

// String is file:line, "" for no place.
func (p place) String() string {
	if p.file == "" {
		return ""
	}
	return p.file + ":" + strconv.Itoa(p.line)
}

// caller returns the place of the first caller outside this file, so that New
// can say where a mistaken route was written.
func caller() place {
	pcs := make([]uintptr, 8)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		if !strings.HasSuffix(f.File, "/route.go") || !strings.HasPrefix(f.Function, packagePath+".") {
			return place{f.File, f.Line}
		}
		if !more {
			return place{file: "unknown"}
		}
	}
}

const packagePath = "github.com/combo-web/combo"

// Name names the route, for [URL] and the templates' url tag.
func (r Route) Name(name string) Route {
	if r.isInclude {
		r.mistake("Name is for a single route; an Include has a Namespace")
	}
	if strings.Contains(name, ":") {
		r.mistake("the name %q has a colon, which stands between namespaces", name)
	}
	r.name = name
	return r
}

// Methods says which methods a route of [Path], [Regexp], [Handle] or [Mount]
// answers. GET brings HEAD; OPTIONS is answered by the site unless it is named
// here.
func (r Route) Methods(methods ...string) Route {
	if r.isInclude || r.methods != nil {
		r.mistake("Methods is for Path, Regexp, Handle and Mount, once")
	}
	r.methods = nil
	for _, m := range methods {
		if !headers.IsToken(m) || m != strings.ToUpper(m) {
			r.mistake("%q is not a method", m)
			continue
		}
		r.methods = append(r.methods, m)
	}
	if len(methods) == 0 {
		r.mistake("Methods without a method")
	}
	return r
}

// Namespace puts the names of an included list into a namespace: "friends:list".
// Two includes of the same list need two namespaces and one [Route.App].
func (r Route) Namespace(name string) Route {
	if !r.isInclude {
		r.mistake("Namespace is for Include")
	}
	if name == "" || strings.Contains(name, ":") {
		r.mistake("%q is not a namespace", name)
	}
	r.namespace = name
	return r
}

// App is the application namespace of an included list (Django's app_name): a
// name that reverses to the instance in which the current request is, else to
// the instance of that name, else to the last one. It is the namespace as well
// unless [Route.Namespace] gives another.
func (r Route) App(name string) Route {
	if !r.isInclude {
		r.mistake("App is for Include")
	}
	if name == "" || strings.Contains(name, ":") {
		r.mistake("%q is not an application namespace", name)
	}
	r.app = name
	return r
}

// Host narrows the route, or the included list, to hosts that match a pattern
// such as "shop.example.com" or "<tenant>.example.com". The port is not looked
// at. Parameters are read by [Param] and given to [URL] like those of the path,
// before them.
func (r Route) Host(pattern string) Route {
	r.host = pattern
	return r
}

// Default gives a parameter a fixed value (Django's extra arguments, Flask's
// defaults): one that the pattern does not have or, as in Django, in place of what
// it matched. [Param] reads it.
func (r Route) Default(name string, value any) Route {
	defaults := make(map[string]any, len(r.defaults)+1)
	for k, v := range r.defaults {
		defaults[k] = v
	}
	defaults[name] = value
	r.defaults = defaults
	return r
}

// Wrap puts a wrapper around the view, or around every view of an included
// list. Wrappers given first are outermost. An [http.Handler] in the list is
// wrapped as a view that the wrapper may let through or answer for; it runs after
// the wrapper has returned, so what is to stand around its run is [Route.Use]'s.
func (r Route) Wrap(wrapper func(View) View) Route {
	if wrapper == nil {
		r.mistake("Wrap with nil")
		return r
	}
	r.wraps = append(slices.Clip(r.wraps), wrapper)
	return r
}

// Use puts net/http middleware around the route or the included list, first
// outermost, outside of what [Route.Wrap] puts there. The site's own answer to
// OPTIONS stands inside of the middleware of the first route at an address.
func (r Route) Use(middleware ...func(http.Handler) http.Handler) Route {
	for _, m := range middleware {
		if m == nil {
			r.mistake("Use with nil")
			return r
		}
	}
	r.middleware = append(slices.Clip(r.middleware), middleware...)
	return r
}

// AllowCrossSite lets pages of other sites send POST, PUT, PATCH and DELETE
// requests here from a browser. The site refuses them otherwise, so that no
// other site can act in a visitor's name.
func (r Route) AllowCrossSite() Route {
	r.crossSite = true
	return r
}

// MaxBody sets how many bytes a request may send here, in place of
// [Limits.Body].
func (r Route) MaxBody(bytes int64) Route {
	if bytes <= 0 {
		r.mistake("MaxBody(%d)", bytes)
	}
	r.maxBody = bytes
	return r
}

// MaxTime sets how long a request may take here, in place of [Limits.Time]: the
// deadline of its context.
func (r Route) MaxTime(limit time.Duration) Route {
	if limit <= 0 {
		r.mistake("MaxTime(%v)", limit)
	}
	r.maxTime = limit
	return r
}

func (r *Route) mistake(format string, args ...any) {
	r.mistakes = append(slices.Clip(r.mistakes), fmt.Sprintf(format, args...))
}
