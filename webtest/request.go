package webtest

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/combo-web/combo"
)

// RequestOptions are what [Request] can do beyond its arguments.
type RequestOptions struct {
	// Body is sent as [Client.Post] does: a string or []byte as it is, url.Values
	// as a form, any other value as JSON. Defaults to no body.
	Body any
	// Header is what the request has in its header. Defaults to none, or the
	// Content-Type that the body needs.
	Header map[string]string
	// Config is what the site is made of, without its URLs. Defaults to what
	// [Site] adds, and to any host.
	Config combo.Config
}

// Request returns a request as a view sees it behind a site with these URLs, so
// that [combo.Param], [combo.URL], [combo.Bind] and [combo.BeforeSend] work when
// a test calls the view itself:
//
//	r := webtest.Request(t, blog.URLs(), "GET", "/posts/7/")
//	answer, err := blog.show(r)
//
// At most one options value is looked at. The test ends if no route matches;
// with nil URLs no route is needed. Neither middleware nor hooks of BeforeSend
// run, since nothing is sent: a [Client] shows what they do.
func Request(t testing.TB, urls combo.URLs, method, target string, options ...RequestOptions) *http.Request {
	t.Helper()
	var o RequestOptions
	if len(options) > 0 {
		o = options[0]
	}
	site := Site(t, o.config(urls))
	r, err := site.Prepare(httptest.NewRecorder(), o.request(New(t, site), method, target))
	if err != nil {
		t.Fatalf("%s %s: the site refuses the request: %v", method, target, err)
	}
	if _, ok := combo.Resolved(r); !ok && urls != nil {
		_, err := site.Resolve(method, r.Host, r.URL.Path)
		t.Fatalf("%s %s: no route matches: %v", method, target, err)
	}
	return r
}

func (o RequestOptions) config(urls combo.URLs) combo.Config {
	c := o.Config
	c.URLs = urls
	if len(c.Hosts) == 0 {
		c.Hosts = []string{"*"}
	}
	return c
}

// request is what the site's server would get.
func (o RequestOptions) request(c *Client, method, target string) *http.Request {
	c.t.Helper()
	p := c.payload(o.Body)
	if p.contentType != "" {
		c.Header.Set("Content-Type", p.contentType)
	}
	for name, value := range o.Header {
		c.Header.Set(name, value)
	}
	r, cancel := c.request(visit{method: method, url: c.resolve(target), body: p.body})
	c.t.Cleanup(cancel)
	return r
}
