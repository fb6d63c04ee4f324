package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/combo-web/combo/server"
)

// A plan says what to measure.
type plan struct {
	Restarts int  `json:"restarts"`
	Requests int  `json:"requests"`
	HTTP1    int  `json:"http1"`
	HTTP2    int  `json:"http2"`
	Uploads  int  `json:"uploads"`
	Streams  int  `json:"streams"`
	Naive    bool `json:"naive"`
}

// A result is what was measured.
type result struct {
	Plan      plan           `json:"plan"`
	Requests  int            `json:"requests"`
	Failures  int            `json:"failures"`
	Restarts  int            `json:"restarts"`
	Unclean   int            `json:"unclean"` // processes that said that they cut off a request
	Seconds   float64        `json:"seconds"`
	DrainMS   map[string]int `json:"drain_ms"` // median and worst
	ByKind    map[string]int `json:"by_kind"`  // requests
	FailedHow map[string]int `json:"failed_how"`
}

// A rig is the sockets and the tally of one measurement.
type rig struct {
	plan       plan
	plain, tls net.Listener

	mu    sync.Mutex
	tally result
}

// note counts a request.
func (r *rig) note(kind string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tally.Requests++
	r.tally.ByKind[kind]++
	if err != nil {
		r.tally.Failures++
		r.tally.FailedHow[kind+": "+howOf(err)]++
	}
}

func (r *rig) enough() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tally.Restarts >= r.plan.Restarts && r.tally.Requests >= r.plan.Requests
}

// run measures.
func run(ctx context.Context, p plan) (result, error) {
	r := &rig{plan: p, tally: result{Plan: p, DrainMS: map[string]int{}, ByKind: map[string]int{}, FailedHow: map[string]int{}}}
	for _, l := range []*net.Listener{&r.plain, &r.tls} {
		var err error
		if *l, err = server.Listen(ctx, "127.0.0.1:0"); err != nil {
			return result{}, err
		}
		defer (*l).Close()
	}
	child, err := r.spawn()
	if err != nil {
		return result{}, err
	}
	begin := time.Now()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	clients := r.startClients(ctx)
	var drains []time.Duration
	for !r.enough() {
		next, err := r.spawn()
		if err != nil {
			child.end()
			return result{}, err
		}
		drain, clean := child.end()
		drains = append(drains, drain)
		child = next
		r.mu.Lock()
		r.tally.Restarts++
		if !clean {
			r.tally.Unclean++
		}
		r.mu.Unlock()
	}
	r.tally.Seconds = time.Since(begin).Seconds()
	// The streams end with the process they are from; what else is sent until the
	// clients have noticed the end is answered by the last.
	stop()
	last, err := r.spawn()
	child.end()
	if err != nil {
		return result{}, err
	}
	clients.Wait()
	last.end()
	slices.Sort(drains)
	r.tally.DrainMS["median"] = int(drains[len(drains)/2].Milliseconds())
	r.tally.DrainMS["worst"] = int(drains[len(drains)-1].Milliseconds())
	return r.tally, nil
}

// A child is a process that serves.
type child struct{ cmd *exec.Cmd }

// spawn starts a process on the sockets, and waits until it is ready.
func (r *rig) spawn() (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self)
	mode := "drain"
	if r.plan.Naive {
		mode = "naive"
	}
	cmd.Env = append(os.Environ(), childVariable+"="+mode)
	cmd.Stderr = os.Stderr
	for _, l := range []net.Listener{r.plain, r.tls} {
		file, err := server.File(l)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		cmd.ExtraFiles = append(cmd.ExtraFiles, file)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if _, err := cmd.StdinPipe(); err != nil { // which ends with this program
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != readyLine {
		cmd.Process.Kill()
		cmd.Wait()
		return nil, fmt.Errorf("the process did not become ready: %q, %v", line, err)
	}
	return &child{cmd}, nil
}

// end tells the process to end, and returns how long that took and whether the
// process says that it has answered everything.
func (c *child) end() (time.Duration, bool) {
	begin := time.Now()
	c.cmd.Process.Signal(syscall.SIGTERM)
	err := c.cmd.Wait()
	return time.Since(begin), err == nil
}
