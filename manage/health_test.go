package manage_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/combo-web/combo"
)

// ask returns the status and the text of an answer, as "200 ok".
func ask(t *testing.T, method, url string) (string, http.Header) {
	t.Helper()
	request, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(answer.Status[:3] + " " + string(body)), answer.Header
}

// readyApps are apps that can tell whether they are ready.
func readyApps(ready map[string]func(context.Context) error) []combo.App {
	var apps []combo.App
	for _, name := range []string{"cache", "database", "mail"} {
		if f := ready[name]; f != nil {
			apps = append(apps, combo.App{Name: name, Ready: f})
		}
	}
	return append(apps, combo.App{Name: "blog"})
}

func TestHealth(t *testing.T) {
	config := hello()
	config.Hosts = []string{"example.com"} // who asks for health knows no name
	config.Apps = readyApps(map[string]func(context.Context) error{"mail": func(context.Context) error { return nil }})
	r := start(t, "", config, "-addr", "127.0.0.1:0")
	defer r.end()
	for _, test := range []struct{ method, path, want string }{
		{"GET", "/healthz", "200 ok"},
		{"HEAD", "/healthz", "200"},
		{"POST", "/healthz", "405 only GET and HEAD"},
		{"GET", "/readyz", "200 ready"},
		{"HEAD", "/readyz", "200"},
		{"DELETE", "/readyz", "405 only GET and HEAD"},
	} {
		got, h := ask(t, test.method, r.url+test.path)
		if got != test.want || h.Get("Cache-Control") != "no-store" || strings.HasPrefix(got, "405") && h.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s %s: %q with %v, want %q", test.method, test.path, got, h, test.want)
		}
	}
	if got, _ := ask(t, "GET", r.url+"/hello/"); !strings.HasPrefix(got, "400") {
		t.Errorf("another address is answered with %q", got)
	}
}

func TestARouteForHealthGoesFirst(t *testing.T) {
	own := []combo.URLs{
		{combo.Get("healthz", text("mine"))},
		{combo.Get("healthz/", text("mine"))},
		{combo.Mount("healthz/", text("mine"))},
		{combo.Regexp("^healthz$", text("mine"))},
	}
	for _, urls := range own {
		r := start(t, "", combo.Config{URLs: urls}, "-addr", "127.0.0.1:0")
		if got, _ := ask(t, "GET", r.url+"/healthz"); got != "200 mine" {
			t.Errorf("the site's own route is answered with %q", got)
		}
		r.end()
	}
	r := start(t, "", combo.Config{URLs: combo.URLs{combo.Get("<path:p>", text("any")), combo.Mount("", text("any"))}}, "-addr", "127.0.0.1:0")
	defer r.end()
	if got, _ := ask(t, "GET", r.url+"/healthz"); got != "200 ok" {
		t.Errorf("with a route for all paths the answer is %q", got)
	}
}

func TestReadyNamesAppsAndHidesCauses(t *testing.T) {
	stuck := make(chan struct{})
	defer close(stuck)
	config := hello()
	config.Apps = readyApps(map[string]func(context.Context) error{
		"cache":    func(context.Context) error { panic("no memory") },
		"database": func(context.Context) error { return errors.New("dial 10.1.2.3: refused") },
		"mail":     func(context.Context) error { <-stuck; return nil },
	})
	r := start(t, "", config, "-addr", "127.0.0.1:0")
	defer r.end()
	began := time.Now()
	if got, _ := ask(t, "GET", r.url+"/readyz"); got != "503 not ready: cache, database, mail" {
		t.Errorf("the answer is %q", got)
	}
	if took := time.Since(began); took < 2*time.Second || took > 8*time.Second {
		t.Errorf("the answer took %v, want the time limit of 2 s", took)
	}
	for _, cause := range []string{"cache: panic: no memory", "database: dial 10.1.2.3: refused", "mail: no answer within 2s"} {
		if log := r.stderr.String(); strings.Count(log, cause) != 1 {
			t.Errorf("the log is %q, want %q once", log, cause)
		}
	}
	if got, _ := ask(t, "GET", r.url+"/healthz"); got != "200 ok" {
		t.Errorf("health is %q", got)
	}
}

func TestReadyIsAskedOnceForAll(t *testing.T) {
	var calls atomic.Int32
	var down atomic.Bool
	arrived, goOn := make(chan struct{}, 100), make(chan struct{})
	config := hello()
	config.Apps = readyApps(map[string]func(context.Context) error{"database": func(context.Context) error {
		calls.Add(1)
		arrived <- struct{}{}
		<-goOn
		if down.Load() {
			return errors.New("away")
		}
		return nil
	}})
	r := start(t, "", config, "-addr", "127.0.0.1:0")
	defer r.end()
	answers := make(chan string, 20)
	for range cap(answers) {
		go func() {
			got, _ := ask(t, "GET", r.url+"/readyz")
			answers <- got
		}()
	}
	<-arrived
	close(goOn)
	for range cap(answers) {
		if got := <-answers; got != "200 ready" {
			t.Errorf("the answer is %q", got)
		}
	}
	if n := calls.Load(); n != 1 {
		t.Errorf("the app was asked %d times by %d requests", n, cap(answers))
	}
	down.Store(true)
	if got, _ := ask(t, "GET", r.url+"/readyz"); got != "200 ready" {
		t.Errorf("within a second the answer is %q, want the one that is kept", got)
	}
	wantReady(t, r, "503 not ready: database")
	down.Store(false)
	wantReady(t, r, "200 ready")
	if log := r.stderr.String(); !strings.Contains(log, "ready again") {
		t.Errorf("the log is %q", log)
	}
}

// wantReady asks until the answer comes.
func wantReady(t *testing.T, r *running, want string) {
	t.Helper()
	var got string
	for stop := time.Now().Add(10 * time.Second); time.Now().Before(stop); {
		if got, _ = ask(t, "GET", r.url+"/readyz"); got == want {
			return
		}
	}
	t.Fatalf("the answer is %q, want %q", got, want)
}

func TestReadyFlipsBeforeTheDrain(t *testing.T) {
	r := start(t, "", hello(), "-addr", "127.0.0.1:0", "-drain-delay", "2s")
	if got, _ := ask(t, "GET", r.url+"/readyz"); got != "200 ready" {
		t.Errorf("the answer is %q", got)
	}
	r.stop()
	stopped := time.Now()
	wantReady(t, r, "503 draining")
	if took := time.Since(stopped); took > time.Second {
		t.Errorf("the answer came %v after the signal, want it before the drain begins", took)
	}
	if got, _ := ask(t, "GET", r.url+"/healthz"); got != "200 ok" {
		t.Errorf("health is %q", got)
	}
	if got := get(t, r.url+"/hello/"); got != "Hello, World!" {
		t.Errorf("requests that still come are answered with %q", got)
	}
	if code := <-r.code; code != 0 {
		t.Errorf("the exit code is %d: %s", code, r.stderr)
	}
}
