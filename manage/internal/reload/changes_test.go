package reload_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/combo-web/combo/manage/internal/reload"
)

// A listener is a page that listens.
type listener struct {
	t     *testing.T
	lines *bufio.Scanner
	end   context.CancelFunc
}

func listen(t *testing.T, url, since, last string) *listener {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, "GET", url+"/.combo/reload?since="+since, nil)
	if err != nil {
		t.Fatal(err)
	}
	if last != "" {
		request.Header.Set("Last-Event-ID", last)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if kind := answer.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Fatalf("the events are %d, %s", answer.StatusCode, kind)
	}
	t.Cleanup(func() { cancel(); answer.Body.Close() })
	return &listener{t, bufio.NewScanner(answer.Body), cancel}
}

// next returns the next event and the version that it leads to.
func (l *listener) next() (event, version string) {
	l.t.Helper()
	for l.lines.Scan() {
		if name, ok := strings.CutPrefix(l.lines.Text(), "event: "); ok {
			event = name
		}
		if data, ok := strings.CutPrefix(l.lines.Text(), "data: "); ok {
			return event, data
		}
	}
	l.t.Fatal("the events have ended")
	return
}

func (l *listener) want(event string) (version string) {
	l.t.Helper()
	got, version := l.next()
	if got != event {
		l.t.Errorf("the event is %q, want %q", got, event)
	}
	return version
}

var versionInPage = regexp.MustCompile(`data-version="([^"]+)"`)

// versionOf is that of a page that is sent now.
func versionOf(t *testing.T, url string) string {
	t.Helper()
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Sec-Fetch-Dest", "document")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b := make([]byte, 1000)
	n, _ := answer.Body.Read(b)
	m := versionInPage.FindSubmatch(b[:n])
	if m == nil {
		t.Fatalf("the page has no version: %s", b[:n])
	}
	return string(m[1])
}

func serve(t *testing.T, l *reload.Reloader) string {
	t.Helper()
	s := httptest.NewServer(l.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
	})))
	t.Cleanup(s.Close)
	return s.URL
}

func TestEvents(t *testing.T) {
	l := reload.New(nil)
	url := serve(t, l)
	first := versionOf(t, url)

	open := listen(t, url, first, "")
	l.Changed([]string{"a.css", "B.CSS"})
	styled := open.want("style")
	l.Changed([]string{"a.css", "a.html"})
	paged := open.want("page")
	if versionOf(t, url) != paged || styled == paged {
		t.Errorf("the versions are %q, %q, and %q of a new page", styled, paged, versionOf(t, url))
	}
	l.Changed([]string{"a.css"})
	open.want("style")

	// What happened between the page and its first question is not lost.
	listen(t, url, first, "").want("page")
	listen(t, url, styled, "").want("page")
	listen(t, url, paged, "").want("style")
	listen(t, url, first, paged).want("style") // the browser has come back
	for _, other := range []string{"", "x", "other.1", first + "x", strings.Split(first, ".")[0] + ".99"} {
		listen(t, url, other, "").want("page")
	}
	l.Changed(nil)
	open.want("page")
}

func TestEventsEndWithTheServer(t *testing.T) {
	draining := make(chan struct{})
	l := reload.New(func(*http.Request) <-chan struct{} { return draining })
	url := serve(t, l)
	open := listen(t, url, versionOf(t, url), "")
	close(draining)
	for open.lines.Scan() {
	}
	if err := open.lines.Err(); err != nil {
		t.Errorf("the events ended with %v", err)
	}
}

func TestEventsAreForThePagesOfTheSite(t *testing.T) {
	url := serve(t, reload.New(nil))
	for _, test := range []struct {
		method, site string
		want         int
	}{
		{"GET", "cross-site", 403},
		{"GET", "same-site", 403},
		{"POST", "same-origin", 405},
		{"HEAD", "same-origin", 200},
	} {
		request, err := http.NewRequest(test.method, url+"/.combo/reload", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Sec-Fetch-Site", test.site)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != test.want {
			t.Errorf("%s, %s: the status is %d, want %d", test.method, test.site, answer.StatusCode, test.want)
		}
	}
}
