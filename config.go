package combo

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// A Config is all that a site is made of. [New] checks it.
type Config struct {
	// Apps are what the site installs, in order. Defaults to none.
	Apps []App
	// URLs are the site's routes. An app's URLs are mounted here by an explicit
	// Include. Defaults to none: every address is a 404.
	URLs URLs
	// Middleware stands around all routes, first outermost, error pages
	// included. The route has been found by then: see [Resolved]. Defaults to
	// none.
	Middleware []func(http.Handler) http.Handler

	// Secret signs cookies and tokens: at least 32 random bytes or characters,
	// newest first. Older ones still verify, so that secrets can be changed
	// without signing everybody out. Required; defaults in Debug to a random one,
	// which ends with the process.
	Secret []string
	// BaseURL is where the site is reached, as in "https://example.com", for
	// links in mails and the like: see [Site.AbsoluteURL]. Its host is added to
	// Hosts. A path in it, as in "https://example.com/app", stands in front of
	// all URLs; what calls the site takes it away (http.StripPrefix, a proxy).
	// Defaults to none.
	BaseURL string
	// Hosts are the names by which the site is reached, without ports:
	// "example.com", ".example.com" for it and everything below, "*" for any.
	// Requests for others get a 400 before anything looks at them (Django's
	// ALLOWED_HOSTS). Defaults to this machine's own names: localhost,
	// *.localhost, 127.0.0.1 and ::1, unless BaseURL names one.
	Hosts []string
	// TrustedProxies are the addresses, as in "10.0.0.0/8", of proxies whose
	// X-Forwarded-For and X-Forwarded-Proto are believed; "unix" stands for what
	// comes over a unix socket, without an address. Their X-Request-Id is believed
	// too: many pass on the client's own unless told to write it. Defaults to none.
	TrustedProxies []string
	// ProxyHost believes X-Forwarded-Host of trusted proxies too (Django's
	// USE_X_FORWARDED_HOST). Set it only if the proxy always writes that field:
	// many pass on what the client sent. Defaults to false: the Host field.
	ProxyHost bool
	// TrustedOrigins are other sites whose pages may send POST requests here,
	// as in "https://shop.example.com". Defaults to none.
	TrustedOrigins []string

	// Debug shows errors with code and stack on the error page and lets Secret
	// be empty. Never set it where strangers reach the site. Defaults to false.
	Debug bool
	// OnError sees every error before it becomes a page. It returns the response
	// to send in its place, with the error's status unless it has another, or no
	// response and the error to go on with. Defaults to going on.
	OnError func(*http.Request, error) (*Response, error)
	// ErrorPages are the site's own HTML pages by status; 0 stands for all
	// others. Defaults to plain pages of the framework.
	ErrorPages map[int]func(*http.Request, error) (*Response, error)
	// Templates renders pages for [Render]. Defaults to none.
	Templates Templates
	// Converters are the site's own path converters, by name. They may replace
	// built-in ones. Defaults to none. Their functions are called for many
	// requests at once, and for routes that do not answer in the end.
	Converters map[string]Converter
	// Limits bound what a request may hold. Defaults to those of [Limits].
	Limits Limits

	// Log receives what goes wrong, once. Defaults to slog.Default().
	Log *slog.Logger
	// Clock tells the time, for tests. Defaults to time.Now.
	Clock func() time.Time
}

// Limits bound what one request may hold. What is over a limit is refused with
// 400 or 413 before it is stored.
type Limits struct {
	// Body is how many bytes a request may send; [Route.MaxBody] allows a
	// route more. Defaults to 1 MiB.
	Body int64
	// Fields is how many fields a form or a query may have. Defaults to 1000.
	Fields int
	// FieldBytes is how many bytes all fields of a form may have that are not
	// files. [Route.MaxBody] does not raise it. Defaults to 1 MiB.
	FieldBytes int64
	// Files is how many files a form may have. Defaults to 20.
	Files int
	// Depth is how deep JSON and XML may be nested. Defaults to 64.
	Depth int
	// Values is how many values JSON may hold, and how many elements and
	// attributes XML. Defaults to 100,000.
	Values int
	// Memory is how many bytes of a form's files are kept in memory; the rest
	// goes to temporary files, which are gone after the request. Defaults to
	// 256 KiB.
	Memory int64
	// TempDir is where temporary files are made. Defaults to os.TempDir().
	TempDir string
	// Time is how long a view may take: the deadline of the request's context. A
	// view that returns the context's error then is answered with 503. Routes of
	// [Handle] and [Mount] have none; [Route.MaxTime] sets another. Defaults to
	// 30 s.
	Time time.Duration
}

// An App is what a site installs: a struct of plain fields. Packages that bring
// one have a function New that returns it.
type App struct {
	// Name is the app's short name, as in "blog". Required, once in a site.
	Name string
	// URLs are for the site to include; they are not mounted by themselves.
	URLs URLs
	// Models and Migrations describe the app's tables (package orm).
	Models, Migrations Part
	// Templates, Tags and Static are the app's files and template tags.
	Templates, Tags, Static Part
	// Middleware stands around all routes of the site, inside of
	// [Config.Middleware], in the order of the apps.
	Middleware []func(http.Handler) http.Handler
	// Context gives templates values of the current request, computed when a
	// template uses them.
	Context func(*http.Request) map[string]any
	// Commands join the site's command line (package manage).
	Commands []Command
	// Checks are run by New after the site is built, and by the check command.
	Checks []Check
	// Ready says why the app cannot serve just now, nil if it can: its database
	// is away. It is asked often, with a short deadline.
	Ready func(context.Context) error
	// Start is called before the first request, in the order of the apps; Stop
	// after the last, in the reverse order. The contexts are for the calls: what
	// goes on after Start ends by Stop, not by its context.
	Start, Stop func(context.Context) error
}

// A Part is something that a package above the kernel defines and the kernel
// carries: models, migrations, templates. Check says what is wrong with it; New
// calls it.
type Part interface {
	Check() error
}

// A Check is one question that a site can be asked about itself.
type Check struct {
	// ID names the check, as in "blog.E001". The letter is Django's: E for an
	// error, W for a warning, I for a note.
	ID string
	// Run returns what is wrong, nil if nothing is.
	Run func(*Site) error
	// Fix is one line on how to mend it. Defaults to none.
	Fix string
	// Deploy leaves the check to the command "check -deploy": it matters where
	// strangers reach the site. Defaults to false: New runs it.
	Deploy bool
}

// A Command is one word of a site's command line.
type Command struct {
	// Name is the word: "migrate".
	Name string
	// Usage tells the arguments, as in "[-fake] [app [migration]]".
	Usage string
	// Help is one sentence; Details may follow it, in paragraphs.
	Help, Details string
	// Run does the work. args are the words behind the command; parse flags
	// with a flag.FlagSet. The apps are not started: Run opens what it needs.
	Run func(ctx context.Context, site *Site, args []string) error
}
