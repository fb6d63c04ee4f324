package server

import (
	"math"
	"net"
	"net/netip"
	"slices"
	"sync"
)

// A registry knows the open connections and how many each client has.
type registry struct {
	mu      sync.Mutex
	all     []*conn
	byAddr  map[netip.Addr]int
	victims []victim
	inVain  int64         // the silentSince of the last search that found none
	emptied chan struct{} // gets a value when the last connection has gone
}

// A victim is a connection that was idle, and the state in which it was.
type victim struct {
	conn  *conn
	state uint64
}

func newRegistry() *registry {
	return &registry{byAddr: map[netip.Addr]int{}, inVain: math.MinInt64, emptied: make(chan struct{}, 1)}
}

// An admission is what add answers.
type admission int

const (
	admitted admission = iota
	tooMany
	tooManyOfAddr
)

// add takes a connection in, within the limits.
func (r *registry) add(c *conn, most, mostPerAddr int) admission {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c.addr.IsValid() && r.byAddr[c.addr] >= mostPerAddr {
		return tooManyOfAddr
	}
	if len(r.all) >= most {
		return tooMany
	}
	if c.addr.IsValid() {
		r.byAddr[c.addr]++
	}
	c.index = len(r.all)
	r.all = append(r.all, c)
	return admitted
}

func (r *registry) remove(c *conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := len(r.all) - 1
	r.all[c.index] = r.all[last]
	r.all[c.index].index = c.index
	r.all[last] = nil
	r.all = r.all[:last]
	if c.addr.IsValid() {
		if r.byAddr[c.addr]--; r.byAddr[c.addr] == 0 {
			delete(r.byAddr, c.addr)
		}
	}
	if last == 0 {
		select {
		case r.emptied <- struct{}{}:
		default:
		}
	}
}

// snapshot appends the connections to into.
func (r *registry) snapshot(into []*conn) []*conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append(into, r.all...)
}

func (r *registry) len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.all)
}

// victimsAtOnce is how many idle connections are looked for at once: looking
// costs a walk over all.
const victimsAtOnce = 64

// takeVictim returns the connection that has been idle for longest, in its last
// state: it can be closed. One that has sent nothing since it was opened
// before the given time counts as idle. That time moves on with each look of the
// sweeper: until then a search in vain is not repeated, or a flood would make
// every connection cost a walk over all.
func (r *registry) takeVictim(silentSince int64) *conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	for fresh := false; ; {
		for len(r.victims) > 0 {
			v := r.victims[0]
			r.victims = r.victims[1:]
			if v.conn.leave(v.state) {
				return v.conn
			}
		}
		if fresh || r.inVain == silentSince {
			r.inVain = silentSince
			return nil
		}
		r.victims, fresh = r.findVictims(silentSince), true
	}
}

func (r *registry) findVictims(silentSince int64) []victim {
	var found []victim
	for _, c := range r.all {
		s := c.state.Load()
		switch p, since := phaseOf(s); {
		case p == phaseIdle, p == phaseNew && since < silentSince:
			found = append(found, victim{c, s})
		}
	}
	slices.SortFunc(found, func(a, b victim) int {
		_, x := phaseOf(a.state)
		_, y := phaseOf(b.state)
		return int(x - y)
	})
	return found[:min(len(found), victimsAtOnce)]
}

// clientOf returns the address that a connection counts for: of IPv6 the first 64
// bits, which are given to one client as a whole. It is not valid for unix
// sockets and for proxies.
func clientOf(remote net.Addr, proxies []netip.Prefix) netip.Addr {
	tcp, ok := remote.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	addr := tcp.AddrPort().Addr().Unmap().WithZone("")
	for _, p := range proxies {
		if p.Contains(addr) {
			return netip.Addr{}
		}
	}
	if addr.Is6() {
		return netip.PrefixFrom(addr, 64).Masked().Addr()
	}
	return addr
}
