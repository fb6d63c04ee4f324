package deploy

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/combo-web/combo/headers"
)

// Networks of proxies with fewer bits than these hold strangers, too.
const minBits4, minBits6 = 8, 16

func checkProxies(e *exam) (found []problem) {
	for _, p := range e.Server.TrustedProxies {
		if p.Addr().Is4() && p.Bits() < minBits4 || p.Addr().Is6() && p.Bits() < minBits6 {
			found = append(found, problem{message: fmt.Sprintf("TrustedProxies has %s: nearly everybody may say who the client is.", p),
				fix: "Set COMBO_TRUSTED_PROXIES to the addresses of your proxies only."})
		}
	}
	if e.Config.ProxyHost && len(e.Config.TrustedProxies) > 0 {
		found = append(found, problem{message: "X-Forwarded-Host of the proxy is believed.", level: Note,
			fix: "Be sure that the proxy always writes that field: many hand on what the client sent."})
	}
	return append(found, e.checkSpoofing()...)
}

// spoofedIP is the address that a client makes up.
const spoofedIP = "198.51.100.66"

// spoofed are the fields by which proxies tell who the client is.
var spoofed = []string{
	"X-Forwarded-Port", "443", "Forwarded", "for=" + spoofedIP + ";host=" + evilHost + ";proto=https",
	"X-Real-Ip", spoofedIP, "True-Client-Ip", spoofedIP, "Cf-Connecting-Ip", spoofedIP,
}

const spoofFix = "Leave out the middleware that believes these fields; Combo reads them from TrustedProxies."

// checkSpoofing looks at what a view takes for the client when a stranger sends
// the fields of a proxy, to the site or through its proxy. Middleware that
// believes them changes the request.
func (e *exam) checkSpoofing() []problem {
	if found := e.notLookedAt("whom the site takes for the client"); found != nil {
		return found
	}
	if found := e.spoofDirectly(); found != nil || e.proxy == nil {
		return found
	}
	return e.spoofByProxy()
}

func (e *exam) spoofDirectly() []problem {
	header := append(slices.Clip(spoofed), "X-Forwarded-For", spoofedIP, "X-Forwarded-Proto", "https", "X-Forwarded-Host", evilHost)
	a, err := e.stranger.ask(visit{path: e.path("client"), host: e.host(), header: header})
	if err != nil {
		return []problem{unanswered(err)}
	}
	seen, ok := a.client()
	switch {
	case !ok:
		return nil // led to https, or refused: nothing was believed
	case seen.IP == netip.MustParseAddr(spoofedIP):
		return []problem{{message: "Any client can say in a header field which address it comes from.", fix: spoofFix}}
	case seen.Host == evilHost:
		return []problem{{message: "Any client can say in a header field which host it asks for.", fix: spoofFix}}
	case seen.Scheme == "https" && !e.stranger.secure:
		return []problem{{message: "Any client can say in a header field that it came by https.", fix: spoofFix}}
	}
	return nil
}

// spoofByProxy asks as a proxy does that hands on what the client sent, and adds
// the client's address to the end of X-Forwarded-For, as most do.
func (e *exam) spoofByProxy() []problem {
	header := append(slices.Clip(spoofed), "X-Forwarded-For", spoofedIP)
	if !e.Config.ProxyHost { // else the proxy writes it
		header = append(header, "X-Forwarded-Host", evilHost)
	}
	a, err := e.byProxy(visit{path: e.path("client"), header: header}, "https")
	if err != nil {
		return []problem{unanswered(err)}
	}
	seen, ok := a.client()
	switch {
	case !ok:
		return []problem{{message: fmt.Sprintf("A client that sends the fields of proxies through the proxy is answered with %d, another one is not: something believes them.", a.status), fix: spoofFix}}
	case seen.IP != netip.MustParseAddr(visitor):
		return []problem{{message: fmt.Sprintf("A view takes %s for the client, which it said itself, through the proxy, in a header field.", seen.IP), fix: spoofFix}}
	case seen.Host == evilHost:
		return []problem{{message: "A client can say through the proxy, in a header field, which host it asks for.", fix: spoofFix}}
	}
	return nil
}

func checkTLS(e *exam) []problem {
	switch {
	case e.stranger.secure:
		return append(e.checkCertificate(), e.checkLoop()...)
	case e.proxy != nil:
		return append(e.checkRedirect(), e.checkLoop()...)
	}
	return []problem{{message: "Nothing speaks TLS: there is no certificate, and no proxy is declared that has one.",
		fix: "Set COMBO_CERT and COMBO_KEY, or COMBO_TRUSTED_PROXIES to the address of the proxy that speaks TLS."}}
}

// minCertificate is how long a certificate should be good for.
const minCertificate = 14 * 24 * time.Hour

func (e *exam) checkCertificate() (found []problem) {
	a, err := e.stranger.ask(visit{path: "/", host: e.host()})
	if err != nil {
		return []problem{unanswered(err)}
	}
	const fix = "Get a new certificate and put it into the file of COMBO_CERT, the intermediate ones behind it."
	c := a.state.PeerCertificates[0]
	if err := c.VerifyHostname(strings.Trim(e.hostname(), "[]")); err != nil {
		found = append(found, problem{message: fmt.Sprintf("The certificate is not for %s.", e.hostname()), fix: fix})
	}
	if p, ok := e.judgeChain(a.state.PeerCertificates); ok {
		found = append(found, p)
	}
	switch left := time.Until(c.NotAfter); {
	case left <= 0:
		found = append(found, problem{message: fmt.Sprintf("The certificate has expired, on %s.", c.NotAfter.Format(time.DateOnly)), fix: fix})
	case left < minCertificate:
		found = append(found, problem{message: fmt.Sprintf("The certificate expires on %s.", c.NotAfter.Format(time.DateOnly)), fix: fix, level: Warning})
	}
	return found
}

// judgeChain looks for what leads from the certificate to one that the machine
// knows. The name and the end of the first are told on their own.
func (e *exam) judgeChain(chain []*x509.Certificate) (problem, bool) {
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	first, now := chain[0], time.Now()
	if now.After(first.NotAfter) {
		now = first.NotAfter
	}
	_, err := first.Verify(x509.VerifyOptions{Intermediates: between, Roots: e.Machine.Roots, CurrentTime: now})
	if err == nil {
		return problem{}, false
	}
	return problem{message: fmt.Sprintf("Clients that know the authorities of this machine refuse the certificate: %v.", err), level: Warning,
		fix: "Put the intermediate certificates behind it into the file of COMBO_CERT, in the order in which they sign."}, true
}

// checkRedirect asks as the proxy does for a visitor who came by http.
func (e *exam) checkRedirect() []problem {
	a, err := e.byProxy(visit{path: "/"}, "http")
	if err != nil {
		return []problem{unanswered(err)}
	}
	u, err := url.Parse(a.header.Get("Location"))
	if isRedirect(a.status) && err == nil && u.Scheme == "https" && headers.HostAllowed(u.Host, []string{e.hostname()}) {
		return nil
	}
	return []problem{{message: fmt.Sprintf("A visitor who comes by http is answered with %d, not led to https.", a.status),
		fix: "Set RedirectHTTP in middleware.SecurityConfig."}}
}

// checkLoop asks for the front page by https: it may not lead to itself.
func (e *exam) checkLoop() []problem {
	a, err := e.secure(visit{path: "/"})
	if err != nil {
		return []problem{unanswered(err)}
	}
	here := &url.URL{Scheme: "https", Host: e.host(), Path: "/"}
	there, err := here.Parse(a.header.Get("Location"))
	if !isRedirect(a.status) || err != nil || !strings.EqualFold(there.String(), here.String()) {
		return nil
	}
	return []problem{{message: "The front page leads to itself when it is asked for by https: browsers give up.",
		fix: "Let the proxy send X-Forwarded-Proto and declare it in COMBO_TRUSTED_PROXIES, or redirect in one place only."}}
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

const minHSTS = 31536000 // a year, in seconds

func checkHSTS(e *exam) []problem {
	const fix = "Use middleware.SecurityHeaders: it sends Strict-Transport-Security for a year."
	if !e.hasHTTPS() {
		return []problem{{message: "Strict-Transport-Security is for answers by https, and there are none: see sec.E06.", fix: fix}}
	}
	a, err := e.secure(visit{path: "/"})
	if err != nil {
		return []problem{unanswered(err)}
	}
	field := a.header.Get("Strict-Transport-Security")
	if field == "" {
		return []problem{{message: "Strict-Transport-Security is not sent: browsers go on trying http, where others can answer.", fix: fix}}
	}
	if maxAge(field) < minHSTS {
		return []problem{{message: fmt.Sprintf("Strict-Transport-Security is %q: browsers forget it in less than a year.", field), fix: fix}}
	}
	return nil
}

// maxAge reads the number of seconds in a Strict-Transport-Security field.
func maxAge(field string) int {
	_, params := headers.ParseParams("x;" + field)
	n, err := strconv.Atoi(params.Get("max-age"))
	if err != nil {
		return 0
	}
	return n
}
