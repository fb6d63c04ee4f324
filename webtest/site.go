package webtest

import (
	"crypto/rand"
	"log/slog"
	"testing"

	"github.com/combo-web/combo"
)

// Site makes a site for a test as it would run for strangers: without debug
// pages, with a secret of its own if the configuration has none, and with a log
// that go test shows if the test fails. The test ends if combo.New finds mistakes.
// The apps are not started: see [Serve] and [combo.Site.Start].
func Site(t testing.TB, config combo.Config) *combo.Site {
	t.Helper()
	site, err := combo.New(forTest(t, config))
	if err != nil {
		t.Fatalf("make the site: %v", err)
	}
	return site
}

func forTest(t testing.TB, config combo.Config) combo.Config {
	if len(config.Secret) == 0 {
		config.Secret = []string{rand.Text() + rand.Text()}
	}
	if config.Log == nil {
		log := &testLog{t: t}
		t.Cleanup(log.close)
		config.Log = slog.New(slog.NewTextHandler(log, nil))
	}
	return config
}
