package main

import (
	"os"
	"testing"
)

// TestMain makes the test's binary a child where one is started.
func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		exitWith(serveChild())
	}
	os.Exit(m.Run())
}

// The clients of the small measurement: 14, with slow uploads and streams.
var small = plan{Restarts: 3, HTTP1: 8, HTTP2: 2, Uploads: 2, Streams: 2}

func TestRestartFailsNothing(t *testing.T) {
	r, err := run(t.Context(), small)
	if err != nil {
		t.Fatal(err)
	}
	if r.Failures > 0 || r.Unclean > 0 || r.Restarts < 3 {
		t.Errorf("%+v", r)
	}
	for _, kind := range []string{"get", "post", "http2", "upload", "stream"} {
		if r.ByKind[kind] == 0 {
			t.Errorf("no %s was counted: %+v", kind, r)
		}
	}
}

// The measurement notices failures.
func TestNaiveRestartFails(t *testing.T) {
	p := small
	p.Naive, p.Restarts = true, 1
	r, err := run(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if r.Failures == 0 {
		t.Errorf("http.Server.Shutdown failed no request: %+v", r)
	}
}
