package main

import (
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

func TestHome(t *testing.T) {
	site := webtest.Site(t, combo.Config{URLs: urls()})
	webtest.New(t, site).Get("/").Status(200).See("Hello, World!")
}
