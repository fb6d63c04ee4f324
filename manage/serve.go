package manage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/combo-web/combo"
)

const defaultAddr = "127.0.0.1:8000"

func (p *process) serveCommand() *command {
	flags := flagSet("serve")
	addr := flags.String("addr", cmp.Or(p.env.Getenv("COMBO_ADDR"), defaultAddr), "listen on `host:port`; without a host on all of this machine's")
	flags.BoolVar(&p.env.Debug, "debug", p.env.Debug, "show errors with code; never where strangers reach the site")
	flags.StringVar(&p.format, "log", p.format, "log as `format`: text or json")
	about := combo.Command{
		Name:  "serve",
		Usage: "[-addr host:port] [-debug] [-log format]",
		Help:  "Answer requests. This is what happens without a command.",
		Details: "The server listens on this machine only, unless -addr says otherwise. It prints\n" +
			"its address when it is ready and logs to the standard error. SIGINT (Ctrl-C) and\n" +
			"SIGTERM end it: requests that run may finish within 10 seconds, then the apps\n" +
			"are stopped.",
	}
	return p.builtin(about, flags, 0, func(ctx context.Context, _ []string) error { return p.serve(ctx, *addr) })
}

// serve builds the site and answers requests until ctx ends.
func (p *process) serve(ctx context.Context, addr string) error {
	site, err := p.site()
	if err != nil {
		return err
	}
	listener, err := listen(ctx, addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	if !isLoopback(listener.Addr()) { // on this machine alone, it is somebody trying the site
		p.warnOfSecret()
		p.warnOfHosts()
	}
	if err := site.Start(ctx); err != nil {
		return err
	}
	fmt.Fprintln(p.env.Stdout, "Listening on "+urlOf(listener.Addr()))
	err = serveUntil(ctx, newServer(site, site.Config().Log), listener)
	return errors.Join(err, stopApps(ctx, site))
}

// stopApps stops the apps, after ctx has ended.
func stopApps(ctx context.Context, site *combo.Site) error {
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	return site.Stop(limit)
}

func isLoopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// warnOfHosts says why a site that others are to reach would refuse them.
func (p *process) warnOfHosts() {
	if len(p.made.Hosts) == 0 && p.made.BaseURL == "" {
		p.made.Log.Warn("COMBO_HOSTS is not set: requests are answered for localhost only. Set it to the names of the site, as in example.com")
	}
}
