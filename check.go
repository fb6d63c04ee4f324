package combo

import (
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/combo-web/combo/headers"
)

// checkConfig finds what is wrong with the configuration, the routes left out,
// and fills the site with what it means.
func (s *Site) checkConfig() Mistakes {
	return plainMistakes(slices.Concat(
		s.checkSecret(), s.checkHosts(), s.checkBaseURL(), s.checkProxies(), s.checkOrigins(),
		s.checkLimits(), s.checkMiddleware("Config", s.config.Middleware), s.checkApps(),
	))
}

// clone copies what a later change would reach.
func (c Config) clone() Config {
	c.Apps, c.URLs, c.Middleware = slices.Clone(c.Apps), slices.Clone(c.URLs), slices.Clone(c.Middleware)
	c.Secret, c.Hosts = slices.Clone(c.Secret), slices.Clone(c.Hosts)
	c.TrustedProxies, c.TrustedOrigins = slices.Clone(c.TrustedProxies), slices.Clone(c.TrustedOrigins)
	c.ErrorPages, c.Converters = maps.Clone(c.ErrorPages), maps.Clone(c.Converters)
	return c
}

// minSecret is how long a secret is at least.
const minSecret = 32

func (s *Site) checkSecret() (mistakes []error) {
	if len(s.config.Secret) == 0 {
		if !s.config.Debug {
			return []error{errors.New("Config.Secret is not set: give at least one secret of 32 random characters")}
		}
		s.config.Secret = []string{rand.Text() + rand.Text()}
	}
	for i, secret := range s.config.Secret {
		if len(secret) < minSecret {
			mistakes = append(mistakes, fmt.Errorf("Config.Secret[%d] has %d bytes: it needs at least %d", i, len(secret), minSecret))
		}
	}
	return mistakes
}

func (s *Site) checkHosts() (mistakes []error) {
	s.hosts = s.config.Hosts
	for _, h := range s.hosts {
		if below, ok := strings.CutPrefix(h, "*."); ok {
			mistakes = append(mistakes, fmt.Errorf("Config.Hosts: %q never matches: write %q for the name and all below it", h, "."+below))
			continue
		}
		name, port, ok := headers.SplitHost(strings.TrimPrefix(h, "."))
		if h != "*" && (!ok || port != "" || !strings.EqualFold(name, strings.TrimPrefix(h, "."))) {
			mistakes = append(mistakes, fmt.Errorf("Config.Hosts: %q is not a host name", h))
		}
	}
	return mistakes
}

func (s *Site) checkBaseURL() []error {
	if s.config.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(s.config.BaseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" {
		return []error{fmt.Errorf(`Config.BaseURL %q is not of the form "https://example.com"`, s.config.BaseURL)}
	}
	s.hosts = append(slices.Clip(s.hosts), u.Hostname())
	s.root = strings.TrimSuffix(u.Path, "/")
	if bad := checkPath("/"+strings.TrimPrefix(s.root, "/"), u.RawPath); bad != "" {
		return []error{fmt.Errorf("Config.BaseURL %q: %s", s.config.BaseURL, bad)}
	}
	return nil
}

func (s *Site) checkProxies() (mistakes []error) {
	for _, p := range s.config.TrustedProxies {
		if p == "unix" {
			s.unixProxy = true
			continue
		}
		prefix, err := parsePrefix(p)
		if err != nil || prefix.Bits() == 0 {
			mistakes = append(mistakes, fmt.Errorf("Config.TrustedProxies: %q is not an address or a network as in 10.0.0.0/8", p))
			continue
		}
		s.proxies = append(s.proxies, prefix)
	}
	return mistakes
}

func (s *Site) checkOrigins() (mistakes []error) {
	s.crossSite = http.NewCrossOriginProtection()
	for _, origin := range s.config.TrustedOrigins {
		if err := s.crossSite.AddTrustedOrigin(origin); err != nil {
			mistakes = append(mistakes, fmt.Errorf("Config.TrustedOrigins: %w", err))
		}
	}
	return mistakes
}

func (s *Site) checkLimits() (mistakes []error) {
	l := s.config.Limits
	if min(l.Body, l.Memory, l.FieldBytes, int64(l.Fields), int64(l.Files), int64(l.Depth), int64(l.Values), int64(l.Time)) < 0 {
		mistakes = append(mistakes, errors.New("Config.Limits has a limit below zero"))
	}
	if l.TempDir != "" {
		if info, err := os.Stat(l.TempDir); err != nil || !info.IsDir() {
			mistakes = append(mistakes, fmt.Errorf("Config.Limits.TempDir: %q is no directory", l.TempDir))
		}
	}
	return mistakes
}

func (s *Site) checkMiddleware(of string, list []func(http.Handler) http.Handler) (mistakes []error) {
	for i, m := range list {
		if m == nil {
			mistakes = append(mistakes, fmt.Errorf("%s.Middleware[%d] is nil", of, i))
		}
	}
	return mistakes
}

func (s *Site) checkApps() (mistakes []error) {
	seen := map[string]bool{}
	for i, app := range s.config.Apps {
		if app.Name == "" || seen[app.Name] {
			mistakes = append(mistakes, fmt.Errorf("Config.Apps[%d]: the name %q is empty or taken", i, app.Name))
		}
		seen[app.Name] = true
		for _, err := range s.checkApp(app) {
			mistakes = append(mistakes, fmt.Errorf("app %s: %w", app.Name, err))
		}
	}
	return mistakes
}

func (s *Site) checkApp(app App) []error {
	mistakes := s.checkMiddleware("App", app.Middleware)
	for _, part := range []Part{app.Models, app.Migrations, app.Templates, app.Tags, app.Static} {
		if part == nil {
			continue
		}
		if err := part.Check(); err != nil {
			mistakes = append(mistakes, err)
		}
	}
	for _, check := range app.Checks {
		if check.Run == nil {
			mistakes = append(mistakes, fmt.Errorf("the check %q has no Run", check.ID))
		}
	}
	return mistakes
}
