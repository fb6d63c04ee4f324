package deploy

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/server"
)

// An exam is a site that is served to be examined, and what is known of it.
type exam struct {
	Target
	site   *combo.Site
	server *server.Server
	ours   string // what the paths of the examination begin with; nobody else knows it
	marker string // what the error that the examination provokes says

	stranger, proxy *entrance // proxy is nil if the site trusts none
	stop            context.CancelFunc
	served          chan error

	wall  int           // what the examination's view is answered with by others, 0 if it answers itself
	pages func() []page // the site's own, asked for once
}

// newExam builds the site as it was configured, with a few routes in front by
// which the examination sees what a view sees.
func newExam(t Target) (*exam, error) {
	e := &exam{Target: t, ours: "combo-check-" + strings.ToLower(rand.Text()), marker: "cause-" + rand.Text()}
	config := t.Config
	config.URLs = append(combo.URLs{combo.Include(e.ours+"/", e.urls())}, config.URLs...)
	site, err := combo.New(config)
	if err != nil {
		return nil, err
	}
	e.site = site
	e.pages = sync.OnceValue(e.visitPages)
	return e, nil
}

// urls are the routes of the examination.
func (e *exam) urls() combo.URLs {
	return combo.URLs{
		combo.Get("client/", tellClient),
		combo.Path("body/", readBody),
		combo.Get("error/", func(*http.Request) (*combo.Response, error) { return nil, errors.New(e.marker) }),
		combo.Get("panic/", func(*http.Request) (*combo.Response, error) { panic(e.marker) }),
	}
}

// path is that of one of the examination's routes.
func (e *exam) path(name string) string { return "/" + e.ours + "/" + name + "/" }

// A client is how a view sees who asks.
type client struct {
	IP     netip.Addr
	Scheme string
	Host   string
}

func tellClient(r *http.Request) (*combo.Response, error) {
	return combo.JSON(client{combo.ClientIP(r), combo.Scheme(r), combo.Host(r)})
}

// client reads what tellClient wrote; ok is false if something else answered.
func (a answer) client() (c client, ok bool) {
	err := json.Unmarshal([]byte(a.body), &c)
	return c, a.status == http.StatusOK && err == nil && c.IP.IsValid()
}

func readBody(r *http.Request) (*combo.Response, error) {
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		return nil, err
	}
	return combo.Text(fmt.Sprint(n))
}

// serve begins to serve the site, to strangers and, if the site knows one, to
// its proxy.
func (e *exam) serve(ctx context.Context) error {
	var err error
	config := e.serverConfig()
	if e.server, err = server.New(config); err != nil {
		return err
	}
	secure := config.CertFile != "" || config.TLS != nil
	if e.stranger, err = enter(ctx, e.strangerAddr(secure), secure); err != nil {
		return err
	}
	entrances := []*entrance{e.stranger}
	if from := e.proxyAddr(); from != nil {
		if e.proxy, err = enter(ctx, from, secure); err != nil {
			return err
		}
		entrances = append(entrances, e.proxy)
	}
	ctx, e.stop = context.WithCancel(ctx)
	e.served = make(chan error, 1)
	go func() { e.served <- e.server.Serve(ctx, listenersOf(entrances)...) }()
	return e.findWall()
}

// findWall asks for the examination's own view. Behind a login nothing that the
// examination sends gets to a view, so a refusal says nothing about the site.
func (e *exam) findWall() error {
	a, err := e.secure(visit{path: e.path("client")})
	if err != nil {
		return err // all checks would say the same
	}
	if _, ok := a.client(); !ok {
		e.wall = a.status
	}
	return nil
}

// notLookedAt is what a check finds that the wall has kept from looking; nothing
// if there is none.
func (e *exam) notLookedAt(what string) []problem {
	if e.wall == 0 {
		return nil
	}
	return []problem{{message: fmt.Sprintf("Not looked at: %s. A view of the examination is answered with %d by what stands in front of it.", what, e.wall),
		fix: "Mend sec.E06 if there is a finding; else check once without the login or the list of addresses.", level: Warning}}
}

func (e *exam) serverConfig() server.Config {
	config := e.Server
	config.Handler, config.Log = http.Handler(e.site), e.site.Config().Log
	if e.Around != nil {
		config.Handler = e.Around(e.site)
	}
	config.DrainDelay, config.DrainIdle, config.DrainTimeout = drainDelay, drainIdle, drainTimeout
	return config
}

// proxyAddr is that of a proxy of the site, nil if it has none, or if the site is
// reached by https without one.
func (e *exam) proxyAddr() net.Addr {
	switch proxies := e.Server.TrustedProxies; {
	case e.stranger.secure:
		return nil
	case len(proxies) > 0:
		return tcpAddr(proxies[0].Addr())
	case slices.Contains(e.Config.TrustedProxies, "unix"):
		return &net.UnixAddr{Name: "@", Net: "unix"}
	}
	return nil
}

// strangerAddr is an address of the documentation networks that no proxy has; nil
// for this machine's own, so that TLS stands on a plain socket as in earnest.
func (e *exam) strangerAddr(secure bool) net.Addr {
	if secure && !trusts(e.Server.TrustedProxies, netip.MustParseAddr("127.0.0.1")) {
		return nil
	}
	for _, text := range []string{"203.0.113.9", "198.51.100.9", "192.0.2.9"} {
		addr := netip.MustParseAddr(text)
		if !trusts(e.Server.TrustedProxies, addr) {
			return tcpAddr(addr)
		}
	}
	return tcpAddr(netip.MustParseAddr("2001:db8::9"))
}

func tcpAddr(addr netip.Addr) net.Addr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(addr, 40000))
}

func trusts(proxies []netip.Prefix, addr netip.Addr) bool {
	for _, p := range proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// end stops the server, if it runs.
func (e *exam) end() error {
	if e.stop == nil {
		return nil
	}
	e.stop()
	e.stop = nil
	return <-e.served
}

func (e *exam) close() {
	_ = e.end()
	for _, in := range []*entrance{e.stranger, e.proxy} {
		if in != nil {
			in.close()
		}
	}
}

// host is the name by which the site is asked: that of the base URL, or the first
// that it answers to.
func (e *exam) host() string {
	if e.Config.BaseURL != "" {
		if _, rest, ok := strings.Cut(e.Config.BaseURL, "://"); ok {
			host, _, _ := strings.Cut(rest, "/")
			return host
		}
	}
	for _, h := range e.Config.Hosts {
		if h != "*" {
			return strings.TrimPrefix(h, ".")
		}
	}
	return "localhost"
}

// hostname is host without a port.
func (e *exam) hostname() string {
	name, _, _ := headers.SplitHost(e.host())
	return name
}
