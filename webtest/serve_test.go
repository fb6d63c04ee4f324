package webtest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

func fetch(t testing.TB, url string) string {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestServe(t *testing.T) {
	for _, test := range []struct {
		hosts   []string
		baseURL string
		want    string
	}{
		{nil, "", "http://127.0.0.1:"},
		{[]string{"*"}, "", "http://127.0.0.1:"},
		{[]string{"example.com", "localhost"}, "", "http://localhost:"},
		{[]string{"example.com"}, "http://localhost:8000", "http://localhost:"},
		{nil, "http://localhost:8000", "http://localhost:"},
	} {
		config := combo.Config{Hosts: test.hosts, BaseURL: test.baseURL, URLs: combo.URLs{combo.Get("hello/", text("Hello"))}}
		base := webtest.Serve(t, newSite(t, config))
		if !strings.HasPrefix(base, test.want) || strings.HasSuffix(base, "/") {
			t.Errorf("Serve with Hosts %q is at %q, want %s…", test.hosts, base, test.want)
		}
		if got := fetch(t, base+"/hello/"); got != "Hello" {
			t.Errorf("the server answers %q", got)
		}
	}
	if got := fetch(t, webtest.Serve(t, http.HandlerFunc(echo))+"/x/"); !strings.HasPrefix(got, "GET /x/") {
		t.Errorf("the server answers %q", got)
	}
}

func TestServeEnds(t *testing.T) {
	var said []string
	app := combo.App{
		Name:  "band",
		Start: func(context.Context) error { said = append(said, "start"); return nil },
		Stop:  func(context.Context) error { said = append(said, "stop"); return nil },
	}
	ended := make(chan error, 1)
	forever := func(w http.ResponseWriter, r *http.Request) {
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
		ended <- r.Context().Err()
	}
	site := newSite(t, combo.Config{Apps: []combo.App{app}, URLs: combo.URLs{combo.Handle("", http.HandlerFunc(forever))}})
	var base string
	f := try(t, func(t testing.TB) {
		base = webtest.Serve(t, site)
		answer, err := http.Get(base)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { answer.Body.Close() })
	})
	if f.Failed() {
		t.Errorf("the test said %q", f.messages)
	}
	if len(ended) != 1 {
		t.Error("the request has not ended with the test")
	}
	if got := strings.Join(said, " "); got != "start stop" {
		t.Errorf("the app was told %q", got)
	}
	if _, err := http.Get(base); err == nil {
		t.Error("the server still answers after the test")
	}
}

func TestServeLogsPanics(t *testing.T) {
	f := try(t, func(t testing.TB) {
		base := webtest.Serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("oh") }))
		if _, err := http.Get(base); err == nil {
			t.Error("want an error")
		}
	})
	if len(f.messages) != 1 || !strings.Contains(f.messages[0], "panic serving") {
		t.Errorf("the test said %q, want the panic", f.messages)
	}
}

func TestServeFailures(t *testing.T) {
	oh := func(context.Context) error { return errors.New("oh") }
	for _, test := range []struct {
		name   string
		config combo.Config
		want   string
	}{
		{"other host", combo.Config{Hosts: []string{"example.com"}}, `the site does not answer to this machine: add "localhost" to Config.Hosts`},
		{"other base", combo.Config{BaseURL: "https://example.com"}, `the site does not answer to this machine`},
		{"start", combo.Config{Apps: []combo.App{{Name: "band", Start: oh}}}, "start band: oh"},
		{"stop", combo.Config{Apps: []combo.App{{Name: "band", Stop: oh}}}, "stop band: oh"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantFailure(t, func(t testing.TB) { webtest.Serve(t, newSite(t, test.config)) }, test.want)
		})
	}
}
