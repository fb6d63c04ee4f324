package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"sort"
	"strings"

	"github.com/combo-web/combo"
)

// A ruleMap is a url map with its options, as recorded.
type ruleMap struct {
	Rules            []*mapRule
	HostMatching     bool              `json:"host_matching"`
	CustomConverters []json.RawMessage `json:"custom_converters"`
	DefaultSubdomain string            `json:"default_subdomain"`
	RedirectDefaults bool              `json:"redirect_defaults"`
	SortParameters   bool              `json:"sort_parameters"`
}

// A mapRule is one rule of a map.
type mapRule struct {
	Rule          string
	Endpoint      any
	Subdomain     string
	Host          string
	Methods       []string
	Defaults      defaults
	StrictSlashes bool `json:"strict_slashes"`
	MergeSlashes  bool `json:"merge_slashes"`
	Websocket     bool
	Alias         bool
	BuildOnly     bool            `json:"build_only"`
	RedirectTo    json.RawMessage `json:"redirect_to"`

	hostMatching bool // of the map
}

// defaults are fixed values, read as values of the corpus.
type defaults map[string]any

func (d *defaults) UnmarshalJSON(raw []byte) error {
	v, err := readValue(raw)
	*d = defaults{}
	for _, m := range objectOf(v) {
		(*d)[m.key] = m.value
	}
	return err
}

func (r *mapRule) name() string {
	s, _ := r.Endpoint.(string)
	return s
}

func (r *mapRule) hostText() string {
	if r.hostMatching {
		return r.Host
	}
	return r.Subdomain
}

// arguments counts what a rule gives its endpoint: variables and defaults.
func (r *mapRule) arguments() int {
	names := map[string]bool{}
	for name := range r.Defaults {
		names[name] = true
	}
	for _, m := range rulePiece.FindAllStringSubmatch(r.hostText()+"/"+r.Rule, -1) {
		if m[5] != "" {
			names[m[5]] = true
		}
	}
	return len(names)
}

// usesHosts tells whether rules differ by host, or the adapter stands on a
// subdomain.
func (m *ruleMap) usesHosts(subdomain string) bool {
	return m.HostMatching || subdomain != "" ||
		slices.ContainsFunc(m.Rules, func(r *mapRule) bool { return r.Subdomain != "" })
}

// An answered is what a view of a map's site saw.
type answered struct {
	rule   *mapRule
	params map[string]any
}

// A mapSite is a map bound to a server name.
type mapSite struct {
	*combo.Site
	refused []*mapRule // New does not take them with those before them
	last    *answered  // what the last request reached
}

// matchSite builds the site that matches: rules in Werkzeug's order, without
// names.
func (m *ruleMap) matchSite(server, subdomain string) (*mapSite, error) {
	return m.site(inOrder(m.httpRules()), server, subdomain, false)
}

// buildSite builds the site that reverses.
func (m *ruleMap) buildSite(server, subdomain string) (*mapSite, error) {
	rules := slices.DeleteFunc(m.httpRules(), func(r *mapRule) bool { return r.name() == "" || r.Alias })
	if s, err := m.newSite(inBuildOrder(rules), server, subdomain, true); err == nil {
		return s, nil
	}
	return m.site(inOrder(rules), server, subdomain, true)
}

// httpRules are the rules that requests can reach: websockets are no views.
func (m *ruleMap) httpRules() []*mapRule {
	var rules []*mapRule
	for _, r := range m.Rules {
		r.hostMatching = m.HostMatching
		if !r.Websocket {
			rules = append(rules, r)
		}
	}
	return rules
}

// site drops the first rule with which the list is refused until it is accepted.
func (m *ruleMap) site(rules []*mapRule, server, subdomain string, named bool) (*mapSite, error) {
	var refused []*mapRule
	for {
		s, err := m.newSite(rules, server, subdomain, named)
		if err == nil {
			s.refused = refused
			return s, nil
		}
		first := sort.Search(len(rules), func(i int) bool {
			_, err := m.newSite(rules[:i+1], server, subdomain, named)
			return err != nil
		})
		if first == len(rules) {
			return nil, err
		}
		refused = append(refused, rules[first])
		rules = slices.Delete(slices.Clone(rules), first, first+1)
	}
}

func (m *ruleMap) newSite(rules []*mapRule, server, subdomain string, named bool) (*mapSite, error) {
	s := &mapSite{}
	withHost := m.usesHosts(subdomain)
	var urls combo.URLs
	for _, rule := range rules {
		r := s.route(rule)
		if named {
			r = r.Name(rule.name())
		}
		if withHost {
			r = r.Host(rule.onServer(server))
		}
		urls = append(urls, r)
	}
	site, err := newSite(combo.Config{URLs: urls})
	s.Site = site
	return s, err
}

// route makes a route of a rule; its view keeps what it was called with.
func (s *mapSite) route(rule *mapRule) combo.Route {
	r := combo.Path(strings.TrimPrefix(rule.Rule, "/"), func(r *http.Request) (*combo.Response, error) {
		match, _ := combo.Resolved(r)
		s.last = &answered{rule, match.Params}
		return combo.NoContent()
	})
	if rule.Methods != nil {
		r = r.Methods(rule.Methods...)
	}
	for _, name := range sortedKeys(rule.Defaults) {
		r = r.Default(name, rule.Defaults[name])
	}
	return r
}

// onServer is the host pattern of a rule: a whole host, or a subdomain of the
// server's name.
func (r *mapRule) onServer(server string) string {
	switch {
	case r.hostMatching:
		return r.Host
	case r.Subdomain == "":
		return server
	}
	return r.Subdomain + "." + server
}
