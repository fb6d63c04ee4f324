package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

// startClients starts the clients. Each ends after the request in which ctx ends.
func (r *rig) startClients(ctx context.Context) *sync.WaitGroup {
	wg := new(sync.WaitGroup)
	for range r.plan.HTTP1 {
		wg.Go(func() { r.keepAlive(ctx) })
	}
	for range r.plan.HTTP2 {
		wg.Go(func() { r.http2(ctx) })
	}
	for range r.plan.Uploads {
		wg.Go(func() { r.repeat(ctx, "upload", r.upload) })
	}
	for range r.plan.Streams {
		wg.Go(func() { r.repeat(ctx, "stream", r.stream) })
	}
	return wg
}

func (r *rig) repeat(ctx context.Context, kind string, do func() error) {
	for ctx.Err() == nil {
		r.note(kind, do())
	}
}

// keepAlive sends requests over a connection until the server says that it ends.
// There is no second try: a connection that ends without a word fails a request.
func (r *rig) keepAlive(ctx context.Context) {
	var c *rawConn
	for i := 0; ctx.Err() == nil; i++ {
		var err error
		if c == nil {
			if c, err = r.dial(); err != nil {
				r.note("dial", err)
				continue
			}
		}
		kind, request, body := "get", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", ""
		if i%4 == 3 {
			body = strings.Repeat("x", 1000)
			kind, request = "post", fmt.Sprintf("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		}
		ends, err := c.exchange(request, body)
		r.note(kind, err)
		if ends || err != nil {
			c.Close()
			c = nil
		}
	}
	if c != nil {
		c.Close()
	}
}

// A rawConn is a connection without anything clever.
type rawConn struct {
	net.Conn
	r *bufio.Reader
}

func (r *rig) dial() (*rawConn, error) {
	nc, err := net.DialTimeout("tcp", r.plain.Addr().String(), 10*time.Second)
	if err != nil {
		return nil, err
	}
	nc.SetDeadline(time.Now().Add(time.Minute))
	return &rawConn{nc, bufio.NewReader(nc)}, nil
}

// exchange sends a request and reads the answer, which is to have the body.
func (c *rawConn) exchange(request, body string) (ends bool, err error) {
	if _, err := io.WriteString(c, request); err != nil {
		return true, err
	}
	resp, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return true, err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	return resp.Close, answerError(resp, string(got), body, err)
}

// answerError tells what is wrong with an answer.
func answerError(resp *http.Response, got, want string, err error) error {
	switch {
	case err != nil:
		return err
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("status %d", resp.StatusCode)
	case got != want:
		return errors.New("another body")
	}
	return nil
}

// upload sends a body for longer than a process takes to be replaced.
func (r *rig) upload() error {
	c, err := r.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	piece := bytes.Repeat([]byte("x"), 1000)
	fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n", 40*len(piece))
	for range 40 {
		if _, err := c.Write(piece); err != nil {
			return err
		}
		time.Sleep(25 * time.Millisecond)
	}
	_, err = c.exchange("", strings.Repeat("x", 40*len(piece)))
	return err
}

// stream reads events until the server says that this is the end.
func (r *rig) stream() error {
	c, err := r.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	io.WriteString(c, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
	resp, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err == nil && !bytes.HasSuffix(got, []byte("event: end\n\n")) {
		return errors.New("the stream has no end")
	}
	return err
}

// http2 sends requests over HTTP/2. A request that the server says it has not
// looked at is sent again, as the protocol has it (RFC 9113 §6.8).
func (r *rig) http2(ctx context.Context) {
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, // the certificate is the measurement's own
		ForceAttemptHTTP2: true,
	}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: time.Minute}
	body := strings.Repeat("x", 1000)
	for ctx.Err() == nil {
		resp, err := client.Post("https://"+r.tls.Addr().String()+"/", "text/plain", strings.NewReader(body))
		if err == nil {
			var got []byte
			got, err = io.ReadAll(resp.Body)
			resp.Body.Close()
			err = answerError(resp, string(got), body, err)
			if err == nil && resp.ProtoMajor != 2 {
				err = errors.New("not HTTP/2")
			}
		}
		r.note("http2", err)
	}
}

// howOf tells failures apart without addresses.
func howOf(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNRESET):
		return "reset"
	case errors.Is(err, syscall.EPIPE):
		return "broken pipe"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "closed"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "time"
	}
	return err.Error()
}
