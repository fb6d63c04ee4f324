package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"time"
)

// A Config is all that a [Server] is made of. Its zero value, with a Handler,
// serves plain HTTP/1 within the default limits.
type Config struct {
	// Handler answers the requests. Required.
	Handler http.Handler
	// Log takes what goes wrong with connections: at most one line a second of
	// each kind, what strangers sent escaped by the log. Defaults to slog.Default().
	Log *slog.Logger

	// CertFile and KeyFile are the PEM files of the certificate, with its chain,
	// and of its private key. With them all TCP listeners speak TLS. The files are
	// read again when they have changed. Defaults to none.
	CertFile, KeyFile string
	// TLS is the configuration for TLS, instead of CertFile or in addition to it; only
	// one of them may have the certificate.
	// A copy is used. NextProtos defaults to HTTP/2 and HTTP/1.1, MinVersion to
	// TLS 1.2. Defaults to the standard library's defaults.
	TLS *tls.Config
	// H2C lets clients speak HTTP/2 without TLS if they begin with it (prior
	// knowledge), as proxies do. Defaults to false.
	H2C bool

	// TrustedProxies are the addresses of proxies, which may have more than
	// MaxConnsPerAddr connections. Defaults to none.
	TrustedProxies []netip.Prefix
	// HeaderTimeout limits two times: from accepting a connection to the first byte
	// of a request, a TLS handshake included, and from the first byte of a request
	// to the end of its header. Defaults to 10 seconds.
	HeaderTimeout time.Duration
	// IdleTimeout is how long a connection may stay open between requests.
	// Defaults to 120 seconds.
	IdleTimeout time.Duration
	// MinRate is how many bytes per second a client has to send of a body, or take
	// of an answer, while the server waits for it. Defaults to 500.
	MinRate int
	// RateGrace is how long a client may fall behind MinRate before its connection
	// is closed. Time that the handler takes is not counted. Defaults to 10 seconds.
	RateGrace time.Duration
	// MaxHeaderBytes limits the header of a request, its first line included. Less
	// than 4 KiB counts as 4 KiB. Defaults to 32 KiB.
	MaxHeaderBytes int
	// MaxHeaders limits the header fields of a request. Defaults to 100.
	MaxHeaders int
	// MaxConns limits the open connections. When it is reached, the one that has
	// been idle for longest is closed for a new one. Defaults to 10,000; it is
	// never more than three quarters of the files that the process may open.
	MaxConns int
	// MaxConnsPerAddr limits the open connections of one client: an IPv4 address,
	// or the first 64 bits of an IPv6 address. Unix sockets and TrustedProxies
	// are not limited. Defaults to 1,000.
	MaxConnsPerAddr int

	// DrainDelay is the time from the end of Serve's context, which [Stopping]
	// tells, to the beginning of the drain, which [Draining] tells. It is for
	// balancers that have to see a failing readiness check before they send
	// requests elsewhere. Defaults to 0.
	DrainDelay time.Duration
	// DrainIdle is how long a connection without a request stays open during the
	// drain, so that a request that is under way is answered. Defaults to 2 seconds.
	DrainIdle time.Duration
	// DrainTimeout is how long requests may run from the beginning of the drain.
	// Then their contexts are cancelled, and their connections closed a second
	// later. DrainDelay and DrainTimeout together should be a few seconds less
	// than the time after which the supervisor kills the process. Defaults to 30
	// seconds.
	DrainTimeout time.Duration
}

// check returns what is wrong with the configuration, all of it.
func (c Config) check() error {
	var errs []error
	if c.Handler == nil {
		errs = append(errs, errors.New("there is no Handler"))
	}
	if (c.CertFile == "") != (c.KeyFile == "") {
		errs = append(errs, errors.New("CertFile and KeyFile belong together: only one is set"))
	}
	if t := c.TLS; c.CertFile != "" && t != nil && (len(t.Certificates) > 0 || t.GetCertificate != nil || t.GetConfigForClient != nil) {
		errs = append(errs, errors.New("CertFile and TLS both have a certificate: leave out CertFile, or TLS.Certificates, GetCertificate and GetConfigForClient"))
	}
	for _, n := range []struct {
		name  string
		value int64
	}{
		{"HeaderTimeout", int64(c.HeaderTimeout)},
		{"IdleTimeout", int64(c.IdleTimeout)},
		{"MinRate", int64(c.MinRate)},
		{"RateGrace", int64(c.RateGrace)},
		{"MaxHeaderBytes", int64(c.MaxHeaderBytes)},
		{"MaxHeaders", int64(c.MaxHeaders)},
		{"MaxConns", int64(c.MaxConns)},
		{"MaxConnsPerAddr", int64(c.MaxConnsPerAddr)},
		{"DrainDelay", int64(c.DrainDelay)},
		{"DrainIdle", int64(c.DrainIdle)},
		{"DrainTimeout", int64(c.DrainTimeout)},
	} {
		if n.value < 0 {
			errs = append(errs, fmt.Errorf("%s is negative", n.name))
		}
	}
	for _, p := range c.TrustedProxies {
		if !p.IsValid() {
			errs = append(errs, errors.New("TrustedProxies has a prefix that is not valid"))
			break
		}
	}
	return errors.Join(errs...)
}

// withDefaults fills in what is zero.
func (c Config) withDefaults() Config {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	orDefault(&c.HeaderTimeout, 10*time.Second)
	orDefault(&c.IdleTimeout, 120*time.Second)
	orDefault(&c.MinRate, 500)
	orDefault(&c.RateGrace, 10*time.Second)
	orDefault(&c.MaxHeaderBytes, 32<<10)
	orDefault(&c.MaxHeaders, 100)
	orDefault(&c.MaxConns, 10_000)
	orDefault(&c.MaxConnsPerAddr, 1_000)
	orDefault(&c.DrainIdle, 2*time.Second)
	orDefault(&c.DrainTimeout, 30*time.Second)
	if most := openFiles() / 4 * 3; most > 0 {
		c.MaxConns = min(c.MaxConns, most)
	}
	return c
}

// piece returns how much of n bytes is written at once where only the end of the
// write shows that they were taken: a client of the minimal rate takes that in half
// of the grace.
func (c Config) piece(n int) int {
	most := float64(c.MinRate) * c.RateGrace.Seconds() / 2
	return max(int(min(float64(n), most)), 1)
}

func orDefault[T comparable](p *T, value T) {
	var zero T
	if *p == zero {
		*p = value
	}
}
