package main

import (
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

const secret = "at least thirty-two characters long"

func TestSuccess(t *testing.T) {
	site, err := combo.New(combo.Config{Secret: []string{secret}, URLs: urls()})
	if err != nil {
		t.Fatal(err)
	}
	webtest.New(t, site).Get("/success/Ann").Status(200).See("welcome Ann")
}
