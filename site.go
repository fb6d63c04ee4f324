package combo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"github.com/combo-web/combo/headers"
)

// A Site is a finished web site: an [http.Handler] made by [New]. It is safe for
// use by any number of requests at once.
type Site struct {
	config    Config
	log       *slog.Logger
	clock     func() time.Time
	hosts     []string
	root      string // path of BaseURL, without a slash at its end
	proxies   []netip.Prefix
	unixProxy bool // peers without an address are proxies: they came over a unix socket
	crossSite *http.CrossOriginProtection
	leaves    []*leaf
	tree      *tree
	names     *names
	handler   http.Handler // the middleware with the routes inside
	lastHost  atomic.Pointer[host]
}

// New checks what a configuration says, builds the site and, if that
// went well, runs the apps' checks. Its error is [Mistakes]: all of them, those in
// routes with the file and line that they were written in.
func New(config Config) (*Site, error) {
	s := &Site{config: config.clone(), log: config.Log, clock: config.Clock}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	s.config.Limits = config.Limits.withDefaults()
	if err := append(s.checkConfig(), s.buildURLs()...).orNil(); err != nil {
		return nil, err
	}
	s.buildHandler()
	if err := s.Check(); err != nil {
		return nil, err
	}
	return s, nil
}

// Check runs the checks of the site's apps, except those for a deployment. Its
// error is [Mistakes].
func (s *Site) Check() error {
	var mistakes Mistakes
	for _, app := range s.config.Apps {
		for _, check := range app.Checks {
			if check.Deploy {
				continue
			}
			if err := check.Run(s); err != nil {
				mistakes = append(mistakes, Mistake{Err: fmt.Errorf("%s: %w", check.ID, err)})
			}
		}
	}
	return mistakes.orNil()
}

// Config returns what the site was made of, with the defaults filled in. The
// secrets and the URLs are left out: [Site.Routes] lists what became of these.
func (s *Site) Config() Config {
	c := s.config.clone()
	c.Secret, c.Log, c.Clock = nil, s.log, s.clock
	return c
}

// Start calls the Start functions of the apps, in order. If one fails, those
// that were started are stopped again.
func (s *Site) Start(ctx context.Context) error {
	for i, app := range s.config.Apps {
		if app.Start == nil {
			continue
		}
		if err := app.Start(ctx); err != nil {
			return errors.Join(fmt.Errorf("start %s: %w", app.Name, err), stop(ctx, s.config.Apps[:i]))
		}
	}
	return nil
}

// Ready asks the apps whether they can serve. The error says which cannot, and
// why.
func (s *Site) Ready(ctx context.Context) error {
	var errs []error
	for _, app := range s.config.Apps {
		if app.Ready == nil {
			continue
		}
		if err := app.Ready(ctx); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", app.Name, err))
		}
	}
	return errors.Join(errs...)
}

// Stop calls the Stop functions of the apps, last first, all of them.
func (s *Site) Stop(ctx context.Context) error { return stop(ctx, s.config.Apps) }

func stop(ctx context.Context, apps []App) error {
	var errs []error
	for _, app := range slices.Backward(apps) {
		if app.Stop == nil {
			continue
		}
		if err := app.Stop(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", app.Name, err))
		}
	}
	return errors.Join(errs...)
}

func (l Limits) withDefaults() Limits {
	l.Body = cmp.Or(l.Body, 1<<20)
	l.Fields = cmp.Or(l.Fields, 1000)
	l.FieldBytes = cmp.Or(l.FieldBytes, 1<<20)
	l.Files = cmp.Or(l.Files, 20)
	l.Depth = cmp.Or(l.Depth, 64)
	l.Values = cmp.Or(l.Values, 100_000)
	l.Memory = cmp.Or(l.Memory, 256<<10)
	l.Time = cmp.Or(l.Time, 30*time.Second)
	return l
}

// ownHosts are the names of this machine, which a site answers to if it has no others.
var ownHosts = []string{"localhost", ".localhost", "127.0.0.1", "[::1]"}

// AnswersTo tells whether the site answers requests for a host, with or without
// a port: whether [Config.Hosts] has it.
func (s *Site) AnswersTo(host string) bool {
	if len(s.hosts) == 0 {
		return headers.HostAllowed(host, ownHosts)
	}
	return headers.HostAllowed(host, s.hosts)
}

// A host is what a Host field says.
type host struct {
	field string
	name  string // in one spelling, "" if the field is not valid
	ours  bool   // the site answers to it
}

// host reads a Host field. Nearly all requests of a site have the same one, so the
// last is kept.
func (s *Site) host(field string) host {
	if last := s.lastHost.Load(); last != nil && last.field == field {
		return *last
	}
	h := host{field, hostname(field), s.AnswersTo(field)}
	if h.ours {
		s.lastHost.Store(&h)
	}
	return h
}

// hostname returns the name in a Host field, "" if it is not valid.
func hostname(host string) string {
	name, _, _ := headers.SplitHost(host)
	return name
}

// portOf returns the port in a Host field with its colon, "" if it has none.
func portOf(host string) string {
	if _, port, _ := headers.SplitHost(host); port != "" {
		return ":" + port
	}
	return ""
}

// buildHandler puts the middleware of the site and of its apps around the routes.
func (s *Site) buildHandler() {
	all := slices.Clone(s.config.Middleware)
	for _, app := range s.config.Apps {
		all = append(all, app.Middleware...)
	}
	s.handler = http.HandlerFunc(s.dispatch)
	for _, m := range slices.Backward(all) {
		s.handler = m(s.handler)
	}
}
