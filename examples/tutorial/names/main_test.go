package main

import (
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

func TestSuccess(t *testing.T) {
	site := webtest.Site(t, combo.Config{URLs: urls()})
	webtest.New(t, site).Get("/success/Ann").Status(200).See("welcome Ann")
}
