package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// lenient serves HTTP/1 as servers did before they were attacked: it makes a request
// of whatever comes, believes a Content-Length before a Transfer-Encoding, and reads on.
func lenient(_ testing.TB, l net.Listener, h http.Handler) func() {
	return eachConn(l, func(conn net.Conn) { serveLenient(conn, h) })
}

// eachConn serves connections until it is stopped.
func eachConn(l net.Listener, serve func(net.Conn)) (stop func()) {
	var mu sync.Mutex
	var open sync.WaitGroup
	conns := map[net.Conn]bool{}
	open.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			conns[conn] = true
			mu.Unlock()
			open.Go(func() { defer conn.Close(); serve(conn) })
		}
	})
	return sync.OnceFunc(func() {
		l.Close()
		mu.Lock()
		for conn := range conns {
			conn.Close()
		}
		mu.Unlock()
		open.Wait()
	})
}

func serveLenient(conn net.Conn, h http.Handler) {
	for r := bufio.NewReader(conn); ; {
		request, err := readLenient(r)
		if err != nil {
			return
		}
		request.RemoteAddr = conn.RemoteAddr().String()
		w := httptest.NewRecorder()
		func() {
			defer func() { _ = recover() }()
			h.ServeHTTP(w, request)
		}()
		fmt.Fprintf(conn, "HTTP/1.1 %d OK\r\nContent-Length: %d\r\n\r\n%s", w.Code, w.Body.Len(), w.Body)
		if strings.EqualFold(request.Header.Get("Connection"), "close") {
			return
		}
	}
}

// readLenient makes the best of a request.
func readLenient(r *bufio.Reader) (*http.Request, error) {
	line := ""
	for line == "" {
		var err error
		if line, err = lenientLine(r); err != nil {
			return nil, err
		}
	}
	method, rest, _ := strings.Cut(line, " ")
	target, _, _ := strings.Cut(rest, " ")
	request := &http.Request{Method: method, RequestURI: target, URL: &url.URL{Path: target}, Header: http.Header{}}
	lenientHeader(r, request.Header)
	request.Host = request.Header.Get("Host")
	request.Body = io.NopCloser(strings.NewReader(lenientBody(r, request.Header)))
	return request, nil
}

func lenientLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadString('\n')
	if line != "" {
		err = nil
	}
	return strings.Trim(line, " \r\n\t\x0b\x00"), err
}

func lenientHeader(r *bufio.Reader, h http.Header) {
	for {
		line, err := lenientLine(r)
		if err != nil || line == "" {
			return
		}
		name, value, _ := strings.Cut(line, ":")
		h.Set(strings.TrimSpace(name), strings.TrimSpace(value))
	}
}

func lenientBody(r *bufio.Reader, h http.Header) string {
	if n, err := strconv.Atoi(h.Get("Content-Length")); err == nil && n > 0 {
		body := make([]byte, min(n, 1<<20))
		n, _ = io.ReadFull(r, body)
		return string(body[:n])
	}
	if !strings.Contains(strings.ToLower(h.Get("Transfer-Encoding")), "chunked") {
		return ""
	}
	var body strings.Builder
	for {
		line, _ := lenientLine(r)
		size, _, _ := strings.Cut(line, ";")
		n, _ := strconv.ParseInt(strings.TrimSpace(size), 16, 32)
		if n <= 0 {
			lenientHeader(r, h) // the trailer
			return body.String()
		}
		io.CopyN(&body, r, n)
		lenientLine(r)
	}
}
