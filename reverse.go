package combo

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/internal/suggest"
)

// Args are the arguments of [URL] by name: combo.Args{"id": 7}.
type Args map[string]any

// Fragment is an argument of [URL]: what stands behind the # of the URL.
type Fragment string

// CurrentApp is an argument of [URL]: the instance of an application namespace
// to prefer ("shop2", or "outer:inner"). Defaults to the one that the current
// request is in.
type CurrentApp string

// ErrNoReverse is matched by the errors of [URL] and [Site.URL].
var ErrNoReverse = errors.New("no such URL")

// URL returns the URL of a named route, as Django's reverse and Flask's url_for
// do: URL(r, "blog:post", 7). The arguments are the parameters of the route's
// pattern in order, or by name in one [Args]. A [url.Values] among them becomes
// the query, a [Fragment] the part behind the #. Where several routes have the
// name, the arguments choose.
//
// The result is a path, or an absolute URL where the route has a host other than
// the request's. A value that the route would not match again is an error: of
// another type, or text that would make a path with a dot segment, a backslash
// or a control character.
func URL(r *http.Request, name string, args ...any) (string, error) {
	sorted := sortArgs(args)
	if len(sorted.options) > 0 {
		return "", errors.New("combo.URL takes no options: they change a response")
	}
	return urlIn(r, name, sorted)
}

func urlIn(r *http.Request, name string, args reverseArgs) (string, error) {
	st := stateOf(r)
	if st == nil {
		return "", errOutside("URL")
	}
	u, err := st.site.names.url(name, args, st.found.leaf)
	if err != nil {
		return "", err
	}
	u.path = st.root + u.path
	return u.text(Host(r), Scheme(r)), nil
}

// URL returns the URL of a named route, as the function [URL] does, outside of
// a request: the host of a route with a host is always written, with the scheme
// of [Config.BaseURL].
func (s *Site) URL(name string, args ...any) (string, error) {
	u, err := s.names.url(name, sortArgs(args), nil)
	if err != nil {
		return "", err
	}
	u.path = s.root + u.path
	scheme, _, _ := strings.Cut(s.config.BaseURL, "://")
	return u.text("", cmp.Or(scheme, "https")), nil
}

// AbsoluteURL is [Site.URL] with scheme and host of [Config.BaseURL] in front,
// for mails and jobs.
func (s *Site) AbsoluteURL(name string, args ...any) (string, error) {
	base, err := url.Parse(s.config.BaseURL)
	if err != nil || base.Host == "" {
		return "", errors.New("absolute URL: Config.BaseURL is not set")
	}
	address, err := s.URL(name, args...)
	if err != nil || !strings.HasPrefix(address, "/") {
		return address, err
	}
	return base.Scheme + "://" + base.Host + address, nil
}

// reverseArgs are the arguments of one call, sorted by their kind.
type reverseArgs struct {
	positional []any
	named      Args
	query      url.Values
	fragment   Fragment
	currentApp *CurrentApp
	options    []Option
	err        error
}

func sortArgs(args []any) reverseArgs {
	var sorted reverseArgs
	for _, a := range args {
		switch a := a.(type) {
		case Args:
			if sorted.named == nil {
				sorted.named = Args{}
			}
			maps.Copy(sorted.named, a)
		case url.Values:
			sorted.query = a
		case Fragment:
			sorted.fragment = a
		case CurrentApp:
			sorted.currentApp = &a
		case Option:
			sorted.options = append(sorted.options, a)
		default:
			sorted.positional = append(sorted.positional, a)
		}
	}
	if len(sorted.positional) > 0 && len(sorted.named) > 0 {
		sorted.err = errors.New("arguments in order and by name in one call")
	}
	return sorted
}

// A reversed is a URL taken apart.
type reversed struct {
	host, path string // path: decoded
	query      url.Values
	fragment   Fragment
}

// text writes the URL. host is the one that need not be written.
func (u reversed) text(host, scheme string) string {
	var b strings.Builder
	if u.host != "" && !strings.EqualFold(u.host, hostname(host)) {
		b.WriteString(scheme + "://" + u.host + portOf(host))
	}
	b.WriteString(escapePath(u.path))
	if len(u.query) > 0 {
		b.WriteString("?" + u.query.Encode())
	}
	if u.fragment != "" {
		b.WriteString("#" + (&url.URL{Fragment: string(u.fragment)}).EscapedFragment())
	}
	return b.String()
}

// names is what reverses: the routes by name, in their namespaces.
type names struct {
	routes     map[string][]*leaf // the last declared is tried first
	namespaces map[string]*names
	apps       map[string][]string // application namespace → instances, last declared first
}

func newNames(leaves []*leaf) *names {
	root := &names{}
	for _, l := range slices.Backward(leaves) {
		if l.name == "" && len(l.namespaces) == 0 {
			continue
		}
		n := root
		for i, namespace := range l.namespaces {
			n = n.enter(namespace, l.apps[i])
		}
		if l.name != "" {
			n.add(l)
		}
	}
	return root
}

func (n *names) add(l *leaf) {
	if n.routes == nil {
		n.routes = map[string][]*leaf{}
	}
	n.routes[l.name] = append(n.routes[l.name], l)
}

func (n *names) enter(namespace, app string) *names {
	if n.namespaces == nil {
		n.namespaces, n.apps = map[string]*names{}, map[string][]string{}
	}
	if n.namespaces[namespace] == nil {
		n.namespaces[namespace] = &names{}
	}
	if app != "" && !slices.Contains(n.apps[app], namespace) {
		n.apps[app] = append(n.apps[app], namespace)
	}
	return n.namespaces[namespace]
}

// url finds the route and fills its pattern. current is the route of the
// request, whose namespaces choose among the instances of an application.
func (n *names) url(name string, args reverseArgs, current *leaf) (reversed, error) {
	if args.err != nil {
		return reversed{}, fmt.Errorf("URL %q: %w: %w", name, ErrNoReverse, args.err)
	}
	routes, err := n.find(name, args.instances(current))
	if err != nil {
		return reversed{}, fmt.Errorf("URL %q: %w: %w", name, ErrNoReverse, err)
	}
	var reasons []string
	for _, l := range routes {
		u, err := l.reverse(args)
		if err == nil {
			u.query, u.fragment = args.query, args.fragment
			return u, nil
		}
		reasons = append(reasons, l.text()+": "+err.Error())
	}
	return reversed{}, fmt.Errorf("URL %q: %w: %s", name, ErrNoReverse, strings.Join(reasons, "; "))
}

func (a reverseArgs) instances(current *leaf) []string {
	switch {
	case a.currentApp != nil && *a.currentApp != "":
		return strings.Split(string(*a.currentApp), ":")
	case a.currentApp == nil && current != nil:
		return current.namespaces
	}
	return nil
}

// find walks down the namespaces of a name, as Django does: the instance that
// is current, else the one named like the application, else the last declared.
func (n *names) find(name string, current []string) ([]*leaf, error) {
	parts := strings.Split(name, ":")
	for i, part := range parts[:len(parts)-1] {
		instance := part
		here := ""
		if i < len(current) {
			here = current[i]
		}
		if list := n.apps[part]; len(list) > 0 {
			if slices.Contains(list, here) {
				instance = here
			} else if !slices.Contains(list, part) {
				instance = list[0]
			}
		}
		if instance != here {
			current = nil
		}
		next := n.namespaces[instance]
		if next == nil {
			return nil, fmt.Errorf("no namespace %q%s", part, suggest.DidYouMean(part, sortedKeys(n.namespaces)))
		}
		n = next
	}
	last := parts[len(parts)-1]
	if routes := n.routes[last]; len(routes) > 0 {
		return routes, nil
	}
	return nil, fmt.Errorf("no route has the name %q%s", last, suggest.DidYouMean(last, sortedKeys(n.routes)))
}

// reverse fills the pattern of one route: the first of its forms that the
// arguments fit. The error is the first form's.
func (l *leaf) reverse(args reverseArgs) (reversed, error) {
	var reason error
	for _, form := range l.forms {
		u, err := l.fill(form, args)
		if err == nil {
			return u, nil
		}
		if reason == nil {
			reason = err
		}
	}
	return reversed{}, reason
}

// values puts the arguments into the order of the form's parameters.
func (f form) values(args reverseArgs, defaults map[string]any) ([]any, error) {
	names := f.params()
	if len(args.named) == 0 && (len(args.positional) > 0 || len(names) == 0) {
		if len(args.positional) != len(names) {
			return nil, fmt.Errorf("it has %d parameters, %d were given", len(names), len(args.positional))
		}
		return args.positional, nil
	}
	values := make([]any, len(names))
	for i, name := range names {
		v, ok := args.named[name]
		if !ok {
			if v, ok = defaults[name]; !ok {
				return nil, fmt.Errorf("the parameter %q is missing", name)
			}
		}
		values[i] = v
	}
	for name, v := range args.named {
		if slices.Contains(names, name) {
			continue
		}
		fixed, ok := defaults[name]
		if !ok {
			return nil, fmt.Errorf("it has no parameter %q%s", name, suggest.DidYouMean(name, names))
		}
		if !reflect.DeepEqual(fixed, v) {
			return nil, fmt.Errorf("its %q is always %v", name, fixed)
		}
	}
	return values, nil
}

// fill writes host and path with the values and checks that the route would
// match them again.
func (l *leaf) fill(f form, args reverseArgs) (u reversed, err error) {
	values, err := f.values(args, l.defaults)
	if err != nil {
		return u, err
	}
	if u.host, values, err = fillParts(f.host, values); err != nil {
		return u, err
	}
	if name, _, _ := headers.SplitHost(u.host); !strings.EqualFold(name, u.host) {
		return u, fmt.Errorf("%q is not the name of a host", u.host)
	}
	if u.path, _, err = fillParts(f.path, values); err != nil {
		return u, err
	}
	if bad := checkPath("/"+u.path, ""); bad != "" {
		return u, errors.New(strings.ToLower(bad[:1]) + bad[1:])
	}
	if strings.HasPrefix(u.path, "/") {
		return u, errors.New("the path would begin with two slashes")
	}
	if l.re != nil {
		var read [maxParams]string
		if !l.read(u.path, &read) {
			return u, fmt.Errorf("the route would not match %q", "/"+u.path)
		}
	}
	u.path = "/" + u.path
	return u, nil
}

func fillParts(parts []part, values []any) (string, []any, error) {
	var b strings.Builder
	for _, p := range parts {
		if p.name == "" {
			b.WriteString(p.literal)
			continue
		}
		text, err := p.format(values[0])
		if err != nil {
			return "", nil, fmt.Errorf("the parameter %q: %w", p.name, err)
		}
		b.WriteString(text)
		values = values[1:]
	}
	return b.String(), values, nil
}
