package manage

import (
	"cmp"
	"flag"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage/internal/prefix"
	"github.com/combo-web/combo/server"
)

// serveOptions are what the flags of serve say.
type serveOptions struct {
	addr    string
	inherit bool
	watch   string // directories, with commas between them
	logFile string

	cert, key         string
	h2c               bool
	drain, drainDelay time.Duration

	mistakes []error // variables that cannot be read
}

const defaultDrain = 30 * time.Second

// serveOptions registers the flags that check -deploy has, too: they decide what
// the server does to a connection. Their defaults come from the environment.
func (p *process) serveOptions(flags *flag.FlagSet) *serveOptions {
	o := &serveOptions{}
	flags.StringVar(&o.cert, "cert", p.env.Getenv("COMBO_CERT"), "speak TLS with the certificate in a PEM `file`; it is read again when it changes")
	flags.StringVar(&o.key, "key", p.env.Getenv("COMBO_KEY"), "the `file` of the certificate's private key")
	flags.BoolVar(&o.h2c, "h2c", o.flagOf(p, "COMBO_H2C"), "answer HTTP/2 without TLS, for a proxy that speaks it")
	flags.DurationVar(&o.drain, "drain", o.durationOf(p, "COMBO_DRAIN", defaultDrain), "at the end, give requests this `time` to finish")
	flags.DurationVar(&o.drainDelay, "drain-delay", o.durationOf(p, "COMBO_DRAIN_DELAY", 0), "before that, serve on for this `time` while /readyz says no, for a load balancer that polls it")
	return o
}

func (o *serveOptions) flagOf(p *process, name string) bool {
	on, err := strconv.ParseBool(cmp.Or(p.env.Getenv(name), "0"))
	if err != nil {
		o.mistakes = append(o.mistakes, usagef("%s is %q: set it to 1 or 0", name, p.env.Getenv(name)))
	}
	return on
}

func (o *serveOptions) durationOf(p *process, name string, otherwise time.Duration) time.Duration {
	text := p.env.Getenv(name)
	if text == "" {
		return otherwise
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		o.mistakes = append(o.mistakes, usagef("%s is %q: set it to a time as in 30s", name, text))
		return otherwise
	}
	return d
}

// check returns the first mistake.
func (o *serveOptions) check() error {
	switch {
	case len(o.mistakes) > 0:
		return o.mistakes[0]
	case o.cert == "" && o.key != "":
		return usagef("there is a key, but no certificate: give its file with -cert, or COMBO_CERT")
	case o.cert != "" && o.key == "":
		return usagef("there is a certificate, but no key: give its file with -key, or COMBO_KEY")
	case o.drain <= 0 || o.drainDelay < 0:
		return usagef("-drain has to be more than 0, and -drain-delay not less")
	}
	return nil
}

// config is that of the server of a site.
func (o *serveOptions) config(site combo.Config, handler http.Handler) server.Config {
	c := server.Config{
		Handler: handler, Log: site.Log, CertFile: o.cert, KeyFile: o.key, H2C: o.h2c,
		TrustedProxies: prefix.Parse(site.TrustedProxies), DrainTimeout: o.drain, DrainDelay: o.drainDelay,
	}
	if site.Debug { // somebody has pressed Ctrl-C and waits
		c.DrainIdle = time.Millisecond
	}
	return c
}

// scheme is what clients have to speak.
func (o *serveOptions) scheme() string {
	if o.cert != "" {
		return "https"
	}
	return "http"
}

// listOf splits a list at its commas.
func listOf(text string) []string {
	var list []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}
