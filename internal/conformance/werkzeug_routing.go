package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// A mapCase asks a url map of Werkzeug, bound to a server, to match or build.
type mapCase struct {
	in   object
	m    *ruleMap // nil: the file has no such map
	site *mapSite
	err  error // why there is no site
}

// werkzeugRouting is the suite of url maps.
func werkzeugRouting() suite {
	return suiteOf[mapCase]{
		name: "werkzeug_routing", load: loadMapCases, check: checkMap, rules: mapRules,
		label: func(c mapCase) string { return c.in.text("name") },
	}
}

var mapRules = []rule[mapCase]{
	{"kind-not-known", "the case asks for something that this program does not know", func(c mapCase) bool {
		return c.m == nil || mapOperations[c.in.text("op")] == nil
	}},
	{"websocket", "websockets are handlers at their own address (Handle): no second kind of route", mapCase.aboutWebsockets},
	{"custom-converter", "a converter of the application: its Python code was not recorded", func(c mapCase) bool {
		return len(c.m.CustomConverters) > 0
	}},
	{"merge-slashes-off", "several slashes always count as one; there is no switch", func(c mapCase) bool {
		return slices.ContainsFunc(c.m.Rules, func(r *mapRule) bool { return !r.MergeSlashes && c.isAbout(r) })
	}},
	{"two-slashes-in-rule", "a rule with two slashes in a row is taken as it is written", func(c mapCase) bool {
		return slices.ContainsFunc(c.m.Rules, func(r *mapRule) bool { return strings.Contains(r.Rule, "//") && c.isAbout(r) })
	}},
	{"not-canonical", "a path with a control character or a backslash is a 400 before any route is looked for", func(c mapCase) bool {
		return c.isMatch() && strings.ContainsFunc(c.path(), func(r rune) bool { return unicode.IsControl(r) || r == '\\' })
	}},
	{"rule-refused", "New refuses the rule: an earlier one takes all its requests, or its name with the same parameters", func(c mapCase) bool {
		return c.site != nil && slices.ContainsFunc(c.site.refused, c.isAbout)
	}},
	{"slashes-not-strict", "strict_slashes=False: one address answers, the other redirects to it; there is no switch", mapCase.needsLooseSlashes},
	{"redirect-to", "a rule that only redirects: write a view that does", func(c mapCase) bool {
		return c.isRedirect() && slices.ContainsFunc(c.m.Rules, func(r *mapRule) bool { return r.RedirectTo != nil })
	}},
	{"redirect-defaults", "redirects from a default's own address, or from an alias, to the shortest one: both answer", mapCase.redirectsToCanonical},
	{"other-method-here", "no redirect to the address with a slash where the one without answers another method: 405", mapCase.hasOtherMethodHere},
	{"build-for-method", "a URL has no method: a name stands for one address", func(c mapCase) bool {
		return c.in.text("op") == "build" && c.in.object("kwargs").get("method") != nil
	}},
	{"no-scheme", "URLs without a scheme (//host/) are never written", func(c mapCase) bool {
		return strings.HasPrefix(c.in.text("expected"), "//")
	}},
	{"dot-in-host-variable", "a variable of a host stands for one label: a dot would let it name another domain", mapCase.hasDotInHost},
	{"empty-path", "a request has a path", func(c mapCase) bool { return c.isMatch() && c.path() == "" && c.adapter("script_name") == "/" }},
	{"no-endpoint", "a rule without an endpoint has no name to build with", func(c mapCase) bool {
		return c.in.text("op") == "build" && c.endpoint() == ""
	}},
}

// mapOperations are what cases ask for.
var mapOperations = map[string]func(mapCase) error{
	"match": checkMatch, "build": checkBuild, "allowed_methods": checkAllowed, "test": checkTest,
}

func loadMapCases(raw []byte) ([]mapCase, error) {
	var file struct{ Maps map[string]*ruleMap }
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, err
	}
	document, err := readValue(raw)
	if err != nil {
		return nil, err
	}
	var cases []mapCase
	for _, in := range objectOf(document).list("cases") {
		c := mapCase{in: objectOf(in)}
		if c.m = file.Maps[c.in.text("map")]; c.m != nil {
			c.err = safely(func() (err error) { c.site, err = c.makeSite(); return err })
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// makeSite builds the site for what the case asks.
func (c mapCase) makeSite() (*mapSite, error) {
	if c.isMatch() {
		return c.m.matchSite(c.adapter("server_name"), c.adapter("subdomain"))
	}
	return c.m.buildSite(c.adapter("server_name"), c.adapter("subdomain"))
}

func checkMap(c mapCase) error {
	if c.err != nil {
		return c.err
	}
	return mapOperations[c.in.text("op")](c)
}

// option returns an argument of the call by position or by name, or what the
// adapter has.
func (c mapCase) option(position int, name, inAdapter string) any {
	if args := c.in.list("args"); position >= 0 && position < len(args) && args[position] != nil {
		return args[position]
	}
	if v := c.in.object("kwargs").get(name); v != nil {
		return v
	}
	return c.in.object("adapter").get(inAdapter)
}

func (c mapCase) adapter(name string) string { return c.in.object("adapter").text(name) }

func (c mapCase) isMatch() bool { return c.in.text("op") != "build" }

func (c mapCase) path() string { return textOf(c.option(0, "path_info", "path_info")) }

func (c mapCase) method() string {
	return strings.ToUpper(textOf(c.option(1, "method", "default_method")))
}

// endpoint is the name that a case builds with or is answered by.
func (c mapCase) endpoint() string {
	if c.isMatch() {
		return c.in.object("expected").text("endpoint")
	}
	if args := c.in.list("args"); len(args) > 0 {
		return textOf(args[0])
	}
	return c.in.object("kwargs").text("endpoint")
}

func (c mapCase) errorClass() string { return c.in.object("error").text("cls") }

func (c mapCase) isRedirect() bool { return c.errorClass() == "RequestRedirect" }

func (c mapCase) aboutWebsockets() bool {
	return c.option(-1, "websocket", "websocket") == true || c.in.object("adapter").get("websocket") == true ||
		c.errorClass() == "WebsocketMismatch"
}

// isAbout tells whether a rule may be the recorded answer: it has the endpoint
// or, once slashes are merged, the beginning of the path.
func (c mapCase) isAbout(r *mapRule) bool {
	if e := c.endpoint(); e != "" {
		return e == r.name()
	}
	squeeze := func(s string) string { return strings.Join(strings.FieldsFunc(s, isSlash), "/") }
	fixed, _, _ := strings.Cut(r.Rule, "<")
	return strings.HasPrefix(squeeze(c.path()), squeeze(fixed))
}

func isSlash(r rune) bool { return r == '/' }

// needsLooseSlashes: the rules of the endpoint end otherwise than the path.
func (c mapCase) needsLooseSlashes() bool {
	if !c.isMatch() || c.endpoint() == "" {
		return false
	}
	loose := false
	for _, r := range c.m.Rules {
		if r.name() != c.endpoint() {
			continue
		}
		if strings.HasSuffix(r.Rule, "/") == strings.HasSuffix(c.path(), "/") {
			return false
		}
		loose = loose || !r.StrictSlashes
	}
	return loose
}

// redirectsToCanonical: the recorded redirect changes more than slashes.
func (c mapCase) redirectsToCanonical() bool {
	if !c.isRedirect() {
		return false
	}
	target, err := url.Parse(c.in.object("error").text("new_url"))
	squeeze := func(s string) string { return strings.Join(strings.FieldsFunc(s, isSlash), "/") }
	return err == nil && squeeze(target.Path) != squeeze(c.adapter("script_name")+c.path())
}

// hasOtherMethodHere: the case redirects, and a rule for other methods stands at
// the very path.
func (c mapCase) hasOtherMethodHere() bool {
	return c.isRedirect() && slices.ContainsFunc(c.m.Rules, func(r *mapRule) bool {
		return r.Rule == c.path() && r.Methods != nil && !slices.Contains(r.Methods, c.method())
	})
}

// hasDotInHost: a variable of the host is given, or was found to be, text with
// a dot in it.
func (c mapCase) hasDotInHost() bool {
	values := c.in.object("expected").object("args")
	if args := c.in.list("args"); !c.isMatch() && len(args) > 1 {
		values = objectOf(args[1])
	}
	for _, r := range c.m.Rules {
		for _, m := range rulePiece.FindAllStringSubmatch(r.Host+"/"+r.Subdomain, -1) {
			if m[5] != "" && strings.Contains(values.text(m[5]), ".") {
				return true
			}
		}
	}
	return false
}

// host is where the adapter stands.
func (c mapCase) host() string {
	server, subdomain := c.adapter("server_name"), c.adapter("subdomain")
	if subdomain == "" || c.m.HostMatching {
		return server
	}
	return subdomain + "." + server
}

// request makes the request of a match, below the script name.
func (c mapCase) request() *http.Request {
	path := c.path()
	if path != "" {
		path = "/" + strings.TrimPrefix(path, "/")
	}
	scheme := c.adapter("url_scheme")
	r := newRequest(c.method(), scheme, c.host(), strings.TrimSuffix(c.adapter("script_name"), "/")+path)
	r.URL.RawQuery = queryText(c.option(-1, "query_args", "query_args"))
	return r
}

// queryText writes the query arguments, which may be text or a mapping.
func queryText(v any) string {
	if o := objectOf(v); o != nil {
		values := url.Values{}
		for _, m := range o {
			values.Set(m.key, fmt.Sprint(m.value))
		}
		return values.Encode()
	}
	return textOf(v)
}

// bound is the adapter: the site, mounted below the script name.
func (c mapCase) bound() (http.Handler, error) {
	if prefix := c.adapter("script_name"); prefix != "/" && prefix != "" {
		return mounted(prefix, c.site.Site)
	}
	return c.site, nil
}

// checkMatch sends the request and looks at which view answers, or at the
// error or the redirect.
func checkMatch(c mapCase) error {
	handler, err := c.bound()
	if err != nil {
		return err
	}
	answer := send(handler, c.request())
	switch c.errorClass() {
	case "":
		return c.sameMatch(answer)
	case "NotFound":
		return same(answer.StatusCode, http.StatusNotFound)
	case "MethodNotAllowed":
		return errors.Join(same(answer.StatusCode, http.StatusMethodNotAllowed), sameMethods(answer, c.in.object("error").list("valid_methods")))
	case "RequestRedirect":
		return sameRedirect(answer, c.in.object("error").text("new_url"))
	}
	return fmt.Errorf("the recorded error %s has no meaning here", c.errorClass())
}

func (c mapCase) sameMatch(answer *http.Response) error {
	got := c.site.last
	want := c.in.object("expected")
	if got == nil {
		return mismatch{answer.Status, want}
	}
	seen := object{{"endpoint", got.rule.Endpoint}, {"args", got.params}}
	wanted := pick(want, "endpoint", "args")
	if rule, ok := want.lookup("rule"); ok {
		seen = append(seen, member{"rule", got.rule.Rule})
		wanted = append(wanted, member{"rule", rule})
	}
	return same(seen, wanted)
}

// sameRedirect compares the address; Werkzeug's 308 is 301 for GET here.
func sameRedirect(answer *http.Response, want string) error {
	if s := answer.StatusCode; s != http.StatusMovedPermanently && s != http.StatusPermanentRedirect {
		return mismatch{answer.Status, "a redirect for good to " + want}
	}
	location, err := answer.Location()
	if err != nil {
		return err
	}
	return same(location.String(), want)
}

// sameMethods compares the Allow field. OPTIONS answers everywhere here.
func sameMethods(answer *http.Response, want []any) error {
	var got []any
	for _, m := range splitList(answer.Header.Get("Allow")) {
		if m != http.MethodOptions || slices.Contains(want, any(m)) {
			got = append(got, m)
		}
	}
	return sameSet(got, want)
}

func checkAllowed(c mapCase) error {
	handler, err := c.bound()
	if err != nil {
		return err
	}
	r := c.request()
	r.Method = http.MethodOptions
	return sameMethods(send(handler, r), c.in.list("expected"))
}

// checkTest asks whether a request would be answered, a redirect counting.
func checkTest(c mapCase) error {
	handler, err := c.bound()
	if err != nil {
		return err
	}
	return same(send(handler, c.request()).StatusCode < http.StatusBadRequest, c.in.get("expected"))
}
