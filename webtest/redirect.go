package webtest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"

	"github.com/combo-web/combo"
)

// maxRedirects is how many redirects are followed before it is taken for a loop.
const maxRedirects = 10

// RedirectsTo ends the test unless the page is a redirect to an address, given
// as a path or absolute.
func (p *Page) RedirectsTo(want string) *Page {
	p.t.Helper()
	if !p.redirects() {
		p.fatalf("the page does not redirect, want a redirect to %s%s", want, p.followedTo())
	}
	wanted, err := p.URL.Parse(want)
	if err != nil {
		p.fatalf("%q is not an address: %v", want, err)
	}
	got, err := p.location()
	if err != nil {
		p.fatalf("%v", err)
	}
	if got.String() != wanted.String() {
		p.fatalf("the page redirects to %s, want %s", short(got, p.URL), short(wanted, p.URL))
	}
	return p
}

// followedTo reminds of a redirect that has been followed already.
func (p *Page) followedTo() string {
	if p.Previous == nil {
		return ""
	}
	return fmt.Sprintf("; it was reached by a redirect from %s that has been followed", short(p.Previous.URL, p.URL))
}

// short leaves scheme and host out where they are those of the page.
func short(u, page *url.URL) string {
	if u.Scheme != page.Scheme || u.Host != page.Host {
		return u.String()
	}
	local := *u
	local.Scheme, local.Host = "", ""
	return local.String()
}

// Follow goes where the redirect leads, and on until a page is no redirect. It
// ends the test if the page is none, if the redirects run in a loop or if they
// leave the site.
func (p *Page) Follow() *Page {
	p.t.Helper()
	if !p.redirects() {
		p.fatalf("the page does not redirect, so there is nothing to follow%s", p.followedTo())
	}
	last := p.follow()
	if last.redirects() {
		target, err := last.location()
		if err != nil {
			last.fatalf("%v", err)
		}
		last.fatalf("the redirect leaves the site: %s", target)
	}
	return last
}

// follow goes on while there are redirects within the site.
func (p *Page) follow() *Page {
	p.t.Helper()
	for range maxRedirects {
		target, err := p.location()
		if !p.redirects() || err != nil || !p.client.owns(target) {
			return p
		}
		next := p.client.exchange(p.visit.redirected(p.Code, target))
		next.Previous = p
		p = next
	}
	if p.redirects() {
		p.fatalf("%d redirects, and the last page is one more: they run in a loop", maxRedirects)
	}
	return p
}

func (p *Page) redirects() bool {
	switch p.Code {
	case 301, 302, 303, 307, 308:
		return p.Header.Get("Location") != ""
	}
	return false
}

// location is the absolute address of a redirect.
func (p *Page) location() (*url.URL, error) {
	u, err := p.URL.Parse(p.Header.Get("Location"))
	if err != nil {
		return nil, fmt.Errorf("the redirect to %q is not to an address: %w", p.Header.Get("Location"), err)
	}
	return u, nil
}

// redirected is the visit that follows a redirect, as browsers make it: 307 and
// 308 repeat the request, the others fetch the page.
func (v visit) redirected(status int, target *url.URL) visit {
	next := v
	next.url = target
	next.header = maps.Clone(v.header)
	if !fetches(status, v.method) {
		return next
	}
	next.method, next.body = http.MethodGet, nil
	for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Language", "Origin"} {
		next.header.Del(name)
	}
	return next
}

// fetches tells whether a redirect turns a request into a GET.
func fetches(status int, method string) bool {
	switch status {
	case http.StatusSeeOther:
		return method != http.MethodGet && method != http.MethodHead
	case http.StatusMovedPermanently, http.StatusFound:
		return method == http.MethodPost
	}
	return false
}

// owns tells whether an address is one of the site's.
func (c *Client) owns(u *url.URL) bool {
	c.t.Helper()
	if u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	if u.Hostname() == c.resolve("/").Hostname() {
		return true
	}
	s, ok := c.site.(*combo.Site)
	return ok && s.AnswersTo(u.Host)
}
