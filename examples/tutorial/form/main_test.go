package main

import (
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

const secret = "at least thirty-two characters long"

func TestLogin(t *testing.T) {
	site, err := combo.New(combo.Config{Secret: []string{secret}, URLs: urls()})
	if err != nil {
		t.Fatal(err)
	}
	page := webtest.New(t, site).Get("/login/").Form("").Fill("nm", "Ann").Submit()
	page.Follow().Status(200).See("welcome Ann")
}
