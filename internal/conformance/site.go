package main

import (
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/combo-web/combo"
)

// newSite builds a site that answers to any host and, before its routes,
// to whoever asks it with inside.
func newSite(config combo.Config) (*combo.Site, error) {
	config.Middleware = append([]func(http.Handler) http.Handler{probe}, config.Middleware...)
	return combo.New(quiet(config))
}

// mounted builds a site in which another one stands below a prefix.
func mounted(prefix string, site *combo.Site) (*combo.Site, error) {
	prefix = strings.TrimPrefix(prefix, "/")
	return combo.New(quiet(combo.Config{URLs: combo.URLs{combo.Mount(prefix, site)}}))
}

func quiet(config combo.Config) combo.Config {
	config.Debug = true // no secret needed
	config.Log = slog.New(slog.DiscardHandler)
	if config.Hosts == nil {
		config.Hosts = []string{"*"}
	}
	return config
}

type probeKey struct{}

// probe calls the function that a request carries in place of the route, so
// that functions which need a request can be asked at any address.
func probe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f, ok := r.Context().Value(probeKey{}).(func(*http.Request)); ok {
			f(r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// inside calls f with the request as the site sees it; asked is false if the
// site refused the request before.
func inside(site http.Handler, r *http.Request, f func(*http.Request)) (answer *http.Response, asked bool) {
	ask := func(r *http.Request) { asked = true; f(r) }
	r = r.WithContext(context.WithValue(r.Context(), probeKey{}, ask))
	return send(site, r), asked
}

// send returns the site's answer to a request.
func send(site http.Handler, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	answer := w.Result()
	answer.Request = r
	return answer
}

// answerOf sends a request to a site that has one view, at its root.
func answerOf(view combo.View, r *http.Request) (*http.Response, error) {
	site, err := newSite(combo.Config{URLs: combo.URLs{combo.Path("", view)}})
	if err != nil {
		return nil, err
	}
	return send(site, r), nil
}

// newRequest makes a request for a decoded path.
func newRequest(method, scheme, host, path string) *http.Request {
	u := &url.URL{Scheme: scheme, Host: host, Path: path}
	r := &http.Request{
		Method: method, URL: u, Host: host, Header: http.Header{}, Body: http.NoBody,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, RemoteAddr: "192.0.2.1:1234", RequestURI: u.RequestURI(),
	}
	if scheme == "https" {
		r.TLS = &tls.ConnectionState{}
	}
	return r.WithContext(context.Background())
}

// bodyText reads an answer.
func bodyText(answer *http.Response) string {
	b, _ := io.ReadAll(answer.Body)
	return string(b)
}
