package main

import (
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

func TestLogin(t *testing.T) {
	site := webtest.Site(t, combo.Config{URLs: urls()})
	page := webtest.New(t, site).Get("/login/").Form("").Fill("nm", "Ann").Submit()
	page.Follow().Status(200).See("welcome Ann")
}
