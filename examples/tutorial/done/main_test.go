package main

import (
	"net/url"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

func newSite(t *testing.T) *combo.Site {
	t.Helper()
	return webtest.Site(t, combo.Config{URLs: urls()})
}

func TestLogin(t *testing.T) {
	c := webtest.New(t, newSite(t))
	page := c.Get("/login/").Form("").Fill("nm", "Ann").Submit()
	page.RedirectsTo("/success/Ann").Follow().Status(200).See("welcome Ann")
}

func TestLoginRefuses(t *testing.T) {
	webtest.Run(t, newSite(t), []webtest.Case{
		{
			Name: "no name", Method: "POST", URL: "/login/",
			Body:       url.Values{"nm": {" "}},
			WantStatus: 422,
			Want:       []string{"This field is required."},
		},
		{
			Name: "a name with a meaning", Method: "POST", URL: "/login/",
			Body:       url.Values{"nm": {".."}},
			WantStatus: 422,
			Want:       []string{"The name .. cannot stand in an address."},
			NotWant:    []string{"welcome"},
		},
	})
}
