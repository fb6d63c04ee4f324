package combo

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/combo-web/combo/headers"
)

// Redirect sends the client to another address of this site, with the status
// 303: it is fetched with GET whatever the method was. combo.Status chooses
// another: 301 and 308 are for good, 307 and 308 keep the method.
//
// The target is a path, such as "/posts/7/?page=2", or relative to the current
// one. One that would lead to another site is a 400, since targets often come
// from clients (?next=…); [RedirectHosts] names the hosts that are meant.
func Redirect(target string, options ...Option) (*Response, error) {
	p := &Response{Status: http.StatusSeeOther, redirect: true}
	if err := p.Set(options...); err != nil {
		return nil, err
	}
	if !slices.Contains([]int{301, 302, 303, 307, 308}, p.Status) {
		return nil, fmt.Errorf("redirect with the status %d", p.Status)
	}
	if !(headers.Destinations{Hosts: p.allowedHosts}).Allow(target) {
		return nil, Errorf(http.StatusBadRequest, "The address to go on to is not on this site.").Because(errAway)
	}
	return p, p.Set(SetHeader("Location", headers.ToURI(target)))
}

var errAway = errors.New("a redirect that leaves the site")

// RedirectTo sends the client to a route by its name, with the status 303. The
// arguments are those of [URL]; options may stand among them.
func RedirectTo(r *http.Request, name string, args ...any) (*Response, error) {
	sorted := sortArgs(args)
	target, err := urlIn(r, name, sorted)
	if err != nil {
		return nil, err
	}
	options := sorted.options
	if _, rest, absolute := strings.Cut(target, "://"); absolute && !strings.HasPrefix(target, "/") {
		host, _, _ := strings.Cut(rest, "/")
		options = append(options, RedirectHosts(host))
	}
	return Redirect(target, options...)
}

// RedirectHosts lets [Redirect] lead to other hosts by http and https:
// "accounts.example.com", with the port if there is one.
func RedirectHosts(hosts ...string) Option {
	return func(p *Response) error {
		if !p.redirect {
			return errors.New("RedirectHosts is for Redirect and RedirectTo")
		}
		p.allowedHosts = append(p.allowedHosts, hosts...)
		return nil
	}
}
