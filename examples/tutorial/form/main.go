// Greeter greets people by their names.
package main

import (
	_ "embed"
	"net/http"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage"
)

func main() { manage.Main(site) }

// site says what the site is made of.
func site(env manage.Env) (combo.Config, error) {
	return combo.Config{URLs: urls()}, nil
}

// urls lists the addresses of the site.
func urls() combo.URLs {
	return combo.URLs{
		combo.Get("", home).Name("home"),
		combo.Get("login/", showLogin).Name("login"),
		combo.Post("login/", login),
		combo.Get("success/<path:name>", success).Name("success"),
	}
}

func home(r *http.Request) (*combo.Response, error) {
	return combo.Text("Hello, World!")
}

func success(r *http.Request) (*combo.Response, error) {
	name := combo.Param[string](r, "name")
	return combo.Text("welcome " + name)
}

// loginPage is the content of login.html.
//
//go:embed login.html
var loginPage string

func showLogin(r *http.Request) (*combo.Response, error) {
	return combo.HTML(loginPage)
}

func login(r *http.Request) (*combo.Response, error) {
	name, err := combo.Form[string](r, "nm")
	if err != nil {
		return nil, err
	}
	return combo.RedirectTo(r, "success", name)
}
