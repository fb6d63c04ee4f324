package main

import (
	"net/http"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// requestAnswers ask for what a request says: a real one comes to a site, whose
// view answers. Two peers recorded requests in two forms.
var requestAnswers = map[string]httpAnswer{
	"request:get_host":           inRequest(func(c httpCase, r *http.Request) (any, error) { return combo.Host(r), nil }),
	"request:is_secure":          inRequest(func(c httpCase, r *http.Request) (any, error) { return combo.Scheme(r) == "https", nil }),
	"request:build_absolute_uri": inRequest(absoluteURI),
	"request:get_full_path_info": inRequest(func(c httpCase, r *http.Request) (any, error) { return r.URL.RequestURI(), nil }),
	"request:COOKIES":            inRequest(cookiesByName),
	"request:host":               inRequest(func(c httpCase, r *http.Request) (any, error) { return combo.Host(r), nil }),
	"request:url":                inRequest(fullURL),
	"request:base_url":           inRequest(fullURL),
	"request:host_url":           inRequest(func(c httpCase, r *http.Request) (any, error) { return combo.AbsoluteURL(r, "/") }),
	"request:root_url":           inRequest(rootURL),
	"request:url_root":           inRequest(rootURL),
	"request:script_root":        inRequest(scriptRoot),
	"request:full_path":          inRequest(func(c httpCase, r *http.Request) (any, error) { return r.URL.RequestURI(), nil }),
	"request:authorization":      inField("Authorization", func(v string) any { return authState(v) }),
	"request:accept_mimetypes":   inField("Accept", func(v string) any { return acceptState(headers.ParseAccept(v)) }),
	"request:accept_languages":   inField("Accept-Language", func(v string) any { return acceptState(headers.ParseAcceptLanguage(v)) }),
	"request:accept_encodings":   inField("Accept-Encoding", func(v string) any { return acceptState(headers.ParseAcceptEncoding(v)) }),
	"request:accept_charsets":    inField("Accept-Charset", func(v string) any { return acceptState(headers.ParseAcceptEncoding(v)) }),
	"request:cache_control":      inField("Cache-Control", func(v string) any { return paramState(headers.ParseCacheControl(v).Params) }),
	"request:mimetype":           inField("Content-Type", func(v string) any { t, _ := headers.ParseMediaType(v); return t }),
	"request:mimetype_params":    inField("Content-Type", func(v string) any { _, p := headers.ParseMediaType(v); return paramObject(p) }),
	"request:is_json":            inField("Content-Type", func(v string) any { t, _ := headers.ParseMediaType(v); return t == "application/json" }),
	"request:range":              inField("Range", func(v string) any { return rangeState(v) }),
	"request:if_match":           inField("If-Match", func(v string) any { return etagsState(headers.ParseETags(v)) }),
	"request:if_none_match":      inField("If-None-Match", func(v string) any { return etagsState(headers.ParseETags(v)) }),
	"request:cookies": inRequest(func(c httpCase, r *http.Request) (any, error) {
		return cookieLists(r.Header.Values("Cookie")...)
	}),
}

// inRequest makes an answer of what a view finds.
func inRequest(view func(c httpCase, r *http.Request) (any, error)) httpAnswer {
	return trying(func(c httpCase) (any, error) {
		site, err := newSite(c.siteConfig())
		if err != nil {
			return nil, broken{err}
		}
		var handler http.Handler = site
		if root := c.root(); root != "" {
			if handler, err = mounted(root+"/", site); err != nil {
				return nil, broken{err}
			}
		}
		var got any
		answer, asked := inside(handler, c.request(), func(r *http.Request) { got, err = view(c, r) })
		if !asked {
			return nil, refusal(answer)
		}
		return got, err
	})
}

// inField makes an answer of a field of the request.
func inField(name string, read func(string) any) httpAnswer {
	return inRequest(func(c httpCase, r *http.Request) (any, error) { return read(r.Header.Get(name)), nil })
}

// siteConfig is the site that the settings of a case describe.
func (c httpCase) siteConfig() combo.Config {
	settings := c.in.object("request").object("settings")
	config := combo.Config{
		Hosts: []string{"*"},
		URLs:  combo.URLs{combo.Path("", func(*http.Request) (*combo.Response, error) { return combo.NoContent() }).Name("index")},
	}
	if hosts, ok := settings.lookup("ALLOWED_HOSTS"); ok {
		config.Hosts = []string{}
		for _, h := range listOf(hosts) {
			config.Hosts = append(config.Hosts, textOf(h))
		}
	}
	if settings.get("USE_X_FORWARDED_HOST") == true || settings.get("SECURE_PROXY_SSL_HEADER") != nil {
		config.TrustedProxies = []string{"192.0.2.1"}
		config.ProxyHost = settings.get("USE_X_FORWARDED_HOST") == true
	}
	return config
}

// requestMeta is the environment of a request of Django.
func (c httpCase) requestMeta() object { return c.in.object("request").object("meta") }

// metaText reads a text of an environment. Its characters stand for bytes.
func metaText(meta object, name string) string {
	text := textOf(meta.get(name))
	b := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xff {
			return text
		}
		b = append(b, byte(r))
	}
	return string(b)
}

// root is where the application is mounted, "" at the top.
func (c httpCase) root() string { return c.in.text("root_path") }

// request makes the request of either peer.
func (c httpCase) request() *http.Request {
	if c.in.object("request") != nil {
		return c.djangoRequest()
	}
	r := newRequest(c.in.text("method"), c.in.text("scheme"), serverName(listOf(c.in.get("server")), c.in.text("scheme")), c.root()+c.in.text("path"))
	r.URL.RawQuery = c.queryString()
	for _, field := range c.in.list("headers") {
		name, value := textOf(listOf(field)[0]), textOf(listOf(field)[1])
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Add(name, value)
	}
	return r
}

func (c httpCase) djangoRequest() *http.Request {
	recorded, meta := c.in.object("request"), c.requestMeta()
	scheme := recorded.text("raw_scheme")
	path := recorded.text("path")
	if c.kind == "request:get_full_path_info" {
		path = recorded.text("path_info")
	}
	host := metaText(meta, "HTTP_HOST")
	if _, given := meta.lookup("HTTP_HOST"); !given {
		host = serverName([]any{meta.get("SERVER_NAME"), meta.get("SERVER_PORT")}, scheme)
	}
	r := newRequest(http.MethodGet, scheme, host, "/"+strings.TrimPrefix(path, "/"))
	r.URL.Path = cmpOr(path, "/")
	r.URL.RawQuery = metaText(meta, "QUERY_STRING")
	addFields(r.Header, meta)
	return r
}

// addFields copies the fields of an environment: HTTP_IF_MATCH is If-Match.
func addFields(h http.Header, environment object) {
	for _, m := range environment {
		if name, ok := strings.CutPrefix(m.key, "HTTP_"); ok && name != "HOST" {
			h.Add(strings.ReplaceAll(name, "_", "-"), metaText(environment, m.key))
		}
	}
}

// serverName is the Host field that a server without one stands for: its name,
// with the port if it is not the scheme's own.
func serverName(server []any, scheme string) string {
	if len(server) < 2 || server[0] == nil {
		return "testserver"
	}
	name, port := textOf(server[0]), strings.Trim(show(server[1]), `"`)
	own := map[string]string{"http": "80", "https": "443"}[scheme]
	if port == own || port == "None" || name == "" {
		return name
	}
	return name + ":" + port
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// absoluteURI completes an address as a browser would on the page of the request.
func absoluteURI(c httpCase, r *http.Request) (any, error) {
	location := ""
	if l := c.arg(0, "location"); l != nil {
		location = textOf(l)
	}
	return combo.AbsoluteURL(r, location)
}

// root is the address of the site itself.
func siteRoot(r *http.Request) (string, error) { return combo.URL(r, "index") }

func rootURL(c httpCase, r *http.Request) (any, error) {
	root, err := siteRoot(r)
	if err != nil {
		return nil, err
	}
	return combo.AbsoluteURL(r, root)
}

func scriptRoot(c httpCase, r *http.Request) (any, error) {
	root, err := siteRoot(r)
	return strings.TrimSuffix(root, "/"), err
}

// fullURL is the address of the request, as the client wrote it.
func fullURL(c httpCase, r *http.Request) (any, error) {
	return combo.AbsoluteURL(r, "")
}

// cookiesByName reads the cookies that were recorded.
func cookiesByName(c httpCase, r *http.Request) (any, error) {
	var got object
	for _, m := range objectOf(c.expected) {
		value, err := combo.Cookie[string](r, m.key)
		if err != nil {
			return nil, err
		}
		got = append(got, member{m.key, value})
	}
	return got, nil
}
