// Slowloris attacks a server in this process with clients that are slow on
// purpose, while good clients ask for pages, and prints what came of it as one line of
// JSON per attack. It exits with 1 if a slow client was not cut in time, or a good
// one had to wait. (Rows B1 to B3 and X21 of the gauntlet, with the default limits.)
//
//	go run ./server/internal/slowloris            # the server of package server
//	go run ./server/internal/slowloris -bare      # net/http alone: has to fail
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/combo-web/combo/server"
)

// An attack is a kind of slow client.
type attack struct {
	name  string
	send  string        // at once
	unit  string        // then again and again; "" reads a byte instead
	every time.Duration // how often
}

var attacks = []attack{
	{"header", "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ", "a", time.Second},
	{"body", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n", "a", 5 * time.Second},
	{"read", "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n", "", time.Second},
}

// A result is what came of an attack.
type result struct {
	Attack     string  `json:"attack"`
	Conns      int     `json:"conns"`
	Cut        int     `json:"cut"`
	CutFirst   float64 `json:"cut_first_s"`
	CutLast    float64 `json:"cut_last_s"`
	Requests   int     `json:"requests"`
	Failed     int     `json:"failed"`
	P50        float64 `json:"p50_ms"`
	P99        float64 `json:"p99_ms"`
	HeapGrowth int64   `json:"heap_growth_kib"`
	OK         bool    `json:"ok"`
}

var (
	conns = flag.Int("conns", 400, "slow `clients` per attack")
	rate  = flag.Int("rate", 200, "good `requests` per second")
	most  = flag.Duration("time", 20*time.Second, "the `time` that an attack may take")
	least = flag.Duration("least", 10*time.Second, "the `time` that a slow client has at least")
	bare  = flag.Bool("bare", false, "attack net/http without limits instead")
)

func main() {
	flag.Parse()
	addr, err := serve()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	ok := true
	for _, a := range attacks {
		r := a.run(addr)
		json.NewEncoder(os.Stdout).Encode(r)
		ok = ok && r.OK
	}
	if !ok {
		os.Exit(1)
	}
}

// serve starts the server that is attacked. It ends with the program.
func serve() (addr string, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	if *bare {
		go http.Serve(l, http.HandlerFunc(answer))
		return l.Addr().String(), nil
	}
	s, err := server.New(server.Config{Handler: http.HandlerFunc(answer), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return "", err
	}
	go s.Serve(context.Background(), l)
	return l.Addr().String(), nil
}

var piece = make([]byte, 32<<10)

// readers are the clients that read slowly, by address: each gets the time after which its
// answer could not be sent any more. It would not notice for long, as it has much to read.
var readers sync.Map

// answer sends 10 MB, or reads the body and sends a word.
func answer(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/large" {
		begin := time.Now()
		for n := 0; n < 10<<20; n += len(piece) {
			if _, err := w.Write(piece); err != nil {
				reader, _ := readers.Load(r.RemoteAddr)
				reader.(chan time.Duration) <- time.Since(begin)
				return
			}
		}
		return
	}
	io.Copy(io.Discard, r.Body)
	io.WriteString(w, "answer")
}

// run attacks, and asks for pages at the same time.
func (a attack) run(addr string) result {
	before := heap()
	good := newCustomers(addr)
	cuts, grown := a.attackAll(addr, before)
	r := good.leave()
	r.Attack, r.Conns, r.HeapGrowth = a.name, *conns, grown>>10
	slices.Sort(cuts)
	if r.Cut = len(cuts); r.Cut > 0 {
		r.CutFirst, r.CutLast = cuts[0].Seconds(), cuts[r.Cut-1].Seconds()
	}
	r.OK = r.Cut == *conns && cuts[0] >= *least && r.Failed == 0 && r.P99 <= 100
	return r
}

// attackAll returns when the slow clients were cut, and how much the heap had grown in the
// middle of it.
func (a attack) attackAll(addr string, before int64) (cuts []time.Duration, grown int64) {
	var mu sync.Mutex
	var slow sync.WaitGroup
	for range *conns {
		slow.Go(func() {
			took, cut := a.attack(addr)
			mu.Lock()
			defer mu.Unlock()
			if cut {
				cuts = append(cuts, took)
			}
		})
	}
	middle := time.AfterFunc(*least/2, func() {
		now := heap()
		mu.Lock()
		defer mu.Unlock()
		grown = now - before
	})
	defer middle.Stop()
	slow.Wait()
	return cuts, grown
}

// attack is one slow client. It returns how long it was served, and whether it was cut.
func (a attack) attack(addr string) (time.Duration, bool) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return 0, false
	}
	defer conn.Close()
	conn.(*net.TCPConn).SetReadBuffer(4 << 10) // as a client with little memory says
	begin := time.Now()
	conn.SetDeadline(begin.Add(*most))
	cut := make(chan time.Duration, 1)
	readers.Store(conn.LocalAddr().String(), cut)
	io.WriteString(conn, a.send)
	if a.unit == "" {
		go a.sip(conn)
		select {
		case took := <-cut:
			return took, true
		case <-time.After(*most):
			return 0, false
		}
	}
	go a.drip(conn)
	_, err = io.Copy(io.Discard, conn)
	return time.Since(begin), !isTimeout(err)
}

// drip sends a unit again and again.
func (a attack) drip(conn net.Conn) {
	ticker := time.NewTicker(a.every)
	defer ticker.Stop()
	for range ticker.C {
		if _, err := io.WriteString(conn, a.unit); err != nil {
			return
		}
	}
}

// sip reads a byte again and again.
func (a attack) sip(conn net.Conn) {
	ticker := time.NewTicker(a.every)
	defer ticker.Stop()
	for range ticker.C {
		if _, err := conn.Read(make([]byte, 1)); err != nil {
			return
		}
	}
}

func isTimeout(err error) bool {
	nerr, ok := err.(net.Error)
	return ok && nerr.Timeout()
}

// customers are the good clients.
type customers struct {
	cancel context.CancelFunc
	done   sync.WaitGroup
	mu     sync.Mutex
	took   []time.Duration
	failed int
}

// newCustomers starts 10 clients, which share the rate.
func newCustomers(addr string) *customers {
	ctx, cancel := context.WithCancel(context.Background())
	c := &customers{cancel: cancel}
	const n = 10
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: n}}
	for range n {
		c.done.Go(func() {
			ticker := time.NewTicker(n * time.Second / time.Duration(*rate))
			defer ticker.Stop()
			for ctx.Err() == nil {
				c.ask(client, "http://"+addr+"/")
				<-ticker.C
			}
		})
	}
	return c
}

func (c *customers) ask(client *http.Client, url string) {
	begin := time.Now()
	answer, err := client.Post(url, "text/plain", strings.NewReader("question"))
	var body []byte
	if err == nil {
		body, err = io.ReadAll(answer.Body)
		answer.Body.Close()
	}
	took := time.Since(begin)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took = append(c.took, took)
	if err != nil || !bytes.Equal(body, []byte("answer")) {
		c.failed++
	}
}

// leave ends the visits, and tells how the service was.
func (c *customers) leave() result {
	c.cancel()
	c.done.Wait()
	slices.Sort(c.took)
	n := len(c.took)
	milliseconds := func(i int) float64 { return float64(c.took[i].Microseconds()) / 1000 }
	return result{Requests: n, Failed: c.failed, P50: milliseconds(n / 2), P99: milliseconds(n * 99 / 100)}
}

// heap returns the live bytes of this process.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
