package manage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/server"
)

const (
	defaultAddr = "127.0.0.1:8000"
	stopTimeout = 10 * time.Second // for the apps, after the last request
)

func (p *process) serveCommand() *command {
	flags := flagSet("serve")
	o := p.serveOptions(flags)
	flags.StringVar(&o.addr, "addr", cmp.Or(p.env.Getenv("COMBO_ADDR"), defaultAddr), "listen on `host:port`, or on unix:/path; without a host on all of this machine's")
	flags.BoolVar(&o.inherit, "inherit", false, "listen on the sockets that the parent process has opened")
	flags.BoolVar(&p.env.Debug, "debug", p.env.Debug, "show errors with code and reload pages; never where strangers reach the site")
	flags.StringVar(&o.watch, "watch", "", "with -debug, reload pages when files in these `directories` change, too: a,b")
	flags.StringVar(&p.format, "log", p.format, "log as `format`: text or json")
	flags.StringVar(&o.logFile, "log-file", p.env.Getenv("COMBO_LOG_FILE"), "log to the end of a `file`; SIGHUP opens it anew")
	about := combo.Command{
		Name:  "serve",
		Usage: "[-addr host:port] [-debug] [-log format] [flags]",
		Help:  "Answer requests. This is what happens without a command.",
		Details: "The server listens on this machine only, unless -addr says otherwise or systemd\n" +
			"passes sockets. It prints its address when it is ready and logs to the standard\n" +
			"error. SIGINT (Ctrl-C) and SIGTERM end it: requests that run may finish, then the\n" +
			"apps are stopped; a second signal ends it at once. SIGHUP reads the certificate\n" +
			"again and opens the log file anew. /healthz and /readyz answer supervisors.",
	}
	return p.builtin(about, flags, 0, func(ctx context.Context, _ []string) error { return p.serve(ctx, o) })
}

// serve builds the site and answers requests until ctx ends.
func (p *process) serve(ctx context.Context, o *serveOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	p.logFile = o.logFile // not before: other commands do not write into the log of a site that runs
	site, err := p.site()
	if err != nil {
		return err
	}
	listeners, err := o.listen(ctx)
	if err != nil {
		return err
	}
	defer closeAll(listeners)
	if !allLoopback(listeners) { // on this machine alone, it is somebody trying the site
		p.warnOfSecret()
		p.warnOfHosts()
	}
	handler, err := p.handler(ctx, site, o)
	if err != nil {
		return err
	}
	running, err := server.New(o.config(*p.made, handler))
	if err != nil {
		return err
	}
	if err := site.Start(ctx); err != nil {
		return err
	}
	err = p.answer(ctx, running, listeners, o)
	return errors.Join(err, stopApps(ctx, site))
}

// handler is the site with what this package puts around it.
func (p *process) handler(ctx context.Context, site *combo.Site, o *serveOptions) (http.Handler, error) {
	if !site.Config().Debug {
		return withHealth(site, site), nil
	}
	reloading, err := p.withReload(ctx, site, o.watch)
	return withHealth(site, reloading), err
}

// answer serves until ctx ends, and tells who wants to know.
func (p *process) answer(ctx context.Context, running *server.Server, listeners []net.Listener, o *serveOptions) error {
	log := p.made.Log
	if o.cert != "" || p.log != nil { // before anybody is told that signals may come
		defer onHangup(func() { p.reload(running) })()
	}
	systemd := notifier{p.env.Getenv("NOTIFY_SOCKET")}
	tell := func(state string) {
		if err := systemd.tell(state); err != nil {
			log.Warn("tell systemd", "state", state, "error", err)
		}
	}
	stop := context.AfterFunc(ctx, func() {
		log.Info("stopping: requests that run may finish", "within", o.drainDelay+o.drain)
		tell("STOPPING=1")
	})
	defer stop()
	for _, l := range listeners {
		fmt.Fprintln(p.env.Stdout, "Listening on "+o.urlOf(l.Addr()))
	}
	tell("READY=1")
	return running.Serve(ctx, listeners...)
}

// stopApps stops the apps, after ctx has ended.
func stopApps(ctx context.Context, site *combo.Site) error {
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	return site.Stop(limit)
}

// warnOfHosts says why a site that others are to reach would refuse them.
func (p *process) warnOfHosts() {
	if len(p.made.Hosts) == 0 && p.made.BaseURL == "" {
		p.made.Log.Warn("COMBO_HOSTS is not set: requests are answered for localhost only. Set it to the names of the site, as in example.com")
	}
}
