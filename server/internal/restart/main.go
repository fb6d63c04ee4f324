// Restart measures what a restart under load costs. It starts a server, lets
// clients send requests without pause and without a second try, replaces the
// process many times by a new one on the same socket, and counts the requests
// that failed. It prints one line of JSON:
//
//	go run ./server/internal/restart -restarts 50 -requests 200000
//
// With -naive the processes end with http.Server.Shutdown alone, which shows that
// failures are noticed.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

func main() {
	if os.Getenv(childVariable) != "" {
		exitWith(serveChild())
	}
	var p plan
	flag.IntVar(&p.Restarts, "restarts", 50, "replace the process `n` times at least")
	flag.IntVar(&p.Requests, "requests", 200_000, "send `n` requests at least")
	flag.IntVar(&p.HTTP1, "http1", 40, "`n` clients that speak HTTP/1 and keep their connections")
	flag.IntVar(&p.HTTP2, "http2", 10, "`n` clients that speak HTTP/2")
	flag.IntVar(&p.Uploads, "uploads", 2, "`n` clients that send slowly")
	flag.IntVar(&p.Streams, "streams", 2, "`n` clients that take streams of events")
	flag.BoolVar(&p.Naive, "naive", false, "end processes with http.Server.Shutdown alone")
	flag.Parse()
	exitWith(report(p))
}

// report runs the plan and prints the result. The error says if it is not as it
// should be.
func report(p plan) error {
	r, err := run(context.Background(), p)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		return err
	}
	switch {
	case !p.Naive && r.Failures > 0:
		return fmt.Errorf("%d of %d requests failed", r.Failures, r.Requests)
	case p.Naive && r.Failures == 0:
		return fmt.Errorf("no request failed: the measurement shows nothing")
	}
	return nil
}

func exitWith(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "restart:", err)
		os.Exit(1)
	}
	os.Exit(0)
}
