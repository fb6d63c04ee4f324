package greet_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/examples/hello/greet"
	"github.com/combo-web/combo/webtest"
)

func newSite(t *testing.T) (*combo.Site, *bytes.Buffer) {
	t.Helper()
	var lines bytes.Buffer
	log := slog.New(slog.NewTextHandler(&lines, nil))
	app := greet.New(log)
	site := webtest.Site(t, combo.Config{Log: log, Apps: []combo.App{app}, URLs: app.URLs, OnError: greet.OnError})
	return site, &lines
}

func TestHello(t *testing.T) {
	t.Parallel()
	site, lines := newSite(t)
	webtest.New(t, site).Get("/hello/").Status(200).See("Hello, World!").HeaderIs("Content-Type", "text/plain; charset=utf-8")
	if got := lines.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "method=GET path=/hello/ status=200") {
		t.Errorf("the log is %q", got)
	}
	if u, err := site.URL("hello"); u != "/hello/" || err != nil {
		t.Errorf(`URL("hello") = %q, %v`, u, err)
	}
}

func TestHelloAnswers(t *testing.T) {
	t.Parallel()
	site, _ := newSite(t)
	webtest.Run(t, site, []webtest.Case{
		{URL: "/hello", WantStatus: 301, WantHeader: map[string]string{"Location": "/hello/"}},
		{Method: "HEAD", URL: "/hello/", NotWant: []string{"Hello"}},
		{Method: "POST", URL: "/hello/", WantStatus: 405, WantHeader: map[string]string{"Allow": "GET, HEAD, OPTIONS"}},
		{Name: "an error becomes a page", URL: "/hello/coffee/", WantStatus: 418, Want: []string{"Sorry, this is a teapot."}, NotWant: []string{"pot holds"}},
		{URL: "/bye/", WantStatus: 404},
	})
}
