package webtest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/orm"
)

// A Client visits a site. It keeps the cookies that the site sets, as one browser
// does: two visitors are two clients. It belongs to the goroutine of its test.
type Client struct {
	// BaseURL is where the site is, for addresses without a host. The site sees
	// its host; Secure cookies are sent by https and to localhost, as browsers do. Defaults to
	// Config.BaseURL or the first name in Config.Hosts if the site is a
	// [combo.Site] that has one, else to "http://localhost".
	BaseURL string
	// Header is sent with each request that does not set the same field itself.
	// Defaults to none.
	Header http.Header
	// FollowRedirects makes every answer that is a redirect lead to the page
	// behind it, as [Page.Follow] does. Redirects that leave the site are not
	// followed. Defaults to false.
	FollowRedirects bool

	t    testing.TB
	site http.Handler
	jar  *cookiejar.Jar
}

// New returns a client without cookies. The site may be any handler.
func New(t testing.TB, site http.Handler) *Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatalf("make a cookie jar: %v", err)
	}
	return &Client{BaseURL: baseURL(site), Header: http.Header{}, t: t, site: site, jar: jar}
}

// baseURL is the default of Client.BaseURL.
func baseURL(site http.Handler) string {
	const local = "http://localhost"
	s, ok := site.(*combo.Site)
	if !ok {
		return local
	}
	config := s.Config()
	switch {
	case config.BaseURL != "":
		return config.BaseURL
	case len(config.Hosts) == 0 || headers.HostAllowed("localhost", config.Hosts):
		return local
	}
	return "http://" + strings.TrimPrefix(config.Hosts[0], ".")
}

// With returns a client with one more field in its Header. It shares the cookies:
//
//	c.With("Accept", "application/json").Get("/posts/")
func (c *Client) With(name, value string) *Client {
	other := *c
	other.Header = maps.Clone(c.Header)
	if other.Header == nil {
		other.Header = http.Header{}
	}
	other.Header.Set(name, value)
	return &other
}

// Get fetches a page.
func (c *Client) Get(target string) *Page {
	c.t.Helper()
	return c.send(http.MethodGet, target, payload{})
}

// Head asks for the header of a page.
func (c *Client) Head(target string) *Page {
	c.t.Helper()
	return c.send(http.MethodHead, target, payload{})
}

// Post sends a body: a string or []byte as it is, url.Values as a form, nil as
// nothing and any other value as JSON.
func (c *Client) Post(target string, body any) *Page {
	c.t.Helper()
	return c.send(http.MethodPost, target, c.payload(body))
}

// Put sends a body as [Client.Post] does, with PUT.
func (c *Client) Put(target string, body any) *Page {
	c.t.Helper()
	return c.send(http.MethodPut, target, c.payload(body))
}

// Patch sends a body as [Client.Post] does, with PATCH.
func (c *Client) Patch(target string, body any) *Page {
	c.t.Helper()
	return c.send(http.MethodPatch, target, c.payload(body))
}

// Delete asks the site to remove what is at an address.
func (c *Client) Delete(target string) *Page {
	c.t.Helper()
	return c.send(http.MethodDelete, target, payload{})
}

// Do sends a request made by http.NewRequest. A URL without a host is relative
// to BaseURL.
func (c *Client) Do(r *http.Request) *Page {
	c.t.Helper()
	body, err := readBody(r)
	if err != nil {
		c.t.Fatalf("%s %s: read the body: %v", r.Method, r.URL, err)
	}
	page := c.exchange(visit{r.Method, c.resolve(r.URL.String()), maps.Clone(r.Header), body, r})
	if c.FollowRedirects {
		return page.follow()
	}
	return page
}

func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	return body, errors.Join(err, r.Body.Close())
}

// send makes a request of a target and a body, and sends it.
func (c *Client) send(method, target string, p payload) *Page {
	c.t.Helper()
	return c.visit(method, c.resolve(target), p, nil)
}

func (c *Client) visit(method string, u *url.URL, p payload, extra http.Header) *Page {
	c.t.Helper()
	header := maps.Clone(extra)
	if header == nil {
		header = http.Header{}
	}
	if p.contentType != "" {
		header.Set("Content-Type", p.contentType)
	}
	page := c.exchange(visit{method: method, url: u, header: header, body: p.body})
	if c.FollowRedirects {
		return page.follow()
	}
	return page
}

// resolve makes a target absolute.
func (c *Client) resolve(target string) *url.URL {
	c.t.Helper()
	base, err := url.Parse(c.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		c.t.Fatalf(`Client.BaseURL is %q, want something like "http://localhost"`, c.BaseURL)
	}
	if base.Path == "" {
		base.Path = "/"
	}
	u, err := base.Parse(target)
	if err != nil {
		c.t.Fatalf("%q is not an address: %v", target, err)
	}
	u.Fragment, u.RawFragment = "", ""
	return u
}

// A visit is one request, kept so that a redirect can repeat it.
type visit struct {
	method  string
	url     *url.URL
	header  http.Header
	body    []byte
	request *http.Request // given to Do: its context, Host and RemoteAddr count
}

// exchange sends one request and reads the answer.
func (c *Client) exchange(v visit) *Page {
	c.t.Helper()
	r, cancel := c.request(v)
	defer cancel()
	ctx, statements := orm.CountStatements(r.Context())
	r = r.WithContext(ctx)
	w := newRecorder(r.Method)
	if brokenOff(c.site, w, r) {
		c.t.Fatalf("%s %s: the site broke the answer off: the connection would be cut", v.method, v.url)
	}
	w.finish()
	c.jar.SetCookies(v.url, (&http.Response{Header: w.sent}).Cookies())
	return &Page{Code: w.status, Header: w.sent, Body: w.body.String(), URL: v.url, t: c.t, client: c, visit: v, statements: statements}
}

// request builds the request as a server would hand it to the site. As there,
// its context ends with the answer.
func (c *Client) request(v visit) (*http.Request, context.CancelFunc) {
	c.t.Helper()
	given := cmp.Or(v.request, &http.Request{})
	ctx, cancel := context.WithCancel(given.Context())
	r, err := http.NewRequestWithContext(ctx, v.method, v.url.String(), bytes.NewReader(v.body))
	if err != nil {
		cancel()
		c.t.Fatalf("%s %s: %v", v.method, v.url, err)
	}
	r.URL.Scheme, r.URL.Host = "", ""
	r.RequestURI = v.url.RequestURI()
	r.Host = cmp.Or(given.Host, v.url.Host)
	r.RemoteAddr = cmp.Or(given.RemoteAddr, "192.0.2.1:1234")
	if v.url.Scheme == "https" {
		r.TLS = &tls.ConnectionState{Version: tls.VersionTLS13, HandshakeComplete: true, ServerName: v.url.Hostname()}
	}
	c.fillHeader(r.Header, v.header)
	for _, cookie := range c.jar.Cookies(v.url) {
		r.AddCookie(cookie)
	}
	return r, cancel
}

// fillHeader sets the fields of the request and those of the client that it
// does not have.
func (c *Client) fillHeader(h, own http.Header) {
	for name, values := range c.Header {
		h[name] = slices.Clone(values)
	}
	for name, values := range own {
		h[name] = slices.Clone(values)
	}
}

// brokenOff calls the site and tells whether it gave the answer up. Any other
// panic goes on, so that the test shows its stack.
func brokenOff(site http.Handler, w http.ResponseWriter, r *http.Request) (broken bool) {
	defer func() {
		if p := recover(); p != nil {
			if p != http.ErrAbortHandler {
				panic(p)
			}
			broken = true
		}
	}()
	site.ServeHTTP(w, r)
	return false
}
