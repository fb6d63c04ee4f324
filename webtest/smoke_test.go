package webtest_test

import (
	"net/http"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/webtest"
)

func TestSmoke(t *testing.T) {
	site, err := combo.New(combo.Config{Debug: true, URLs: combo.URLs{
		combo.Get("", func(r *http.Request) (*combo.Response, error) {
			return combo.HTML(`<title>Home</title><h1>Hi  <b>you</b>!</h1><a href="login/">Sign in</a>
<form action="/login/" method=post><input name=nm value=x><button name=a value=b>Go</button></form>`)
		}),
		combo.Path("login/", func(r *http.Request) (*combo.Response, error) {
			nm, err := combo.Form[string](r, "nm", "nobody")
			if err != nil {
				return nil, err
			}
			if r.Method == "POST" {
				return combo.Redirect("/hello/"+nm+"/", combo.SetCookie(&http.Cookie{Name: "who", Value: nm}))
			}
			return combo.Text("please")
		}),
		combo.Get("hello/<nm>/", func(r *http.Request) (*combo.Response, error) {
			return combo.Text("Hello " + combo.Param[string](r, "nm"))
		}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	c := webtest.New(t, site)
	c.Get("/").Status(200).See("Hi you!").NotSee("<script>").Click("Sign in").See("please")
	c.Get("/").Form("").Fill("nm", "Ann").Submit().RedirectsTo("/hello/Ann/").Follow().See("Hello Ann")
	if c.Cookie("who") != "Ann" {
		t.Error("no cookie")
	}
	url := webtest.Serve(t, site)
	resp, err := http.Get(url + "/hello/x/")
	if err != nil || resp.StatusCode != 200 {
		t.Error(resp, err)
	}
	resp.Body.Close()
}
