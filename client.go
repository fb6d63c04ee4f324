package combo

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/combo-web/combo/headers"
)

// Host returns the host that the client asked for, with its port if it gave
// one. Behind a trusted proxy it is the one that the proxy reports, if
// [Config.ProxyHost] is set.
func Host(r *http.Request) string {
	if s := topSite(r); s != nil && s.config.ProxyHost && fromProxy(r) {
		if h := lastOf(r, "X-Forwarded-Host"); h != "" {
			return h
		}
	}
	return r.Host
}

// Scheme returns "https" or "http": how the client reached the site. Behind a
// trusted proxy it is what the proxy reports.
func Scheme(r *http.Request) string {
	if fromProxy(r) {
		switch proto := strings.ToLower(lastOf(r, "X-Forwarded-Proto")); proto {
		case "http", "https":
			return proto
		}
	}
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// ClientIP returns the address that the request came from: that of the
// connection, or behind trusted proxies the last one in X-Forwarded-For that is
// not a proxy of the site. It is the zero Addr if there is none.
func ClientIP(r *http.Request) netip.Addr {
	peer := peerAddr(r)
	if !fromProxy(r) {
		return peer
	}
	hops := headers.ParseList(strings.Join(r.Header.Values("X-Forwarded-For"), ","))
	for i := len(hops) - 1; i >= 0; i-- {
		addr, err := netip.ParseAddr(hops[i])
		if err != nil {
			return peer
		}
		peer = addr.Unmap()
		if !topSite(r).trusts(peer) {
			return peer
		}
	}
	return peer
}

// AbsoluteURL returns an address with scheme and host in front, as the client
// reached the site: that of the current request if it is "", with its query;
// else a path, or what a link on the current page would lead to. For mails use
// [Site.AbsoluteURL], which no client can change. An absolute address comes back
// as it is. (Django: build_absolute_uri.)
func AbsoluteURL(r *http.Request, address string) (string, error) {
	here := url.URL{Scheme: Scheme(r), Host: Host(r), Path: r.URL.Path, RawQuery: r.URL.RawQuery}
	if host, ok := headers.CanonicalHost(here.Scheme, here.Host); ok {
		here.Host = host
	}
	if st := stateOf(r); st != nil {
		here.Path = st.root + here.Path
	}
	if address == "" {
		return here.String(), nil
	}
	there, err := here.Parse(address)
	if err != nil {
		return "", fmt.Errorf("absolute URL of %q: %w", address, err)
	}
	return there.String(), nil
}

func peerAddr(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	addr, _ := netip.ParseAddr(host)
	return addr.Unmap()
}

// fromProxy tells whether the connection comes from a proxy of the site.
func fromProxy(r *http.Request) bool {
	s := topSite(r)
	return s != nil && (len(s.proxies) > 0 || s.unixProxy) && s.trusts(peerAddr(r))
}

// topSite returns the outermost site that r is in, which stands at the network;
// nil if there is none.
func topSite(r *http.Request) *Site {
	if st := stateOf(r); st != nil {
		return st.top().site
	}
	return nil
}

func (s *Site) trusts(addr netip.Addr) bool {
	if !addr.IsValid() {
		return s.unixProxy
	}
	for _, p := range s.proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// lastOf returns the last item of a list field: the one that the proxy nearest
// to the site added.
func lastOf(r *http.Request, name string) string {
	values := r.Header.Values(name)
	if len(values) == 0 {
		return ""
	}
	last := values[len(values)-1]
	return strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
}

func parsePrefix(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return netip.Prefix{}, err
		}
		return addr.Prefix(addr.BitLen())
	}
	p, err := netip.ParsePrefix(text)
	return p.Masked(), err
}
