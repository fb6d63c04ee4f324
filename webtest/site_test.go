package webtest_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

func TestSite(t *testing.T) {
	broken := func(*http.Request) (*combo.Response, error) { return nil, errors.New("the disk is full") }
	site := webtest.Site(t, combo.Config{URLs: combo.URLs{combo.Get("", broken)}})
	webtest.New(t, site).Get("/").Status(500).NotSee("the disk is full", "site_test.go")
	if a, b := site.Sign("x", "y"), webtest.Site(t, combo.Config{}).Sign("x", "y"); a == b || !strings.HasPrefix(a, "y:") {
		t.Errorf("two sites sign alike: %q and %q", a, b)
	}
}
