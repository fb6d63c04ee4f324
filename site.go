package combo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
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
	proxies   []netip.Prefix
	crossSite *http.CrossOriginProtection
	leaves    []*leaf
	tree      *tree
	names     *names
	handler   http.Handler // the middleware with the routes inside
}

// New checks everything that a configuration says, builds the site and, if that
// went well, runs the apps' checks. Its error is [Mistakes]: all of them, those in
// routes with the file and line that they were written in.
func New(config Config) (*Site, error) {
	s := &Site{config: config, log: config.Log, clock: config.Clock}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	s.config.Limits = config.Limits.withDefaults()
	mistakes := plainMistakes(slices.Concat(s.checkSecret(), s.checkHosts(), s.checkApps()))
	if err := append(mistakes, s.buildURLs()...).orNil(); err != nil {
		return nil, err
	}
	s.buildHandler()
	if err := s.Check(); err != nil {
		return nil, err
	}
	return s, nil
}

// Check runs the checks of the site's apps. Its error is [Mistakes].
func (s *Site) Check() error {
	var mistakes Mistakes
	for _, app := range s.config.Apps {
		for _, check := range app.Checks {
			if err := check.Run(s); err != nil {
				mistakes = append(mistakes, Mistake{Err: fmt.Errorf("%s: %w", check.ID, err)})
			}
		}
	}
	return mistakes.orNil()
}

// Config returns what the site was made of, with the defaults filled in. The
// secrets are left out.
func (s *Site) Config() Config {
	c := s.config
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
	l.Body = orDefault(l.Body, 1<<20)
	l.Fields = orDefault(l.Fields, 1000)
	l.Files = orDefault(l.Files, 20)
	l.Depth = orDefault(l.Depth, 64)
	l.Memory = orDefault(l.Memory, 256<<10)
	return l
}

func orDefault[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// minSecret is how long a secret is at least.
const minSecret = 32

func (s *Site) checkSecret() []error {
	if len(s.config.Secret) == 0 {
		if !s.config.Debug {
			return []error{errors.New("Config.Secret is not set: give at least one secret of 32 random characters")}
		}
		s.config.Secret = []string{rand.Text() + rand.Text()}
	}
	var mistakes []error
	for i, secret := range s.config.Secret {
		if len(secret) < minSecret {
			mistakes = append(mistakes, fmt.Errorf("Config.Secret[%d] has %d bytes: it needs at least %d", i, len(secret), minSecret))
		}
	}
	return mistakes
}

func (s *Site) checkHosts() []error {
	var mistakes []error
	s.hosts = s.config.Hosts
	for _, h := range s.hosts {
		if h == "" || strings.ContainsAny(h, "/: ") && !strings.HasPrefix(h, "[") {
			mistakes = append(mistakes, fmt.Errorf("Config.Hosts: %q is not a host name", h))
		}
	}
	if base := s.config.BaseURL; base != "" {
		u, err := url.Parse(base)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			mistakes = append(mistakes, fmt.Errorf(`Config.BaseURL %q is not of the form "https://example.com"`, base))
		} else {
			s.hosts = append(slices.Clip(s.hosts), u.Hostname())
		}
	}
	for _, p := range s.config.TrustedProxies {
		prefix, err := parsePrefix(p)
		if err != nil || prefix.Bits() == 0 {
			mistakes = append(mistakes, fmt.Errorf("Config.TrustedProxies: %q is not an address or a network as in 10.0.0.0/8", p))
			continue
		}
		s.proxies = append(s.proxies, prefix)
	}
	s.crossSite = http.NewCrossOriginProtection()
	for _, origin := range s.config.TrustedOrigins {
		if err := s.crossSite.AddTrustedOrigin(origin); err != nil {
			mistakes = append(mistakes, fmt.Errorf("Config.TrustedOrigins: %w", err))
		}
	}
	return mistakes
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

func (s *Site) checkApps() []error {
	var mistakes []error
	seen := map[string]bool{}
	for i, app := range s.config.Apps {
		if app.Name == "" || seen[app.Name] {
			mistakes = append(mistakes, fmt.Errorf("Config.Apps[%d]: the name %q is empty or taken", i, app.Name))
		}
		seen[app.Name] = true
		parts := []Part{app.Models, app.Migrations, app.Templates, app.Tags, app.Static}
		for _, part := range parts {
			if part == nil {
				continue
			}
			if err := part.Check(); err != nil {
				mistakes = append(mistakes, fmt.Errorf("app %s: %w", app.Name, err))
			}
		}
	}
	return mistakes
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
