package deploy

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// An entrance is a port of this machine at which everybody seems to come from one
// address: that of a stranger, or that of the site's proxy.
type entrance struct {
	net.Listener
	from   net.Addr // nil for that of this machine
	secure bool     // the server speaks TLS
	client *http.Client
}

func enter(ctx context.Context, from net.Addr, secure bool) (*entrance, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	in := &entrance{Listener: listener, from: from, secure: secure}
	in.client = &http.Client{
		Timeout:       probeTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DisableCompression: true, DisableKeepAlives: true, Proxy: nil, ExpectContinueTimeout: probeTimeout,
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return in.dial(ctx) },
			// The name on the certificate is looked at by a check of its own.
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		},
	}
	return in, nil
}

const (
	probeTimeout = 10 * time.Second
	maxAnswer    = 1 << 20 // how much of an answer is looked at
)

func listenersOf(entrances []*entrance) []net.Listener {
	list := make([]net.Listener, len(entrances))
	for i, in := range entrances {
		list[i] = in
	}
	return list
}

// Accept gives the server a connection that comes from elsewhere.
func (in *entrance) Accept() (net.Conn, error) {
	conn, err := in.Listener.Accept()
	if err != nil || in.from == nil {
		return conn, err
	}
	return &disguised{conn, in.from}, nil
}

// A disguised connection says another address than its own.
type disguised struct {
	net.Conn
	from net.Addr
}

func (d *disguised) RemoteAddr() net.Addr { return d.from }

func (in *entrance) close() {
	in.client.CloseIdleConnections()
	in.Listener.Close()
}

func (in *entrance) dial(ctx context.Context) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp", in.Listener.Addr().String())
}

// raw opens a connection for bytes that no HTTP client would send.
func (in *entrance) raw(ctx context.Context) (net.Conn, error) {
	conn, err := in.dial(ctx)
	if err != nil {
		return nil, err
	}
	if in.secure {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}})
	}
	return conn, conn.SetDeadline(time.Now().Add(probeTimeout))
}

// A visit is a request of the examination.
type visit struct {
	method string // defaults to GET
	path   string
	host   string
	body   string
	header []string // names and values in turn
}

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
	state  *tls.ConnectionState
}

func (a answer) cookies() (cookies []*http.Cookie) {
	for _, line := range a.header.Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil {
			cookies = append(cookies, c)
		}
	}
	return cookies
}

// ask sends a request. The address in it is the site's own: the connection goes
// to this machine all the same.
func (in *entrance) ask(v visit) (answer, error) {
	scheme := "http"
	if in.secure {
		scheme = "https"
	}
	if v.method == "" {
		v.method = http.MethodGet
	}
	var body io.Reader
	if v.body != "" {
		body = strings.NewReader(v.body)
	}
	r, err := http.NewRequest(v.method, scheme+"://"+v.host+v.path, body)
	if err != nil {
		return answer{}, err
	}
	for i := 0; i < len(v.header); i += 2 {
		r.Header.Add(v.header[i], v.header[i+1])
	}
	got, err := in.client.Do(r)
	if err != nil {
		return answer{}, fmt.Errorf("%s %s: %w", v.method, v.path, err)
	}
	defer got.Body.Close()
	b, err := io.ReadAll(io.LimitReader(got.Body, maxAnswer))
	return answer{got.StatusCode, got.Header, string(b), got.TLS}, err
}
