package server

import "time"

// The sweeper looks at every connection a few times a second and closes
// those that are overdue. It replaces timers for each request: these cost more
// than everything else the package does.

// sweepEvery returns how often the sweeper looks, if that is the shortest limit.
func sweepEvery(shortest time.Duration) time.Duration {
	return max(min(shortest/8, 250*time.Millisecond), time.Millisecond)
}

// now is the coarse clock: nanoseconds since the server was made, as of the last
// look of the sweeper.
func (s *Server) now() int64 { return s.clock.Load() }

// sweep looks until done is closed.
func (s *Server) sweep(done <-chan struct{}) {
	ticker := time.NewTicker(s.every)
	defer ticker.Stop()
	draining := s.draining
	var conns []*conn
	var streams []*stream
	for {
		select {
		case <-done:
			return
		case <-draining:
			draining = nil
			ticker.Reset(s.everyDraining)
			continue
		case <-ticker.C:
		}
		s.load.look()
		now := int64(time.Since(s.started))
		passed := time.Duration(now - s.clock.Swap(now))
		conns = s.conns.snapshot(conns[:0])
		for _, c := range conns {
			s.lookAt(c, now, passed)
		}
		streams = s.streams.snapshot(streams[:0])
		for _, st := range streams {
			s.lookAtStream(st, passed)
		}
		clear(conns)
		clear(streams)
	}
}

// lookAt closes a connection that is overdue. The times in its state are of the
// last look before, so a look is added to each limit: nobody gets less time.
func (s *Server) lookAt(c *conn, now int64, passed time.Duration) {
	from := c.state.Load()
	p, since := phaseOf(from)
	if since != c.metered {
		c.metered, c.upload, c.download = since, meter{}, meter{}
	}
	over := func(limit time.Duration) bool { return now-since > int64(limit+s.every) }
	switch p {
	case phaseNew:
		if over(s.config.HeaderTimeout) {
			s.cut(c)
		} else if s.drainedSince(since, now) && c.leave(from) {
			c.closeSocket()
		}
	case phaseHeader:
		if over(s.config.HeaderTimeout) {
			s.cut(c)
		}
	case phaseIdle: // for HTTP/2 net/http has a timer: it says goodbye
		if (over(s.config.IdleTimeout) || s.drainedSince(since, now)) && !c.http2.Load() && c.leave(from) {
			s.closeIdle(c)
		}
	case phaseServing:
		if c.upload.behind(c.reading.Load() == readingBody, c.uploaded, passed, s.config) {
			s.cut(c)
		}
	}
	if p != phaseHijacked && c.download.behind(c.writing.Load(), c.taken, passed, s.config) {
		s.cut(c)
	}
}

// drainedSince tells whether the server has been draining for so long that a
// connection that has had no request since is not waited for any more.
func (s *Server) drainedSince(since, now int64) bool {
	start := s.drainStart.Load()
	return start > 0 && now-max(since, start) > int64(s.config.DrainIdle+s.everyDraining)
}

// closeIdle closes a connection that waits for nothing. With TLS that may take a
// moment, as it is said.
func (s *Server) closeIdle(c *conn) {
	if c.secure != nil {
		go c.Close()
		return
	}
	c.Close()
}

// cut closes a connection that is overdue. Those who wait for it notice, and
// forget it.
func (s *Server) cut(c *conn) {
	if !c.cut {
		c.cut = true
		s.cuts.Add(1)
	}
	c.abort()
}

// A meter watches one direction of a connection or stream, during one request, for
// a client that is too slow. It is the sweeper's alone.
type meter struct {
	seen  bool          // somebody has waited
	total int64         // bytes when somebody waited last
	debt  time.Duration // how far the client has fallen behind
}

// behind takes note that time has passed, and whether somebody waits for the client
// at this moment. It tells whether the client is behind the minimal rate for
// longer than the grace. Each look stands for the whole time since the last: the
// errors of that even out long before the grace has passed.
func (m *meter) behind(waiting bool, total func() int64, passed time.Duration, c Config) bool {
	if !waiting {
		return false
	}
	now := max(total(), m.total) // of a record that has become whole less counts than before
	if !m.seen {
		m.seen, m.total = true, now
		return false
	}
	paid := time.Duration(float64(now-m.total) / float64(c.MinRate) * float64(time.Second))
	m.total = now
	m.debt = max(m.debt+passed-paid, 0)
	return m.debt > c.RateGrace
}
